import logging


class NotReadyIsNoFault(logging.Filter):
    """/readyz answers 503 at every start until all is there; the log has no fault to tell of that."""

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", "")
        return not (path == "/readyz" and getattr(record, "status_code", 0) == 503)
