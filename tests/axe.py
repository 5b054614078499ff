"""axe-core (MPL-2.0, by npm) in a page of the browser: what keeps people from using it."""

import sys
from typing import Any

from playwright.sync_api import Page

from tests.npm import fetch, skip_or_fail

VERSION = "4.14.1"
_GRAVE = ("serious", "critical")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def grave_faults(page: Page) -> list[str]:
    """Each serious or critical fault of the page as it stands, with the elements that have it."""
    try:
        script = fetch("axe-core", VERSION, "axe.min.js")
    except RuntimeError as error:
        skip_or_fail(error)
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(script.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", _RULES
    )
    return [_words(fault) for fault in found["violations"] if fault["impact"] in _GRAVE]


def _words(fault: dict[str, Any]) -> str:
    where = [f"{node['target']} {node['failureSummary']}" for node in fault["nodes"][:4]]
    return f"{fault['id']} ({fault['impact']}, {len(fault['nodes'])}x): " + " | ".join(where)


if __name__ == "__main__":
    try:
        print(fetch("axe-core", VERSION, "axe.min.js"))
    except RuntimeError as fault:
        sys.exit(f"No axe-core: {fault}.")
