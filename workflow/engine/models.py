"""The engine's tables. No foreign key to orders: a subject is (flow, id)."""

import inspect
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMModelMixin

from integrations import clock
from integrations.live.channels import STAFF
from integrations.live.publishing import publish
from workflow.engine.steps import Arc


class FlowModel(FSMModelMixin, models.Model):
    """A subject that moves only through the door. Subclasses have a protected FSM field `state`."""

    flow_name: ClassVar[str]

    seq = models.PositiveIntegerField(default=0, editable=False)
    moved_at = models.DateTimeField(_("last step"), default=clock.now, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def lock(cls, pk: int) -> Self:
        """Load and lock the row until the transaction ends. A subject with a parent locks the
        parent first, so that locks are always taken in one order."""
        return cls._base_manager.select_for_update().get(pk=pk)

    def belongs_to(self, user: Any) -> bool:
        """Whether a customer may act on it as their own."""
        return False

    def after_move(self, remembered: Mapping[str, Any]) -> None:
        """Called by the door between the transition and the save, with what the log remembers."""

    def announce(self, deed: str) -> None:
        """Called by the door last of all, inside the transaction: tell those who listen."""

    @classmethod
    def state_field(cls) -> Any:
        """The FSM field. Each flow declares its own, because its choices differ."""
        field: Any = cls._meta.get_field("state")
        return field

    @classmethod
    def arcs(cls) -> list[Arc]:
        """Every arrow of the flow, in the order the flow file declares them."""
        field = cls.state_field()
        methods = sorted(
            field.transitions[cls].values(), key=lambda method: inspect.unwrap(method).__code__.co_firstlineno
        )
        return [
            Arc(
                name=transition.name,
                source=str(source),
                target=str(transition.target or source),
                step=transition.custom["step"],
                permission=transition.permission,
                guards=tuple(transition.conditions),
            )
            for method in methods
            for source, transition in method._django_fsm.transitions.items()
        ]


class TransitionLog(models.Model):
    """One row per deed, written only by the door, never changed."""

    flow = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    target = models.CharField(max_length=30)
    actor_kind = models.CharField(max_length=10)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_label = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["flow", "subject_id", "seq"], name="one_log_row_per_seq")
        ]
        indexes = [models.Index(fields=["flow", "at"], name="log_by_flow_and_time")]
        ordering = ["flow", "subject_id", "seq"]
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")

    def __str__(self) -> str:
        return f"{self.flow} {self.subject_id} #{self.seq} {self.name}"


class Effect(models.Model):
    """One thing to do outside, or later. Created in the transaction of what caused it."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        DEAD = "dead", _("Failed")
        UNSURE = "unsure", _("Unsure")
        SUPERSEDED = "superseded", _("Overtaken")
        SKIPPED = "skipped", _("Skipped")

    OPEN = (Status.PENDING, Status.RUNNING)
    # What only a person can decide.
    UNDECIDED = (Status.DEAD, Status.UNSURE)
    # What holds back the next money effect of the same subject.
    BLOCKING = (Status.PENDING, Status.RUNNING, Status.DEAD, Status.UNSURE)

    # The idempotency key at the provider. Never the row's id: after a restore ids repeat.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    log = models.ForeignKey(TransitionLog, null=True, on_delete=models.PROTECT, related_name="effects")
    flow = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    target = models.CharField(max_length=60, default="")
    args = models.JSONField(default=dict)
    money = models.BooleanField(default=False)
    # Nullable unique: at most one open effect holds a slot. Freed when the effect ends.
    slot = models.CharField(max_length=80, null=True, unique=True)

    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    due = models.DateTimeField(default=clock.now)  # while running: when the lease ends
    woken_at = models.DateTimeField(null=True)
    created = models.DateTimeField(default=clock.now)
    finished = models.DateTimeField(null=True)
    error = models.TextField(default="")
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["log", "name", "target"], name="one_effect_per_log_and_target")
        ]
        indexes = [
            models.Index(fields=["status", "due"], name="effect_to_run"),
            models.Index(fields=["flow", "subject_id", "id"], name="effect_of_subject"),
            models.Index(fields=["finished"], name="effect_by_end"),
        ]
        ordering = ["-id"]
        verbose_name = _("effect")
        verbose_name_plural = _("effects")

    def __str__(self) -> str:
        return f"{self.name} {self.target}".strip()

    def announce(self) -> None:
        """Tell the desk that this effect needs a decision, or has got one."""
        data = {"effect": self.pk, "flow": self.flow, "subject": self.subject_id, "status": str(self.status)}
        publish(STAFF, "effect", data)

    def is_held_back(self) -> bool:
        """Money of one subject moves in order: does earlier money still wait, or hang?

        No race: an earlier row cannot appear any more, because the subject was locked while
        each of them was written.
        """
        return (
            self.money
            and Effect.objects.filter(
                flow=self.flow,
                subject_id=self.subject_id,
                id__lt=self.pk,
                money=True,
                status__in=self.BLOCKING,
            ).exists()
        )


class Tick(models.Model):
    """When a clock duty last ran. The lease keeps two engines from running it together."""

    name = models.CharField(max_length=120, unique=True)
    last_run = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(default="")

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """The supervisor's sign of life, in real time."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    restarts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class IdempotentReply(models.Model):
    """What an API call with an `Idempotency-Key` answered, so that its copy gets the same."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_reply_per_key")]

    def __str__(self) -> str:
        return self.key
