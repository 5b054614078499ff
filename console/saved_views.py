"""Lists of orders kept under a name: one's own, and those that somebody shares with the whole desk."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from console import listing
from console.models import SavedView
from console.place import Place
from workflow.engine.actors import Actor
from workflow.engine.errors import BadInput, NotPermitted
from workflow.services.audit import record

MOST = 20
_MAY_KEEP, _MAY_SHARE = "console.add_savedview", "console.share_view"
_SALT = "console.saved_views.removed"
_UNDO_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tab:
    view: SavedView
    url: str
    is_lit: bool
    # Whether this person may rename it and take it away.
    is_own: bool


def may_keep(user: Any) -> bool:
    return bool(user.has_perm(_MAY_KEEP))


def may_share(user: Any) -> bool:
    return bool(user.has_perm(_MAY_SHARE))


def tabs(user: Any, place: Place, *, raw: str = "") -> list[Tab]:
    """The views of this list that the person sees, own ones first. One query.

    A tab is lit when the list shows what it keeps. `raw` is the list's address as it was asked for, with
    what the list did not understand: a view that is broken is still the one that is looked at.
    """
    views = SavedView.objects.filter(Q(owner=user) | Q(is_shared=True), place=place.slug)
    shown = {place.asked.query, raw or place.asked.query}
    found = [
        Tab(
            view,
            f"{place.path}?{view.query}" if view.query else place.path,
            listing.normal(QueryDict(view.query)) in shown,
            may_change(view, user),
        )
        for view in views
    ]
    return sorted(found, key=lambda tab: (tab.view.owner_id != user.pk, tab.view.name.casefold()))


def may_change(view: SavedView, user: Any) -> bool:
    """One's own; what is shared, also by who may share."""
    return may_keep(user) and bool(view.owner_id == user.pk or (view.is_shared and may_share(user)))


def save(*, actor: Actor, place: Place, name: str, is_shared: bool) -> SavedView:
    """Keep the list as it is shown, without its page.

    Raises NotPermitted, or BadInput for a name that is taken, a list that is as it always is, or the
    twenty-first view of one list; then nothing was kept.
    """
    user = actor.user
    if user is None or not may_keep(user) or (is_shared and not may_share(user)):
        raise NotPermitted
    if not place.asked.query:
        raise BadInput(_("Filter, search or sort the list first: a view keeps what makes it different."))
    return _keep(
        actor,
        SavedView(owner=user, place=place.slug, name=name, query=place.asked.query, is_shared=is_shared),
    )


def rename(*, view_id: int, actor: Actor, name: str) -> SavedView:
    """Give a view another name. Raises NotPermitted, BadInput for a name that is taken."""
    view = _of(view_id, actor)
    view.name = name
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError:
        raise BadInput(_taken(), field="name") from None
    return view


def remove(*, view_id: int, actor: Actor) -> tuple[SavedView, str]:
    """Take a view away. Returns it with a token that brings it back within an hour. Raises NotPermitted."""
    with transaction.atomic():
        view = _of(view_id, actor)
        token = signing.dumps(
            {
                "owner": view.owner_id, "place": view.place, "name": view.name,
                "query": view.query, "is_shared": view.is_shared,
            },
            salt=_SALT,
        )  # fmt: skip
        if view.is_shared:
            record(actor=actor, verb="removed_view", about=view.name, data={"list": view.place})
        view.delete()
    return view, token


def restore(*, token: str, actor: Actor) -> SavedView:
    """Bring back what `remove` took away. Raises BadInput for a token that is none or too old,
    NotPermitted for somebody who could not have removed it."""
    try:
        kept = signing.loads(token, salt=_SALT, max_age=_UNDO_FOR)
    except signing.BadSignature:
        raise BadInput(_("This can no longer be undone.")) from None
    view = SavedView(
        owner_id=kept["owner"], place=kept["place"], name=kept["name"], query=kept["query"],
        is_shared=kept["is_shared"],
    )  # fmt: skip
    if actor.user is None or not may_change(view, actor.user):
        raise NotPermitted
    return _keep(actor, view)


def _keep(actor: Actor, view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            if SavedView.objects.filter(owner=view.owner_id, place=view.place).count() >= MOST:
                raise BadInput(
                    _("%(n)d views of one list are enough: remove one of them first.") % {"n": MOST}
                )
            view.save()
            if view.is_shared:
                record(actor=actor, verb="shared_view", about=view.name, data={"list": view.place})
    except IntegrityError:
        raise BadInput(_taken(), field="name") from None
    return view


def _of(view_id: int, actor: Actor) -> SavedView:
    view = SavedView.objects.filter(pk=view_id).first()
    if view is None:
        raise BadInput(_("This view has been removed meanwhile."))
    if actor.user is None or not may_change(view, actor.user):
        raise NotPermitted
    return view


def _taken() -> str:
    return _("You have a view of this name here already.")
