from workflow.models.address import Address, OrderAddress
from workflow.models.attention import Attention
from workflow.models.inbox import WebhookEvent
from workflow.models.notification import Notification
from workflow.models.order import Order, OrderItem
from workflow.models.parcel import Parcel, ParcelLine, TrackingEvent
from workflow.models.payment import Charge, Payment, PaymentAttempt
from workflow.models.quote import Quote
from workflow.models.round import PollRound

__all__ = [
    "Address",
    "Attention",
    "Charge",
    "Notification",
    "Order",
    "OrderAddress",
    "OrderItem",
    "Parcel",
    "ParcelLine",
    "Payment",
    "PaymentAttempt",
    "PollRound",
    "Quote",
    "TrackingEvent",
    "WebhookEvent",
]
