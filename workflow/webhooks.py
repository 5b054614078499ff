"""Where the card provider reports. Verify, put on record, answer; the work is the effect's."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from integrations import stripe
from integrations.stripe.events import MAX_EVENT_BYTES
from workflow.services.inbox import take_in


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> JsonResponse:
    """200 for an event that is on record now, copies included; 400 for one we cannot believe; 413
    for one that is too large. A refusal stores nothing."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > MAX_EVENT_BYTES:
        return JsonResponse({"error": "too_large"}, status=413)
    try:
        event = stripe.verify_event(
            body=request.body,
            signature=request.headers.get("Stripe-Signature", ""),
            secrets=settings.STRIPE["webhook_secrets"],
        )
    except stripe.BadSignature as fault:
        return JsonResponse({"error": fault.code}, status=413 if fault.code == "too_large" else 400)
    created = take_in(event=event)
    return JsonResponse({"received": True, "copy": not created})
