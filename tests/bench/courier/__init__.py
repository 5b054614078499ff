"""Asking FedEx about 100,000 parcels: requests at its server, writes in our tables. See `row.py`."""

from tests.bench.courier.row import run

__all__ = ["run"]
