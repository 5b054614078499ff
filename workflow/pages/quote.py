"""`/quote/`: ask for a quote. Nothing that was typed is ever lost, with or without JavaScript."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from integrations import clock
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, Refused
from workflow.models import Address, Order
from workflow.pages import address_book, draft
from workflow.pages.forms import OrderWishesForm, PostalForm
from workflow.pages.item_rows import ItemRows, Row, blank, is_blank, read_rows
from workflow.pages.once import new_key, order_once, read_key
from workflow.services.address_book import add_address
from workflow.services.requests import MAX_ITEMS, request_quote

NEW = "new"
# Requests of one member that the form takes within an hour.
MAX_AN_HOUR = 30
_FLOOD = "too_many_requests"


class QuoteForm:
    """The parts of the request form together: rows, wishes, and where it shall go."""

    def __init__(self, request: HttpRequest, *, rows: list[Row], rest: dict[str, Any], bound: bool) -> None:
        self.rows = ItemRows(rows)
        self.book = address_book.entries(request.user) if request.user.is_authenticated else []
        self.chosen = str(rest.get("address") or self._first_choice(rest))
        if bound:
            self.wishes = OrderWishesForm(rest)
            self.postal = PostalForm(rest, prefix="to")
        else:
            self.wishes = OrderWishesForm(initial={key: rest[key] for key in _WISHES if rest.get(key)})
            typed = {name.removeprefix("to-"): text for name, text in rest.items() if name.startswith("to-")}
            self.postal = PostalForm(initial=typed, prefix="to")
        self.saves = bool(rest.get("save_address")) if bound else True
        self.fault = ""

    def _first_choice(self, rest: dict[str, Any]) -> str:
        typed = any(rest.get(f"to-{name}") for name in ("recipient", "line1", "city"))
        return str(self.book[0].pk) if self.book and not typed else NEW

    @property
    def address(self) -> Address | None:
        """The chosen entry of the book; None for a new address."""
        return next((entry for entry in self.book if str(entry.pk) == self.chosen), None)

    def check(self) -> bool:
        good = self.rows.check()
        good = not self.has_too_many() and good
        good = self.wishes.is_valid() and good
        if self.address is None:
            self.chosen = NEW
            good = self.postal.is_valid() and good
        return good

    def has_too_many(self) -> bool:
        """More items than one request takes: said at once, not only when the order is made."""
        count = sum(not is_blank(row) for row in self.rows.rows)
        if count > MAX_ITEMS:
            self.fault = _("One request takes up to %(max)d items; this one has %(n)d. Please split it.") % {
                "max": MAX_ITEMS,
                "n": count,
            }
        return count > MAX_ITEMS

    def parts(self) -> dict[str, str]:
        """The address the order shall have."""
        return self.address.parts() if self.address else dict(self.postal.cleaned_data)

    def errors(self) -> int:
        forms: list[Any] = [*self.rows.forms, self.wishes, *([] if self.address else [self.postal])]
        return sum(len(form.errors) for form in forms if form.is_bound)


_WISHES = ("note", "if_out_of_stock")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _posted(request)
    put_aside = draft.kept(request)
    if put_aside is None and request.user.is_authenticated and "again" in request.GET:
        earlier = Order.objects.of(request.user).filter(ref=request.GET["again"]).first()
        put_aside = draft.like_order(earlier) if earlier else None
    start = put_aside or {"rows": [blank()], "rest": {}}
    form = QuoteForm(request, rows=start["rows"], rest=start["rest"], bound=False)
    return _page(request, form, key=new_key(), is_kept=put_aside is not None)


def _posted(request: HttpRequest) -> HttpResponse:
    rows, rest = read_rows(request.POST), request.POST.dict()
    key = read_key(request.POST.get("key", ""))
    if "add" in request.POST:
        return _page(request, _retyped(request, [*rows, blank()]), key=key, newest=len(rows))
    if "remove" in request.POST:
        left = [row for number, row in enumerate(rows) if str(number) != request.POST["remove"]]
        return _page(request, _retyped(request, left), key=key)
    if "login" in request.POST:
        unfinished = _retyped(request, rows)
        if unfinished.has_too_many():
            return _page(request, unfinished, key=key, status=422)
        draft.keep(request, rows)
        return _to("account_login")
    form = QuoteForm(request, rows=rows, rest=rest, bound=True)
    if not form.check():
        return _page(request, form, key=key, status=422)
    if not request.user.is_authenticated:
        draft.keep(request, form.rows.rows)
        messages.info(
            request, _("Your request is kept. Create an account or log in, look at it once more and send it.")
        )
        return _to("account_signup")
    return _send(request, form, key)


def _send(request: HttpRequest, form: QuoteForm, key: str) -> HttpResponse:
    wishes = form.wishes.cleaned_data

    def work() -> Order:
        # Here and not before: a form that was sent already leads to its order, not to this refusal.
        _refuse_flood(request.user)
        return request_quote(
            customer=request.user,
            items=form.rows.wanted(),
            address=form.parts(),
            actor=Actor.customer(request.user),
            channel=Order.Channel.WEB,
            **wishes,
        )

    content = [form.rows.rows, form.parts(), wishes]
    try:
        sent = order_once(user=request.user, key=key, content=content, work=work)
    except Refused as refusal:
        form.fault = str(refusal)
        return _page(request, form, key=key, status=429 if refusal.code == _FLOOD else 422)
    if not sent.same:
        form.fault = _(
            "You have sent a request from this form already: %(ref)s. "
            "If you send this one too, it is a second order."
        ) % {"ref": sent.ref}
        return _page(request, form, key=new_key(), status=409)
    draft.forget(request)
    if form.address is None and form.saves:
        _save(request, form)
    if sent.created:
        messages.success(request, _("Thank you! We have your request and look at each item now."))
    return redirect("order", ref=sent.ref)


def _refuse_flood(member: Any) -> None:
    """Counted among the orders themselves: nothing to reset, nothing that forgets."""
    lately = Order.objects.of(member).filter(
        channel=Order.Channel.WEB, created_at__gt=clock.now() - timedelta(hours=1)
    )
    if lately.count() >= MAX_AN_HOUR:
        raise BadInput(
            _(
                "You have sent %(n)d requests within an hour, which is as many as we take. "
                "Please send this one later."
            )
            % {"n": MAX_AN_HOUR},
            code=_FLOOD,
        )


def _save(request: HttpRequest, form: QuoteForm) -> None:
    try:
        add_address(member=request.user, parts=dict(form.postal.cleaned_data), is_default=None)
    except BadInput:
        messages.warning(request, _("Your address book is full, so this address was not added to it."))


def _retyped(request: HttpRequest, rows: list[Row]) -> QuoteForm:
    """The form as it stands, without complaints: the customer is still writing."""
    form = QuoteForm(request, rows=rows, rest=request.POST.dict(), bound=False)
    form.saves = "save_address" in request.POST
    return form


def _to(name: str) -> HttpResponse:
    return redirect(f"{reverse(name)}?next={reverse('quote')}")


def _page(
    request: HttpRequest,
    form: QuoteForm,
    *,
    key: str,
    status: int = 200,
    newest: int | None = None,
    is_kept: bool = False,
) -> HttpResponse:
    context = {"form": form, "key": key, "newest": newest, "is_kept": is_kept, "errors": form.errors()}
    return render(request, "pages/quote.html", context, status=status)
