"""Whatever is done to a record, it is read as what it says, or named as damaged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.acquire.rawstore import find_document, store_document
from pipeline.errors import OtherFormatError, WarehouseDamagedError, WrongSettingsError
from pipeline.jsonfiles import record_bytes, to_json
from pipeline.store.records import (
    MANIFEST_NAME,
    Sighting,
    Withdrawal,
    checksummed_bytes,
    facts_path,
    find_facts,
    read_manifest,
)
from pipeline.store.warehouse import Warehouse
from schemas.corrections import CORRECTIONS, load_corrections
from schemas.source import SOURCES, load_source
from tests.builders.frames import FIRST_DAY
from tests.builders.manifests import manifest
from tests.builders.search import examples

ID = "2018-01-31-12345678"
PDF = b"%PDF-1.7\n%%EOF\n"

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["", "0", "1E999", "2018-01-31T00:00:00", "9999-12-31T23:59:59-12:00", "/"]),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place within JSON."""
    yield path
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(value, (*path, key))


@st.composite
def damaged(draw: st.DrawFn, valid: Any) -> Any:
    """JSON of which one value is another one, missing or too many."""
    *path, last = draw(st.sampled_from([place for place in places(valid) if place]))
    data = inner = deepcopy(valid)
    for key in path:
        inner = inner[key]
    match draw(st.sampled_from(["other", "missing", "more"])):
        case "missing":
            del inner[last]
        case "more" if isinstance(inner, dict):
            inner[draw(st.text(max_size=8))] = draw(ANYTHING)
        case _:
            inner[last] = draw(ANYTHING)
    return data


FACTS: dict[type[Any], Any] = {
    Withdrawal: [Withdrawal("A. Muster", "Doppelt", FIRST_DAY, 3)],
    Sighting: [Sighting(FIRST_DAY, FIRST_DAY)],
}
MANIFEST = to_json(manifest(ID, published="2018-01-31"))
CHECKED = json.loads(checksummed_bytes(MANIFEST))
TEXTS = st.one_of(damaged(MANIFEST), ANYTHING).map(
    lambda data: checksummed_bytes(data) if isinstance(data, dict) else dumped(data)
)


def dumped(data: Any) -> bytes:
    return json.dumps(data).encode("utf-8", "surrogatepass")


def cut_or_flipped(valid: bytes) -> st.SearchStrategy[bytes]:
    place = st.integers(0, len(valid) - 1)
    return st.one_of(
        place.map(lambda at: valid[:at]),
        st.builds(
            lambda at, byte: valid[:at] + bytes([byte]) + valid[at + 1 :],
            place,
            st.integers(0, 255),
        ),
        st.binary(max_size=20),
    )


def known(record: Any, valid: dict[str, Any]) -> Any:
    """What a record says, if there is one, without what a later program may have added."""
    return record and {key: value for key, value in record.items() if key in valid}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("records")


@examples(150)
@given(st.one_of(TEXTS, damaged(CHECKED).map(dumped), cut_or_flipped(checksummed_bytes(MANIFEST))))
def test_a_manifest_is_read_as_it_says_or_named(folder: Path, content: bytes) -> None:
    (folder / MANIFEST_NAME).write_bytes(content)
    try:
        found = read_manifest(folder)
    except (WarehouseDamagedError, OtherFormatError):
        return
    said = known(json.loads(content), MANIFEST)
    said |= {part: known(said[part], MANIFEST[part]) for part in ("document", "edition", "claims")}
    assert checksummed_bytes(to_json(found)) == checksummed_bytes(said)


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.__name__)
@examples(60)
@given(data=st.data())
def test_facts_are_read_as_they_say_or_named(
    folder: Path, kind: type[Any], data: st.DataObject
) -> None:
    warehouse = Warehouse(folder)
    valid = json.loads(record_bytes({"snapshot": ID, "facts": FACTS[kind]}))
    content = data.draw(
        st.one_of(damaged(valid).map(dumped), ANYTHING.map(dumped), cut_or_flipped(dumped(valid)))
    )
    path = facts_path(warehouse, ID, kind)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    try:
        found = find_facts(warehouse, ID, kind)
    except WarehouseDamagedError:
        return
    assert all(isinstance(fact, kind) for fact in found)


@examples(60)
@given(data=st.data())
def test_the_record_of_a_document_is_read_or_named(folder: Path, data: st.DataObject) -> None:
    stored = store_document(PDF, folder, "plan.pdf", FIRST_DAY)
    path = folder / f"{hashlib.sha256(PDF).hexdigest()}.json"
    original = path.read_bytes()
    content = data.draw(
        st.one_of(damaged(json.loads(original)).map(dumped), cut_or_flipped(original))
    )
    path.write_bytes(content)
    try:
        found = find_document(folder, stored.sha256)
        assert found is None or found.sha256 == stored.sha256
    except WarehouseDamagedError:
        pass
    finally:
        path.write_bytes(original)


@pytest.mark.parametrize(
    ("load", "valid"),
    [
        (load_source, next(SOURCES.glob("*.toml"))),
        (load_corrections, CORRECTIONS),
    ],
    ids=["source", "corrections"],
)
@examples(60)
@given(data=st.data())
def test_settings_are_read_or_their_mistake_is_named(
    folder: Path, load: Callable[[Path], object], valid: Path, data: st.DataObject
) -> None:
    content = valid.read_bytes()
    more = data.draw(st.sampled_from([b"\xff", b"[" * 5000, b"x = " + b"9" * 5000, b"\0", b"= 1"]))
    path = folder / "settings.toml"
    path.write_bytes(data.draw(st.one_of(cut_or_flipped(content), st.just(content + more))))
    load_source.cache_clear()
    with suppress(WrongSettingsError):
        load(path)
