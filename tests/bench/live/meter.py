"""What a running process costs, read from /proc."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """CPU time of all its threads so far, user and system; a hundredth of a second exact."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_kb(pid: int) -> int:
    """Its proportional share of memory (PSS)."""
    return _number(f"/proc/{pid}/smaps_rollup", "Pss:")


def threads(pid: int) -> int:
    return _number(f"/proc/{pid}/status", "Threads:")


def handles(pid: int, path: Path) -> int:
    """How often it holds this file open: for a SQLite database, its connections."""
    folder, found = Path(f"/proc/{pid}/fd"), 0
    for entry in folder.iterdir():
        try:
            found += os.readlink(entry) == str(path)
        except FileNotFoundError:
            continue
    return found


def _number(file: str, name: str) -> int:
    for line in Path(file).read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise LookupError(f"{file} has no {name}")
