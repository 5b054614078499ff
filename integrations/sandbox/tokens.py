"""Access tokens of the couriers: each is good for one of them."""

import secrets
import time

from starlette.requests import Request

from integrations.sandbox.store import Store

COURIERS = ("fedex", "ups", "usps")


def issue(store: Store, courier: str, seconds: int) -> str:
    """A new token; those that are over are forgotten."""
    token = f"{courier}-{secrets.token_urlsafe(48)}"
    now = time.time()
    with store.transaction():
        store.run("DELETE FROM tokens WHERE expires < ?", now)
        store.run("INSERT INTO tokens (token, expires) VALUES (?, ?)", token, now + seconds)
    return token


def holds(store: Store, courier: str, request: Request) -> bool:
    """Whether the request bears a living token of this courier."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.startswith(f"{courier}-"):
        return False
    expires = store.value("SELECT expires FROM tokens WHERE token = ?", token)
    return expires is not None and expires >= time.time()


def expire(store: Store, courier: str) -> int:
    """End every token of a courier; how many there were."""
    start = f"{courier}-"
    return store.run("DELETE FROM tokens WHERE substr(token, 1, ?) = ?", len(start), start).rowcount


def refused(client: str, secret: str) -> bool:
    """Whether these credentials do not log in: empty ones, and those that begin with `bad`."""
    return not client or not secret or client.startswith("bad") or secret.startswith("bad")
