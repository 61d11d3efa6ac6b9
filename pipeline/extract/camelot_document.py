"""What playa, the reader below camelot, says of a document, a font and a character.

Importing this module mends playa where it makes up what a font does not say: such a glyph's bare
number may be the code of another digit, and a figure read from it would be wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import atan2, degrees
from pathlib import Path
from typing import Any

import playa
from playa.cmapdb import ToUnicodeMap
from playa.font import CIDFont, SimpleFont
from playa.utils import decode_text

from pipeline.extract.camelot_elements import Glyph, Letter, meaning
from pipeline.extract.camelot_place import Place
from pipeline.extract.camelot_text import UNREADABLE

LEVEL = 5
"""In degrees: text turned by less is drawn on a level line."""


class _Meanings(dict[bytes, str]):
    """What glyphs mean, by code; nothing, where the font does not say it.

    playa would give the bare code, which may be that of another digit.
    """

    def __contains__(self, code: object) -> bool:
        return True

    def __missing__(self, code: bytes) -> str:
        return ""


class _HonestMap(ToUnicodeMap):
    """A map from codes to text that does not make up what it lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes2unicode = _Meanings()


def _decode(font: SimpleFont, data: bytes) -> list[tuple[int, str]]:
    """What the map of a font with single-byte codes lacks, its encoding may tell."""
    said = font.tounicode.bytes2unicode if font.tounicode else {}
    encoded = font._cid2unicode
    return [(code, said.get(bytes((code,))) or encoded.get(code, "")) for code in data]


# Fonts make their maps by this name, and texts are decoded by that.
playa.cmapdb.ToUnicodeMap = _HonestMap  # type: ignore[misc]
SimpleFont.decode = _decode  # type: ignore[method-assign, assignment]


@dataclass(frozen=True)
class Facts:
    """What playa says of the document before any page is read."""

    places: tuple[Place, ...]
    """One for each page."""
    metadata: Mapping[str, str]
    readable: bool
    """Whether the owner lets text be taken from it; camelot asks for that before each page."""


def document_facts(path: Path) -> Facts:
    """Where each page lies on its sheet of paper, and the document information."""
    # A file that playa opens itself stays open where it fails.
    with path.open("rb") as file, playa.Document(file, space="page") as document:
        places = tuple(
            Place.of(page.mediabox, page.cropbox, page.rotate) for page in document.pages
        )
        info = next((ref.trailer["Info"] for ref in document.xrefs if "Info" in ref.trailer), None)
        metadata = _metadata(playa.resolve(info))
        return Facts(places, metadata, document.is_extractable)


def _metadata(info: Any) -> dict[str, str]:
    """The document information as text."""
    entries = info if isinstance(info, dict) else {}
    return {
        str(key): decode_text(value) if isinstance(value, bytes) else str(value)
        for key, value in ((key, playa.resolve(value)) for key, value in entries.items())
        if value is not None
    }


def element_letters(element: Any, height: float) -> list[Letter]:
    """The characters of a text element; spaces that camelot adds to them stand nowhere."""
    return [_letter(item, height) for item in element if hasattr(item, "matrix")]


def _letter(char: Any, height: float) -> Letter:
    a, b = char.matrix[:2]
    upright = abs(degrees(atan2(b, a))) < LEVEL
    text = meaning(char.get_text()) if _tells_meanings(char.graphicstate.font) else UNREADABLE
    glyph = Glyph(text, char.x0, height - char.y1, char.x1, height - char.y0)
    return Letter(glyph, upright)


def _tells_meanings(font: Any) -> bool:
    """Whether the font says what its glyphs mean; where not, playa gives their bare numbers."""
    return not isinstance(font, CIDFont) or bool(font.tounicode or font.unicode_map)
