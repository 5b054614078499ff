"""Personal data in templates: masked, with a button to look for who may."""

from typing import Any

from django import template

from console import masking
from console.reveals import KINDS

register = template.Library()


register.filter("masked_email", masking.email)
register.filter("masked_phone", masking.phone)
register.filter("masked_place", masking.place)
register.filter("masked_recipient", masking.recipient)
register.filter("masked_label", masking.label)
register.filter("person", masking.person)


@register.inclusion_tag("console/_masked.html", takes_context=True)
def masked(context: Any, kind: str, subject: Any) -> dict[str, Any]:
    """One piece of somebody's data, masked. `kind` is one of `console.reveals.KINDS`, `subject` its row."""
    request = context["request"]
    given = KINDS[kind]
    return {
        "kind": kind,
        "pk": subject.pk,
        "shown": given.masked(subject),
        "what": given.label,
        "may": given.allows(request.user),
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
