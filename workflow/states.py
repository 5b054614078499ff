"""The closed vocabularies of an order's life."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    NEW = "new", _("New")
    REQUESTED = "requested", _("Quote requested")
    NEEDS_INFO = "needs_info", _("Waiting for the customer's answer")
    APPROVED = "approved", _("Approved, to price")
    REJECTED = "rejected", _("Rejected")
    ITEMS_DUE = "items_due", _("Waiting for payment of the items")
    ITEMS_PAID = "items_paid", _("Items paid, buying")
    IN_WAREHOUSE = "in_warehouse", _("In the warehouse")
    DELIVERY_DUE = "delivery_due", _("Waiting for payment of the delivery")
    DELIVERY_PAID = "delivery_paid", _("Delivery paid, to ship")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Quote expired")


# Until the customer has paid, an order can be stopped without giving money back.
BEFORE_PAYMENT = (OrderState.REQUESTED, OrderState.NEEDS_INFO, OrderState.APPROVED, OrderState.ITEMS_DUE)
# Until the first item is bought, everything about it can still be stopped.
UNTIL_BOUGHT = (*BEFORE_PAYMENT, OrderState.ITEMS_PAID)


class ItemState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    BOUGHT = "bought", _("Bought")
    OUT_OF_STOCK = "out_of_stock", _("Cannot be had")
    RECEIVED = "received", _("Arrived")
    MISMATCH = "mismatch", _("Wrong or damaged")
    PACKED = "packed", _("Packed")


class ChargeKind(models.TextChoices):
    ITEMS = "items", _("Items")
    TOP_UP = "top_up", _("Top-up")
    DELIVERY = "delivery", _("Delivery")
    DUTY = "duty", _("Duty")
    STORAGE = "storage", _("Storage")


class ChargeStatus(models.TextChoices):
    DRAFT = "draft", _("Being prepared")
    OPEN = "open", _("To pay")
    PAID = "paid", _("Paid")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")


class AttemptStatus(models.TextChoices):
    CREATED = "created", _("Being opened")
    OPEN = "open", _("Open")
    UNDER_WAY = "under_way", _("Paid by bank, on its way")
    COMPLETE = "complete", _("Completed")
    EXPIRED = "expired", _("Closed")


class Verdict(models.TextChoices):
    """What a payment that arrived turned out to be."""

    APPLIED = "applied", _("Counted")
    SURPLUS = "surplus", _("Paid twice")
    LATE = "late", _("Arrived after the order had ended")
    MISMATCH = "mismatch", _("Differs from what was asked")


class Turn(models.TextChoices):
    """Whose turn it is."""

    CUSTOMER = "customer", _("Customer")
    STAFF = "staff", _("Staff")
    COURIER = "courier", _("Courier")
    NOBODY = "nobody", _("Nobody")


class Concern(models.TextChoices):
    """Why an order stands in the queue of things a person must look at."""

    REFUND_DUE = "refund_due", _("Refund to make")
    PAID_TWICE = "paid_twice", _("Paid twice")
    PAID_LATE = "paid_late", _("Paid after the order had ended")
    AMOUNT_DIFFERS = "amount_differs", _("Payment differs from the charge")
    EXTERNAL_REFUND = "external_refund", _("Refund made outside this console")
    DISPUTE = "dispute", _("Card dispute")
    MISMATCH = "mismatch", _("Item wrong or damaged")
    PARCEL = "parcel", _("Parcel needs a look")
    PARTLY_PAID = "partly_paid", _("Only partly paid")
    UNPAID_DELIVERY = "unpaid_delivery", _("Delivery fee unpaid")
    NO_ANSWER = "no_answer", _("Customer has not answered")
    RESTRICTED_LATER = "restricted_later", _("Screening rule changed")


# Matters of money: only who may move money may say that they are settled.
MONEY_CONCERNS = (
    Concern.REFUND_DUE,
    Concern.PAID_TWICE,
    Concern.PAID_LATE,
    Concern.AMOUNT_DIFFERS,
    Concern.EXTERNAL_REFUND,
    Concern.DISPUTE,
    Concern.PARTLY_PAID,
)
