"""What of the catalog anybody may see: rows that are live. Pages and API read these rows through here.

Rules with days are read by `catalog.selectors`: what is in force is what is seen. A draft is a revision and
stands in none of these tables.
"""

import re
from datetime import datetime

from django.db.models import Q, QuerySet

from catalog.hosts import normalise_host, parent_hosts
from catalog.models import Announcement, Category, Guide, ScreeningRule, Store, Zone
from catalog.selectors import screening_rules_at, seoul_day

_HANGUL = re.compile(r"[가-힣]")
# As many as tell what a rule is about.
MOST_EXAMPLES = 6


def stores(search: str = "") -> QuerySet[Store]:
    """Live shops by name, each with its category. `search` is a part of a name, of the host or of what is
    said of the shop, or an address within it. One query."""
    found = Store.objects.filter(live=True).select_related("category").order_by("name", "id")
    for word in search.split():
        found = found.filter(_about(word))
    return found


def store(host: str) -> Store | None:
    """The live shop with this normalised host, with its category. One query."""
    return stores().filter(host=host).first()


def category_of(shop: Store) -> Category | None:
    """The shop's category, if that is live as well. No query for a shop that comes from here."""
    category = shop.category
    return category if category is not None and category.live else None


def neighbours(shop: Store) -> QuerySet[Store]:
    """The other live shops of its category; none without one. At most one query."""
    category = category_of(shop)
    return stores().filter(category=category).exclude(pk=shop.pk) if category else Store.objects.none()


def guides() -> QuerySet[Guide]:
    """Live guides in their order, without what stands in them. One query."""
    rows = Guide.objects.filter(live=True).select_related("image").order_by("position", "slug")
    return rows.defer("blocks_en", "blocks_ko")


def guide(slug: str) -> Guide | None:
    """The live guide at this address, whole. One query."""
    return Guide.objects.filter(live=True, slug=slug).select_related("image").first()


def announcements() -> QuerySet[Announcement]:
    """Live announcements: the pinned ones, then the newest. One query."""
    return Announcement.objects.filter(live=True).order_by("-is_pinned", "-shown_at", "-id")


def announcement(slug: str) -> Announcement | None:
    """The live announcement at this address. One query."""
    return Announcement.objects.filter(live=True, slug=slug).first()


def rules(at: datetime) -> QuerySet[ScreeningRule]:
    """The screening rules in force at `at`, by code, for a list in pages. One query, and one for a page."""
    in_force = [rule.pk for rule in screening_rules_at(at)]
    return ScreeningRule.objects.filter(pk__in=in_force).order_by("code")


def examples(rule: ScreeningRule, language: str) -> list[str]:
    """The first words of a rule in `language` (en or ko): what it is about. Empty where it has none of it."""
    words = [word for word in rule.keyword_list if bool(_HANGUL.search(word)) is (language == "ko")]
    return words[:MOST_EXAMPLES]


def states(at: datetime) -> list[tuple[str, str]]:
    """Where we ship to at `at`: postal codes and names, by name. One query."""
    zones = Zone.objects.filter(country="US").all_in_force(seoul_day(at), by="state")
    return sorted(((zone.state, zone.name) for zone in zones), key=lambda state: state[1])


def _about(word: str) -> Q:
    named = (
        Q(name__icontains=word)
        | Q(name_ko__icontains=word)
        | Q(host__icontains=word)
        | Q(summary_en__icontains=word)
        | Q(summary_ko__icontains=word)
        | Q(category__live=True, category__name_en__icontains=word)
        | Q(category__live=True, category__name_ko__icontains=word)
    )
    try:
        return named | Q(host__in=parent_hosts(normalise_host(word)))
    except ValueError:
        return named
