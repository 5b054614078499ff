"""The customer's addresses that have to do with orders."""

from django.urls import path

from workflow.pages import home, messages, orders, pay, quote, track

urlpatterns = [
    path("", home.home, name="home"),
    path("quote/", quote.ask, name="quote"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<str:ref>/", orders.order, name="order"),
    path("orders/<str:ref>/answer/", orders.answer, name="order-answer"),
    path("orders/<str:ref>/cancel/", orders.cancel, name="order-cancel"),
    path("orders/<str:ref>/address/", orders.address, name="order-address"),
    path("orders/<str:ref>/new-link/", orders.new_link, name="order-new-link"),
    path("orders/<str:ref>/messages/", messages.write, name="order-messages"),
    path("orders/<str:ref>/messages/read/", messages.read, name="order-messages-read"),
    path("pay/<str:token>/", pay.pay, name="pay"),
    path("pay/<str:token>/return/", pay.back, name="pay-return"),
    path("pay/<str:token>/status/", pay.status, name="pay-status"),
    path("track/<str:share_token>/", track.track, name="track"),
]
