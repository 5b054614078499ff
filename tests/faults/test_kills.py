"""kill -9 of the whole worker group while orders advance: nothing lost, nothing doubled."""

import json
import os
import random
import subprocess
import sys

import pytest

from tests.running import ROOT
from tests.system import System, mariadb_available, running_system

pytestmark = [pytest.mark.system, pytest.mark.timeout(3600)]

LONG = os.environ.get("LONG") == "1"
ORDERS, KILLS = (1000, 50) if LONG else (50, 5)
# Seconds without a single step of any order, after which nothing will come any more.
PATIENCE = 120.0


def child(system: System, module: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=system.stack.environ,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("database", ["sqlite", "mariadb"])
def test_orders_survive_kill_9_of_the_workers(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    if database == "mariadb" and not mariadb_available():
        pytest.skip("MariaDB does not answer on 127.0.0.1:3306")
    seed = int(os.environ.get("SEED", "20261124"))
    dice = random.Random(seed)
    # A lease of 6 s instead of 60 only makes the wait after each kill shorter.
    with running_system(database=database, ENGINE_LEASE_SECONDS="6") as system:
        if LONG:
            system.sandbox.fault("POST /v1", "lost_reply", rate=0.03, times=1_000_000, seed=seed)
            system.sandbox.fault("POST /v1", "error503", rate=0.03, times=1_000_000, seed=seed + 1)
        driver = child(system, "tests.faults.driver", str(ORDERS), str(PATIENCE))
        # From this thread: the kernel ends a child when the *thread* that started it ends.
        kills = _kill_at_random(system, dice, driver)
        told = json.loads(driver.communicate()[0].splitlines()[-1])
        assert told["delivered"] == ORDERS, told
        system_quiet(system)
        checker = child(system, "tests.faults.checker")
        found = json.loads(checker.communicate(timeout=300)[0].splitlines()[-1])
    with capsys.disabled():
        print(f"\n{database}: {kills} kills, seed {seed}: {told['seconds']} s; {found}")
    assert kills == KILLS
    assert found["faults"] == []
    assert found["charges"] == 2 * ORDERS
    # A text is in doubt when its worker dies between taking it and writing down that it was sent.
    assert found["sms_unsure"] <= KILLS * system.env.engine_workers


def _kill_at_random(system: System, dice: random.Random, driver: subprocess.Popen[str]) -> int:
    """Kill every few seconds while the driver lives; how often."""
    for done in range(KILLS):
        try:
            driver.wait(timeout=dice.uniform(2.0, 5.0))
            return done
        except subprocess.TimeoutExpired:
            system.kill_workers()
    return KILLS


def system_quiet(system: System) -> None:
    """Wait until the last effects of the last deeds are done."""
    quiet = child(system, "tests.faults.quiet")
    quiet.communicate(timeout=180)
    assert quiet.returncode == 0
