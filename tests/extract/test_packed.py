"""A document is read the same whether its pages are kept as they are or packed meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import packed
from pipeline.extract.own import PdfiumEngine
from pipeline.extract.packed import PageStore
from tests.builders.hostile import raw_pdf, stream
from tests.paths import MATRIX

PATHS = sorted((MATRIX / "pdf").glob("*.pdf"))[::15]

Things = tuple[tuple[str, float], ...]
things = st.lists(st.tuples(st.text(max_size=5), st.floats(allow_nan=False))).map(tuple)


@given(st.lists(things, max_size=6), st.integers(0, 4))
def test_content_comes_back_to_the_last_bit(contents: list[Things], unpacked: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "UNPACKED", unpacked)
        store = PageStore[Things](Things)
        for content in contents:
            store.add(content)
    places = range(len(contents))
    assert len(store) == len(contents)
    assert [store[place] for place in places] == contents
    assert [store.is_packed(place) for place in places] == [place >= unpacked for place in places]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_packed_pages_give_the_same_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = PdfiumEngine().read(path)
    monkeypatch.setattr(packed, "UNPACKED", 1)
    assert PdfiumEngine().read(path) == whole


def test_half_a_character_is_unreadable_and_no_reason_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanings = b"2 beginbfchar <41> <D835> <42> <D835DFCE> endbfchar"
    path = tmp_path / "half.pdf"
    path.write_bytes(
        raw_pdf(
            [
                b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]"
                b"/Resources<</Font<</F0 4 0 R>>>>>>",
                b"<</Type/Page/Parent 2 0 R/Contents 5 0 R>>",
                b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
                stream(b"BT /F0 12 Tf 50 700 Td (xABy) Tj ET"),
                stream(
                    b"1 begincodespacerange <00> <FF> endcodespacerange " + meanings + b" endcmap"
                ),
            ]
        )
    )
    monkeypatch.setattr(packed, "UNPACKED", 0)
    assert [row.text for row in PdfiumEngine().read(path).outside] == ["x\ufffd\U0001d7cey"]
