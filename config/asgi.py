"""The embedded server's application: Django's WSGI handler in threads, one uvicorn process.

Django's own ASGI handler costs several times the CPU a request (two thread hops for each
middleware), and the streams that are held open later need the loop for themselves.
"""

from a2wsgi import WSGIMiddleware

from config.wsgi import application as wsgi

application = WSGIMiddleware(wsgi, workers=8)
