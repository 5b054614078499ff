"""When somebody's rights change, their open streams are asked again who they are."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save

from integrations.live.channels import of_user

# Not for listeners: the hub asks those on this channel (and this member's other streams) anew.
CHECK = "stream-check"


def ask_again(channel: str) -> None:
    """Have every process ask the listeners of this channel again whether they may. In the caller's
    transaction, so that a rollback takes it back."""
    from integrations.live.publishing import publish

    publish(channel, CHECK, {})


def watch() -> None:
    """Ask a member's streams again after a log-out, and when the member is saved (deactivated, no
    longer staff, another password)."""
    user_logged_out.connect(_after_log_out, dispatch_uid="live.log_out")
    post_save.connect(_after_save, sender=get_user_model(), dispatch_uid="live.member")


def _after_log_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        ask_again(of_user(user.pk))


def _after_save(
    sender: Any, instance: Any, created: bool, raw: bool, update_fields: Any, **kwargs: Any
) -> None:
    only_the_visit = update_fields is not None and set(update_fields) == {"last_login"}
    if not (created or raw or only_the_visit):
        ask_again(of_user(instance.pk))
