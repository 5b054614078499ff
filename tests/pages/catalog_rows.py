"""Rows of the catalog as customers may see them, and reading their pages."""

import re
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Announcement, Category, Guide, ScreeningRule, Standing, Store, Verdict
from console.roles import sync_roles

# 2.3 kg in a box of 40 x 30 x 20 cm, worth $180, to California on 1 March 2026.
PARCEL = {
    "state": "CA", "weight": "2.3", "length": "40", "width": "30", "height": "20", "price": "180",
    "currency": "usd", "on": "2026-03-01",
}  # fmt: skip
LISTS = ("/stores/", "/guides/", "/announcements/", "/restricted/", "/estimate/")


def shop(name: str = "Musinsa", host: str = "musinsa.com", **given: Any) -> Store:
    return Store.objects.create(
        **{
            "name": name,
            "name_ko": "무신사",
            "host": host,
            "summary_en": "Fashion of many brands.",
            "summary_ko": "여러 브랜드의 패션.",
            "note": "Ask for the second log-in at the desk.",
            **given,
        }
    )


def fashion(**given: Any) -> Category:
    return Category.objects.create(**{"slug": "fashion", "name_en": "Clothes", "name_ko": "의류", **given})


def guide(slug: str = "payments", **given: Any) -> Guide:
    return Guide.objects.create(
        **{
            "slug": slug,
            "title_en": "The two payments",
            "title_ko": "두 번의 결제",
            "summary_en": "Items first, delivery later.",
            "summary_ko": "상품 먼저, 배송은 나중에.",
            "blocks_en": [{"id": "aaaaaaaa", "type": "heading", "level": 2, "text": "Why two?"}],
            "blocks_ko": [{"id": "aaaaaaaa", "type": "heading", "level": 2, "text": "왜 두 번인가요?"}],
            **given,
        }
    )


def news(slug: str = "chuseok", **given: Any) -> Announcement:
    return Announcement.objects.create(
        **{
            "slug": slug,
            "title_en": "Closed for Chuseok",
            "title_ko": "추석 휴무",
            "body_en": "<p>Our <strong>warehouse</strong> rests.</p>",
            "body_ko": "<p>창고가 <strong>쉬어요</strong>.</p>",
            **given,
        }
    )


def rule(code: str = "perfume", **given: Any) -> ScreeningRule:
    row = ScreeningRule(
        **{
            "code": code,
            "category": "flammable",
            "verdict": Verdict.FORBID,
            "keywords": "perfume\n향수",
            "exceptions": "perfume tray",
            "reason_en": "Perfume burns.",
            "reason_ko": "향수는 불이 붙습니다.",
            "source": "The post's list",
            "source_url": "https://post.example/list",
            "standing": Standing.SOURCED,
            "valid_from": date(2025, 1, 1),
            **given,
        }
    )
    row.save()
    return row


def colleague(role: str) -> Any:
    sync_roles()
    person = get_user_model().objects.create_user(f"{role}@bidangil.example", name=role, is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    return person


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def links(reply: Any, rel: str) -> list[tuple[str, str]]:
    """(language or "", address) of the page's own links of this kind."""
    tags = re.findall(rf'<link rel="{rel}"[^>]*>', reply.content.decode())
    return [
        (
            (re.search(r'hreflang="([^"]*)"', tag) or ["", ""])[1],
            (re.search(r'href="([^"]*)"', tag) or ["", ""])[1].replace("&amp;", "&"),
        )
        for tag in tags
    ]
