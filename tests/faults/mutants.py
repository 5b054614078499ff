"""Takes the safeguards out, one at a time, and asks whether a test notices.

`python -m tests.faults.mutants [WORD ...]` works on a copy of the tree; with words, only on the
safeguards whose names hold one of them. Prints a line for each, "killed" or "SURVIVED", and exits
with 1 when one survived or could not be tried. A run of its own, some minutes long.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults.safeguards import SAFEGUARDS, Safeguard
from tests.system import MARIADB, mariadb_available

ROOT = Path(__file__).resolve().parent.parent.parent


class Copy:
    """The tree as it stands, committed or not, in a folder of its own with a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.tree, self.var = folder / "tree", folder / "var"
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.tree / name)

    @contextmanager
    def without(self, safeguard: Safeguard) -> Iterator[None]:
        """The copy without one safeguard. ValueError when the cut does not fit the code any more."""
        path = self.tree / safeguard.file
        whole = path.read_text(encoding="utf-8")
        if whole.count(safeguard.before) != 1:
            raise ValueError(
                f"{safeguard.file} holds {whole.count(safeguard.before)} times what is to be cut"
            )
        path.write_text(whole.replace(safeguard.before, safeguard.after), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(whole, encoding="utf-8")

    def test(self, tests: Sequence[str], database: str) -> subprocess.CompletedProcess[str]:
        environ = {
            **os.environ,
            "ENVIRONMENT": "test",
            "VAR_DIR": str(self.var),
            "LOG_LEVEL": "CRITICAL",
            # Two cuts within a second can leave a file of the same size: no stale bytecode, please.
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        environ.pop("DATABASE_URL", None)
        if database == "mariadb":
            environ["DATABASE_URL"] = urlsplit(MARIADB)._replace(path="/bidangil_mutants").geturl()
        quiet = ["-q", "-x", "--tb=no", "-p", "no:cacheprovider", "-p", "no:randomly"]
        reuse = ["--reuse-db"] if database == "sqlite" else []
        return subprocess.run(
            [sys.executable, "-m", "pytest", *quiet, *reuse, *tests],
            cwd=self.tree,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )


def verdict(copy: Copy, safeguard: Safeguard) -> str:
    """The named test that noticed, or an empty string. ValueError when nothing could be learned."""
    with copy.without(safeguard):
        done = copy.test(safeguard.tests, safeguard.database)
    red = [line.split(" ", 1)[1] for line in done.stdout.splitlines() if line.startswith("FAILED ")]
    if red:
        return red[0].split(" - ")[0]
    if done.returncode == 0:
        return ""
    raise ValueError(f"the tests did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def unharmed(copy: Copy, chosen: Sequence[Safeguard]) -> bool:
    """Whether the tests pass with every safeguard in place; otherwise a red one would prove nothing."""
    for database in sorted({safeguard.database for safeguard in chosen}):
        tests = list(dict.fromkeys(test for one in chosen if one.database == database for test in one.tests))
        done = copy.test(tests, database)
        if done.returncode:
            print(f"With everything in place the tests are red on {database}:\n{done.stdout[-3000:]}")
            return False
    return True


def main(words: Sequence[str]) -> int:
    chosen = [one for one in SAFEGUARDS if not words or any(word in one.name for word in words)]
    if not mariadb_available():
        for one in [one for one in chosen if one.database == "mariadb"]:
            print(f"SKIPPED   {one.name}: MariaDB does not answer on 127.0.0.1:3306")
            chosen.remove(one)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Copy(Path(folder))
        if not unharmed(copy, chosen):
            return 1
        for safeguard in chosen:
            begin = time.monotonic()
            try:
                killer = verdict(copy, safeguard)
            except ValueError as fault:
                failed += 1
                print(f"NOT TRIED {safeguard.name}: {fault}", flush=True)
                continue
            failed += not killer
            seconds = time.monotonic() - begin
            told = (
                f"killed    {safeguard.name} ({seconds:.0f} s) by {killer}"
                if killer
                else f"SURVIVED  {safeguard.name}"
            )
            print(told, flush=True)
    print(f"{len(chosen) - failed} of {len(chosen)} killed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
