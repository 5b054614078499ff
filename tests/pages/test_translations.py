"""The Korean words are whole, current, and fit the English ones."""

import ast
import gettext
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "locale" / "ko" / "LC_MESSAGES"
# Spelt the same in both languages, or a format rather than words.
SAME = {"Bidangil"}

_STRING = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


def entries(text: str) -> dict[str, tuple[str, str]]:
    """msgid -> (flags, msgstr) of a catalog in gettext's format, obsolete entries left out."""
    found = {}
    for block in text.split("\n\n"):
        lines = "\n".join(line for line in block.splitlines() if not line.startswith("#"))
        msgid = re.search(rf"^msgid {_STRING}", lines, re.MULTILINE)
        msgstr = re.search(rf"^msgstr(?:\[0\])? {_STRING}", lines, re.MULTILINE)
        if msgid and msgstr and _plain(msgid[1]):
            context = re.search(rf"^msgctxt {_STRING}", lines, re.MULTILINE)
            key = (f"{_plain(context[1])}\x04" if context else "") + _plain(msgid[1])
            flags = " ".join(line for line in block.splitlines() if line.startswith("#,"))
            found[key] = (flags, _plain(msgstr[1]))
    return found


def _plain(quoted: str) -> str:
    text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', quoted))
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\t", "\t").replace("\\\\", "\\")


@pytest.fixture(scope="module")
def korean() -> dict[str, tuple[str, str]]:
    return entries((FOLDER / "django.po").read_text("utf-8"))


def test_every_entry_is_translated_and_none_is_a_guess(korean: dict[str, tuple[str, str]]) -> None:
    assert len(korean) > 500
    assert [msgid for msgid, (_flags, msgstr) in korean.items() if not msgstr] == []
    assert [msgid for msgid, (flags, _msgstr) in korean.items() if "fuzzy" in flags] == []


def test_placeholders_survive_the_translation(korean: dict[str, tuple[str, str]]) -> None:
    for msgid, (_flags, msgstr) in korean.items():
        assert sorted(_PLACEHOLDER.findall(msgid)) == sorted(_PLACEHOLDER.findall(msgstr)), msgid


def test_the_compiled_catalog_is_the_written_one(korean: dict[str, tuple[str, str]]) -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for msgid, (_flags, msgstr) in korean.items():
        context, _separator, text = msgid.rpartition("\x04")
        said = compiled.pgettext(context, text) if context else compiled.gettext(text)
        if said == text and said != msgstr:
            said = compiled.ngettext(text, text, 2)
        assert said == msgstr, f"compile the catalog again: {msgid!r}"


@pytest.mark.parametrize(
    "place",
    ["templates/pages", "templates/account", "templates/mail", "workflow/flow.py",
     "workflow/item_flow.py", "workflow/states.py", "workflow/guards.py", "workflow/forms",
     "workflow/pages", "workflow/services", "workflow/engine", "workflow/models", "community", "catalog",
     "integrations/couriers"],
)  # fmt: skip
def test_what_customers_read_has_korean_words(place: str, korean: dict[str, tuple[str, str]]) -> None:
    used = _msgids(ROOT / place)
    missing = sorted(used - {key.rpartition("\x04")[2] for key in korean} - SAME)
    assert missing == [], f"{place}: run makemessages and translate"


def test_the_words_of_customers_pages_are_really_found() -> None:
    assert "Ask for a quote" in _msgids(ROOT / "templates/pages")
    assert "Pay %(amount)s" in _msgids(ROOT / "templates/pages")
    assert any(
        msgid.startswith("Our fee is %(service_percent)s %% of")
        for msgid in _msgids(ROOT / "templates/pages")
    )
    assert "Confirm item prices" in _msgids(ROOT / "workflow/flow.py")
    assert "Mark as bought" in _msgids(ROOT / "workflow/item_flow.py")
    assert "%(n)d item has not arrived yet." in _msgids(ROOT / "workflow/guards.py")


def _msgids(place: Path) -> set[str]:
    files = (
        [place] if place.is_file() else [*place.rglob("*.py"), *place.rglob("*.html"), *place.rglob("*.txt")]
    )
    found: set[str] = set()
    for file in files:
        text = file.read_text("utf-8")
        found |= _in_python(text) if file.suffix == ".py" else _in_template(text)
    return found


def _in_python(text: str) -> set[str]:
    names = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
    found = set()
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in names
            and node.args
        ):
            said = node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                found.add(said.value)
    return found


def _in_template(text: str) -> set[str]:
    tags = re.findall(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')""", text)
    found = {one or other for one, other in tags}
    for block in re.findall(
        r"\{%\s*blocktrans(?:late)?\b[^%]*%\}(.*?)\{%\s*(?:plural|endblocktrans)", text, re.DOTALL
    ):
        doubled = block.replace("%", "%%") if "{{" in block else block
        found.add(re.sub(r"\{\{\s*(\w+)[^}]*\}\}", r"%(\1)s", doubled))
    return found
