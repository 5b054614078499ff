"""What `make smoke` does, on a product of the test's own."""

import subprocess
import sys

import pytest

from tests.running import ROOT
from tests.system import System

pytestmark = pytest.mark.system


def test_one_order_from_quote_to_doorstep_over_http(
    system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.smoke"],
        cwd=ROOT,
        env=system.stack.environ,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.splitlines()[-1]
    assert "9 lane steps, 2 charges by the sandbox's count" in last
    with capsys.disabled():
        print(f"\n{last}")
