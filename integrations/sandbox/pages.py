"""The site at `/` for people: what was sent and paid, where the parcels are, what goes wrong on purpose."""

import json
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from integrations.sandbox import parcels, witness
from integrations.sandbox.faults import KINDS, Faults
from integrations.sandbox.openai.request import told
from integrations.sandbox.options import Options
from integrations.sandbox.paypage import money
from integrations.sandbox.routes import SEOUL
from integrations.sandbox.store import Json, Store

TEMPLATES = Path(__file__).parent / "templates"
SHELL = Template((TEMPLATES / "site.html").read_text("utf-8"))
TABS = (
    ("/", "Outbox"),
    ("/payments", "Payments"),
    ("/parcels", "Parcels"),
    ("/webhooks", "Webhooks"),
    ("/suggestions", "AI"),
    ("/faults", "Faults"),
)
SHOWN = 100
# Mails are shown as they came. Their pictures may come only from the product on this machine.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-src 'self';"
    " img-src data: 'self' http://127.0.0.1:* http://localhost:*; base-uri 'none'"
)
COURIER_WORDS = {"fedex": "FedEx", "ems": "EMS", "ups": "UPS", "usps": "USPS"}
DETOUR_WORDS = {"exception": "Exception", "customs_hold": "Customs hold", "return": "Return"}


