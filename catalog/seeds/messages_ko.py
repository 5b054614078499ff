"""The Korean words of every message: code -> (subject, body, text message)."""

from catalog.seeds.prose import prose

_HELLO = "{name}님, 안녕하세요.\n\n"
_BYE = "\n\n주문 내용과 진행 상황 보기: {order_link}\n\n고맙습니다.\n비단길 드림"


def _mail(subject: str, body: str, sms: str = "") -> tuple[str, str, str]:
    return subject, _HELLO + prose(body) + _BYE, sms


def _desk(subject: str, body: str) -> tuple[str, str, str]:
    return subject, prose(body) + "\n\n고객: {name}\n주문 열기: {order_link}", ""


KOREAN: dict[str, tuple[str, str, str]] = {
    "quote_received": _mail(
        "견적 요청을 받았습니다 ({order})",
        """
        견적을 요청해 주셔서 고맙습니다. 요청하신 상품은 다음과 같습니다.

        {items}

        상품을 하나씩 살펴본 뒤 가격을 알려 드릴게요. 그때까지 결제하실 금액은 없습니다.
        """,
    ),
    "question_asked": _mail(
        "주문에 대해 여쭤볼 것이 있어요 ({order})",
        """
        주문을 진행하기 전에 여쭤볼 것이 있습니다.

        {question}

        주문 페이지에서 답해 주시면 바로 이어서 진행하겠습니다.
        """,
    ),
    "quote_rejected": _mail(
        "요청하신 상품을 구매해 드릴 수 없습니다 ({order})",
        """
        죄송합니다. 이번 상품은 구매를 대행해 드리기 어렵습니다. 이유는 다음과 같습니다.

        {reason}

        결제하신 금액은 없고, 앞으로 내실 금액도 없습니다. 다른 상품이 필요하시면 언제든 새로 요청해 주세요.
        """,
    ),
    "items_due": _mail(
        "견적이 나왔습니다: {amount} ({order})",
        """
        상품 금액을 알려 드립니다. 결제는 두 번에 나누어 하시며, 이번이 첫 번째입니다.
        배송비는 상품을 포장하고 무게를 잰 뒤에 따로 안내해 드립니다.

        {items}

        결제하실 금액: {amount}
        결제하기: {pay_link}

        이 가격은 {valid_until}까지 유효합니다. 결제가 확인되면 바로 구매하겠습니다.
        """,
        "[비단길] 상품 금액 {amount} 결제하기: {pay_link}",
    ),
    "prices_revised": _mail(
        "가격이 바뀌었습니다: {amount} ({order})",
        """
        주문 금액이 바뀌었습니다. 이전 금액은 {amount_before}, 새 금액은 {amount}입니다.

        이유: {reason}

        결제하기: {pay_link}
        이전 결제 페이지는 닫았으니 두 번 결제되지 않습니다. 새 가격은 {valid_until}까지 유효합니다.
        """,
    ),
    "items_paid": _mail(
        "결제가 확인되었습니다. 고맙습니다 ({order})",
        """
        {amount} 결제가 확인되었습니다. 고맙습니다!

        이제 한국에서 상품을 구매합니다. 구매를 마치면 알려 드릴게요.
        """,
        "[비단길] {order} 상품 금액 {amount} 결제 확인. 곧 구매합니다.",
    ),
    "item_out_of_stock": _mail(
        "구해 드리지 못하는 상품이 있습니다 ({order})",
        """
        죄송합니다. 다음 상품을 구해 드리지 못하게 되었습니다.

        {item}

        사유: {reason}

        {detail}

        환불이 어떻게 진행되는지는 주문 페이지에서 보실 수 있습니다.
        """,
    ),
    "items_bought": _mail(
        "상품을 구매했습니다 ({order})",
        """
        반가운 소식입니다. 상품 구매를 마쳤고, 지금 저희 한국 창고로 오고 있습니다.

        {items}

        창고에 입고되면 다시 알려 드릴게요.
        """,
    ),
    "items_arrived": _mail(
        "상품이 창고에 입고되었습니다 ({order})",
        """
        상품이 저희 한국 창고에 도착했습니다.

        {items}

        포장하고 무게를 잰 뒤 배송비를 알려 드리겠습니다.
        """,
    ),
    "delivery_due": _mail(
        "배송비 안내: {amount} ({order})",
        """
        포장이 끝났습니다. 적용 무게는 {weight}이고, {courier} 편으로 보내 드립니다.

        배송비: {amount}
        결제하기: {pay_link}

        두 번째이자 마지막 결제입니다.
        이 금액은 {valid_until}까지 유효하며, 그동안 상품은 안전하게 보관해 드립니다.
        """,
        "[비단길] 배송비 {amount} 결제하기: {pay_link}",
    ),
    "delivery_fee_revised": _mail(
        "배송비가 바뀌었습니다: {amount} ({order})",
        """
        배송비가 바뀌었습니다. 이전 금액은 {amount_before}, 새 금액은 {amount}입니다.

        이유: {reason}

        결제하기: {pay_link}
        이전 결제 페이지는 닫았으니 두 번 결제되지 않습니다. 새 배송비는 {valid_until}까지 유효합니다.
        """,
    ),
    "delivery_paid": _mail(
        "배송비 결제가 확인되었습니다 ({order})",
        """
        배송비 {amount} 결제가 확인되었습니다. 고맙습니다!

        이제 소포를 택배사에 맡기고, 운송장번호를 알려 드리겠습니다.
        """,
        "[비단길] {order} 배송비 {amount} 결제 확인. 곧 발송합니다.",
    ),
    "shipped": _mail(
        "상품을 발송했습니다 ({order})",
        """
        주문하신 상품이 {courier} 편으로 한국에서 출발했습니다.

        운송장번호: {tracking_number}
        배송 조회: {track_link}
        """,
        "[비단길] 발송 완료 {tracking_number} {track_link}",
    ),
    "tracking_corrected": _mail(
        "운송장번호를 바로잡습니다 ({order})",
        """
        앞서 보내 드린 운송장번호가 잘못되었습니다. 죄송합니다. 올바른 번호는 다음과 같습니다.

        {courier}: {tracking_number}
        배송 조회: {track_link}

        그 밖에 바뀐 것은 없으며, 상품은 예정대로 배송되고 있습니다.
        """,
    ),
    "out_for_delivery": _mail(
        "오늘 상품이 도착합니다 ({order})",
        """
        {courier} 배송 기사가 상품을 싣고 출발했습니다. 오늘 받으실 수 있을 거예요.

        운송장번호: {tracking_number}
        배송 조회: {track_link}
        """,
    ),
    "delivered": _mail(
        "상품이 도착했습니다 ({order})",
        """
        {order} 배송이 완료되었습니다. 비단길을 이용해 주셔서 고맙습니다!

        받으신 상품 확인하기: {review_link}

        빠지거나 손상된 것이 있으면 이 메일에 답장해 주세요. 받아 보신 소감도 들려주시면 기쁘게 읽겠습니다.
        """,
        "[비단길] {order} 배송 완료. 주문 보기: {review_link}",
    ),
    "order_cancelled": _mail(
        "주문이 취소되었습니다 ({order})",
        """
        주문이 취소되었습니다. 이유는 다음과 같습니다.

        {reason}

        열려 있던 결제 페이지는 닫았습니다.
        이미 결제하신 금액은 전액 환불해 드리며, 진행 상황은 주문 페이지에서 보실 수 있습니다.
        """,
    ),
    "quote_expired": _mail(
        "견적 유효 기간이 지났습니다 ({order})",
        """
        안내해 드린 가격의 유효 기간이 지나 결제 페이지를 닫았습니다. 내실 금액은 없습니다.

        아직 필요하시면 다시 요청해 주세요. 그날의 가격으로 다시 알려 드리겠습니다.
        """,
    ),
    "payment_reminder": _mail(
        "아직 결제 전이에요: {amount} ({order})",
        """
        {amount} 결제가 아직 남아 있습니다.

        결제하기: {pay_link}

        가격은 {valid_until}까지 유효합니다. 마음이 바뀌셨다면 아무것도 하지 않으셔도 됩니다.
        """,
        "[비단길] {amount} 결제가 남았습니다: {pay_link}",
    ),
    "payment_needs_review": _mail(
        "결제를 확인하고 있습니다 ({order})",
        """
        {amount} 결제를 받았으며, 담당자가 지금 확인하고 있습니다.

        {detail}

        결제하신 금액은 안전합니다. 다시 결제하지 마시고 잠시 기다려 주세요.
        확인이 끝나는 대로 알려 드리겠습니다.
        """,
    ),
    "message_received": _mail(
        "주문 {order}에 메시지가 도착했습니다",
        """
        주문에 대해 다음과 같이 메시지를 남겼습니다.

        {message}

        답장은 주문 페이지에서 하실 수 있습니다. 그동안 주고받은 메시지도 모두 그곳에 있습니다.
        """,
    ),
    "staff_new_request": _desk(
        "새 견적 요청 {order}",
        """
        심사를 기다리는 새 견적 요청입니다.

        {items}
        """,
    ),
    "staff_customer_answered": _desk(
        "고객 답변: {order}",
        """
        질문:
        {question}

        답변:
        {answer}
        """,
    ),
    "staff_customer_wrote": _desk(
        "고객 메시지: {order}",
        """
        고객이 메시지를 남겼습니다.

        {message}
        """,
    ),
    "staff_items_paid": _desk("상품 결제 완료, 구매해 주세요: {order}", "결제된 상품 금액: {amount}"),
    "staff_delivery_paid": _desk("배송비 결제 완료, 발송해 주세요: {order}", "결제된 배송비: {amount}"),
    "staff_attention": _desk(
        "확인이 필요합니다: {order}",
        """
        담당자의 확인이 필요한 주문입니다.

        {detail}
        """,
    ),
}
