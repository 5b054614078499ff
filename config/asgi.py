"""The embedded server's application: Django's WSGI handler in threads, one uvicorn process.

Django's own ASGI handler costs several times the CPU a request (two thread hops for each
middleware), and the streams that are held open later need the loop for themselves.
"""

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from config.wsgi import application as wsgi

application = WSGIMiddleware(cast(Any, wsgi), workers=8)  # Django answers with an iterable of bytes
