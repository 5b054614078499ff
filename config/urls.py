"""Every address of the product, by who uses it."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz, readyz
from workflow.webhooks import stripe_webhook

urlpatterns: list[URLPattern | URLResolver] = [
    # machines
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("webhooks/stripe/", stripe_webhook, name="stripe-webhook"),
    # staff
    path("console/", admin.site.urls),
    # customers' clients
    path("_allauth/", include("allauth.headless.urls")),
    path("api/v1/", include("config.api_urls")),
    # customers
    path("", include("config.page_urls")),
]
