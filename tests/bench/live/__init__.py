"""Row `live`: thousands of event streams held by one process.

The peer is stock django-eventstream on uvicorn, ours the product's own server, the limit uvicorn with a
list for each client and no Django. `CLIENTS=1000` or `CLIENTS=10000` asks for another number than 5,000.
"""

from tests.bench.live.row import run

__all__ = ["run"]
