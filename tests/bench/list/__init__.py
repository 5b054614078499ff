"""The order list and the queues over a million orders, beside the same pages over a thousand."""

from tests.bench.list.row import run as run
