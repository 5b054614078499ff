"""One running product for all tests of the whole: sandbox, web, engine, a few demo orders."""

from collections.abc import Iterator

import pytest

from tests.system import System, running_system


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    with running_system(demo=3) as running:
        yield running
