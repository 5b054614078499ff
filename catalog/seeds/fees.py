"""Our fees and deadlines."""

from decimal import Decimal

from catalog.models import Counting, FeeKind, Standing

# (kind, percent, fixed cents, note)
FEES = [
    (FeeKind.SERVICE, Decimal(4), 0, "On the items' cents; its own line on the bill."),
    (FeeKind.CARD, Decimal(4), 0, "On the items' cents, not on the service fee."),
    (FeeKind.AGENCY, Decimal(0), 0, "A line of the bill that is 0 today."),
]
FEE_SOURCE = "Fees of the first version of the service"

_OURS = "House rule"
# (step, hours, counting, source, standing, note)
DEADLINES = [
    (
        "quote_answer",
        18,
        Counting.WORKING,
        _OURS,
        Standing.HOUSE,
        "From the request to a price: two working days.",
    ),
    ("screen", 9, Counting.WORKING, _OURS, Standing.HOUSE, "Look at every item of a new request."),
    ("needs_info", 168, Counting.CALENDAR, _OURS, Standing.HOUSE, "The customer answers our question."),
    ("price", 9, Counting.WORKING, _OURS, Standing.HOUSE, "Confirm the item prices."),
    (
        "pay_items",
        72,
        Counting.CALENDAR,
        "Superbuy: payment pending for 72 hours",
        Standing.SOURCED,
        "How long a quote holds; after it the price is asked anew.",
    ),
    ("buy", 9, Counting.WORKING, _OURS, Standing.HOUSE, "Order at the shop once the items are paid."),
    (
        "receive",
        63,
        Counting.WORKING,
        _OURS,
        Standing.HOUSE,
        "Items reach the warehouse: seven working days.",
    ),
    ("weigh", 9, Counting.WORKING, _OURS, Standing.HOUSE, "Pack, weigh, confirm the delivery fee."),
    (
        "pay_delivery",
        120,
        Counting.CALENDAR,
        "thek-addy: unpaid after 5 days is cancelled; FROM JAPAN: 3 days",
        Standing.SOURCED,
        "Sources disagree; the longer one is kinder. Only the quote ends, never the goods.",
    ),
    ("ship", 9, Counting.WORKING, _OURS, Standing.HOUSE, "Hand the parcel over and enter its number."),
    (
        "payment_reminder",
        48,
        Counting.CALENDAR,
        _OURS,
        Standing.HOUSE,
        "When an unpaid bill is brought to mind, once.",
    ),
    # How long a courier may say nothing before a person looks. A limit that has ended is not watched.
    ("quiet_label", 96, Counting.CALENDAR, _OURS, Standing.HOUSE, "Shipped, and not one scan."),
    ("quiet_moving", 168, Counting.CALENDAR, _OURS, Standing.HOUSE, "On its way without a scan."),
    ("quiet_customs", 120, Counting.CALENDAR, _OURS, Standing.HOUSE, "At customs without a scan."),
    ("quiet_door", 48, Counting.CALENDAR, _OURS, Standing.HOUSE, "Out for delivery without an end."),
    ("quiet_pickup", 120, Counting.CALENDAR, _OURS, Standing.HOUSE, "Ready, and nobody has collected it."),
]