class Pages:
    """One method for each page."""

    def __init__(self, store: Store, options: Options, faults: Faults) -> None:
        self._store = store
        self._options = options
        self._faults = faults

    def routes(self) -> list[Route]:
        """The site's paths."""
        pages: list[tuple[str, Callable[[Request], str]]] = [
            ("/", self.outbox),
            ("/payments", self.payments),
            ("/parcels", self.parcels),
            ("/webhooks", self.webhooks),
            ("/suggestions", self.suggestions),
            ("/faults", self.faults),
        ]
        script = (TEMPLATES / "site.js").read_text("utf-8")

        async def javascript(_request: Request) -> Response:
            return Response(script, media_type="text/javascript; charset=utf-8")

        return [Route("/site.js", javascript), *(Route(path, self._door(path, page)) for path, page in pages)]

    def _door(self, path: str, page: Callable[[Request], str]) -> Callable[[Request], Any]:
        async def show(request: Request) -> Response:
            tabs = "".join(
                f'<a href="{to}"{" aria-current=page" if to == path else ""}>{name}</a>' for to, name in TABS
            )
            problem = request.query_params.get("problem", "")
            warning = f'<p class="bad" role="alert">{escape(problem)}</p>' if problem else ""
            html = SHELL.substitute(title=dict(TABS)[path], tabs=tabs, content=warning + page(request))
            return HTMLResponse(
                html, headers={"content-security-policy": POLICY, "cache-control": "no-store"}
            )

        return show

    def outbox(self, request: Request) -> str:
        """Mails and texts, newest first, filtered by recipient."""
        to = request.query_params.get("to", "").strip()
        rows: list[tuple[float, str]] = [
            (m["at"], _mail(m)) for m in witness.mails(self._store, to=to, limit=SHOWN)
        ]
        rows += [(t["at"], _text(t)) for t in witness.texts(self._store, to=to, limit=SHOWN)]
        rows.sort(key=lambda row: -row[0])
        form = (
            '<form class="filter" method="get" action="/"><label>Recipient'
            f'<input name="to" value="{escape(to, quote=True)}" placeholder="name@example.com"></label>'
            "<button>Show</button></form>"
        )
        return form + _cards((html for _at, html in rows[:SHOWN]), "Nothing has been sent yet.")

    def payments(self, _request: Request) -> str:
        """Sessions with their charges, refunds and disputes."""
        counts = witness.counts(self._store)
        taken = ", ".join(money(n, c) for c, n in counts["amount_captured_by_currency"].items()) or "nothing"
        back = ", ".join(money(n, c) for c, n in counts["amount_refunded_by_currency"].items()) or "nothing"
        head = (
            f'<p class="facts"><b>{counts["charges_succeeded"]}</b> charges succeeded, '
            f"<b>{counts['charges_failed']}</b> failed. Taken: <b>{taken}</b>. Refunded: <b>{back}</b>.</p>"
        )
        rows = self._store.select("session", tail=f"ORDER BY seq DESC LIMIT {SHOWN}")
        return head + _cards(map(self._session, rows), "No checkout session has been made yet.")

    def _session(self, body: Json) -> str:
        intent = body["payment_intent"] or ""
        at_intent = ("json_extract(body, '$.payment_intent') = ?", (intent,))
        charges = self._store.select("charge", *at_intent) if intent else []
        states = ", ".join(f"{c['status']} {money(c['amount'], c['currency'])}" for c in charges) or "none"
        refunds = self._store.select("refund", *at_intent) if intent else []
        disputes = self._store.select("dispute", *at_intent) if intent else []
        lines = [("Charges", f"{len(charges)}: {states}"), ("Session", body["id"])]
        meta = ", ".join(f"{k}={v}" for k, v in body["metadata"].items())
        lines += [("Metadata", meta)] if meta else []
        lines += [("Refund", f"{r['status']} {money(r['amount'], r['currency'])}") for r in refunds]
        lines += [("Dispute", f"{d['status']} ({d['reason']})") for d in disputes]
        base = f"/_sandbox/sessions/{body['id']}"
        buttons = ""
        if body["status"] == "open":
            buttons = (
                f'<a class="button" href="{escape(body["url"], quote=True)}">Open pay page</a>'
                + "".join(
                    _button(f"{base}/{deed}", word, "/payments")
                    for deed, word in (
                        ("pay", "Pay"),
                        ("decline", "Decline"),
                        ("pay_async", "By bank"),
                        ("expire", "Expire"),
                    )
                )
            )
        elif body["status"] == "complete" and body["payment_status"] == "unpaid":
            buttons = "".join(
                _button(f"{base}/{deed}", word, "/payments")
                for deed, word in (("settle_async", "Bank pays"), ("fail_async", "Bank refuses"))
            )
        for charge in charges:
            if charge["status"] == "succeeded" and not charge["refunded"]:
                hidden = {"charge": charge["id"]}
                buttons += _button("/_sandbox/refunds", "Refund from outside", "/payments", hidden)
                buttons += (
                    ""
                    if charge["disputed"]
                    else _button("/_sandbox/disputes", "Dispute", "/payments", hidden)
                )
        state = body["status"] if body["status"] != "complete" else body["payment_status"]
        title = f"{money(body['amount_total'], body['currency'])} {escape(body['client_reference_id'] or '')}"
        return _card(title, state, _when(body["created"]), lines, buttons)

    def parcels(self, _request: Request) -> str:
        """Parcels, the one that moved last on top."""
        couriers = "".join(f'<option value="{code}">{name}</option>' for code, name in COURIER_WORDS.items())
        form = f"""<form class="filter" method="post" action="/_sandbox/parcels">
<input type="hidden" name="back" value="/parcels">
<label>Courier<select name="courier">{couriers}</select></label>
<label>Number<input name="number" required></label><button>Add parcel</button></form>"""
        rows = self._store.all("SELECT number FROM parcels ORDER BY moved_at DESC LIMIT ?", SHOWN)
        found = (parcels.find(self._store, row["number"]) for row in rows)
        return form + _cards(
            map(_parcel, found), "No parcel is known yet. One appears when its number is first asked for."
        )

    def webhooks(self, _request: Request) -> str:
        """Receivers, and each delivery with its tries."""
        receivers = "".join(
            f"<li>{escape(e['url'])} <small>{escape(', '.join(e['enabled_events']))}</small></li>"
            for e in self._store.select("webhook_endpoint")
        )
        rows = self._store.all("SELECT * FROM deliveries ORDER BY id DESC LIMIT ?", SHOWN)
        return f"<ul class='facts'>{receivers}</ul>" + _cards(
            map(_delivery, rows), "No event has happened yet."
        )

    def suggestions(self, _request: Request) -> str:
        """What OpenAI was asked, and what it said."""
        rows = witness.responses(self._store, limit=SHOWN)
        return _cards(map(_suggestion, rows), "OpenAI has not been asked anything yet.")

    def faults(self, _request: Request) -> str:
        """Scripted faults, and a form for a new one."""
        options = "".join(f"<option>{kind}</option>" for kind in KINDS)
        form = f"""<form class="filter" method="post" action="/_sandbox/faults">
<input type="hidden" name="back" value="/faults">
<label>Hits<input name="match" required placeholder="POST /v1/checkout/sessions"></label>
<label>Kind<select name="kind">{options}</select></label>
<label>Times<input name="times" inputmode="numeric" placeholder="0 = always"></label>
<label>Chance<input name="rate" inputmode="decimal" placeholder="1"></label>
<label>Seconds<input name="seconds" inputmode="decimal" placeholder="0"></label>
<button>Add fault</button></form>"""
        cards = (
            _card(
                escape(rule.match),
                rule.kind,
                f"used {rule.used} of {rule.times or 'any number'}",
                [("Chance", f"{rule.rate:g}"), ("Seconds", f"{rule.seconds:g}")],
                _button(f"/_sandbox/faults/{rule.id}/clear", "Remove", "/faults"),
            )
            for rule in self._faults.rules
        )
        return form + _cards(cards, "Everything works as it should.")


