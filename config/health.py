"""`/healthz`: this process answers. `/readyz`: everything it needs is there."""

from typing import Any

import requests
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from workflow.engine import supervisor


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, engine, demo (when asked for) and sandbox are ready, else 503.

    Real providers are not asked: that they are down must not take us off the balancer.
    """
    parts: dict[str, Any] = {"database": _database()}
    if parts["database"] == "ok":
        parts["migrations"] = _migrations()
        if parts["migrations"] == "ok":
            parts["engine"] = "ok" if supervisor.is_alive() else "no heartbeat"
            parts["demo"] = _demo()
    parts["providers"] = _sandbox() if settings.SANDBOX_URL else "real"
    ready = all(state in ("ok", "real", "not asked for") for state in parts.values())
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"no answer ({type(error).__name__})"
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} to apply" if waiting else "ok"


def _demo() -> str:
    marker = settings.DEMO_MARKER
    if marker is None:
        return "not asked for"
    return "ok" if marker.exists() else "being made"


def _sandbox() -> str:
    try:
        reply = requests.get(f"{settings.SANDBOX_URL}/_sandbox/counts", timeout=2)
    except requests.RequestException as error:
        return f"sandbox does not answer ({type(error).__name__})"
    return "ok" if reply.ok else f"sandbox answers {reply.status_code}"
