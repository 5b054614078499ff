"""Examples for the API's document."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

ADDRESS = {
    "recipient": "Mina Park",
    "phone": "+1 213 555 0134",
    "line1": "3250 Wilshire Blvd",
    "line2": "Apt 1204",
    "city": "Los Angeles",
    "state": "CA",
    "postal_code": "90010",
}


def _request(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


NEW_ORDER = _request(
    "Two cushions and a serum",
    {
        "items": [
            {
                "url": "https://brand.naver.com/sulwhasoo/products/4711",
                "title": "First Care Serum",
                "options": "90 ml",
                "quantity": 1,
            },
            {"url": "https://www.oliveyoung.co.kr/store/goods/1234", "options": "21N1", "quantity": 2},
        ],
        "address": ADDRESS,
        "note": "Please wrap the serum as a gift.",
        "if_out_of_stock": "ask",
    },
)
ANSWER = _request("The shade", {"answer": "21N1 Vanilla, please.", "seq": 2})
CANCEL = _request("Changed my mind", {"reason": "I found it here.", "seq": 3})
NEW_ADDRESS = _request("From the address book", {"address_id": 12, "seq": 3})
BOOK_ENTRY = _request("Home", {**ADDRESS, "is_default": True})
MESSAGE = _request(
    "With a picture",
    {
        "body": "Is it this colour?",
        "photos": ["6f0c8a52-4d0e-4c1b-9d55-1d2f6c0c7e11"],
    },
)
UPLOADED = OpenApiExample(
    "A picture",
    value={
        "key": "6f0c8a52-4d0e-4c1b-9d55-1d2f6c0c7e11",
        "url": "/api/v1/uploads/6f0c8a52-4d0e-4c1b-9d55-1d2f6c0c7e11/",
        "width": 1536,
        "height": 2048,
    },
    response_only=True,
)
CHECKOUT = OpenApiExample(
    "Pay page", value={"url": "https://checkout.stripe.com/c/pay/cs_test_a1b2c3"}, response_only=True
)

_TURN = {
    "whose": "staff",
    "deed": "approve_quote",
    "label": "Approve quote",
    "since": "2026-03-02T10:15:00Z",
    "age_seconds": 5400,
    "due_at": "2026-03-03T09:00:00Z",
    "is_overdue": False,
}
_STEP = {"number": 1, "name": "request_quote", "label": "Request a quote", "status": "done",
         "at": "2026-03-02T10:15:00Z"}  # fmt: skip
_APPROVAL = {
    "number": 1,
    "name": "approve_quote",
    "label": "Approve quote",
    "status": "current",
    "at": None,
}
ORDER = OpenApiExample(
    "Just asked",
    response_only=True,
    value={
        "ref": "BD-7K3M9QXP",
        "state": "requested",
        "state_label": "Quote requested",
        "seq": 1,
        "created_at": "2026-03-02T10:15:00Z",
        "moved_at": "2026-03-02T10:15:00Z",
        "turn": _TURN,
        "lanes": {
            "user": [_STEP],
            "staff": [_APPROVAL],
        },
        "can": ["cancel", "change_address"],
        "question": "",
        "note": "Please wrap the serum as a gift.",
        "if_out_of_stock": "ask",
        "items": [
            {
                "position": 1,
                "url": "https://brand.naver.com/sulwhasoo/products/4711",
                "title": "First Care Serum",
                "options": "90 ml",
                "quantity": 1,
                "note": "",
                "state": "requested",
                "state_label": "Requested",
                "reason": "",
            }
        ],
        "address": {**ADDRESS, "phone": "+12135550134", "country": "US"},
        "quotes": [],
        "charges": [],
        "parcels": [],
        "track_url": "https://bidangil.example/track/5m1YwQ/",
    },
)
