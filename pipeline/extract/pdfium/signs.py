"""Signs that a page's text was not decoded: glyphs without a meaning in their font.

For a glyph that its font gives no meaning pdfium puts the bare number of the glyph. That may be
the code of another digit, or of a blank; so whatever could make or break a figure is asked about:
every digit, blanks beside digits, and all that a text of this kind does not have. Letters are
asked about at the start of lines only, for a name that is wrong is no name of the register. Where
one glyph has no meaning, all of the page's are asked about.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from pipeline.extract.pdfium import native

UNREADABLE = "\ufffd"
"""Stands where a glyph is printed whose meaning is not known: part of no figure and no name."""
HYPHEN = re.compile("[\0\x02\ufffe]")
"""What pdfium gives for a hyphen at the end of a line, and for glyph number 0."""
USUAL = r"\x20-\x7e\xa0-\xac\xae-\xff\r\n€–—…„“”’•"
ASKED = re.compile(rf"\d|(?<=[\d.,]) | (?=[\d.,])|(?<=\n)\w|(?<!\r)\n|\r(?!\n)|[^{USUAL}]")
CONTROL = re.compile("[\x01\x03-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
UNSOUND = re.compile(f"[{UNREADABLE}\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Unreadable, or of a meaning that only its font knows (private use)."""
WORD = re.compile(r"[^ \t\r\n]+")

PRIVATE_WORDS = 3
"""Private-use glyphs within so many words are letters or digits, not a pictogram beside a word."""
LONE_KINDS = 3
"""So many different glyphs that stand alone are single digits, not bullets and a logo."""


class Signs(NamedTuple):
    """How much of a page's text has no sound meaning."""

    characters: int
    """All that are not blank."""
    unsound: int
    """Those that are unreadable or of private use."""
    in_trouble: bool
    """Whether these are text; a bullet or a logo means nothing anyway."""


def mark_unreadable(text_page: int, codes: str) -> str:
    """Return a page's text, one character per pdfium's, with U+FFFD for glyphs without meaning."""
    if _has_meaningless(text_page, codes):
        codes = "".join(
            UNREADABLE if _has_no_meaning(text_page, codes, index) else character
            for index, character in enumerate(codes)
        )
    return CONTROL.sub(UNREADABLE, codes)


def _has_meaningless(text_page: int, codes: str) -> bool:
    has_map_error: Callable[[int, int], int] = native.has_map_error
    if any(has_map_error(text_page, match.start()) == 1 for match in ASKED.finditer(codes)):
        return True
    hyphens = (match.start() for match in HYPHEN.finditer(codes))
    return any(_has_no_meaning(text_page, codes, index) for index in hyphens)


def _has_no_meaning(text_page: int, codes: str, index: int) -> bool:
    if HYPHEN.match(codes, index):
        return bool(native.is_hyphen(text_page, index) != 1)
    return bool(native.has_map_error(text_page, index) == 1)


def find_signs(codes: str, text: str) -> Signs:
    """Judge a page by its text as pdfium gives it and as `mark_unreadable` does.

    A word that is one glyph, however often, is a bullet or a logo unless there are many such
    glyphs; one unreadable glyph beside others may be a digit of a figure.
    """
    unsound = count_unsound(text)
    characters = sum(map(len, text.split()))
    return Signs(characters, unsound, unsound > 0 and _is_in_trouble(codes, text))


def count_unsound(text: str) -> int:
    """Return how many characters are unreadable or of private use."""
    return len(UNSOUND.findall(text))


def _is_in_trouble(codes: str, text: str) -> bool:
    private_words = 0
    alone: set[str] = set()
    for word in WORD.finditer(text):
        if not UNSOUND.search(word[0]):
            continue
        glyphs = set(codes[word.start() : word.end()])
        if len(glyphs) == 1:
            alone |= glyphs
        elif UNREADABLE in word[0]:
            return True
        else:
            private_words += 1
    return private_words >= PRIVATE_WORDS or len(alone) >= LONE_KINDS
