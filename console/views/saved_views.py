"""Keeping a list under a name, as dialogs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from console import listing, place, queues, saved_views
from console.access import go_to, staff_only, way_back
from console.dialogs import Dialog, answer, posted
from console.models import SavedView
from console.place import Place
from workflow.engine.actors import Actor
from workflow.engine.errors import Refused
from workflow.forms import LineField


class NameForm(forms.Form):
    name = LineField(label=gettext_lazy("Name"), max_length=60)


class SaveForm(NameForm):
    is_shared = forms.BooleanField(
        label=gettext_lazy("For everybody"),
        required=False,
        help_text=gettext_lazy("Every colleague gets the tab. Kept in the activity log."),
    )


@staff_only
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list that `from` names. 404 where it names none, 403, 422: then nothing was kept."""
    here = place.parse(request.GET.get("from", ""))
    if here is None:
        raise Http404
    form = SaveForm(posted(request))
    sentences = [_("The filters, the search and the order of the rows become a tab above the list.")]
    if not saved_views.may_share(request.user):
        del form.fields["is_shared"]
        sentences.append(_("The tab is yours alone. A tab for everybody is made by who may share views."))
    dialog = Dialog(
        name="save_view",
        title=_("Save this view"),
        about=here.title,
        help=" ".join(sentences),
        submit=_("Save"),
        action=request.get_full_path(),
        back=here.url,
        form=form,
    )

    def keep(_form: Any) -> str:
        view = saved_views.save(
            actor=Actor.staff(request.user),
            place=here,
            name=form.cleaned_data["name"],
            is_shared=form.cleaned_data.get("is_shared", False),
        )
        return _("Saved: “%(view)s”") % {"view": view}

    return answer(request, dialog, may=saved_views.may_keep(request.user), act=keep)


@staff_only
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, view_id: int) -> HttpResponse:
    """Another name for a view. 403, 404, 422; in all of these nothing changed."""
    view = get_object_or_404(SavedView, pk=view_id)
    form = NameForm(
        posted(request),
        initial={"name": view.name},
    )
    dialog = Dialog(
        name="rename_view",
        title=_("Rename the view"),
        about=view.name,
        submit=_("Rename"),
        action=request.path,
        back=way_back(request, _list_of(view)),
        form=form,
    )

    def change(_form: Any) -> str:
        renamed = saved_views.rename(
            view_id=view_id, actor=Actor.staff(request.user), name=form.cleaned_data["name"]
        )
        return _("Renamed: “%(view)s”") % {"view": renamed}

    return answer(request, dialog, may=saved_views.may_change(view, request.user), act=change)


@staff_only
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, view_id: int) -> HttpResponse:
    """Take a view away; the message that says so offers to undo it."""
    view = get_object_or_404(SavedView, pk=view_id)
    dialog = Dialog(
        name="remove_view",
        title=_("Remove the view"),
        about=view.name,
        help=_("Only the tab goes; the orders stay.")
        + (" " + _("It goes for every colleague.") if view.is_shared else ""),
        submit=_("Remove"),
        danger=True,
        action=request.path,
        back=_list_of(view),
        form=forms.Form(posted(request)),
    )

    def away(_form: Any) -> str:
        gone, token = saved_views.remove(view_id=view_id, actor=Actor.staff(request.user))
        return format_html(
            '{} <form method="post" action="{}" class="bd-inline-form">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button class="bd-link" name="token" value="{}">{}</button></form>',
            _("Removed: “%(view)s”.") % {"view": gone},
            reverse("admin:restore_view"),
            get_token(request),
            token,
            _("Undo"),
        )

    return answer(request, dialog, may=saved_views.may_change(view, request.user), act=away)


@staff_only
@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Undo a removal. What cannot be undone any more is said on the list."""
    back = reverse("admin:workflow_order_changelist")
    try:
        view = saved_views.restore(token=request.POST.get("token", ""), actor=Actor.staff(request.user))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return go_to(request, way_back(request, back))
    messages.success(request, _("Back again: “%(view)s”") % {"view": view})
    return go_to(request, _list_of(view))


def _list_of(view: SavedView) -> str:
    """The plain list of the view; all orders where its queue is no more."""
    return Place(listing.read(QueryDict(), queues.BY_SLUG.get(view.place))).url
