"""The console's own addresses, by room. Unfold's model screens come after them."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from console.views import deeds, live, matters, orders, previews, warehouse

urlpatterns: list[URLPattern] = [
    path("language/", set_language, name="set_language"),
    # orders and queues
    path("orders/", orders.all_orders, name="orders"),
    path("orders/<str:ref>/", orders.order_page, name="order"),
    path("orders/<str:ref>/new-link/", orders.new_link, name="new_link"),
    path("queues/<slug:slug>/", orders.queue_page, name="queue"),
    # the warehouse
    path("warehouse/", warehouse.desk, name="warehouse"),
    path("warehouse/<str:ref>/", warehouse.order_page, name="warehouse_order"),
    # live
    path("live/badges/", live.live_badges, name="live_badges"),
    # deeds and decisions, as dialogs
    path("deeds/<slug:flow>/<int:subject_id>/<slug:name>/", deeds.deed, name="deed"),
    path(
        "deeds/<slug:flow>/<int:subject_id>/<slug:name>/preview/",
        previews.deed_preview,
        name="deed_preview",
    ),
    path("effects/<int:effect_id>/<slug:verdict>/", matters.decide_effect, name="decide_effect"),
    path("attention/<int:matter_id>/settle/", matters.settle_matter, name="settle_matter"),
    path("webhooks/<int:event_id>/replay/", matters.replay_event, name="replay_event"),
]
