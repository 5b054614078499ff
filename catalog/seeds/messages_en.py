"""The English words of every message: code -> (subject, body, text message)."""

from catalog.seeds.prose import prose

_HELLO = "Hello {name},\n\n"
_BYE = "\n\nYour order, with everything we know about it: {order_link}\n\nWarm regards,\nBidangil"


def _mail(subject: str, body: str, sms: str = "") -> tuple[str, str, str]:
    return subject, _HELLO + prose(body) + _BYE, sms


def _desk(subject: str, body: str) -> tuple[str, str, str]:
    return subject, prose(body) + "\n\nCustomer: {name}\nOpen the order: {order_link}", ""


ENGLISH: dict[str, tuple[str, str, str]] = {
    "quote_received": _mail(
        "We have your request {order}",
        """
        Thank you for your request. We have received:

        {items}

        We will look at each item and write to you with a price.
        There is nothing to pay until then.
        """,
    ),
    "question_asked": _mail(
        "A question about your order {order}",
        """
        Before we can go on, we need to know:

        {question}

        You can answer on the page of your order.
        As soon as we hear from you, we carry on.
        """,
    ),
    "quote_rejected": _mail(
        "We cannot take your request {order}",
        """
        We are sorry: we cannot buy this for you. The reason is:

        {reason}

        You have paid nothing and owe nothing.
        If you would like something else instead, just send us a new request.
        """,
    ),
    "items_due": _mail(
        "Your price for {order}: {amount}",
        """
        Here is your price. It is the first of two payments;
        delivery follows once your parcel has been weighed.

        {items}

        To pay now: {amount}
        Pay here: {pay_link}

        This price holds until {valid_until}. We buy as soon as your payment arrives.
        """,
        "Bidangil: your items cost {amount}. Pay here: {pay_link}",
    ),
    "prices_revised": _mail(
        "A new price for {order}: {amount}",
        """
        The price of your order has changed from {amount_before} to {amount}.

        The reason: {reason}

        Pay here: {pay_link}
        The earlier payment page no longer works, so nothing is paid twice.
        The new price holds until {valid_until}.
        """,
    ),
    "items_paid": _mail(
        "Thank you, your payment for {order} has arrived",
        """
        Your payment of {amount} has arrived. Thank you!

        We now buy your items in Korea and tell you when they are ordered.
        """,
        "Bidangil: thank you, we received {amount} for {order}. We buy your items now.",
    ),
    "item_out_of_stock": _mail(
        "We cannot get an item of {order}",
        """
        We are sorry: we cannot get this item for you.

        {item}

        The reason: {reason}

        What happens now: {detail}

        The page of your order shows how far the refund is.
        """,
    ),
    "items_bought": _mail(
        "We have bought your items for {order}",
        """
        Good news: your items are bought and on their way to our warehouse in Korea.

        {items}

        We write again when they have arrived.
        """,
    ),
    "items_arrived": _mail(
        "Your items for {order} are in our warehouse",
        """
        Your items have arrived at our warehouse in Korea:

        {items}

        We now pack and weigh them, and then send you the delivery fee.
        """,
    ),
    "delivery_due": _mail(
        "The delivery fee for {order}: {amount}",
        """
        Your parcel is packed. It counts for {weight} and will travel with {courier}.

        Delivery fee: {amount}
        Pay here: {pay_link}

        This is the second and last payment.
        The fee holds until {valid_until}; your items are safe with us meanwhile.
        """,
        "Bidangil: your parcel is packed. Delivery fee {amount}. Pay here: {pay_link}",
    ),
    "delivery_fee_revised": _mail(
        "A new delivery fee for {order}: {amount}",
        """
        The delivery fee has changed from {amount_before} to {amount}.

        The reason: {reason}

        Pay here: {pay_link}
        The earlier payment page no longer works, so nothing is paid twice.
        The new fee holds until {valid_until}.
        """,
    ),
    "delivery_paid": _mail(
        "Thank you, the delivery of {order} is paid",
        """
        Your payment of {amount} has arrived. Thank you!

        We hand your parcel to the courier next and send you the tracking number.
        """,
        "Bidangil: thank you, we received {amount} for the delivery of {order}. We ship next.",
    ),
    "shipped": _mail(
        "Your parcel {order} is on its way",
        """
        Your parcel has left Korea with {courier}.

        Tracking number: {tracking_number}
        Follow it here: {track_link}
        """,
        "Bidangil: {order} is on its way with {courier}, no. {tracking_number}. {track_link}",
    ),
    "tracking_corrected": _mail(
        "The right tracking number for {order}",
        """
        The tracking number we sent you was wrong. We are sorry. The right one is:

        {courier}: {tracking_number}
        Follow it here: {track_link}

        Nothing else has changed; your parcel is travelling as planned.
        """,
    ),
    "out_for_delivery": _mail(
        "Your parcel {order} arrives today",
        """
        {courier} has your parcel on the van: it should reach you today.

        Tracking number: {tracking_number}
        Follow it here: {track_link}
        """,
    ),
    "delivered": _mail(
        "Your parcel {order} has arrived",
        """
        {order} has been delivered. Thank you for ordering with us!

        What you should have received: {review_link}

        If something is missing or damaged, please answer this mail.
        We are also glad to read how it was for you.
        """,
        "Bidangil: {order} has been delivered. Thank you! Your order: {review_link}",
    ),
    "order_cancelled": _mail(
        "Your order {order} is cancelled",
        """
        Your order is cancelled. The reason:

        {reason}

        Open payment pages no longer work.
        If you have paid, you get it all back; the page of your order shows how far the refund is.
        """,
    ),
    "quote_expired": _mail(
        "Your price for {order} has run out",
        """
        The price we held for you has run out, and the payment page is closed. You owe nothing.

        Still interested? Ask again and we look at today's price.
        """,
    ),
    "payment_reminder": _mail(
        "A reminder: {amount} for {order}",
        """
        Your payment of {amount} is still open.

        Pay here: {pay_link}

        We hold the price until {valid_until}. If you have changed your mind, you need not do anything.
        """,
        "Bidangil: a reminder, {amount} is open for {order}. Pay here: {pay_link}",
    ),
    "payment_needs_review": _mail(
        "We are looking at your payment for {order}",
        """
        A payment of {amount} has reached us, and a person is looking at it now:

        {detail}

        Your money is safe. Please do not pay again; we write to you as soon as it is settled.
        """,
    ),
    "message_received": _mail(
        "A message about your order {order}",
        """
        We have written to you about your order:

        {message}

        You can answer on the page of your order. Everything we have written to each other stands there.
        """,
    ),
    "staff_new_request": _desk(
        "New request {order}",
        """
        A new request is waiting to be screened:

        {items}
        """,
    ),
    "staff_customer_answered": _desk(
        "Answer from the customer: {order}",
        """
        We asked:
        {question}

        The answer:
        {answer}
        """,
    ),
    "staff_customer_wrote": _desk(
        "Message from the customer: {order}",
        """
        The customer has written:

        {message}
        """,
    ),
    "staff_items_paid": _desk("Items paid, please buy: {order}", "{amount} for the items has arrived."),
    "staff_delivery_paid": _desk(
        "Delivery paid, please ship: {order}", "{amount} for the delivery has arrived."
    ),
    "staff_attention": _desk(
        "Needs a person: {order}",
        """
        This order needs a person:

        {detail}
        """,
    ),
}
