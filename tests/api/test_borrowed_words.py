"""What the libraries say, said in our own Korean."""

import re
from typing import Any

import pytest
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from rest_framework.test import APIClient

from tests.api.conftest import problem, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("catalog")]

KOREAN = {"accept-language": "ko"}


def test_the_apis_sentences_are_polite(api: APIClient) -> None:
    sent = wanted(items=[{"url": "", "title": None, "quantity": "many"}, "text"])
    body = problem(api.post("/api/v1/orders/", sent, headers=KOREAN), 422, "invalid")
    said = {error["field"]: error["message"] for error in body["errors"]}

    assert said["items.0.url"] == "이 값은 비워 둘 수 없습니다."
    assert said["items.0.quantity"] == "정수로 보내 주세요."
    assert said["items.1"] == "JSON 객체로 보내 주세요. 지금은 str 형식입니다."
    stranger = problem(APIClient(headers=KOREAN).get("/api/v1/me/"), 401, "not_authenticated")
    assert stranger["detail"] == "먼저 로그인해 주세요."
    assert problem(api.get("/api/v1/no/", headers=KOREAN), 404, "not_found")["detail"] == "찾을 수 없습니다."


def test_the_forms_sentences_are_polite() -> None:
    class Form(forms.Form):
        name = forms.CharField(min_length=3)
        email = forms.EmailField()
        count = forms.IntegerField(min_value=1)
        size = forms.ChoiceField(choices=[("s", "S")])

    with translation.override("ko"):
        missing = {name: errors[0] for name, errors in Form({}).errors.items()}
        wrong = Form({"name": "ab", "email": "x", "count": "0", "size": "l"}).errors
        said = {name: str(errors[0]) for name, errors in wrong.items()}
    assert set(missing.values()) == {"필수 항목입니다."}
    assert said == {
        "name": "3자 이상 입력해 주세요(지금 2자).",
        "email": "이메일 주소를 다시 확인해 주세요.",
        "count": "1 이상으로 입력해 주세요.",
        "size": "목록에 없는 값입니다: l. 목록에서 골라 주세요.",
    }


def test_a_weak_password_is_explained_politely() -> None:
    with translation.override("ko"), pytest.raises(ValidationError) as caught:
        validate_password("12345")
    assert caught.value.messages == [
        "비밀번호가 너무 짧습니다. 8자 이상으로 정해 주세요.",
        "너무 흔한 비밀번호입니다. 다른 비밀번호를 정해 주세요.",
        "숫자로만 된 비밀번호는 쓸 수 없습니다.",
    ]


def test_a_failed_log_in_is_told_politely(client: Client, mina: Any) -> None:
    page = client.post(
        "/account/login/", {"login": mina.email, "password": "a-guess"}, headers=KOREAN
    ).content.decode()
    assert re.search("이메일 주소나 비밀번호가 맞지 않습니다.", page)
