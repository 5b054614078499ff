"""`python -m tests.bench [ROW ...]`: run these rows, or those that ROW names in the environment, or all.

Prints each row's tables and, as its last line, one JSON object; writes docs/bench.md and docs/bench/.
Exit status 1 when a goal was missed, 2 for a row that does not exist.
"""

import json
import os
import sys
from importlib import import_module
from pathlib import Path

from tests.bench.report import show, write
from tests.bench.row import Result

# In the order of the page. Each is a module or package beside this one.
ROWS = ("courier", "list", "live")


def main(arguments: list[str]) -> int:
    wanted = arguments or os.environ.get("ROW", "").replace(",", " ").split() or list(ROWS)
    if unknown := sorted(set(wanted) - set(ROWS)):
        print(f"There is no row {', '.join(unknown)}. Rows: {', '.join(ROWS)}.", file=sys.stderr)
        return 2
    results = [_run(row) for row in wanted]
    return 0 if all(result.met for result in results) else 1


def _run(row: str) -> Result:
    result: Result = import_module(f"tests.bench.{row}").run()
    write(result)
    print(show(result))
    print(json.dumps(result.headline()), flush=True)
    return result


if __name__ == "__main__":
    # Rows start processes of their own from here.
    os.chdir(Path(__file__).resolve().parents[2])
    raise SystemExit(main(sys.argv[1:]))
