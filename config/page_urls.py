"""The public pages' routes, app by app."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.account.urls")),
    # Where a log-in with a second factor leads.
    path("account/2fa/", include("allauth.mfa.urls")),
    path("", include("community.pages.urls")),
    path("", include("workflow.pages.urls")),
    path("", include("catalog.pages.urls")),
]
