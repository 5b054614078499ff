from workflow.models.address import Address, OrderAddress
from workflow.models.approval import Approval
from workflow.models.attention import Attention
from workflow.models.audit import AuditEntry
from workflow.models.inbox import WebhookEvent
from workflow.models.message import Mention, Message, Note
from workflow.models.notification import Notification
from workflow.models.order import Order, OrderItem
from workflow.models.parcel import Parcel, ParcelLine, TrackingEvent
from workflow.models.payment import Charge, Payment, PaymentAttempt
from workflow.models.photo import Photo
from workflow.models.quote import Quote
from workflow.models.round import PollRound

__all__ = [
    "Address",
    "Approval",
    "Attention",
    "AuditEntry",
    "Charge",
    "Mention",
    "Message",
    "Note",
    "Notification",
    "Order",
    "OrderAddress",
    "OrderItem",
    "Parcel",
    "ParcelLine",
    "Payment",
    "PaymentAttempt",
    "Photo",
    "PollRound",
    "Quote",
    "TrackingEvent",
    "WebhookEvent",
]
