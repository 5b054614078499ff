"""Writing to a customer and to colleagues. Each address also shows its form as a page of its own."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages as news
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import ReplyTemplate
from console import masking, queues
from console.access import go_to, staff_only, way_back
from console.dialogs import Dialog, answer, close, mark, posted, show
from console.pages import tabs
from console.pages.messages import composer, filled, note_form
from workflow.api.uploads import picture
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, NotPermitted
from workflow.forms import MessageForm
from workflow.models import Mention, Order, Photo
from workflow.services.messages import mark_read, may_write, write_message
from workflow.services.notes import add_note, may_note, see_mention
from workflow.services.photos import keep_photos


@staff_only
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, ref: str) -> HttpResponse:
    """Write to the customer. 403 for who may not, 422 with all that was typed and chosen still there."""
    order = _order(request, ref)
    dialog = _dialog(request, order, "message", _("Write to the customer"), _("Send"))
    if not may_write(request.user):
        return close(request, dialog, str(NotPermitted.default), status=403)
    if request.method != "POST":
        return _compose(request, order, dialog, _begun(request, order))
    form, actor = MessageForm(request.POST, request.FILES), Actor.staff(request.user)
    kept = form.kept()
    if form.is_valid():
        wants = form.cleaned_data
        try:
            keep_photos(actor=actor, files=wants["photos"], kept=kept)
            write_message(order_id=order.pk, actor=actor, body=wants["body"], photos=kept, key=wants["key"])
        except BadInput as refusal:
            mark(form, refusal)
        else:
            queues.forget_tallies()
            news.success(request, _("Your message is sent."))
            return go_to(request, dialog.back)
    return _compose(request, order, dialog, form, kept, status=422)


@staff_only
@require_POST
def read(request: HttpRequest, ref: str) -> HttpResponse:
    """The customer's messages have been read, and need no answer."""
    order = _order(request, ref)
    try:
        mark_read(order_id=order.pk, actor=Actor.staff(request.user))
    except NotPermitted as refusal:
        raise PermissionDenied from refusal
    queues.forget_tallies()
    return go_to(request, way_back(request, _page_of(order)))


@staff_only
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """Write a note about the order, or (`about=customer`) about its customer."""
    order = _order(request, ref)
    dialog = _dialog(request, order, "note", _("Write a note"), _("Keep the note"))
    about = {"customer": order.customer} if request.POST.get("about") == "customer" else {"order": order}
    return _note(request, dialog, about)


@staff_only
@require_http_methods(["GET", "POST"])
def note_about_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note about a customer: it stands on all their orders."""
    if not request.user.has_perm("community.view_member"):
        raise PermissionDenied
    customer = get_object_or_404(get_user_model(), pk=pk)
    page = reverse("admin:customer", args=(customer.pk,))
    dialog = Dialog(
        name="note", title=_("Write a note"), about=masking.person(customer), action=request.path,
        back=way_back(request, page), submit=_("Keep the note"),
    )  # fmt: skip
    return _note(request, dialog, {"customer": customer})


@staff_only
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The person has looked where a colleague named them. Somebody else's mention is not found."""
    if not Mention.objects.filter(pk=pk, member=request.user.pk).exists():
        raise Http404
    see_mention(mention_id=pk, actor=Actor.staff(request.user))
    return go_to(request, way_back(request, reverse("admin:index")))


@staff_only
@require_safe
def photo(request: HttpRequest, key: UUID) -> Any:
    """A picture, for staff who may see pictures; their own before it is sent, too."""
    found = get_object_or_404(Photo, key=key)
    is_waiting = found.message_id is None and found.parcel_id is None and found.item_id is None
    if is_waiting and found.uploaded_by_id != request.user.pk:
        raise Http404
    if not is_waiting and not request.user.has_perm("workflow.view_photo"):
        raise PermissionDenied
    return picture(found)


def _note(request: HttpRequest, dialog: Dialog, about: dict[str, Any]) -> HttpResponse:
    dialog.form = note_form(posted(request))

    def keep(form: Any) -> str:
        wants = form.cleaned_data
        add_note(actor=Actor.staff(request.user), body=wants["body"], key=wants["key"], **about)
        return _("The note is kept. The customer does not see it.")

    return answer(request, dialog, may=may_note(request.user), act=keep)


def _order(request: HttpRequest, ref: str) -> Order:
    if not request.user.has_perm("workflow.view_order"):
        raise PermissionDenied
    return get_object_or_404(Order.objects.select_related("customer"), ref=ref.upper())


def _page_of(order: Order) -> str:
    return tabs.at(reverse("admin:order", args=(order.ref,)), tabs.MESSAGES)


def _dialog(request: HttpRequest, order: Order, name: str, title: str, submit: str) -> Dialog:
    return Dialog(
        name=name,
        title=title,
        about=f"{order.ref} · {masking.person(order.customer)}",
        action=request.path,
        back=way_back(request, _page_of(order)),
        submit=submit,
    )


def _begun(request: HttpRequest, order: Order) -> MessageForm | None:
    """A form that begins with a reply template: how one is chosen without scripts."""
    number, language = request.GET.get("reply", ""), request.GET.get("language", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    template = ReplyTemplate.objects.filter(pk=int(number), is_active=True).first()
    if template is None:
        return None
    language = language if language in ("en", "ko") else order.customer.language
    body = filled(template.body(language), order, request.user, language)
    return MessageForm(initial={"key": uuid4(), "body": body})


def _compose(
    request: HttpRequest,
    order: Order,
    dialog: Dialog,
    form: MessageForm | None,
    kept: Sequence[UUID] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    made = composer(order, request.user, back=dialog.back, form=form, kept=kept)
    dialog.form, dialog.body = made.form, "console/order/_compose.html"
    dialog.more["composer"] = made
    return show(request, dialog, status=status)
