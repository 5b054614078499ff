"""Programs and scripts that come by npm: fetched once into `var/tools`, nothing of them runs at install."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.running import ROOT

TOOLS = ROOT / "var" / "tools"


def fetch(package: str, version: str, file: str) -> Path:
    """The path of `file` inside the package, fetching that when needed; RuntimeError says why that cannot
    be. A copy of another version is replaced."""
    folder = TOOLS / package.replace("/", "-").lstrip("@") / version
    found = folder / "node_modules" / package / file
    if found.exists():
        return found
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError(f"npm is not installed, so {package} cannot be fetched")
    folder.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]
    done = subprocess.run(
        [*command, str(folder), f"{package}@{version}"],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if done.returncode or not found.exists():
        raise RuntimeError(f"npm could not fetch {package}@{version}: {done.stderr[-400:]}")
    return found


def skip_or_fail(error: Exception) -> None:
    """A test without its tool is skipped, or fails when REQUIRE_ALL=1."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"REQUIRE_ALL=1, but {error}")
    pytest.skip(str(error))
