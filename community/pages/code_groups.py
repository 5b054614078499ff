"""Template library `code_groups`: long keys and codes in groups of four, as people read and type them."""

from django import template

register = template.Library()

_SIZE = 4


@register.filter
def in_groups(code: str) -> list[str]:
    return [code[begin : begin + _SIZE] for begin in range(0, len(code), _SIZE)]
