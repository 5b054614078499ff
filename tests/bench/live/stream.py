"""What a client received: taken out of its HTTP framing, read as events, held against what was sent."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.bench.live.words import DEED


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the events that arrived differ from those that were sent. All zero: each once and in order."""

    received: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.received + other.received,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.disordered + other.disordered,
        )


def judge(arrived: Sequence[int], sent: Sequence[int]) -> Verdict:
    """One client's numbers, in the order of their arrival, against those it should have got.

    An event is disordered when it arrives for the first time after one with a higher number.
    """
    seen: set[int] = set()
    highest = disordered = 0
    for number in arrived:
        if number not in seen:
            disordered += number < highest
            highest = max(highest, number)
        seen.add(number)
    return Verdict(len(arrived), len(set(sent) - seen), len(arrived) - len(seen), disordered)


def body_of(response: bytes) -> bytes:
    """The body of one HTTP response that may have been cut off at any byte; chunked framing is taken out."""
    head, _, rest = response.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" not in head.lower():
        return rest
    body, at = bytearray(), 0
    while (end := rest.find(b"\r\n", at)) != -1:
        size = int(rest[at:end].split(b";")[0], 16)
        body += rest[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return bytes(body)


def fields_of(body: bytes) -> Iterator[dict[str, str]]:
    """The fields of each event that arrived whole (WHATWG HTML, “Server-sent events”; one data line each)."""
    *whole, _ = body.split(b"\n\n")
    for block in whole:
        lines = (line.partition(b":") for line in block.split(b"\n") if not line.startswith(b":"))
        yield {name.decode(): value.removeprefix(b" ").decode() for name, _, value in lines}


def numbers_in(body: bytes) -> Iterator[tuple[str, int]]:
    """(group, number) of each event of ours, in the order of arrival."""
    for event in fields_of(body):
        if DEED in event.get("data", ""):
            data = json.loads(event["data"])
            yield data["order"], data["seq"]


def last_id_in(body: bytes) -> str:
    """What a browser would send as Last-Event-ID after this; empty when no event had an id."""
    at = body.rfind(b"\nid:")
    return body[at + 4 :].partition(b"\n")[0].strip().decode() if at != -1 else ""
