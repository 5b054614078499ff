"""What cannot be sent, or only under conditions."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import public
from catalog.api.reading import LIMIT, OPEN, TAG, UNCHANGED, OpenView
from catalog.models import ScreeningRule, Standing, Verdict
from integrations import clock


class ScreeningRuleShape(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="Stable: a new version of the rule has the same.")
    category = serializers.CharField(help_text="The group of goods, in English; may be empty.")
    verdict = serializers.ChoiceField(
        choices=Verdict.choices, help_text="forbid: cannot be sent. ask: a person looks first."
    )
    reason_en = serializers.CharField()
    reason_ko = serializers.CharField()
    examples_en = serializers.SerializerMethodField(help_text="A few of the words that the rule looks for.")
    examples_ko = serializers.SerializerMethodField()
    source = serializers.CharField(help_text="Who says so.")  # type: ignore[assignment]  # also a setting
    source_url = serializers.CharField(help_text="May be empty.")
    standing = serializers.ChoiceField(choices=Standing.choices, help_text="How far it can be trusted.")
    valid_from = serializers.DateField(help_text="First day in force, in Korea.")
    valid_to = serializers.DateField(allow_null=True, help_text="Last day in force, if it is known.")

    def get_examples_en(self, rule: ScreeningRule) -> list[str]:
        return public.examples(rule, "en")

    def get_examples_ko(self, rule: ScreeningRule) -> list[str]:
        return public.examples(rule, "ko")


class ScreeningRuleList(OpenView[ScreeningRule]):
    serializer_class = ScreeningRuleShape
    page_order = ("code",)

    @extend_schema(
        tags=["catalog"],
        summary="What cannot be sent",
        description="The rules in force today (in Korea), by code. A person still looks at each item.",
        auth=OPEN,
        parameters=[LIMIT, TAG],
        responses={200: ScreeningRuleShape(many=True), 304: UNCHANGED},
    )
    def get(self, request: Request) -> Response:
        return self.a_page(public.rules(clock.now()), ScreeningRuleShape)
