"""The console's own addresses, by room. Unfold's model screens come after them."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from console.views import (
    approvals,
    bulk_matters,
    bulk_orders,
    customers,
    deeds,
    desk,
    enter_order,
    live,
    matters,
    messages,
    operations,
    orders,
    presence,
    previews,
    prints,
    resending,
    reveals,
    saved_views,
    screening,
    second_factor,
    warehouse,
)

urlpatterns: list[URLPattern] = [
    path("language/", set_language, name="set_language"),
    # orders and queues
    path("orders/", orders.all_orders, name="orders"),
    path("orders/new/", enter_order.enter, name="enter_order"),
    path("orders/<str:ref>/", orders.order_page, name="order"),
    path("orders/<str:ref>/new-link/", orders.new_link, name="new_link"),
    path("queues/<slug:slug>/", orders.queue_page, name="queue"),
    path("desk/<int:order_id>/<slug:deed>/", desk.desk, name="desk"),
    path("bulk/<slug:deed>/", bulk_orders.pick, name="bulk"),
    path("bulk-runs/<str:token>/", bulk_orders.run, name="bulk_run"),
    path("bulk-runs/<str:token>/go-on/", bulk_orders.go_on, name="bulk_go_on"),
    path("views/save/", saved_views.save, name="save_view"),
    path("views/restore/", saved_views.restore, name="restore_view"),
    path("views/<int:view_id>/rename/", saved_views.rename, name="rename_view"),
    path("views/<int:view_id>/remove/", saved_views.remove, name="remove_view"),
    path("print/pick-list/", prints.pick_list, name="pick_list"),
    path("print/packing-slip/<str:ref>/", prints.packing_slip, name="packing_slip"),
    path("print/packing-slip/<str:ref>/<str:token>/", prints.packing_slip_page, name="packing_slip_page"),
    # customers, and what is written to them and about them
    path("customers/<int:pk>/", customers.customer_page, name="customer"),
    path("customers/<int:pk>/invite/", customers.invite_again, name="invite"),
    path("customers/<int:pk>/notes/", messages.note_about_customer, name="customer_notes"),
    path("orders/<str:ref>/messages/", messages.write, name="messages"),
    path("orders/<str:ref>/messages/read/", messages.read, name="messages_read"),
    path("orders/<str:ref>/notes/", messages.note, name="notes"),
    path("mentions/<int:pk>/seen/", messages.seen, name="mention_seen"),
    path("photos/<uuid:key>/", messages.photo, name="photo"),
    path("reveal/<slug:kind>/<int:pk>/", reveals.show, name="reveal"),
    # the warehouse
    path("warehouse/", warehouse.desk, name="warehouse"),
    path("warehouse/<str:ref>/", warehouse.order_page, name="warehouse_order"),
    path("warehouse/<str:ref>/photo/", warehouse.photograph, name="warehouse_photo"),
    # operations
    path("operations/health/", operations.health, name="health"),
    path("operations/activity/", operations.activity, name="activity"),
    path("operations/ageing/", operations.ageing, name="ageing"),
    path("operations/held-up/", operations.held_up, name="held_up"),
    path("operations/throughput/", operations.throughput, name="throughput"),
    path("operations/throughput.csv", operations.throughput_csv, name="throughput_csv"),
    # who else is at a page
    path("presence/", presence.sign_of_life, name="presence"),
    path("presence/leave/", presence.leave, name="presence_leave"),
    # live
    path("live/badges/", live.live_badges, name="live_badges"),
    # screening, and what two people have to want
    path("approvals/", approvals.approvals_page, name="approvals"),
    path("approvals/items/<int:item_id>/ask/", approvals.ask_override, name="ask_override"),
    path("approvals/<int:approval_id>/answer/", approvals.answer_approval, name="answer_approval"),
    path("approvals/<int:approval_id>/withdraw/", approvals.withdraw_approval, name="withdraw_approval"),
    path("screening/orders/<str:ref>/ask/", screening.ask_model, name="ask_model"),
    path("screening/try/", screening.try_rules, name="try_rules"),
    path("screening/again/", screening.rescreen_orders, name="rescreen_orders"),
    path("screening/again/<int:run_id>/", screening.rescreen_run, name="rescreen_run"),
    # deeds and decisions, as dialogs
    path("deeds/<slug:flow>/<int:subject_id>/<slug:name>/", deeds.deed, name="deed"),
    path(
        "deeds/<slug:flow>/<int:subject_id>/<slug:name>/preview/",
        previews.deed_preview,
        name="deed_preview",
    ),
    path("effects/several/<slug:verdict>/", bulk_matters.decide_effects, name="decide_effects"),
    path("webhooks/replay/", bulk_matters.replay_events, name="replay_events"),
    path("several-results/<str:token>/", bulk_matters.result, name="matters_result"),
    path("notices/<int:notification_id>/resend/", resending.resend_notice, name="resend_notice"),
    path("effects/<int:effect_id>/<slug:verdict>/", matters.decide_effect, name="decide_effect"),
    path("attention/<int:matter_id>/settle/", matters.settle_matter, name="settle_matter"),
    path("webhooks/<int:event_id>/replay/", matters.replay_event, name="replay_event"),
    path(
        "members/<int:member_id>/reset-second-factor/",
        second_factor.reset_second_factor,
        name="reset_second_factor",
    ),
]
