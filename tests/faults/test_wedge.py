"""kill -9 of one worker process: the cluster may lose its mind, the supervisor gets it back to work."""

import json
import os
import signal
import time

import pytest

from tests.faults.test_kills import child
from tests.running import wait_for
from tests.system import descendants, running_system

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


def test_work_goes_on_after_one_worker_was_killed(capsys: pytest.CaptureFixture[str]) -> None:
    with running_system(ENGINE_LEASE_SECONDS="6") as system:
        engine = system.stack.running["engine"].pid
        # Cluster, guard, two workers, pusher, monitor.
        wait_for("the cluster to boot", lambda: len(descendants(engine)) >= 6)
        below = descendants(engine)
        os.kill(below[-1], signal.SIGKILL)
        begin = time.monotonic()
        driver = child(system, "tests.faults.driver", "3", "200")
        told = json.loads(driver.communicate(timeout=260)[0].splitlines()[-1])
    with capsys.disabled():
        print(f"\none worker killed: 3 orders delivered {time.monotonic() - begin:.0f} s later")
    assert told["delivered"] == 3
