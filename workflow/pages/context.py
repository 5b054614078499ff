"""What every customer page may show without being told."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def brand(request: HttpRequest) -> dict[str, Any]:
    """`contact_email` for the foot, and whether the payments here are make-believe."""
    return {"contact_email": settings.SERVER_EMAIL, "is_sandbox": bool(settings.SANDBOX_URL)}
