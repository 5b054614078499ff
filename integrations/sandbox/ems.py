"""Korea Post's EMS tracking: one number a call, XML in the encoding that its declaration names."""

from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response

from integrations.sandbox import parcels
from integrations.sandbox.faults import Faults
from integrations.sandbox.options import Options
from integrations.sandbox.store import Json, Store

# Korea Post answers in EUC-KR or UTF-8; each is set for one target unless a control call changes it.
ENCODINGS = {"emsTrace": "euc-kr", "emsEngTrace": "utf-8"}
MESSAGES = {
    "ERR-001": "조회결과가 없습니다.",
    "ERR-123": "등록되지 않은 인증키입니다.",
    "ERR-125": "등기번호가 올바르지 않습니다.",
    "ERR-131": "시스템 부하로 서비스가 제한되었습니다.",
    "ERR-100": "target 값이 올바르지 않습니다.",
}


class Ems:
    """The one call."""

    def __init__(self, store: Store, options: Options, faults: Faults) -> None:
        self._store = store
        self._options = options
        self._faults = faults

    async def trace(self, request: Request) -> Response:
        """GET /ems/KpostPortal/openapi?regkey=..&target=emsEngTrace|emsTrace&query=<13 characters>."""
        query = request.query_params
        target, number = query.get("target", ""), query.get("query", "").upper()
        korean = target == "emsTrace"
        encoding = self._store.setting("ems_encoding") or ENCODINGS.get(target, "euc-kr")
        with self._store.transaction():
            self._store.count("courier_requests_ems")
            body = self._answer(query.get("regkey", ""), target, number, korean)
        text = f'<?xml version="1.0" encoding="{encoding.upper()}"?>\n{body}'
        return Response(
            text.encode(encoding, "xmlcharrefreplace"), media_type=f"text/xml; charset={encoding}"
        )

    def _answer(self, key: str, target: str, number: str, korean: bool) -> str:
        if self._faults.take("EMS", "error503"):
            return _error("ERR-131")
        if not key or key.startswith("bad"):
            return _error("ERR-123")
        if target not in ENCODINGS:
            return _error("ERR-100")
        if not parcels.valid_s10(number):
            return _error("ERR-125")
        found = parcels.known(self._store, "ems", [number], automatic=self._options.auto_parcels).get(number)
        if found is None or not found["scans"]:
            return _error("ERR-001")
        items = "".join(_item(scan, korean) for scan in found["scans"])
        return (
            f"<trace><regino>{number}</regino><mailtypenm>EMS</mailtypenm><destcountrynm>"
            f"{'미국' if korean else 'UNITED STATES OF AMERICA (THE)'}</destcountrynm>"
            f"<itemlist>{items}</itemlist></trace>"
        )


def _item(scan: Json, korean: bool) -> str:
    moment = parcels.local(scan)
    fields = {
        "sortingdate": moment.strftime("%Y%m%d%H%M%S"),
        "eventhms": moment.strftime("%H:%M"),
        "eventregiponm": scan["korean_city"] if korean else scan["city"],
        "delivrsltnm": scan["korean_result"] if korean else scan["result"],
        "nondelivreasnnm": scan["korean_reason"] if korean else scan["reason"],
        "eventnm": scan["korean"] if korean else scan["text"],
        "eventymd": moment.strftime("%Y.%m.%d"),
        "upucd": scan["code"],
    }
    return (
        "<item>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items()) + "</item>"
    )


def _error(code: str) -> str:
    return f"<error><error_code>{code}</error_code><message>{MESSAGES[code]}</message></error>"
