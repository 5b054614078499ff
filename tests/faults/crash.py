"""A process that dies at a chosen moment, so that a test can look at what it leaves behind.

The process is a thread with a database connection of its own. Its moments are counted: before each
SQL statement, before and after each COMMIT, before and after each call that leaves the building.
"""

import contextvars
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from botocore.httpsession import URLLib3Session
from django.apps import apps
from django.db import connections

from integrations import http, mail

COMMIT = ("before COMMIT", "after COMMIT")
CALL = ("before a call", "after a call")
# Everything that leaves the building goes through one of these.
_WAYS_OUT = ((http.BoundedSession, "send"), (mail, "_hand_over"), (URLLib3Session, "send"))
_OURS = ("workflow", "engine", "django_q")


class Death(BaseException):
    """Nothing catches it, as nothing catches a kill -9."""


class Life:
    """What one process went through. `moments` names each; `died` says whether it reached its end."""

    def __init__(self, ends_at: int | None) -> None:
        self.ends_at = ends_at
        self.moments: list[str] = []
        self.died = False
        self.value: Any = None
        self.error: BaseException | None = None
        self._line: Any = None

    @property
    def last(self) -> str:
        return self.moments[-1]

    def run(self, deed: Callable[[], Any]) -> None:
        self._line = connections["default"]
        self._line.ensure_connection()
        try:
            with self._watched():
                self.value = deed()
        except Death:
            pass
        except BaseException as error:  # noqa: BLE001 (handed to the test, in its own thread)
            self.error = error
        finally:
            self._line.close()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        commit = self._line._commit
        with ExitStack() as stack:
            stack.enter_context(self._line.execute_wrapper(self._statement))
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            patch.setattr(self._line, "_commit", self._around(commit, *COMMIT))
            for owner, name in _WAYS_OUT:
                patch.setattr(owner, name, self._around(getattr(owner, name), *CALL))
            yield

    def _statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self._pass(sql.split(maxsplit=1)[0])
        return execute(sql, params, many, context)

    def _around(self, work: Callable[..., Any], before: str, after: str) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            self._pass(before)
            value = work(*args, **kwargs)
            self._pass(after)
            return value

        return watched

    def _pass(self, moment: str) -> None:
        if self.died:
            raise Death  # the dead run no statements, whatever the code on the way out asks for
        self.moments.append(moment)
        if len(self.moments) == self.ends_at:
            self.died = True
            # What the database does when the line is cut, done now, so that nobody waits for it.
            self._line.connection.rollback()
            raise Death


def live(deed: Callable[[], Any], *, ends_at: int | None = None) -> Life:
    """Let a process do the deed and die at its `ends_at`-th moment, if it gets that far.

    Raises what the deed raised; a death is no error.
    """
    life = Life(ends_at)
    # The business clock of the test is the process's clock too.
    context = contextvars.copy_context()
    thread = threading.Thread(target=lambda: context.run(life.run, deed))
    thread.start()
    thread.join()
    if life.error is not None:
        raise life.error
    return life


def everything(*, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that is ours or the queue's, except the tables named."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.app_label in _OURS and model._meta.db_table not in without
    }
