import logging
import re

from console import masking

# A telephone number as we keep them (E.164).
_NUMBER = re.compile(r"\+\d{8,15}\b")


class NotReadyIsNoFault(logging.Filter):
    """/readyz answers 503 at every start until all is there; the log has no fault to tell of that."""

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", "")
        return not (path == "/readyz" and getattr(record, "status_code", 0) == 503)


class Masked(logging.Formatter):
    """Lines without anybody's e-mail address or telephone number, also where a provider's answer or a
    traceback brought them in."""

    def format(self, record: logging.LogRecord) -> str:
        return _NUMBER.sub(lambda found: masking.phone(found[0]), masking.label(super().format(record)))
