from console.views.deeds import deed
from console.views.matters import decide_effect, replay_event, settle_matter
from console.views.orders import all_orders, order_page, queue_page
from console.views.previews import deed_preview

__all__ = [
    "all_orders",
    "decide_effect",
    "deed",
    "deed_preview",
    "order_page",
    "queue_page",
    "replay_event",
    "settle_matter",
]
