"""The line items of a session, from prices or from `price_data`, with Stripe's checks."""

from typing import Any

from integrations.sandbox.store import Json, Store
from integrations.sandbox.stripe import forms, shapes
from integrations.sandbox.stripe.call import Call, page
from integrations.sandbox.stripe.errors import invalid, missing, required
from integrations.sandbox.stripe.forms import integer, metadata, only, truth

MOST = 100


def read_lines(call: Call) -> list[Json]:
    """Line items as objects of kind `item`; all in one currency, at most 100."""
    given = call.params.get("line_items")
    if not isinstance(given, list) or not given:
        raise required("line_items")
    if len(given) > MOST:
        raise invalid(f"You can have at most {MOST} line items.", param="line_items")
    lines = [_line(call.store, row, f"line_items[{n}]") for n, row in enumerate(given)]
    if len({line["currency"] for line in lines}) > 1:
        raise invalid("All prices of a Checkout Session must use the same currency.", param="line_items")
    return lines


def _line(store: Store, row: Any, at: str) -> Json:
    if not isinstance(row, dict):
        raise invalid("Invalid object", param=at)
    only(row, frozenset(("price", "price_data", "quantity", "adjustable_quantity", "metadata", "tax_rates")))
    if not row.get("quantity"):
        raise invalid(f"Quantity is required. Add `quantity` to `{at}`", param=f"{at}[quantity]")
    quantity = integer(row["quantity"], f"{at}[quantity]")
    if quantity < 1:
        raise invalid(
            "Quantity must be at least 1", param=f"{at}[quantity]", code="parameter_invalid_integer"
        )
    if row.get("price"):
        price = store.find(row["price"], "price")
        if price is None:
            raise missing("price", row["price"], f"{at}[price]")
        product = store.find(price["product"], "product") or {"name": price["product"]}
    else:
        price, product = _inline(store, row.get("price_data"), f"{at}[price_data]")
    return shapes.item(price, name=product["name"], quantity=quantity)


def _inline(store: Store, data: Any, at: str) -> tuple[Json, Json]:
    if not isinstance(data, dict):
        raise required(at)
    only(
        data,
        frozenset(
            ("currency", "unit_amount", "unit_amount_decimal", "product", "product_data", "tax_behavior")
        ),
    )
    currency = forms.currency(data.get("currency"), f"{at}[currency]")
    amount = integer(_amount(data, at), f"{at}[unit_amount]")
    if amount < 0:
        raise invalid(
            "Invalid non-negative integer", param=f"{at}[unit_amount]", code="parameter_invalid_integer"
        )
    if data.get("product"):
        product = store.find(data["product"], "product")
        if product is None:
            raise missing("product", data["product"], f"{at}[product]")
    else:
        product = _product(store, data.get("product_data"), f"{at}[product_data]")
    return shapes.price(
        product["id"], currency=currency, unit_amount=amount, metadata={}, active=False
    ), product


def _amount(data: Json, at: str) -> Any:
    if data.get("unit_amount") in (None, ""):
        if data.get("unit_amount_decimal") in (None, ""):
            raise required(f"{at}[unit_amount]")
        return data["unit_amount_decimal"]
    return data["unit_amount"]


def _product(store: Store, given: Any, at: str) -> Json:
    if not isinstance(given, dict):
        raise required(at)
    if not given.get("name"):
        raise required(f"{at}[name]")
    images = given.get("images") or []
    return store.insert(
        "product",
        shapes.product(
            str(given["name"]),
            description=given.get("description") or None,
            images=images if isinstance(images, list) else [images],
            metadata=metadata(given.get("metadata"), f"{at}[metadata]"),
        ),
    )


def create_product(call: Call) -> Json:
    """POST /v1/products."""
    return _product(call.store, call.params, "product")


def create_price(call: Call) -> Json:
    """POST /v1/prices (one-time)."""
    given = call.params
    for name in ("currency", "product"):
        if not given.get(name):
            raise required(name)
    if call.store.find(given["product"], "product") is None:
        raise missing("product", given["product"], "product")
    price = shapes.price(
        given["product"],
        currency=forms.currency(given["currency"], "currency"),
        unit_amount=integer(_amount(given, "price"), "unit_amount"),
        metadata=metadata(given.get("metadata")),
        active=truth(given.get("active", "true")),
    )
    return call.store.insert("price", price)


def find_product(call: Call, id: str) -> Json:
    """GET /v1/products/{id}."""
    return _find(call, "product", id)


def find_price(call: Call, id: str) -> Json:
    """GET /v1/prices/{id}."""
    return _find(call, "price", id)


def index_products(call: Call) -> Json:
    """GET /v1/products."""
    return page(call, "product", path="/v1/products")


def index_prices(call: Call) -> Json:
    """GET /v1/prices."""
    return page(call, "price", path="/v1/prices", filters={"product": "product"})


def _find(call: Call, kind: str, id: str) -> Json:
    body = call.store.find(id, kind)
    if body is None:
        raise missing(kind, id)
    return body
