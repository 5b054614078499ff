"""Which words give restricted goods away, in English and Korean, and which only look like it."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from catalog.matching import Phrases, Text, find, normalise
from catalog.models import ScreeningRule, Verdict
from catalog.publishing import publish
from catalog.screening import screen, screener_at

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def codes(title: str, at: datetime, **more: str) -> list[str]:
    return [hit.code for hit in screen(title=title, at=at, **more)]


RESTRICTED = [
    ("Jo Malone perfume 50ml", "perfume"),
    ("PERFUMES of Seoul", "perfume"),
    ("ＰＥＲＦＵＭＥ", "perfume"),  # full-width letters
    ("per\u200bfume", "perfume"),  # a hidden character
    ("Perfume free shipping!", "perfume"),
    ("perfume-free lotion with a perfume sample", "perfume"),
    ("딥디크 향수 50ml", "perfume"),
    ("딥디크향수50ml", "perfume"),
    ("\u1112\u1163\u11bc\u1109\u116e", "perfume"),  # 향수 in decomposed letters
    ("참이슬 소주 360ml", "alcohol"),
    ("Red wine 750ml", "alcohol"),
    ("차량용 방향제", "air_freshener"),
    ("Nail-Polish set", "nail_polish"),
    ("네일폴리시", "nail_polish"),
    ("네일 폴리시", "nail_polish"),
    ("전자담배 기기", "tobacco"),
    ("1회용 주사기", "syringes"),
    ("Botox vial", "injectables"),
    ("강아지 간식", "pet_food"),
    ("Beef jerky", "meat_egg"),
    ("바질 씨앗", "fresh_plants"),
    ("문화상품권 5만원", "cash"),
    ("순금 골드바 1g", "precious_metals"),
    ("명품 레플리카 가방", "counterfeits"),
    ("비비탄총", "weapons"),
    ("Airsoft gun", "weapons"),
    ("생일 폭죽", "explosives"),
    ("BIC 라이터", "explosives"),
    ("종합 감기약", "medicines"),
    ("홍삼정 에브리타임", "supplements"),
    ("Vitamin C 1000mg", "supplements"),
    ("초코 과자", "food"),
    ("신라면 5봉", "ramen"),
    ("수분크림 50ml", "cosmetics"),
    ("Green tea sunscreen", "cosmetics"),
    ("보조배터리 10000mAh", "lithium_battery"),
    ("BTS light stick", "battery_device"),
]

HARMLESS = [
    "Perfume-free soap",
    "Perfume free soap",
    "No perfume, no worries",
    "무향수 비누",
    "복숭아향수건",  # peach-scented towel
    "미술 도구",
    "Gingham shirt",  # gin
    "Hamburger plush",  # ham
    "Eggshell white tee",
    "Wine red knit",
    "와인색 니트",
    "소주잔 세트",
    "Glue gun",
    "토너먼트 티셔츠",
    "레플리카 유니폼",
    "라면 냄비",
    "Cigarette pants",
    "추가품목 선택",
    "평화약속 포스터",
    "Alcohol-free",
]


@pytest.mark.usefixtures("catalog")
def test_restricted_goods_are_found(at: datetime) -> None:
    missed = {title: code for title, code in RESTRICTED if code not in codes(title, at)}
    assert missed == {}
    assert {code for _, code in RESTRICTED} == set(ScreeningRule.objects.values_list("code", flat=True))


@pytest.mark.usefixtures("catalog")
def test_harmless_goods_are_left_alone(at: datetime) -> None:
    wrong = {title: found for title in HARMLESS if (found := codes(title, at))}
    assert wrong == {}


@pytest.mark.usefixtures("catalog")
def test_a_highlighter_is_a_cosmetic_and_no_lighter(at: datetime) -> None:
    assert codes("하이라이터 팔레트", at) == ["cosmetics"]


@pytest.mark.usefixtures("catalog")
def test_a_hit_says_what_was_found_and_why_in_both_languages(at: datetime) -> None:
    (hit,) = screen(title="딥디크 향수", at=at)
    rule = ScreeningRule.objects.get(code="perfume")
    assert (hit.rule_id, hit.verdict, hit.matched, hit.where) == (rule.pk, "forbid", "향수", "title")
    assert hit.reason_en.startswith("Perfume is flammable")
    assert hit.reason_ko.startswith("향수는 인화성")
    assert hit.source == rule.source
    assert hit.as_json()["matched"] == "향수"


@pytest.mark.usefixtures("catalog")
def test_the_strongest_verdict_comes_first(at: datetime) -> None:
    hits = screen(title="응원봉과 초콜릿, 와인", at=at)
    assert [(hit.code, hit.verdict) for hit in hits] == [
        ("alcohol", "forbid"),
        ("food", "restrict"),
        ("battery_device", "ask"),
    ]


@pytest.mark.usefixtures("catalog")
def test_options_and_the_path_of_the_address_are_read_but_not_its_query(at: datetime) -> None:
    assert codes("Gift set", at, options="Type: Perfume") == ["perfume"]
    assert codes("Gift set", at, url="https://shop.example/goods/%ED%96%A5%EC%88%98-50ml") == ["perfume"]
    assert codes("Gift set", at, url="https://shop.example/goods/1?keyword=perfume") == []
    assert codes("Gift set", at, url="https://perfume.example/goods/1") == []
    assert codes("Gift set", at, url="http://[broken/perfume") == ["perfume"]


@pytest.mark.usefixtures("catalog")
def test_a_word_in_the_customers_note_asks_a_person_only(at: datetime) -> None:
    (hit,) = screen(title="Gift set", note="I love your perfume samples!", at=at)
    assert (hit.code, hit.verdict, hit.where) == ("perfume", "ask", "note")
    (hit,) = screen(title="Perfume", note="perfume please", at=at)
    assert (hit.verdict, hit.where) == ("forbid", "title")


@pytest.mark.usefixtures("catalog")
def test_one_query_screens_a_whole_order(at: datetime, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        screener = screener_at(at)
        hits = [screener.screen(title=f"Item {n}", options="향수") for n in range(500)]
    assert {tuple(hit.code for hit in found) for found in hits} == {("perfume",)}


def test_a_rule_counts_on_its_own_days_and_the_newest_version_decides(at: datetime) -> None:
    today = at.date()
    common = {"code": "masks", "keywords": "mask", "reason_en": "x", "reason_ko": "x", "source": "Test"}
    publish(ScreeningRule(**common, verdict=Verdict.FORBID, valid_from=date(2026, 1, 1)))
    newer = publish(ScreeningRule(**common, verdict=Verdict.ASK, valid_from=today, valid_to=today))

    assert [hit.verdict for hit in screen(title="Mask", at=at - timedelta(days=1))] == ["forbid"]
    assert [(h.verdict, h.rule_id) for h in screen(title="Mask", at=at)] == [("ask", newer.pk)]
    assert screen(title="Mask", at=at + timedelta(days=1)) == []  # withdrawn: the old one stays gone


def test_a_very_long_hostile_text_is_searched_to_its_end() -> None:
    keywords, exceptions = Phrases(["aa ab", "향수"]), Phrases(["aa aa", "향수 향수병"])
    long = "aa " * 20_000 + "향수병 " * 10_000
    assert find(Text(long + "aa ab"), Phrases(["aa ab"]), exceptions) == "aa ab"
    assert find(Text(long), keywords, exceptions) == "향수"
    assert find(Text(long), Phrases(["perfume"]), exceptions) == ""


def test_an_exception_must_cover_the_whole_word() -> None:
    keywords, exceptions = Phrases(["gun", "glue gun oil"]), Phrases(["glue gun"])
    assert find(Text("glue gun"), keywords, exceptions) == ""
    assert find(Text("glue gun oil"), keywords, exceptions) == "glue gun oil"
    assert find(Text("glue gun and a gun"), keywords, exceptions) == "gun"


def test_text_is_brought_to_one_spelling() -> None:
    assert normalise("  Ｗine\u00ad\n GLASS\u200b Straße ") == "wine glass strasse"


@pytest.mark.parametrize("keywords", ["", "술", "no", "perfume\n칼"])
def test_words_that_would_be_found_everywhere_are_refused(keywords: str) -> None:
    rule = ScreeningRule(
        code="x",
        keywords=keywords,
        verdict=Verdict.FORBID,
        reason_en="x",
        reason_ko="x",
        source="x",
        valid_from=date(2026, 1, 1),
    )
    with pytest.raises(ValidationError) as refusal:
        publish(rule)
    assert list(refusal.value.message_dict) == ["keywords"]
    assert not ScreeningRule.objects.exists()
