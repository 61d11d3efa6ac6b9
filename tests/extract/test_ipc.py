"""Readings and errors pass from the child to its parent unchanged, and nothing else passes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from itertools import chain
from math import isfinite
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
from pipeline.extract.engine import whole_reading
from pipeline.extract.ipc import ERRORS, Answer, Pictures, encode, encode_error
from pipeline.extract.own import PdfiumEngine
from pipeline.interpret.stage import interpret
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
from pipeline.values import replace
from tests.builders.search import examples
from tests.paths import MATRIX

PATH = Path("folder/list.pdf")
PAGES = 3

numbers = st.floats(allow_nan=False, allow_infinity=False)
boxes: st.SearchStrategy[Bbox] = st.tuples(numbers, numbers, numbers, numbers)
texts = st.text(max_size=12)
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
    rows = st.lists(rows_on(page), min_size=1, max_size=4).map(tuple)
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


def refused() -> pytest.RaisesExc[EngineLimitError]:
    return pytest.raises(EngineLimitError, match="unreadable result: ")


def decode_as(kind: type[Any], answer: bytes, chunk: int = 1000) -> Any:
    taken: Answer[Any] = Answer(kind, PATH.name, "pdfium")
    for start in range(0, len(answer), chunk):
        taken.feed(answer[start : start + chunk])
    assert taken.size == len(answer)
    parts = taken.parts()
    return whole_reading(parts) if kind is Reading else parts[0]


def answer_of(*parts: Reading | Pictures | DigitShapes) -> bytes:
    return b"".join(encode(parts))


def lines_of(answer: bytes) -> list[Any]:
    return [json.loads(line) for line in answer.splitlines()]


def answer_with(lines: Sequence[Any]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


@given(st.lists(st.binary(max_size=64), max_size=3))
def test_pictures_come_back_byte_by_byte(pixels: list[bytes]) -> None:
    pictures = tuple(pixels)
    assert decode_as(Pictures, answer_of(pictures)) == pictures


@pytest.mark.parametrize("pictures", [["no base64"], [None], [7], "iVBO", None])
def test_what_is_no_picture_is_refused(pictures: object) -> None:
    with refused():
        decode_as(Pictures, answer_with([{"part": pictures}, {"is_end": True}]))


@examples(25)
@given(readings)
def test_a_reading_comes_back_equal(reading: Reading) -> None:
    assert decode_as(Reading, answer_of(reading)) == reading


@given(st.text(st.characters(categories=["L", "Cs"]), max_size=12))
def test_half_a_surrogate_pair_comes_back_as_unreadable(text: str) -> None:
    """Fonts give glyphs such a meaning, and it is none."""
    reading = a_reading(outside=(a_row(page=2, cells=(Cell(text),)),))
    readable = "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text)
    assert decode_as(Reading, answer_of(reading)).outside[0].cells == (Cell(readable),)


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
    assert decode_as(DigitShapes, answer_of(shapes)) == shapes


@pytest.mark.parametrize(
    "damage",
    [
        {"digits": 2.5},
        {"abstained": {"tired": 1}},
        {"abstained": ["rare"]},
        {"contradictions": [[1, "3", "8"]]},
    ],
    ids=repr,
)
def test_damaged_shapes_are_refused(damage: dict[str, Any]) -> None:
    shapes = DigitShapes(
        9, (MisshapenDigit(1, (1.0, 2.0, 3.0, 4.0), "3", "8"),), {Abstention.RARE: 2}
    )
    lines = lines_of(answer_of(shapes))
    assert decode_as(DigitShapes, answer_with(lines)) == shapes
    lines[0]["part"] |= damage
    with refused():
        decode_as(DigitShapes, answer_with(lines))


@pytest.mark.parametrize(
    "error",
    [
        NotAPdfError(PATH.name, b"<html>\x00\xff"),
        NotAPdfError(PATH.name, b""),
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
    with pytest.raises(type(error)) as caught:
        decode_as(Reading, encode_error(error))
    back = caught.value
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))


def changed(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda reading: reading.update(values)


def first_row(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda reading: reading["tables"][0]["rows"][0].update(values)


@pytest.mark.parametrize(
    "damage",
    [
        changed(engine=1),
        changed(page_count=1.5),
        changed(page_count=True),
        changed(metadata=[]),
        changed(metadata={"Title": None}),
        changed(notes="abc"),
        changed(tables=[{"page": 1, "number": 1, "model": 1}]),
        changed(omissions=[{"kind": "lost", "page": 1, "text": "", "bbox": [0, 0, 0, 0]}]),
        first_row(bbox=[1.0, 2.0, 3.0]),
        first_row(bbox=["1"] * 4),
        first_row(bbox=[True] * 4),
        first_row(bbox=[float("nan")] * 4),
        first_row(bbox=[float("inf")] * 4),
        first_row(bbox=[10**400] * 4),
        first_row(cells=[{"text": None}]),
    ],
)
def test_a_damaged_reading_is_refused(damage: Callable[[dict[str, Any]], None]) -> None:
    lines = lines_of(answer_of(a_reading()))
    assert decode_as(Reading, answer_with(lines)) == a_reading()
    damage(lines[0]["part"])
    with refused():
        decode_as(Reading, answer_with(lines))


@examples(25)
@given(readings, readings, st.integers(1, 40))
def test_a_reading_in_parts_comes_back_as_one(one: Reading, other: Reading, chunk: int) -> None:
    other = replace(other, engine=one.engine, engine_version=one.engine_version)
    both = decode_as(Reading, answer_of(one, other), chunk)
    assert both.tables == one.tables + other.tables
    assert both.outside == one.outside + other.outside
    assert both.level == one.level + other.level
    assert (both.notes, both.omissions) == (
        one.notes + other.notes,
        one.omissions + other.omissions,
    )
    assert both.metadata == {**one.metadata, **other.metadata}


@pytest.mark.parametrize(
    "lines",
    [
        lambda part, end: [part],
        lambda part, end: [end],
        lambda part, end: [part, part],
        lambda part, end: [part, end, end],
        lambda part, end: [part, end, part],
    ],
)
def test_what_does_not_end_with_its_end_is_refused(
    lines: Callable[[dict[str, Any], dict[str, Any]], list[dict[str, Any]]],
) -> None:
    with refused():
        decode_as(Reading, answer_with(lines(*lines_of(answer_of(a_reading())))))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff\xfe\xfd",
        b'{"part":',
        b"[" * 200_000,
        b'{"part":' + b"[" * 200_000,
        b"[]",
        b"{}",
        b'{"part":{},"more":1}',
        b'{"is_end":false}',
        b"\n",
        b'{"error":"SystemExit","facts":{}}',
        b'{"error":"NotAPdfError","facts":{"first_bytes":"zz\xc3\xa4"}}',
        b'{"error":"NoTextLayerError","facts":{"pages":"many"}}',
        b'{"error":"NoTextLayerError"}',
        b'{"part":{"engine":"\xed\xa0\x80"}}',
    ],
)
def test_what_is_no_answer_is_refused(answer: bytes) -> None:
    with refused():
        decode_as(Reading, answer + b"\n")


@given(st.binary(max_size=60), st.integers(0, 400))
def test_whatever_the_damage_only_one_error_is_raised(junk: bytes, place: int) -> None:
    answer = answer_of(a_reading())
    damaged = answer[:place] + junk + answer[place + len(junk) :]
    with suppress(UnreadableDocumentError):
        assert isinstance(decode_as(Reading, damaged), Reading)


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from([-1, 0, 1, 2, 4, 2**31, 2**63, 10**30, 0.5, 1e308])
    | texts
    | st.sampled_from(["error", "part", "\ud800", "\x00", "pdfium", "08435057", "1e999"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=4,
)


@cache
def a_list() -> Reading:
    """The reading of a list that is understood."""
    return PdfiumEngine().read(MATRIX / "pdf" / "canvas_cells_shuffled.pdf")


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in JSON that could hold something else: a container, and the key in it."""
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    found = [(value, key) for key, _ in items]
    return found + [place for _, inner in items for place in _places(inner)]


