"""The safeguards, each with the cut that takes it out and the tests that must then turn red."""

from dataclasses import dataclass

RUNNER, CHECKOUT = "workflow/engine/runner.py", "workflow/services/checkout.py"
DOOR, SETTLEMENT = "workflow/engine/door.py", "workflow/services/settlement.py"


@dataclass(frozen=True)
class Safeguard:
    """`before` stands once in `file`; `after` is the same code without the safeguard."""

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]
    database: str = "sqlite"


SAFEGUARDS = (
    Safeguard(
        "a deed is one transaction",
        "workflow/engine/transactions.py",
        "            with transaction.atomic():\n                return work()\n        except",
        "            return work()\n        except",
        ("tests/faults/test_crash_points.py::test_a_deed_is_whole_or_has_not_been[change_address]",),
    ),
    Safeguard(
        "SQLite: IMMEDIATE transactions",
        "config/settings.py",
        '"transaction_mode": "IMMEDIATE"',
        '"transaction_mode": "DEFERRED"',
        ("tests/workflow/test_races.py::test_twenty_presses_of_one_button[from anywhere]",),
    ),
    Safeguard(
        "MariaDB: the row lock",
        "workflow/engine/models.py",
        "return cls._base_manager.select_for_update().get(pk=pk)",
        "return cls._base_manager.get(pk=pk)",
        ("tests/workflow/test_races.py::test_twenty_presses_of_one_button[from anywhere]",),
        database="mariadb",
    ),
    Safeguard(
        "compare-and-set in the claim",
        RUNNER,
        "claimed = as_seen.filter(due__lte=now).update(",
        "claimed = effect.due <= now and Effect.objects.filter(pk=effect_id).update(",
        ("tests/engine/test_claim.py::test_another_worker_takes_it_between_the_look_and_the_claim",),
    ),
    Safeguard(
        "not before it is due",
        RUNNER,
        "claimed = as_seen.filter(due__lte=now).update(",
        "claimed = as_seen.update(",
        ("tests/engine/test_runner.py::test_it_does_not_run_before_it_is_due",),
    ),
    Safeguard(
        "the fence: the attempt's number",
        RUNNER,
        "pk=effect.pk, status=Effect.Status.RUNNING, attempts=effect.attempts, due=effect.due",
        "pk=effect.pk",
        ("tests/engine/test_runner.py::test_a_zombie_that_returns_late_writes_nothing",),
    ),
    Safeguard(
        "the fence: the end of the lease",
        RUNNER,
        "attempts=effect.attempts, due=effect.due",
        "attempts=effect.attempts",
        ("tests/engine/test_unknown.py::test_a_zombie_of_before_the_decision_is_still_fenced_off",),
    ),
    Safeguard(
        "what a dead process may have sent is in doubt",
        RUNNER,
        "if abandoned and handler.unknown is Unknown.ASK:",
        "if False:",
        ("tests/faults/test_crash_effects.py::test_an_effect_survives_a_death_at_every_moment[notice.sms]",),
    ),
    Safeguard(
        "what was sent and could not be written down is in doubt",
        RUNNER,
        "(called or not _certainly_undone(error))",
        "not _certainly_undone(error)",
        ("tests/engine/test_unknown.py::test_what_was_sent_and_could_not_be_written_down_is_not_sent_again",),
    ),
    Safeguard(
        "a session's key is no row id",
        CHECKOUT,
        "stripe.create_session(key=attempt.key, params",
        'stripe.create_session(key=__import__("uuid").UUID(int=attempt.pk), params',
        (
            "tests/workflow/test_restored_backup.py::test_a_new_charge_is_not_answered_with_a_lost_ones_session",
        ),
    ),
    Safeguard(
        "a mail's name is no row id",
        "workflow/jobs/notices.py",
        'message_id=message_id_for(effect.key),\n        language=effect.args["language"]',
        'message_id=message_id_for(__import__("uuid").UUID(int=effect.pk)),\n'
        '        language=effect.args["language"]',
        ("tests/workflow/test_restored_backup.py::test_a_new_mail_is_not_taken_for_a_copy_of_a_lost_one",),
    ),
    Safeguard(
        "the sweeper",
        "workflow/engine/sweeper.py",
        "    wake(ids)\n    return len(ids)",
        "    return 0",
        ("tests/engine/test_runner.py::test_the_sweeper_wakes_what_nobody_woke_and_not_all_the_time",),
    ),
    Safeguard(
        "the page's sequence number",
        DOOR,
        "if expect_seq is not None and subject.seq != expect_seq:",
        "if False:",
        ("tests/faults/test_crash_points.py::test_a_deed_is_whole_or_has_not_been[revise_prices]",),
    ),
    Safeguard(
        "permission at the door",
        DOOR,
        "if not _may(subject, transition or _any_transition(subject, name), actor):",
        "if False:",
        (
            "tests/engine/test_door.py::test_staff_without_the_right_are_refused",
            "tests/engine/test_door.py::test_a_customer_cannot_walk_in_the_staffs_lane_or_on_anothers_order",
        ),
    ),
    Safeguard(
        "one row for one event",
        "workflow/services/inbox.py",
        "            event_id=event.id,\n",
        '            event_id=f"{event.id}-{__import__("uuid").uuid4()}",\n',
        ("tests/workflow/test_webhook.py::test_a_copy_is_answered_200_and_does_nothing",),
    ),
    Safeguard(
        "money in its order",
        RUNNER,
        "    if effect.is_held_back():\n        return None\n",
        "",
        (
            "tests/engine/test_runner.py::test_money_of_one_subject_moves_in_order_and_a_dead_one_blocks_the_next",
        ),
    ),
    Safeguard(
        "the old session is closed before a new one opens",
        CHECKOUT,
        "    close_replaced(charge_id=charge_id)\n    for _round",
        "    for _round",
        (
            "tests/workflow/test_settlement.py::TestRevision"
            "::test_unpaid_the_old_session_is_closed_before_the_new_one_opens",
        ),
    ),
    Safeguard(
        "a payment is counted once",
        SETTLEMENT,
        "    if Payment.objects.filter(provider_ref=provider_ref).exists():\n        return None\n",
        "",
        ("tests/workflow/test_settlement.py::test_settling_again_changes_nothing",),
    ),
    Safeguard(
        "all sessions before it are closed, also after deaths",
        CHECKOUT,
        "    before = Charge.objects.only",
        "    return\n    before = Charge.objects.only",
        (
            "tests/faults/test_crash_effects.py::test_money_survives_a_death_and_another"
            "[checkout.open, revised]",
        ),
    ),
    Safeguard(
        "the webhook's signature",
        "integrations/stripe/events.py",
        "    if not any(_matches(body, signature, secret) for secret in usable):\n",
        "    if False:\n",
        (
            "tests/workflow/test_webhook.py::test_forged_stale_and_future_events_are_refused"
            "[whsec_of_somebody_else-0-no_match]",
        ),
    ),
    Safeguard(
        "a promise replaced by a later one",
        "workflow/jobs/deadlines.py",
        'return Order.objects.only("seq").get(pk=effect.subject_id).seq != effect.args["seq"]',
        "return False",
        (
            "tests/workflow/test_old_promises.py"
            "::test_a_question_that_was_answered_is_not_missed_when_another_waits",
        ),
    ),
    Safeguard(
        "the amount that came is the amount asked",
        SETTLEMENT,
        "        and session.amount_total == attempt.amount_cents\n",
        "",
        ("tests/workflow/test_settlement.py::test_another_amount_is_recorded_and_moves_nothing",),
    ),
    Safeguard(
        "a member hears their own channel only",
        "integrations/live/channels.py",
        "user.is_active and user.pk == int(own[1])",
        "user.is_active",
        ("tests/live/test_admission.py::test_together_and_alone_are_the_same",),
    ),
    Safeguard(
        "a stream token lives five minutes",
        "integrations/live/tokens.py",
        "salt=_SALT, max_age=LIVES)",
        "salt=_SALT)",
        ("tests/live/test_streams.py::test_a_token_opens_what_it_names_and_dies_after_five_minutes",),
    ),
    Safeguard(
        "the limit of streams is asked where the place is taken",
        "integrations/live/stream.py",
        "if (full := self._too_many(found)) is not None:",
        "if (full := None) is not None:",
        ("tests/live/test_streams.py::test_the_limit_holds_for_those_who_come_at_once",),
    ),
    Safeguard(
        "what had not shown is not counted as seen",
        "integrations/live/tail.py",
        "self._gaps |= dict.fromkeys(range(first, event_id), give_up)",
        "pass",
        (
            "tests/live/test_resume.py"
            "::test_a_hundred_reconnects_under_traffic_lose_nothing_and_repeat_nothing[mariadb]",
        ),
        database="mariadb",
    ),
    Safeguard(
        "an event belongs to the transaction it tells of",
        "integrations/live/publishing.py",
        "transaction.on_commit(partial(wakeups.announce, rows), robust=True)",
        "wakeups.announce(rows)",
        ("tests/live/test_publishing.py::test_a_rollback_takes_the_event_back_and_wakes_nobody",),
    ),
)
