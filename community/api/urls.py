from django.urls import path

from community.api.me import Me

urlpatterns = [path("me/", Me.as_view(), name="api-me")]
