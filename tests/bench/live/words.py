"""What the benchmark's events say. They are as long as the product's own `order` events."""

from typing import Any

TYPE = "order"
# The last word of each event. It lets a client count events without reading them.
DEED = "benchmark"
END_OF_EVENT = b'"benchmark"}\n\n'

# Everybody listens to the first, a few to the second as well.
ALL, FEW = "BD-ALL-000001", "BD-FEW-000001"


def event(group: str, number: int) -> dict[str, Any]:
    return {"order": group, "state": "on_the_way", "seq": number, "deed": DEED}
