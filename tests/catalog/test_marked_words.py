"""The words that a rule found, marked in the text as it was written; the exceptions that excuse others."""

import pytest

from catalog.matching import Phrases, Text, excused, pieces


def marked(raw: str, *phrases: str) -> str:
    return "".join(
        f"[{piece.text}]" if piece.marked else piece.text for piece in pieces(raw, Phrases(phrases))
    )


@pytest.mark.parametrize(
    ("raw", "phrase", "shown"),
    [
        ("Bucket hat", "hat", "Bucket [hat]"),
        ("  Two   HATS, chat ", "hat", "  Two   [HATS], chat "),
        ("딥디크향수50ml", "향수", "딥디크[향수]50ml"),
        ("ＰＥＲＦＵＭＥ set", "perfume", "[ＰＥＲＦＵＭＥ] set"),
        ("per\u200bfume", "perfume", "[per\u200bfume]"),
        ("Straße ½ perfumes", "perfume", "Straße ½ [perfumes]"),
        ("no perfume", "perfume", "no perfume"),
        ("red  wine", "red wine", "[red  wine]"),
        # Letters that only exist joined: shown in the spelling that the rules read.
        ("\u1112\u1163\u11bc\u1109\u116e 50 ML", "향수", "[향수] 50 ml"),
        ("", "hat", ""),
    ],
)
def test_words_are_marked_in_their_own_spelling(raw: str, phrase: str, shown: str) -> None:
    assert marked(raw, phrase) == shown


def test_an_excuse_names_the_word_and_the_exception_around_it() -> None:
    text = Text("Wine red knit, wine red bag and red wine")

    assert excused(text, Phrases(["wine"]), Phrases(["wine red"])) == [("wine", "wine red")]
    assert excused(text, Phrases(["knit"]), Phrases(["wine red"])) == []
