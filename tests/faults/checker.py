"""What must be true of every order after any storm. A process of its own, like the driver.

`python -m tests.faults.checker` prints one line of JSON: counts, and under "faults" whatever is wrong.
"""

import json
import os
from collections import Counter
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

import requests  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db.models import Sum  # noqa: E402

from integrations import clock  # noqa: E402
from integrations.mail import message_id_for  # noqa: E402
from workflow.engine.models import Effect, TransitionLog  # noqa: E402
from workflow.models import Order, OrderItem, Payment  # noqa: E402

faults: list[str] = []


def expect(true: bool, otherwise: str) -> None:
    if not true:
        faults.append(otherwise)


def check_subject(subject: Any, flow: str, first_state: str) -> None:
    """State, sequence, chain and declared effects agree with the log."""
    rows = list(TransitionLog.objects.filter(flow=flow, subject_id=subject.pk).order_by("seq"))
    name = f"{flow} {subject.pk}"
    expect(
        [row.seq for row in rows] == list(range(1, subject.seq + 1)), f"{name}: its log has gaps or doubles"
    )
    expect(bool(rows) is (subject.seq > 0), f"{name}: no log")
    state = first_state
    arcs = {(arc.name, arc.source): arc for arc in type(subject).arcs()}
    for row in rows:
        expect(row.source == state, f"{name}: #{row.seq} begins at {row.source}, not {state}")
        state = row.target
        declared = sorted((one.name, one.target) for one in arcs[row.name, row.source].step.effects)
        found = sorted(row.effects.values_list("name", "target"))
        expect(found == declared, f"{name}: #{row.seq} has effects {found}, declared {declared}")
    expect(subject.state == state, f"{name}: is {subject.state}, its log says {state}")


def ask(path: str) -> Any:
    return requests.get(f"{settings.SANDBOX_URL}/_sandbox/{path}", timeout=30).json()


def main() -> None:
    orders = list(Order.objects.all())
    for order in orders:
        check_subject(order, "order", "new")
        expect(order.missing_cents("items") == 0, f"{order}: items paid {order.missing_cents('items')} off")
        expect(
            order.missing_cents("delivery") == 0,
            f"{order}: delivery off by {order.missing_cents('delivery')}",
        )
        expect(order.due_at is None, f"{order}: delivered, and something is still due")
        left = order.items.filter(state="approved").count()
        expect(order.left_to_buy == left, f"{order}: {left} left to buy, it says {order.left_to_buy}")
    for item in OrderItem.objects.all():
        check_subject(item, "item", "requested")
    open_now = Effect.objects.filter(status__in=Effect.OPEN, due__lte=clock.now())
    bad = Effect.objects.filter(status__in=("dead", "unsure", "superseded"))
    expect(not open_now.exists(), f"{open_now.count()} effects are due and not done")
    for effect in bad.exclude(name="notice.sms", status="unsure")[:5]:
        faults.append(f"effect {effect.pk} {effect} is {effect.status}: {effect.error[-200:]}")

    counts = ask("counts")
    captured = counts["amount_captured_by_currency"].get("usd", 0)
    ours = Payment.objects.filter(verdict="applied").aggregate(total=Sum("amount_cents"))["total"] or 0
    expect(
        counts["charges_succeeded"] == 2 * len(orders),
        f"{counts['charges_succeeded']} charges at the provider",
    )
    expect(captured == ours, f"the provider captured {captured} cents, we count {ours}")
    expect(not Payment.objects.exclude(verdict="applied").exists(), "a payment was not applied")

    mails = Counter(mail["message_id"] for mail in ask("mails?limit=100000"))
    notices = Effect.objects.filter(name="notice.mail", status="done")
    missing = [
        effect for effect in notices if not mails[message_id_for(effect.key)] and "muted" not in effect.result
    ]
    expect(not missing, f"{len(missing)} mails that are marked as sent never arrived")
    texts = Effect.objects.filter(name="notice.sms")
    done = sum("muted" not in effect.result for effect in texts.filter(status="done"))
    unsure = texts.filter(status="unsure").count()
    told = f"{counts['sms']} texts were sent for {done} that are done and {unsure} in doubt"
    expect(done <= counts["sms"] <= done + unsure, told)

    print(
        json.dumps(
            {
                "orders": len(orders),
                "deeds": TransitionLog.objects.count(),
                "effects": Effect.objects.count(),
                "tried_again": Effect.objects.filter(attempts__gt=1).count(),
                "charges": counts["charges_succeeded"],
                "mails": sum(mails.values()),
                "mails_repeated": sum(mails.values()) - len(mails),
                "sms": counts["sms"],
                "sms_unsure": unsure,
                "faults": faults,
            }
        )
    )


if __name__ == "__main__":
    main()
