"""What a dialog shows, and how a deed's plain form becomes one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from unfold.widgets import INPUT_CLASSES, TEXTAREA_CLASSES, UnfoldAdminSelectWidget

from console import queues
from console.access import go_to, is_dialog
from console.pages.changes import Conflict
from workflow.engine.errors import BadInput, NotPermitted, Refused
from workflow.engine.models import FlowModel
from workflow.engine.steps import Arc
from workflow.forms import AddressForm, DeedForm


@dataclass(slots=True)
class Dialog:
    """`action` takes the POST, `back` is where Cancel and a stale tab lead. `refusal` is shown above
    the form; a `closed` dialog has nothing to submit (any more). `seq` and `items` say what was seen: the
    subject's sequence number and, where the deed rests on them, those of the order's items."""

    name: str
    title: str
    about: str
    action: str
    back: str
    submit: str
    help: str = ""
    danger: bool = False
    form: forms.Form | None = None
    body: str = "console/dialogs/fields.html"
    seq: int | None = None
    items: str | None = None
    conflict: Conflict | None = None
    refusal: str = ""
    stale: bool = False
    closed: bool = False
    more: dict[str, Any] = field(default_factory=dict)


def in_row(request: HttpRequest) -> bool:
    """Whether a row of the order page asks, to be edited in its place."""
    return is_dialog(request) and request.headers.get("X-Row") == "1"


def show(request: HttpRequest, dialog: Dialog, *, status: int = 200) -> HttpResponse:
    """Render the dialog alone for an open page, or as a page of its own without scripts."""
    context: dict[str, Any] = {"dialog": dialog, "form": dialog.form, **dialog.more}
    if in_row(request):
        return render(request, "console/order/_item_edit.html", context, status=status)
    if is_dialog(request):
        return render(request, "console/dialogs/dialog.html", context, status=status)
    context |= {**admin.site.each_context(request), "title": dialog.title}
    return render(request, "console/dialogs/page.html", context, status=status)


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: the inputs of a POST, nothing on a GET."""
    return request.POST if request.method == "POST" else None


def close(request: HttpRequest, dialog: Dialog, sentence: str, *, status: int) -> HttpResponse:
    """The dialog with one sentence and nothing to submit."""
    dialog.refusal, dialog.closed = sentence, True
    return show(request, dialog, status=status)


def mark(form: Any, refusal: BadInput) -> None:
    """Put a service's sentence at the field it is about, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def answer(
    request: HttpRequest,
    dialog: Dialog,
    *,
    act: Callable[[Any], str],
    may: bool = True,
    check: Callable[[], None] | None = None,
    why_not: str = "",
) -> HttpResponse:
    """The whole life of a dialog that is no deed of a flow: GET shows it, POST calls `act(form)`, which
    returns the sentence for the next page.

    403 for who may not (`why_not` says more), 422 at the form's field, 409 with the service's sentence; in
    all of these nothing changed. `check` refuses before the dialog is shown.
    """
    form: Any = dialog.form
    if not may:
        return close(request, dialog, why_not or str(NotPermitted.default), status=403)
    if form is not None:
        dress(form)
    try:
        if check is not None:
            check()
        if request.method != "POST":
            return show(request, dialog)
        if form is not None and not form.is_valid():
            return show(request, dialog, status=422)
        done = act(form)
    except NotPermitted as refusal:
        return close(request, dialog, str(refusal), status=403)
    except Refused as refusal:
        if form is None or not isinstance(refusal, BadInput):
            return close(request, dialog, str(refusal), status=409)
        mark(form, refusal)
        return show(request, dialog, status=422)
    queues.forget_tallies()
    messages.success(request, done)
    return go_to(request, dialog.back)


def deed_form(arc: Arc, subject: FlowModel, data: Any = None) -> DeedForm:
    """The deed's own form in the console's clothes; without inputs an empty one."""
    form_class = import_string(arc.step.form) if arc.step.form else DeedForm
    form: DeedForm = form_class(data, subject=subject)
    if isinstance(form, AddressForm):
        form.start_masked()
    dress(form)
    return form


def dress(form: forms.Form | forms.ModelForm) -> None:
    """Give each widget the look of Unfold's own. Names, ids and rules stay the form's."""
    for bound in form:
        widget = bound.field.widget
        if isinstance(widget, forms.Select) and isinstance(bound.field, forms.ChoiceField):
            widget = bound.field.widget = UnfoldAdminSelectWidget(
                attrs=widget.attrs, choices=bound.field.choices
            )
            widget.is_required = bound.field.required
        elif isinstance(widget, forms.CheckboxInput):
            continue
        elif isinstance(widget, forms.Textarea):
            widget.attrs["class"] = " ".join(TEXTAREA_CLASSES)
        else:
            widget.attrs["class"] = " ".join(INPUT_CLASSES)
        if isinstance(widget, forms.NumberInput):
            widget.attrs["inputmode"] = "numeric"
        widget.attrs["autocomplete"] = "off"
