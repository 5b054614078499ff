"""`make test`: everything, in order, and a loud word on whatever could not be run.

Set-up is the only step that downloads. With REQUIRE_ALL=1, as in CI, a skip is a failure.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MARIADB = os.environ.get("MARIADB_URL", "mysql://root@127.0.0.1:3306/bidangil")
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")

skipped: list[str] = []
failed: list[str] = []
times: list[tuple[str, float]] = []


def main(arguments: list[str]) -> int:
    only_lint, only_faults = "--lint" in arguments, "--faults" in arguments
    if not only_faults:
        lint()
    if not only_lint:
        environment = set_up()
        where = ["tests/faults"] if only_faults else []
        # Beside each other: each is mostly one process, and most machines have two cores.
        mariadb = start_on_mariadb(where, environment) if mariadb_answers() else None
        run("tests on SQLite", [str(BIN / "pytest"), "-q", *where], environment)
        if mariadb is not None:
            finish_on_mariadb(*mariadb)
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


def start_on_mariadb(where: list[str], environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], float]:
    folder = ROOT / "var" / "test-mariadb"
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [str(BIN / "pytest"), "-q", "-m", "database", *where],
        cwd=ROOT,
        env={**environment, "VAR_DIR": str(folder), "DATABASE_URL": MARIADB},
        stdout=(folder / "pytest.log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    return process, time.monotonic()


def finish_on_mariadb(process: subprocess.Popen[bytes], begin: float) -> None:
    name = "tests on MariaDB"
    print(f"\n=== {name} ===", flush=True)
    process.wait()
    times.append((name, time.monotonic() - begin))
    print((ROOT / "var" / "test-mariadb" / "pytest.log").read_text(errors="replace"), flush=True)
    if process.returncode:
        failed.append(name)


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
