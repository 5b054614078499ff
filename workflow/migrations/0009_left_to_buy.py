"""Each order knows how many of its items are left to buy; those there are already are counted once."""

from typing import Any

from django.db import migrations, models
from django.db.models import Count, OuterRef, Subquery


def count_what_is_left(apps: Any, schema_editor: Any) -> None:
    orders = apps.get_model("workflow", "Order").objects
    left = apps.get_model("workflow", "OrderItem").objects.filter(state="approved").order_by()
    counted = left.filter(order=OuterRef("pk")).values("order").annotate(n=Count("pk")).values("n")
    orders.filter(pk__in=left.values("order")).update(left_to_buy=Subquery(counted))


class Migration(migrations.Migration):
    dependencies = [("workflow", "0008_leaner_indexes")]

    operations = [
        migrations.RemoveIndex("order", name="order_by_state_and_due"),
        migrations.RemoveIndex("order", name="order_by_state"),
        migrations.RemoveIndex("order", name="order_by_age"),
        migrations.RemoveIndex("order", name="order_by_state_and_move"),
        migrations.RemoveIndex("order", name="order_by_assignee_and_state"),
        migrations.RemoveIndex("order", name="order_put_off"),
        migrations.AddField(
            "order",
            "left_to_buy",
            models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="items to buy"),
        ),
        migrations.RunPython(count_what_is_left, migrations.RunPython.noop),
        migrations.AddIndex(
            "order", models.Index(fields=["state", "id", "moved_at", "due_at"], name="order_by_state")
        ),
        migrations.AddIndex(
            "order", models.Index(fields=["moved_at", "id", "due_at"], name="order_by_age")
        ),
        migrations.AddIndex(
            "order",
            models.Index(
                fields=["state", "due_at", "id", "snoozed_until", "assignee", "left_to_buy", "moved_at"],
                name="order_by_state_and_due",
            ),
        ),
        migrations.AddIndex(
            "order",
            models.Index(
                fields=["state", "moved_at", "id", "snoozed_until", "assignee", "due_at", "left_to_buy"],
                name="order_by_state_and_move",
            ),
        ),
        migrations.AddIndex(
            "order",
            models.Index(
                fields=["assignee", "state", "id", "due_at", "snoozed_until", "left_to_buy"],
                name="order_by_assignee_and_state",
            ),
        ),
        migrations.AddIndex(
            "order",
            models.Index(
                fields=["snoozed_until", "id", "state", "assignee", "due_at", "moved_at", "left_to_buy"],
                name="order_put_off",
            ),
        ),
    ]
