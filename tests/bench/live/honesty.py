"""Does the meter see what it claims to see? Crowds that lose, double or swap an event on purpose."""

from tests.bench.live.crowd import running_crowd
from tests.bench.live.servers import Server, limit
from tests.bench.live.stream import Verdict
from tests.bench.live.words import ALL, FEW

CLIENTS, EVENTS = 3, 4
# What the verdict has to be when the crowd itself spoils the events of one client ("" for none).
OUGHT = {
    "": Verdict(received=12),
    "lose": Verdict(received=11, lost=1),
    "double": Verdict(received=13, doubled=1),
    "swap": Verdict(received=12, disordered=1),
}


def check() -> None:
    """Raises AssertionError when the meter calls a faulty delivery sound, or a sound one faulty."""
    with limit() as server:
        for kind, verdict in OUGHT.items():
            found = spoilt(server, kind)
            assert found == verdict, f"The meter took {kind or 'a sound run'!r} for {found}."


def spoilt(server: Server, kind: str) -> Verdict:
    """What the meter says about a small run whose crowd spoils events in this way."""
    with running_crowd(server.port) as crowd:
        crowd.connect([server.asks(n, False) for n in range(CLIENTS)], since={ALL: 1, FEW: 1})
        if kind:
            crowd.spoil(kind)
        numbers = list(range(1, EVENTS + 1))
        for number in numbers:
            # One at a time, so that the second cannot come in one piece with the first.
            crowd.expect(ALL, 1)
            server.publisher.ask(channel=server.channels[ALL], group=ALL, numbers=[number], together=False)
            crowd.wait(within=0.5)
        return crowd.verdict({ALL: numbers, FEW: []})
