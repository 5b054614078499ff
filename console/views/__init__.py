from console.views.deeds import deed
from console.views.live import live_badges
from console.views.matters import decide_effect, replay_event, settle_matter
from console.views.orders import all_orders, new_link, order_page, queue_page
from console.views.previews import deed_preview

__all__ = [
    "all_orders",
    "decide_effect",
    "deed",
    "deed_preview",
    "live_badges",
    "new_link",
    "order_page",
    "queue_page",
    "replay_event",
    "settle_matter",
]
