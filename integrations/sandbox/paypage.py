"""The hosted pay page: what the customer sees between the shop and the bank."""

from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from integrations.sandbox.options import Options
from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe import methods, sessions
from integrations.sandbox.stripe.errors import StripeError

TEMPLATES = Path(__file__).parent / "templates"
PAGE = Template((TEMPLATES / "pay.html").read_text("utf-8"))
ZERO_DECIMAL = {"krw", "jpy", "vnd"}
SIGNS = {"usd": "$", "eur": "€", "gbp": "£", "krw": "₩", "jpy": "¥"}
WORDS = {
    "en": {
        "pay": "Pay",
        "decline": "Pay with a card that is declined",
        "bank": "Pay by bank (takes days)",
        "back": "Back to the shop",
        "total": "Total",
        "card": "Card number",
        "email": "E-mail",
        "name": "Name on card",
        "test": "TEST MODE",
        "note": "No real money moves. Test cards work, for example 4242 4242 4242 4242.",
        "declined": "Your card was declined. Please try another card.",
        "gone": "This payment page is no longer open.",
        "gone_expired": "It has expired. Please go back to the shop for a new link.",
        "gone_complete": "It has been paid. Nothing more is to do.",
        "unknown": "There is no such payment page.",
    },
    "ko": {
        "pay": "결제하기",
        "decline": "거절되는 카드로 결제",
        "bank": "계좌 결제 (며칠 소요)",
        "back": "상점으로 돌아가기",
        "total": "합계",
        "card": "카드 번호",
        "email": "이메일",
        "name": "카드 소유자 이름",
        "test": "테스트 모드",
        "note": "실제 결제는 이루어지지 않습니다. 테스트 카드 예: 4242 4242 4242 4242",
        "declined": "카드가 거절되었습니다. 다른 카드로 다시 시도해 주세요.",
        "gone": "이 결제 페이지는 더 이상 열려 있지 않습니다.",
        "gone_expired": "유효 기간이 지났습니다. 상점에서 새 링크를 받아 주세요.",
        "gone_complete": "이미 결제되었습니다.",
        "unknown": "그런 결제 페이지가 없습니다.",
    },
}


def money(amount: int, currency: str) -> str:
    """Minor units as people write them: `$12.30`, `₩12,300`."""
    sign = SIGNS.get(currency, currency.upper() + " ")
    return f"{sign}{amount:,}" if currency in ZERO_DECIMAL else f"{sign}{amount / 100:,.2f}"


class PayPage:
    """GET and POST of `/pay/c/{session}`."""

    def __init__(self, store: Store, options: Options) -> None:
        self._store = store
        self._options = options

    async def show(self, request: Request) -> Response:
        """The page of an open session; a sentence for any other."""
        try:
            return self._page(sessions.fresh(self._store, request.path_params["id"]), _language(request))
        except StripeError:
            return self._shell(_language(request), f"<h1>{WORDS[_language(request)]['unknown']}</h1>", 404)

    async def act(self, request: Request) -> Response:
        """`action` is pay, decline, bank or back. A second press never pays twice."""
        store, id = self._store, request.path_params["id"]
        language = _language(request)
        given: Json = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        action = given.get("action", "pay")
        try:
            with store.transaction():
                body = sessions.fresh(store, id)
                if body["status"] == "open" and action in ("pay", "decline", "bank"):
                    body = self._pay(body, given, "decline" if "decline" in _hints(request) else action)
                    declined = body["status"] == "open"
                else:
                    declined = False
        except StripeError:
            return self._shell(language, f"<h1>{WORDS[language]['unknown']}</h1>", 404)
        if body["status"] == "complete":
            return RedirectResponse(_landing(body["success_url"], body["id"]), 303)
        if action == "back":
            where = body["cancel_url"] or body["success_url"]
            return RedirectResponse(_landing(where, body["id"]), 303)
        return self._page(body, language, declined=given if declined else None)

    def _pay(self, body: Json, given: Json, action: str) -> Json:
        billing = {"email": given.get("email") or body["customer_email"], "name": given.get("name") or None}
        if action == "bank":
            return sessions.pay(self._store, body["id"], methods.bank_account(self._store, billing=billing))
        number = "".join(ch for ch in given.get("card", "") if ch.isdigit()) or "4242424242424242"
        card = methods.card(self._store, number, billing=billing)
        return sessions.pay(
            self._store, body["id"], card, decline="generic_decline" if action == "decline" else ""
        )

    def _page(self, body: Json, asked: str, *, declined: Json | None = None) -> Response:
        language = body["locale"] if body["locale"] in WORDS else asked
        words = WORDS[language]
        if body["status"] != "open":
            target = (
                body["success_url"]
                if body["status"] == "complete"
                else body["cancel_url"] or body["success_url"]
            )
            link = escape(_landing(target, body["id"]), quote=True)
            text = (
                f'<h1>{words["gone"]}</h1><p data-testid="gone">{words["gone_" + body["status"]]}</p>'
                f'<p><a class="plain" href="{link}">{words["back"]}</a></p>'
            )
            return self._shell(language, text, 410)
        lines = "".join(
            f"<li><span>{escape(line['description'])}<small>× {line['quantity']}</small></span>"
            f"<b>{money(line['amount_total'], line['currency'])}</b></li>"
            for line in self._store.private(body["id"])["line_items"]
        )
        total = money(body["amount_total"], body["currency"])
        warning = (
            f'<p class="bad" role="alert" data-testid="declined">{words["declined"]}</p>' if declined else ""
        )
        typed = {"email": body["customer_email"] or "", "card": "4242 4242 4242 4242", "name": ""} | (
            declined or {}
        )
        email, card, name = (escape(str(typed[key]), quote=True) for key in ("email", "card", "name"))
        text = f"""<p class="sum" data-testid="total">{total}</p>
<ul class="lines">{lines}<li class="total"><span>{words["total"]}</span><b>{total}</b></li></ul>{warning}
<form method="post" action="/pay/c/{body["id"]}" novalidate>
<label>{words["email"]}<input name="email" type="email" autocomplete="email" value="{email}"></label>
<label>{words["card"]}
<input name="card" inputmode="numeric" autocomplete="off" value="{card}"></label>
<label>{words["name"]}<input name="name" autocomplete="off" value="{name}"></label>
<button class="main" name="action" value="pay" data-testid="pay">{words["pay"]} {total}</button>
<button name="action" value="bank" data-testid="bank">{words["bank"]}</button>
<button name="action" value="decline" data-testid="decline">{words["decline"]}</button>
<button class="plain" name="action" value="back" data-testid="back">{words["back"]}</button></form>"""
        return self._shell(language, text)

    def _shell(self, language: str, content: str, status: int = 200) -> Response:
        words = WORDS[language]
        page = PAGE.substitute(
            language=language,
            merchant=escape(self._options.merchant),
            badge=words["test"],
            note=words["note"],
            content=content,
        )
        return HTMLResponse(page, status, {"cache-control": "no-store"})


def _landing(url: str, id: str) -> str:
    return url.replace("{CHECKOUT_SESSION_ID}", quote(id))


def _language(request: Request) -> str:
    return "ko" if request.headers.get("accept-language", "").lower().startswith("ko") else "en"


def _hints(request: Request) -> set[str]:
    hints: set[str] = request.scope.get("sandbox.hints", set())
    return hints
