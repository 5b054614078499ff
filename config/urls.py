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

# The desk's faults in the desk's frame; the rest in the customers'.
handler400 = "console.faults.bad_request"
handler403 = "console.faults.forbidden"
handler404 = "console.faults.not_found"
handler500 = "console.faults.broken"