def _mail(mail: Json) -> str:
    html = (
        f'<details class="preview" open><summary>As seen</summary><iframe title="mail" loading="lazy"'
        ' sandbox="allow-popups allow-popups-to-escape-sandbox"'
        f' srcdoc="{escape("<base target=_blank>" + mail["html"], quote=True)}"></iframe></details>'
        if mail["html"]
        else ""
    )
    opened = "" if mail["html"] else " open"
    text = f"<details{opened}><summary>Plain text</summary><pre>{escape(mail['text'])}</pre></details>"
    to = ", ".join(f'<a href="/?{urlencode({"to": who})}">{escape(who)}</a>' for who in mail["to"])
    files = ", ".join(escape(part["name"]) for part in mail["attachments"])
    about = f'<p class="meta">To {to} &middot; from {escape(mail["sender"] or "")}'
    about += f" &middot; attached: {files}" if files else ""
    about += f' &middot; <a href="/_sandbox/mails/{mail["id"]}/raw">raw</a></p>'
    return _card(
        escape(mail["subject"] or "(no subject)"), "mail", _when(mail["at"]), [], "", about + html + text
    )


def _text(text: Json) -> str:
    body = f'<p class="meta">To <a href="/?{urlencode({"to": text["to"]})}">{escape(text["to"])}</a></p>'
    return _card(
        "Text message", "sms", _when(text["at"]), [], "", body + f"<pre>{escape(text['text'])}</pre>"
    )


def _parcel(parcel: Json) -> str:
    base = f"/_sandbox/parcels/{quote(parcel['number'])}"
    state = "dead" if parcel["dead"] else parcel["ended"] or f"step {parcel['step']}"
    buttons = ""
    if not parcel["dead"] and not parcel["ended"]:
        buttons = _button(f"{base}/next", "Next scan", "/parcels", main=True)
        buttons += _button(f"{base}/next", "To the door", "/parcels", {"to": "delivered"})
        buttons += "".join(_button(f"{base}/{deed}", word, "/parcels") for deed, word in DETOUR_WORDS.items())
    lines = [
        (parcels.local(scan).strftime("%d %b %H:%M"), f"{scan['code']} {scan['text']} {scan['city']}".strip())
        for scan in reversed(parcel["scans"])
    ]
    title = f"{escape(parcel['number'])} <small>{COURIER_WORDS[parcel['courier']]}</small>"
    return _card(title, state, f"to {escape(parcel['city'])}", lines or [("", "not accepted yet")], buttons)


def _suggestion(row: Json) -> str:
    made = row["response"]
    said = made["output"][-1]["content"][0]
    searches = [piece["action"]["query"] for piece in made["output"] if piece["type"] == "web_search_call"]
    lines = [("Searched", query) for query in dict.fromkeys(searches)]
    lines += [("Tokens", str(made["usage"]["total_tokens"])), ("Response", made["id"])]
    question, answer = _indented(told(row["request"])), _indented(said.get("text") or said.get("refusal", ""))
    asked = f"<details><summary>Question</summary><pre>{escape(question)}</pre></details>"
    answer = f"<details open><summary>Answer</summary><pre>{escape(answer)}</pre></details>"
    return _card(escape(made["model"]), made["status"], _when(row["at"]), lines, "", asked + answer)


def _indented(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except ValueError:
        return text


def _delivery(row: Any) -> str:
    lines = [("Event", row["event"]), ("Tries", str(row["tries"]))]
    if row["last_status"] or row["last_error"]:
        lines.append(("Last answer", str(row["last_status"] or row["last_error"])))
    if row["state"] == "pending" and row["tries"]:
        lines.append(("Next try", f"in {max(0, row['next_at'] - time.time()):.0f} s"))
    again = _button(f"/_sandbox/events/{row['event']}/resend", "Send again", "/webhooks")
    return _card(escape(row["type"]), row["state"], _when(row["created"]), lines, again)


def _cards(cards: Iterable[str], empty: str) -> str:
    return f'<div id="list">{"".join(cards) or f"<p class=empty>{empty}</p>"}</div>'


def _card(
    title: str, state: str, when: str, lines: list[tuple[str, str]], buttons: str, body: str = ""
) -> str:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in lines)
    facts = f"<dl>{facts}</dl>" if facts else ""
    actions = f'<div class="actions">{buttons}</div>' if buttons else ""
    kind = escape(state.partition(" ")[0])
    head = f'<header><h2>{title}</h2><span class="state {kind}">{escape(state)}</span></header>'
    return f'<article>{head}<p class="meta">{when}</p>{body}{facts}{actions}</article>'


def _button(action: str, word: str, back: str, hidden: Json | None = None, *, main: bool = False) -> str:
    fields = "".join(
        f'<input type="hidden" name="{escape(k, quote=True)}" value="{escape(str(v), quote=True)}">'
        for k, v in ({"back": back} | (hidden or {})).items()
    )
    kind = ' class="main"' if main else ""
    target = escape(action, quote=True)
    return f'<form method="post" action="{target}">{fields}<button{kind}>{word}</button></form>'


def _when(at: float) -> str:
    moment = datetime.fromtimestamp(at, ZoneInfo(SEOUL))
    return f'<time datetime="{moment.isoformat(timespec="seconds")}">{moment:%d %b %H:%M:%S} Seoul</time>'
