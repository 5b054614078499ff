"""When somebody's rights change, their open streams are asked again who they are."""

from typing import Any

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from integrations.live.channels import of_user
from integrations.live.publishing import publish

# Not for listeners: the hub asks those on this channel (and this member's other streams) anew.
CHECK = "stream-check"


def ask_again(channel: str) -> None:
    """Have every process ask the listeners of this channel again whether they may. In the caller's
    transaction, so that a rollback takes it back."""
    publish(channel, CHECK, {})


def watch() -> None:
    """Ask a member's streams again when a session of theirs is gone, and when the member is saved
    (deactivated, no longer staff, another password).

    Not at Django's signal of the log-out: that comes before the session is deleted, and an answer
    given in between would be yes.
    """
    post_delete.connect(_after_session, sender=Session, dispatch_uid="live.session")
    post_save.connect(_after_save, sender=get_user_model(), dispatch_uid="live.member")


def _after_session(sender: Any, instance: Session, **kwargs: Any) -> None:
    if instance.expire_date <= timezone.now():
        return  # swept up: nobody listens by it any more
    member_id = str(instance.get_decoded().get(SESSION_KEY, ""))
    if member_id.isdecimal():
        ask_again(of_user(int(member_id)))


def _after_save(
    sender: Any, instance: Any, created: bool, raw: bool, update_fields: Any, **kwargs: Any
) -> None:
    only_the_visit = update_fields is not None and set(update_fields) == {"last_login"}
    if not (created or raw or only_the_visit):
        ask_again(of_user(instance.pk))
