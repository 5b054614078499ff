"""Which call answers which path of Stripe's API."""

from collections.abc import Callable

from integrations.sandbox.store import Json
from integrations.sandbox.stripe import disputes, endpoints, lines, methods, payments, refunds, sessions

Handler = Callable[..., Json]

ROUTES: dict[tuple[str, str], Handler] = {
    ("POST", "checkout/sessions"): sessions.create,
    ("GET", "checkout/sessions"): sessions.index,
    ("GET", "checkout/sessions/*"): sessions.find,
    ("POST", "checkout/sessions/*"): sessions.update,
    ("POST", "checkout/sessions/*/expire"): sessions.expire,
    ("GET", "checkout/sessions/*/line_items"): sessions.line_items,
    ("GET", "payment_pages/*"): sessions.payment_page,
    ("POST", "payment_pages/*/confirm"): sessions.confirm_page,
    ("POST", "payment_intents"): payments.create,
    ("GET", "payment_intents"): payments.index,
    ("GET", "payment_intents/*"): payments.find,
    ("POST", "payment_intents/*/confirm"): payments.confirm,
    ("POST", "payment_intents/*/cancel"): payments.cancel,
    ("GET", "charges"): payments.index_charges,
    ("GET", "charges/*"): payments.find_charge,
    ("POST", "refunds"): refunds.create,
    ("GET", "refunds"): refunds.index,
    ("GET", "refunds/*"): refunds.find,
    ("POST", "refunds/*"): refunds.update,
    ("GET", "disputes"): disputes.index,
    ("GET", "disputes/*"): disputes.find,
    ("POST", "disputes/*"): disputes.update,
    ("POST", "disputes/*/close"): disputes.close,
    ("POST", "payment_methods"): methods.create,
    ("GET", "payment_methods/*"): methods.retrieve,
    ("POST", "products"): lines.create_product,
    ("GET", "products"): lines.index_products,
    ("GET", "products/*"): lines.find_product,
    ("POST", "prices"): lines.create_price,
    ("GET", "prices"): lines.index_prices,
    ("GET", "prices/*"): lines.find_price,
    ("GET", "events"): endpoints.index_events,
    ("GET", "events/*"): endpoints.find_event,
    ("POST", "webhook_endpoints"): endpoints.create,
    ("GET", "webhook_endpoints"): endpoints.index,
    ("GET", "webhook_endpoints/*"): endpoints.find,
    ("DELETE", "webhook_endpoints/*"): endpoints.delete,
}


def resolve(method: str, path: str) -> tuple[Handler, tuple[str, ...]] | None:
    """The handler of a path below `/v1/` and the ids in it."""
    parts = path.strip("/").split("/")
    direct = ROUTES.get((method, "/".join(parts)))
    if direct:
        return direct, ()
    for place in (len(parts) - 1, len(parts) - 2):
        if place < 1:
            break
        handler = ROUTES.get((method, "/".join([*parts[:place], "*", *parts[place + 1 :]])))
        if handler and parts[place]:
            return handler, (parts[place],)
    return None
