"""Readings and errors pass from the child to its parent unchanged, and nothing else passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import (
    BrokenPdfError,
    CopyingForbiddenError,
    EngineLimitError,
    HiddenTextError,
    NotAPdfError,
    NoTextLayerError,
    PasswordRequiredError,
    UnreadableDocumentError,
)
from pipeline.extract.wire import (
    Answer,
    decode_answer,
    encode_error,
    encode_pictures,
    encode_reading,
    encode_shapes,
)
from pipeline.extract.wire_reading import WireError
from pipeline.model import (
    Abstention,
    Bbox,
    Cell,
    DigitShapes,
    LevelNumbers,
    MisshapenDigit,
    Omission,
    OmissionKind,
    RawRow,
    RawTable,
    Reading,
)

PATH = Path("folder/list.pdf")
PAGES = 3
ANSWERS = {Reading, *UnreadableDocumentError.__subclasses__()}

numbers = st.floats(allow_nan=False, allow_infinity=False)
boxes: st.SearchStrategy[Bbox] = st.tuples(numbers, numbers, numbers, numbers)
# Any character at all: fonts map glyphs to lone surrogates and control characters too.
texts = st.text(st.characters(), max_size=12)
cells = st.builds(Cell, texts, st.none() | boxes, texts)


def rows_on(page: int) -> st.SearchStrategy[RawRow]:
    return st.builds(
        RawRow,
        st.just(page),
        st.integers(1, 10**6),
        st.lists(cells, max_size=4).map(tuple),
        boxes,
        st.sampled_from(["pdfium", "pdfplumber", "ä:B"]),
    )


def tables_on(page: int) -> st.SearchStrategy[RawTable]:
    rows = st.lists(rows_on(page), max_size=4).map(tuple)
    return st.builds(RawTable, st.just(page), st.integers(1, 9), st.integers(1, 9), rows)


pages = st.integers(1, PAGES)
spans = st.tuples(st.integers(), st.integers())
digits = st.lists(st.text("0123456789", min_size=1), max_size=3).map(tuple)
readings = st.builds(
    Reading,
    engine=texts,
    engine_version=texts,
    page_count=st.just(PAGES),
    tables=st.lists(pages.flatmap(tables_on), max_size=4).map(tuple),
    outside=st.lists(pages.flatmap(rows_on), max_size=4).map(tuple),
    metadata=st.dictionaries(texts, texts, max_size=3),
    notes=st.lists(texts, max_size=3).map(tuple),
    omissions=st.lists(
        st.builds(Omission, st.sampled_from(OmissionKind), pages, texts, boxes), max_size=3
    ).map(tuple),
    level=st.lists(st.builds(LevelNumbers, pages, digits, spans, digits), max_size=3).map(tuple),
)


def a_row(**overrides: Any) -> RawRow:
    values: dict[str, Any] = {
        "page": 1,
        "number": 1,
        "cells": (Cell("Tettnang", (1.0, 2.0, 3.0, 4.0)), Cell("")),
        "bbox": (1.0, 2.0, 3.0, 4.0),
        "engine": "pdfium",
    }
    return RawRow(**(values | overrides))


def a_reading(**overrides: Any) -> Reading:
    values: dict[str, Any] = {
        "engine": "pdfium",
        "engine_version": "5.15",
        "page_count": 2,
        "tables": (RawTable(1, 1, 1, (a_row(),)),),
        "outside": (a_row(page=2),),
        "level": (LevelNumbers(1, ("08435057",), (50, 93), ("12", "9661")),),
    }
    return Reading(**(values | overrides))


def decode(answer: bytes) -> Answer:
    return decode_answer(answer, PATH, "pdfium")


@given(st.lists(st.binary(max_size=64), max_size=3))
def test_pictures_come_back_byte_by_byte(pixels: list[bytes]) -> None:
    pictures = tuple(b"\x89PNG\r\n\x1a\n" + content for content in pixels)
    assert decode(encode_pictures(pictures)) == pictures


@pytest.mark.parametrize("pictures", [[""], ["R0lGODlh"], ["no base64"], [None], [7], "iVBO", None])
def test_what_is_no_picture_is_refused(pictures: object) -> None:
    with pytest.raises(WireError):
        decode(json.dumps({"pictures": pictures}).encode())


@given(readings)
def test_a_reading_comes_back_equal(reading: Reading) -> None:
    assert decode(encode_reading(reading)) == reading


def test_a_reading_travels_in_columns() -> None:
    assert json.loads(encode_reading(a_reading())) == {
        "reading": {
            "engine": "pdfium",
            "engine_version": "5.15",
            "page_count": 2,
            "metadata": {},
            "notes": [],
            "engines": ["pdfium"],
            "tables": [1, 1, 1, 1],
            "rows": [1, 1, 0, 2, 2, 1, 0, 2],
            "row_boxes": [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0],
            "texts": ["Tettnang", "", "Tettnang", ""],
            "boxed": "1010",
            "boxes": [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0],
            "cuts": {},
            "omissions": [],
            "omission_boxes": [],
            "level": [[1, "08435057", 50, 93, "12 9661"]],
        }
    }


misshapen = st.builds(
    MisshapenDigit, st.integers(1, 10**6), boxes, st.sampled_from("0123456789"), st.text(max_size=1)
)
counts = st.integers(0, 10**6)


@given(
    st.lists(misshapen, max_size=4).map(tuple),
    st.dictionaries(st.sampled_from(Abstention), counts),
    counts,
)
def test_shapes_of_digits_come_back_equal(
    contradictions: tuple[MisshapenDigit, ...], abstained: dict[Abstention, int], right: int
) -> None:
    digits = len(contradictions) + right + sum(abstained.values())
    shapes = DigitShapes(digits, contradictions, abstained)
    assert decode(encode_shapes(shapes)) == shapes


SHAPES: dict[str, Any] = {
    "digits": 9,
    "contradictions": [[1, 1.0, 2.0, 3.0, 4.0, "3", "8"]],
    "abstained": {"rare": 2},
}


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ({"notes": []}, "keys differ by ['notes']"),
        ({"digits": -1}, "no count"),
        ({"digits": 2.0}, "no count"),
        ({"digits": 2}, "counts do not fit each other"),
        ({"abstained": {"tired": 1}}, "unknown reason 'tired'"),
        ({"abstained": ["rare"]}, "list in place of an object"),
        ({"contradictions": [[1, "3", "8"]]}, "a contradiction of 3 values"),
        (
            {"contradictions": [[0, 1.0, 2.0, 3.0, 4.0, "3", "8"]]},
            "a contradiction without a place",
        ),
        ({"contradictions": [[1, 1, 2.0, 3.0, 4.0, "3", "8"]]}, "a contradiction without a place"),
        ({"contradictions": [[1, 1.0, 2.0, 3.0, 4.0, "33", "8"]]}, "no single characters"),
        ({"contradictions": [[1, 1.0, 2.0, 3.0, 4.0, "3", None]]}, "NoneType in place of text"),
    ],
)
def test_damaged_shapes_are_refused(damage: dict[str, Any], complaint: str) -> None:
    with pytest.raises(WireError) as caught:
        decode(json.dumps({"shapes": SHAPES | damage}).encode())
    assert str(caught.value) == complaint


@pytest.mark.parametrize(
    "error",
    [
        NotAPdfError(PATH, b"<html>\x00\xff"),
        NotAPdfError(PATH, b""),
        BrokenPdfError(PATH.name, "no end"),
        PasswordRequiredError(PATH.name),
        CopyingForbiddenError(PATH.name, "pdfium"),
        NoTextLayerError(PATH.name, 12),
        HiddenTextError(PATH.name, 12, 3402),
        EngineLimitError(PATH.name, "pdfium", "too many pages"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_back_with_its_facts(error: UnreadableDocumentError) -> None:
    back = decode(encode_error(error))
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))


def test_an_unknown_error_cannot_be_named() -> None:
    with pytest.raises(WireError, match="unknown error 'SystemExit'"):
        decode(b'{"error":"SystemExit","facts":{}}')


def changed(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda content: content.update(values)


def without_engine(content: dict[str, Any]) -> None:
    del content["engine"]


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (without_engine, "keys differ by ['engine']"),
        (changed(more=1), "keys differ by ['more']"),
        (changed(engine=1), "int in place of text"),
        (changed(page_count=True), "no count"),
        (changed(page_count=-1), "no count"),
        (changed(page_count=1), "a page or count out of range"),
        (changed(metadata=[]), "list in place of an object"),
        (changed(metadata={"Title": None}), "NoneType in place of text"),
        (changed(notes="abc"), "no list of str"),
        (changed(engines=[]), "an unknown engine"),
        (changed(tables=[1, 1, 1]), "3 values are no groups of 4"),
        (changed(tables=[0, 1, 1, 1]), "a page or count out of range"),
        (changed(tables=[1, 1, 1, -1]), "a page or count out of range"),
        (changed(tables=[1, 1, 1, 3]), "counts do not fit each other"),
        (changed(tables=[2, 1, 1, 1]), "a row on another page than its table"),
        (changed(tables=[1.0, 1, 1, 1]), "no list of int"),
        (changed(rows=[1, 1, 0, 2, 2, 1, 0, 1]), "counts do not fit each other"),
        (changed(texts=["Tettnang", "", "Tettnang"]), "counts do not fit each other"),
        (changed(boxed="1011"), "counts do not fit each other"),
        (changed(boxed="1x10"), "counts do not fit each other"),
        (changed(boxes=[1.0]), "1 values are no groups of 4"),
        (changed(boxes=["1"] * 8), "no list of numbers"),
        (changed(boxes=[True] * 8), "no list of numbers"),
        (changed(boxes=[10**400] * 8), "a number out of range"),
    ],
)
def test_a_damaged_reading_is_refused(
    damage: Callable[[dict[str, Any]], None], complaint: str
) -> None:
    content = json.loads(encode_reading(a_reading()))
    damage(content["reading"])
    with pytest.raises(WireError) as caught:
        decode(json.dumps(content).encode())
    assert str(caught.value) == complaint


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (b"", "no JSON: Expecting value"),
        (b"\xff\xfe\xfd", "no JSON: "),
        (b'{"reading":', "no JSON: "),
        (b"[" * 200_000, "no JSON: "),
        (b"[]", "list in place of an object"),
        (b"{}", "neither reading, pictures, shapes nor error"),
        (b'{"reading":{},"error":1}', "neither reading, pictures, shapes nor error"),
        (b'{"error":"NotAPdfError","facts":{"first_bytes":"zz"}}', "not hexadecimal"),
        (b'{"error":"NoTextLayerError","facts":{"pages":"many"}}', "unknown error"),
    ],
)
def test_what_is_no_answer_is_refused(answer: bytes, complaint: str) -> None:
    with pytest.raises(WireError, match=complaint):
        decode(answer)


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e999"])
def test_a_box_without_end_is_refused(number: bytes) -> None:
    answer = encode_reading(a_reading()).replace(b'"boxes":[1.0', b'"boxes":[' + number)
    with pytest.raises(WireError, match="number"):
        decode(answer)


@given(st.binary(max_size=60), st.integers(0, 400))
def test_whatever_the_damage_only_one_error_is_raised(junk: bytes, place: int) -> None:
    answer = encode_reading(a_reading())
    damaged = answer[:place] + junk + answer[place + len(junk) :]
    with suppress(WireError):
        assert decode(damaged).__class__ in ANSWERS
