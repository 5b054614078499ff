from django.urls import path

from workflow.api.addresses import AddressBook, AddressEntry
from workflow.api.charges import Checkout
from workflow.api.messages import Messages, MessagesRead
from workflow.api.notifications import AllNoticesRead, NoticeList, NoticeRead
from workflow.api.order_deeds import Answer, Cancel, ChangeAddress
from workflow.api.order_parts import Parcels, Quotes, Timeline
from workflow.api.orders import OrderDetail, OrderList
from workflow.api.uploads import Upload, Uploads

urlpatterns = [
    path("orders/", OrderList.as_view(), name="api-orders"),
    path("orders/<str:ref>/", OrderDetail.as_view(), name="api-order"),
    path("orders/<str:ref>/answer/", Answer.as_view(), name="api-order-answer"),
    path("orders/<str:ref>/cancel/", Cancel.as_view(), name="api-order-cancel"),
    path("orders/<str:ref>/address/", ChangeAddress.as_view(), name="api-order-address"),
    path("orders/<str:ref>/timeline/", Timeline.as_view(), name="api-order-timeline"),
    path("orders/<str:ref>/parcels/", Parcels.as_view(), name="api-order-parcels"),
    path("orders/<str:ref>/quotes/", Quotes.as_view(), name="api-order-quotes"),
    path("orders/<str:ref>/messages/", Messages.as_view(), name="api-messages"),
    path("orders/<str:ref>/messages/read/", MessagesRead.as_view(), name="api-messages-read"),
    path("uploads/", Uploads.as_view(), name="api-uploads"),
    path("uploads/<uuid:key>/", Upload.as_view(), name="api-upload"),
    path("charges/<str:ref>/checkout/", Checkout.as_view(), name="api-checkout"),
    path("me/addresses/", AddressBook.as_view(), name="api-addresses"),
    path("me/addresses/<int:entry_id>/", AddressEntry.as_view(), name="api-address"),
    path("me/notifications/", NoticeList.as_view(), name="api-notifications"),
    path("me/notifications/read/", AllNoticesRead.as_view(), name="api-notifications-read"),
    path("me/notifications/<uuid:key>/read/", NoticeRead.as_view(), name="api-notification-read"),
]
