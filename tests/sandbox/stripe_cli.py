"""Stripe's official command line tool, as an outsider who drives the sandbox.

The npm package `@stripe/cli-linux-x64` (MIT) carries the program itself.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

from tests.npm import fetch, skip_or_fail

VERSION = "1.52.0"


def install() -> Path:
    """The program's path, fetching it when needed; RuntimeError says why that cannot be."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise RuntimeError("the Stripe CLI is only fetched for Linux on x86_64")
    return fetch("@stripe/cli-linux-x64", VERSION, "bin/stripe")


def program() -> Path:
    """The program for a test: skip without it, or fail when REQUIRE_ALL=1."""
    try:
        return install()
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        skip_or_fail(error)
        raise


def trigger(event: str, *, api_base: str, home: Path) -> str:
    """Let the tool make `event` happen and return what it printed. `home` keeps its files out of yours.

    That the tool is content only says that its calls were accepted: whether the named event
    arrived anywhere is for the caller to see.
    """
    done = subprocess.run(
        [str(program()), "trigger", event, "--api-base", api_base, "--api-key", "sk_test_sandbox"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "STRIPE_CLI_TELEMETRY_OPTOUT": "1"},
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    return output


if __name__ == "__main__":
    try:
        print(install())
    except RuntimeError as error:
        sys.exit(f"No Stripe CLI: {error}.")
