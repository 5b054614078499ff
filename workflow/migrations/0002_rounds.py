"""Polls go by rounds: a parcel keeps its pace, not its next time. Scans say which courier told them."""

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

import integrations.clock

CADENCES = [
    ("often", "Often, it is near the door"),
    ("first", "At once, it was just shipped"),
    ("usual", "Regularly"),
    ("seldom", "Seldom, nothing has moved for days"),
    ("", "Not asked"),
]


def keep_what_is_known(apps, schema_editor):
    parcels = apps.get_model("workflow", "Parcel").objects
    scans = apps.get_model("workflow", "TrackingEvent").objects
    followed = parcels.filter(next_poll_at__isnull=False)
    newest = scans.filter(parcel=OuterRef("pk")).order_by("-id").values("seen_at")[:1]
    followed.update(cadence="usual", quiet_since=Coalesce(Subquery(newest), F("shipped_at")))
    followed.filter(status__in=["out_for_delivery", "attempt_failed"]).update(cadence="often")
    scans.update(courier=Subquery(parcels.filter(pk=OuterRef("parcel")).values("courier")[:1]))


def ask_again(apps, schema_editor):
    apps.get_model("workflow", "Parcel").objects.exclude(cadence="").update(
        next_poll_at=integrations.clock.now()
    )


def forget_the_second_courier(apps, schema_editor):
    # Two couriers may have told the same scan; before this there was room for one.
    scans = apps.get_model("workflow", "TrackingEvent").objects
    scans.exclude(courier=F("parcel__courier")).delete()


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PollRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("courier", models.CharField(max_length=10)),
                ("cadence", models.CharField(choices=CADENCES, max_length=6)),
                ("due_at", models.DateTimeField(default=integrations.clock.now)),
                ("began_at", models.DateTimeField(null=True)),
                ("cursor", models.BigIntegerField(null=True)),
                ("awake_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("courier", "cadence"), name="one_round_per_pace")
                ],
            },
        ),
        migrations.AddField(
            "Parcel", "onward",
            models.CharField(blank=True, default="", max_length=10, verbose_name="carried on by"),
        ),
        migrations.AddField(
            "Parcel", "cadence",
            models.CharField(blank=True, choices=CADENCES, default="", max_length=6, verbose_name="asked about"),
        ),
        migrations.AddField("Parcel", "quiet_since", models.DateTimeField(null=True)),
        migrations.AddField("Parcel", "stalled_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "TrackingEvent", "courier", models.CharField(blank=True, default="", max_length=10)
        ),
        migrations.RunPython(keep_what_is_known, ask_again),
        # Added before the old one goes: the foreign key needs an index that begins with the parcel.
        migrations.AddConstraint(
            "TrackingEvent",
            models.UniqueConstraint(fields=("parcel", "courier", "fingerprint"), name="one_row_per_told_scan"),
        ),
        migrations.RemoveConstraint("TrackingEvent", "one_row_per_scan"),
        migrations.RunPython(migrations.RunPython.noop, forget_the_second_courier),
        migrations.RemoveField("Parcel", "last_polled_at"),
        migrations.RemoveField("Parcel", "next_poll_at"),
        migrations.AddIndex(
            "Parcel", models.Index(fields=["courier", "cadence", "id"], name="parcel_round")
        ),
        migrations.AddIndex(
            "Parcel", models.Index(fields=["onward", "cadence", "id"], name="parcel_onward_round")
        ),
        migrations.AddIndex(
            "Parcel", models.Index(fields=["stalled_at", "status", "quiet_since"], name="parcel_silence")
        ),
        migrations.AddIndex(
            "Parcel", models.Index(fields=["cadence", "shipped_at"], name="parcel_asked_by_age")
        ),
    ]
