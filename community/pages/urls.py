"""The members' own addresses."""

from django.urls import path

from community.pages import invitation, language, me

urlpatterns = [
    path("language/", language.switch, name="language"),
    path("invitation/<str:key>/", invitation.invitation, name="invitation"),
    path("me/", me.me, name="me"),
    path("me/addresses/new/", me.new_address, name="address-new"),
    path("me/addresses/<int:number>/", me.change_address, name="address-change"),
    path("me/addresses/<int:number>/remove/", me.remove_entry, name="address-remove"),
    path("me/addresses/<int:number>/default/", me.default_address, name="address-default"),
]
