"""`make test`: everything, much of it at once, and a loud word on whatever could not be run.

Set-up is the only step that downloads. With REQUIRE_ALL=1, as in CI, a skip is a failure.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MARIADB = os.environ.get("MARIADB_URL", "mysql://root@127.0.0.1:3306/bidangil")
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")

skipped: list[str] = []
failed: list[str] = []
times: list[tuple[str, float]] = []


@dataclass(frozen=True)
class Beside:
    """A run of its own while others go on. Its words go to a file and are printed when it has ended."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]
    begin: float


def main(arguments: list[str]) -> int:
    if "--lint" in arguments:
        lint()
        return report()
    only_faults = "--faults" in arguments
    where = ["tests/faults"] if only_faults else []
    environment = set_up()
    # Beside each other: tests that start processes mostly wait for them, the others are one process each.
    beside = [start("tests of processes", "test-system", ["-m", "system", *where], environment)]
    if mariadb_answers():
        on_mariadb = {**environment, "DATABASE_URL": MARIADB}
        beside.append(start("tests on MariaDB", "test-mariadb", ["-m", "database", *where], on_mariadb))
    if not only_faults:
        lint()
    run("tests on SQLite", [str(BIN / "pytest"), "-q", "-m", "not system", *where], environment)
    for one in beside:
        finish(one)
    return report()


def lint() -> None:
    run("style", [str(BIN / "ruff"), "check", "."])
    run("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."])
    run("types", [str(BIN / "mypy")])
    run("layers", [str(BIN / "lint-imports"), "--no-cache"])
    run("migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", "-v", "0"])


def set_up() -> dict[str, str]:
    """Bring what is missing where we may: on a Debian machine as root."""
    environment = {**os.environ, "ENVIRONMENT": "test", "VAR_DIR": str(ROOT / "var" / "test")}
    if not any(Path(path).exists() for path in CHROMIUM):
        apt("chromium", "fonts-noto-cjk")
    if not any(Path(path).exists() for path in CHROMIUM):
        skip("browser tests: no Chromium (on Debian: apt-get install chromium)")
    if not shutil.which("redis-server"):
        apt("redis-server")
    if not shutil.which("redis-server"):
        skip("streams beside Redis: no redis-server (on Debian: apt-get install redis-server)")
    if not installed("MySQLdb"):
        if not shutil.which("mariadb_config") and not shutil.which("mysql_config"):
            apt("libmariadb-dev", "pkg-config", "build-essential")
        driver = next(
            line
            for line in (ROOT / "requirements.txt").read_text().splitlines()
            if line.startswith("mysqlclient")
        )
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", driver], check=False
        )
    if not shutil.which("npm"):
        skip("the official Stripe CLI and axe-core: no npm (on Debian: apt-get install npm)")
    else:
        # Downloads belong here, not into a test.
        for tool in ("tests.sandbox.stripe_cli", "tests.axe"):
            subprocess.run([sys.executable, "-m", tool], cwd=ROOT, check=False)
    return environment


def start(name: str, folder: str, arguments: list[str], environment: dict[str, str]) -> Beside:
    """A run of pytest in the background, with the files it writes in `var/<folder>`."""
    var = ROOT / "var" / folder
    var.mkdir(parents=True, exist_ok=True)
    log, begin = var / "pytest.log", time.time()
    with log.open("wb") as words:
        process = subprocess.Popen(
            [str(BIN / "pytest"), "-q", *arguments],
            cwd=ROOT,
            env={**environment, "VAR_DIR": str(var)},
            stdout=words,
            stderr=subprocess.STDOUT,
        )
    return Beside(name, log, process, begin)


def finish(beside: Beside) -> None:
    print(f"\n=== {beside.name} ===", flush=True)
    beside.process.wait()
    # It may have ended long ago, with its last word.
    times.append((beside.name, beside.log.stat().st_mtime - beside.begin))
    print(beside.log.read_text(errors="replace"), flush=True)
    if beside.process.returncode:
        failed.append(beside.name)


def apt(*packages: str) -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {' '.join(packages)} …", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], env=environment, check=False, **quiet)
    subprocess.run(["apt-get", "install", "-y", *packages], env=environment, check=False, **quiet)


def installed(module: str) -> bool:
    return (
        subprocess.run(
            [sys.executable, "-c", f"import {module}"], capture_output=True, check=False
        ).returncode
        == 0
    )


def mariadb_answers() -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        if probe.connect_ex(("127.0.0.1", 3306)) != 0:
            skip("everything on MariaDB: nothing answers on 127.0.0.1:3306")
            return False
    if not installed("MySQLdb"):
        skip("everything on MariaDB: mysqlclient could not be built (it needs libmariadb-dev and pkg-config)")
        return False
    return True


def run(name: str, command: list[str], environment: dict[str, str] | None = None) -> None:
    print(f"\n=== {name} ===", flush=True)
    begin = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    times.append((name, time.monotonic() - begin))
    if done.returncode:
        failed.append(name)


def skip(what: str) -> None:
    skipped.append(what)


def report() -> int:
    print("\n=== in short ===")
    for name, seconds in times:
        print(f"  {'FAILED' if name in failed else 'ok':<7} {name} ({seconds:.0f} s)")
    for what in skipped:
        print(f"  SKIPPED {what}")
    strict = os.environ.get("REQUIRE_ALL") == "1"
    if skipped and strict:
        print("REQUIRE_ALL=1: what was skipped counts as failed.")
    return 1 if failed or (skipped and strict) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
