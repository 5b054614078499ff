from django.urls import path

from community.api.events import Events, Tokens
from community.api.me import Me

urlpatterns = [
    path("me/", Me.as_view(), name="api-me"),
    path("events/", Events.as_view(), name="events"),
    path("events/token/", Tokens.as_view(), name="events-token"),
]
