"""The content of a guide: an ordered list of blocks, kept as plain JSON.

    {"id": "1f3a90c2", "type": "heading", "level": 2, "text": "..."}
    {"type": "text", "html": "..."}
    {"type": "image", "image": 12, "caption": "..."}
    {"type": "callout", "tone": "info", "html": "..."}
    {"type": "steps", "items": [{"title": "...", "html": "..."}]}
    {"type": "store", "host": "musinsa.com"}

Nothing here raises for what somebody sent: `check` says what is wrong with it, the rest reads what can be
read.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from catalog import images, rich_text
from catalog.hosts import normalise_host
from catalog.models import Image, Store

TYPES: Final = ("heading", "text", "image", "callout", "steps", "store")
LEVELS: Final = (2, 3)
TONES: Final = ("info", "warning", "good")
MOST_BLOCKS = 100
MOST_STEPS = 20
LONGEST_TITLE = 120
LONGEST_CAPTION = 300

_ID = re.compile(r"[0-9a-f]{8}")
# Control characters and halves of surrogate pairs, which no database takes.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BIGGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Block:
    """A block as it is shown: its values have the right types, its HTML is sanitised."""

    id: str
    type: str
    values: Mapping[str, Any]

    @property
    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.type, **self.values}


def read(raw: Any) -> list[Block]:
    """The blocks of a list, or of its JSON text. What is no block is left out; a value that cannot be read is
    empty (text "", image None, level 2, tone "info")."""
    blocks: list[Block] = []
    taken: set[str] = set()
    for block in _listed(raw):
        if isinstance(block, dict) and block.get("type") in TYPES:
            key = block.get("id")
            if not isinstance(key, str) or not _ID.fullmatch(key) or key in taken:
                key = secrets.token_hex(4)
            taken.add(key)
            blocks.append(Block(key, block["type"], _VALUES[block["type"]](block)))
    return blocks


def clean(raw: Any) -> list[dict[str, Any]]:
    """The blocks as they are stored: sanitised, without unknown keys, each with an id. Cleaning twice changes
    nothing."""
    return [block.as_json for block in read(raw)]


def plain(raw: Any) -> str:
    """The content as marked-up text, a line for each paragraph: for comparing versions, and for search."""
    return "\n".join(line for block in read(raw) for line in _LINES[block.type](block.values))


def images_of(raw: Any) -> set[int]:
    """The keys of the images that the blocks name."""
    return {block.values["image"] for block in read(raw) if block.type == "image" and block.values["image"]}


def stores_of(raw: Any) -> set[str]:
    """The hosts of the shops that the blocks name."""
    return {block.values["host"] for block in read(raw) if block.type == "store" and block.values["host"]}


# --- what is wrong ------------------------------------------------------------------------------------


def check(raw: Any) -> dict[str, list[str]]:
    """Every fault by its place: "" for the whole, "3" for a block, "3.html" for a field of it,
    "3.items.1.title" for one of its steps. Counted from 0. Two queries at most."""
    found: dict[str, list[str]] = {}
    try:
        listed = json.loads(raw) if isinstance(raw, str) and raw.strip() else raw or []
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, list):
        return {"": [_("This content cannot be read. Load the page again.")]}
    if len(listed) > MOST_BLOCKS:
        sentence = _("There are %(n)d blocks; at most %(most)d are allowed.")
        return {"": [sentence % {"n": len(listed), "most": MOST_BLOCKS}]}
    pictures = _found_images(images_of(listed))
    hosts = stores_of(listed)
    shops = set(Store.objects.filter(host__in=hosts).values_list("host", flat=True)) if hosts else set()
    for number, block in enumerate(listed):
        if not isinstance(block, dict) or block.get("type") not in TYPES:
            found[str(number)] = [_("There is no such kind of block. Remove it.")]
            continue
        for place, sentence in _faults(block, pictures.keys(), shops):
            found.setdefault(f"{number}.{place}", []).append(sentence)
    return found


type _Fault = tuple[str, str]


def _faults(block: Mapping[str, Any], pictures: Iterable[int], shops: set[str]) -> Iterator[_Fault]:
    match block["type"]:
        case "heading":
            if _number(block.get("level"), most=9) not in LEVELS:
                yield "level", _("Choose one of the two sizes.")
            yield from _title_faults("text", block.get("text"))
        case "text":
            yield from _html_faults("html", block.get("html"))
        case "callout":
            if block.get("tone") not in TONES:
                yield "tone", _("Choose what kind of note this is.")
            yield from _html_faults("html", block.get("html"))
        case "image":
            key = _number(block.get("image"))
            if key is None:
                yield "image", _("Choose a picture.")
            elif key not in pictures:
                yield "image", _("This picture is no longer there. Choose another one.")
            caption = _line(block.get("caption"))
            if len(caption) > LONGEST_CAPTION:
                yield "caption", _too_long(caption, LONGEST_CAPTION)
        case "store":
            host = _host(block.get("host"))
            if not host:
                yield "host", _("Name the shop by its host, for example musinsa.com.")
            elif host not in shops:
                yield "host", _("The catalog has no shop %(host)s.") % {"host": host}
        case "steps":
            yield from _step_faults(block.get("items"))


def _step_faults(items: Any) -> Iterator[_Fault]:
    if not isinstance(items, list) or not items:
        yield "items", _("Write at least one step.")
        return
    if len(items) > MOST_STEPS:
        yield "items", _("There are %(n)d steps; at most %(most)d are allowed.") % {
            "n": len(items), "most": MOST_STEPS,
        }  # fmt: skip
    for number, item in enumerate(items[:MOST_STEPS]):
        if not isinstance(item, dict):
            yield f"items.{number}", _("This step cannot be read. Remove it.")
            continue
        yield from _title_faults(f"items.{number}.title", item.get("title"))
        yield from _html_faults(f"items.{number}.html", item.get("html"), required=False)


def _title_faults(place: str, value: Any) -> Iterator[_Fault]:
    text = _line(value)
    if not text:
        yield place, _("Write something here.")
    elif len(text) > LONGEST_TITLE:
        yield place, _too_long(text, LONGEST_TITLE)


def _html_faults(place: str, value: Any, *, required: bool = True) -> Iterator[_Fault]:
    html = _text(value)
    complaints = rich_text.complaints(html)
    for sentence in complaints:
        yield place, sentence
    if required and not complaints and not rich_text.text_of(html):
        yield place, _("Write something here.")


def _too_long(text: str, most: int) -> str:
    return _("This is too long: %(n)d characters, where %(most)d are allowed.") % {
        "n": len(text), "most": most,
    }  # fmt: skip


# --- reading ------------------------------------------------------------------------------------------


def _listed(raw: Any) -> Sequence[Any]:
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            return []
    return raw if isinstance(raw, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _line(value: Any) -> str:
    return " ".join(_UNSEEN.sub("", _text(value)).split())


def _number(value: Any, most: int = _BIGGEST_KEY) -> int | None:
    """A key or level, also as a form types it."""
    if isinstance(value, str) and len(value) < 20 and value.isascii() and value.isdigit():
        value = int(value)
    return value if type(value) is int and 0 < value <= most else None


def _host(value: Any) -> str:
    try:
        return normalise_host(_line(value))
    except ValueError:
        return ""


def _choice(value: Any, choices: Sequence[Any]) -> Any:
    return value if value in choices else choices[0]


def _steps(items: Any) -> list[dict[str, str]]:
    return [
        {"title": _line(item.get("title")), "html": rich_text.clean(_text(item.get("html")))}
        for item in (items if isinstance(items, list) else [])
        if isinstance(item, dict)
    ]


_VALUES: Final = {
    "heading": lambda b: {"level": _choice(_number(b.get("level")), LEVELS), "text": _line(b.get("text"))},
    "text": lambda b: {"html": rich_text.clean(_text(b.get("html")))},
    "image": lambda b: {"image": _number(b.get("image")), "caption": _line(b.get("caption"))},
    "callout": lambda b: {
        "tone": _choice(b.get("tone"), TONES),
        "html": rich_text.clean(_text(b.get("html"))),
    },
    "steps": lambda b: {"items": _steps(b.get("items"))},
    "store": lambda b: {"host": _host(b.get("host"))},
}


def _step_lines(values: Mapping[str, Any]) -> Iterator[str]:
    for number, item in enumerate(values["items"], start=1):
        yield f"{number}. {item['title']}"
        yield from _indented(rich_text.marked_up(item["html"]), "   ")


def _indented(text: str, by: str) -> list[str]:
    return [by + line for line in text.splitlines()]


_LINES: Final = {
    "heading": lambda v: ["#" * v["level"] + " " + v["text"]],
    "text": lambda v: rich_text.marked_up(v["html"]).splitlines(),
    "image": lambda v: [f"[{_('image')} {v['image'] or '?'}] {v['caption']}".rstrip()],
    "callout": lambda v: _indented(rich_text.marked_up(v["html"]), f"[{v['tone']}] "),
    "steps": _step_lines,
    "store": lambda v: [f"[{_('store')}] {v['host']}"],
}


# --- showing ------------------------------------------------------------------------------------------


def rendered(raw: Any, language: str) -> SafeString:
    """The blocks as HTML for a page in that language ("en" or "ko").

    Two queries at most, whatever the number of blocks. A picture that is gone and a shop that is not live are
    left out without a word, and so is an empty block.
    """
    blocks = read(raw)
    pictures = _found_images({b.values["image"] for b in blocks if b.type == "image"} - {None})
    hosts = {b.values["host"] for b in blocks if b.type == "store"} - {""}
    shops = {shop.host: shop for shop in Store.objects.filter(host__in=hosts, live=True)} if hosts else {}
    written = []
    with translation.override(language):
        for block in blocks:
            context = _context(block, language, pictures, shops)
            if context is not None:
                written.append(get_template(f"pages/blocks/{block.type}.html").render(context))
    # Each is a template's work, which escapes; the HTML within was sanitised when it was read.
    return mark_safe("".join(written))  # noqa: S308


def _context(
    block: Block, language: str, pictures: Mapping[int, Image], shops: Mapping[str, Store]
) -> dict[str, Any] | None:
    values: dict[str, Any] = {"id": block.id, **block.values}
    match block.type:
        case "heading":
            return values if values["text"] else None
        case "text" | "callout":
            values["html"] = mark_safe(values["html"])  # noqa: S308
            return values if values["html"] else None
        case "steps":
            values["steps"] = [
                {"title": item["title"], "html": mark_safe(item["html"])}  # noqa: S308
                for item in values["items"]
            ]
            return values if values["steps"] else None
        case "image":
            picture = pictures.get(values["image"])
            return None if picture is None else values | _picture(picture, language)
        case _:
            shop = shops.get(values["host"])
            return None if shop is None else values | _shop(shop, language)


def _picture(image: Image, language: str) -> dict[str, Any]:
    width, height = images.size_of(image, "w1280")
    return {
        "src": images.url_of(image, "w640"),
        "srcset": images.srcset(image),
        "alt": image.alt(language),
        "width": width,
        "height": height,
    }


def _shop(store: Store, language: str) -> dict[str, Any]:
    in_korean = language == "ko"
    return {
        "host": store.host,
        "name": (store.name_ko if in_korean else "") or store.name,
        "summary": store.summary_ko if in_korean else store.summary_en,
    }


def _found_images(keys: set[int]) -> dict[int, Image]:
    return Image.objects.in_bulk(keys) if keys else {}
