"""A document is read the same whether its pages are kept as they are or packed meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import packed
from pipeline.extract.own import PdfiumEngine
from pipeline.extract.packed import Shelf
from tests.paths import MATRIX

PATHS = sorted((MATRIX / "pdf").glob("*.pdf"))[::15]

Things = tuple[tuple[str, float], ...]
things = st.lists(st.tuples(st.text(max_size=5), st.floats(allow_nan=False))).map(tuple)


@given(st.lists(things, max_size=6), st.integers(0, 4))
def test_content_comes_back_to_the_last_bit(contents: list[Things], unpacked: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "UNPACKED", unpacked)
        shelf = Shelf[Things](Things)
        for content in contents:
            shelf.add(content)
    places = range(len(contents))
    assert len(shelf) == len(contents)
    assert [shelf[place] for place in places] == contents
    assert [shelf.is_packed(place) for place in places] == [place >= unpacked for place in places]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_packed_pages_give_the_same_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = PdfiumEngine().read(path)
    monkeypatch.setattr(packed, "UNPACKED", 1)
    assert PdfiumEngine().read(path) == whole