@st.composite
def forged_answers(draw: st.DrawFn) -> bytes:
    """An answer in whose JSON some values are others, moved, renamed or missing."""
    answer = lines_of(answer_of(draw(readings | st.builds(a_list))))
    for _ in range(draw(st.integers(1, 3))):
        container, key = draw(st.sampled_from(_places(answer)))
        other, other_key = draw(st.sampled_from(_places(answer)))
        match draw(st.sampled_from(["another", "moved", "gone", "renamed"])):
            case "another":
                container[key] = draw(junk)
            case "moved":
                container[key] = json.loads(json.dumps(other[other_key]))
            case "gone":
                del container[key]
            case _ if isinstance(container, dict):
                container[draw(texts)] = container.pop(key)
        if not _places(answer):
            break
    return answer_with(answer)


@st.composite
def torn_answers(draw: st.DrawFn) -> bytes:
    """An answer of whose bytes some are others or missing, or that stands there twice."""
    answer = bytearray(answer_of(draw(readings | st.builds(a_list))))
    begin, length = draw(st.integers(0, len(answer))), draw(st.integers(0, 9))
    answer[begin : begin + length] = draw(st.binary(max_size=9))
    return bytes(answer) * draw(st.sampled_from([1, 1, 1, 2]))


def _check_fits(found: Reading) -> None:
    """A reading is what its types say, and comes back as it is."""
    rows = [*chain.from_iterable(table.rows for table in found.tables), *found.outside]
    boxes = [row.bbox for row in rows] + [one.bbox for one in found.omissions]
    boxes += [cell.bbox for row in rows for cell in row.cells if cell.bbox]
    assert all(map(isfinite, chain.from_iterable(boxes)))
    assert decode_as(Reading, answer_of(found)) == found


@examples(20)
@given(forged_answers() | torn_answers() | st.binary(max_size=40))
def test_whatever_the_child_answers_is_a_reading_or_refused(answer: bytes) -> None:
    try:
        found = decode_as(Reading, answer)
    except UnreadableDocumentError:
        return
    _check_fits(found)
    with suppress(UnreadableDocumentError):
        interpret(found)


@examples(20)
@given(st.dictionaries(st.sampled_from(["name", "reason", "pages", "words", "first_bytes"]), junk))
def test_whatever_error_the_child_answers_is_one_or_refused(facts: dict[str, Any]) -> None:
    for kind in ERRORS:
        with pytest.raises(UnreadableDocumentError, match=PATH.name):
            decode_as(Reading, json.dumps({"error": kind, "facts": facts}).encode() + b"\n")
