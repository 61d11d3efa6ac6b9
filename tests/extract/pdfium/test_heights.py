"""Words of a font without a height are measured by the font's size, not by their ink."""

from __future__ import annotations

import ctypes

import pytest

from pipeline.extract.pdfium import heights, native
from pipeline.extract.pdfium.characters import RawWord
from pipeline.extract.pdfium.heights import ASCENT, with_font_heights
from pipeline.extract.pdfium.objects import IDENTITY, TEXT, PageObject

SIZE = 9.0
NAMELESS = 1
"""Length of an empty name, with the zero that ends it."""


def words(*tops: float) -> list[RawWord]:
    """Words on one baseline, each of a text object of its own."""
    return [
        RawWord("1", 0.0, 700.0, 4.0, 700 + top, 0.0, 700.0, 0, (place, 0))
        for place, top in enumerate(tops)
    ]


def tops(monkeypatch: pytest.MonkeyPatch, name_length: int, *printed: float) -> list[float]:
    """Heights above the baseline, after those of a font with a name of that length are mended."""

    def get_size(_: int, size: ctypes.c_void_p) -> int:
        ctypes.cast(size, ctypes.POINTER(ctypes.c_float))[0] = SIZE
        return 1

    monkeypatch.setattr(native, "get_font", lambda _: 1)
    monkeypatch.setattr(native, "get_font_name", lambda *_: name_length)
    monkeypatch.setattr(native, "get_font_size", get_size)
    monkeypatch.setattr(heights, "matrix_of", lambda _: IDENTITY)
    objects = [PageObject(place + 1, TEXT, IDENTITY) for place in range(len(printed))]
    return [word.top - 700 for word in with_font_heights(words(*printed), objects)]


INK = (3.8, 4.0, 4.2, 4.4, 5.0, 5.6, 6.0, 6.2)


def test_ink_of_a_nameless_font_is_as_high_as_the_font(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tops(monkeypatch, NAMELESS, *INK) == pytest.approx([ASCENT * SIZE] * len(INK))


def test_other_fonts_and_usual_pages_keep_their_heights(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tops(monkeypatch, 20, *INK) == pytest.approx(INK)
    assert tops(monkeypatch, NAMELESS, *INK[:3]) == pytest.approx(INK[:3])
