"""Stripe's official command line tool, as an outsider who drives the sandbox.

The npm package `@stripe/cli-linux-x64` (MIT) carries the program itself. It is fetched once into
`var/tools`; nothing of it runs at install time.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT

VERSION = "1.52.0"
PACKAGE = f"@stripe/cli-linux-x64@{VERSION}"
TOOLS = ROOT / "var" / "tools"
PROGRAM = TOOLS / "node_modules" / "@stripe" / "cli-linux-x64" / "bin" / "stripe"


def install() -> Path:
    """The program's path, fetching it when needed; RuntimeError says why that cannot be."""
    if PROGRAM.exists():
        return PROGRAM
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise RuntimeError("the Stripe CLI is only fetched for Linux on x86_64")
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is not installed, so the Stripe CLI cannot be fetched")
    TOOLS.mkdir(parents=True, exist_ok=True)
    command = [
        npm,
        "install",
        "--no-save",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
        str(TOOLS),
        PACKAGE,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode or not PROGRAM.exists():
        raise RuntimeError(f"npm could not fetch {PACKAGE}: {done.stderr[-400:]}")
    return PROGRAM


def program() -> Path:
    """The program for a test: skip without it, or fail when REQUIRE_ALL=1."""
    try:
        return install()
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(f"REQUIRE_ALL=1, but {error}")
        pytest.skip(str(error))


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
