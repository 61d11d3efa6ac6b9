"""What was published and is lost: named, nothing published, and given up on a person's word only.

Each loss is made for real. Whatever command meets it, the good database stays and answers.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import (
    ExitCode,
    NothingToForgetError,
    RecordsLostError,
    WarehouseDamagedError,
)
from pipeline.manifest import Decision
from pipeline.model import LostPart
from pipeline.run import backfill, ingest, look, publish, review
from pipeline.run.setup import Setup
from pipeline.store.history import learn
from pipeline.store.records import Forgetting, Sighting, find_facts
from pipeline.store.warehouse import Warehouse
from tests.builders.frames import withdrawal
from tests.builders.interpretations import FIRST
from tests.builders.manifests import rewrite_manifest
from tests.builders.rereadings import Shelf
from tests.builders.servers import Asked, Pieces, serve
from tests.builders.slow import slow

IN_2018 = datetime(2018, 2, 3, tzinfo=UTC)
SNAPSHOTS = "SELECT snapshot_id, status FROM snapshots ORDER BY ALL"


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Three published editions: one captured early, one withdrawn, one that is the newest."""
    with pytest.MonkeyPatch.context() as patch:
        shelf = Shelf(tmp_path_factory.mktemp("intact"), patch)
    captured = shelf.publish(name="captured.pdf", edition_id=FIRST)
    withdrawn = shelf.publish(name="withdrawn.pdf")
    shelf.publish()
    learn(shelf.warehouse, captured.id, Sighting(IN_2018, IN_2018.replace(year=2024)))
    learn(shelf.warehouse, withdrawn.id, withdrawal())
    publish.rebuild(shelf.root)
    return shelf


@pytest.fixture
def shelf(intact: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A copy of it."""
    return intact.copy(tmp_path, monkeypatch)


def ids(shelf: Shelf) -> tuple[str, str, str]:
    """The IDs of the captured, the withdrawn and the newest edition."""
    captured, withdrawn, newest = (one["id"] for one in look.list_snapshots(shelf.root))
    return captured, withdrawn, newest


@dataclass(frozen=True)
class Lost:
    """A loss, made in a warehouse."""

    make: Callable[[Shelf], None]
    names: Callable[[Shelf], list[str]]
    """The paths below the folder of snapshots at which something was expected."""
    parts: tuple[LostPart, ...]
    left: int
    """How many snapshots are left when it is given up."""


def move_all_away(shelf: Shelf) -> None:
    shelf.warehouse.snapshots.rename(shelf.root.parent / "elsewhere")


def empty(shelf: Shelf) -> None:
    move_all_away(shelf)
    shelf.warehouse.snapshots.mkdir()


def move_all_away_and_delete_the_database(shelf: Shelf) -> None:
    move_all_away(shelf)
    shelf.warehouse.database.rename(shelf.root.parent / "elsewhere.duckdb")


def remove(template: str) -> Callable[[Shelf], None]:
    """Delete a file or folder of the captured or the withdrawn snapshot."""

    def make(shelf: Shelf) -> None:
        path = shelf.warehouse.snapshots / named(template)(shelf)[0]
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return make


def damage(template: str) -> Callable[[Shelf], None]:
    """Write something else into a file."""

    def make(shelf: Shelf) -> None:
        (shelf.warehouse.snapshots / named(template)(shelf)[0]).write_text("{}")

    return make


def named(template: str) -> Callable[[Shelf], list[str]]:
    def names(shelf: Shelf) -> list[str]:
        captured, withdrawn, _ = ids(shelf)
        return [template.format(captured=captured, withdrawn=withdrawn)]

    return names


def everything(shelf: Shelf) -> list[str]:
    captured, withdrawn, newest = ids(shelf)
    # Captures are not missed beside a snapshot that is gone itself.
    return [captured, withdrawn, f"{withdrawn}.withdrawn.json", newest]


ALL = (LostPart.SNAPSHOT, LostPart.WITHDRAWAL)
SNAPSHOT, WITHDRAWAL, CAPTURES = ((part,) for part in LostPart)
LOSSES = {
    "folder moved": Lost(move_all_away, everything, ALL, 0),
    "folder empty": Lost(empty, everything, ALL, 0),
    "snapshot": Lost(remove("{captured}"), named("{captured}"), SNAPSHOT, 2),
    "manifest": Lost(
        remove("{captured}/manifest.json"), named("{captured}/manifest.json"), SNAPSHOT, 2
    ),
    "manifest damaged": Lost(
        damage("{captured}/manifest.json"), named("{captured}/manifest.json"), SNAPSHOT, 2
    ),
    "figures": Lost(
        remove("{captured}/figures.parquet"), named("{captured}/figures.parquet"), SNAPSHOT, 2
    ),
    "withdrawal": Lost(
        remove("{withdrawn}.withdrawn.json"), named("{withdrawn}.withdrawn.json"), WITHDRAWAL, 3
    ),
    "withdrawal damaged": Lost(
        damage("{withdrawn}.withdrawn.json"), named("{withdrawn}.withdrawn.json"), WITHDRAWAL, 3
    ),
    "capture": Lost(remove("{captured}.seen.json"), named("{captured}.seen.json"), CAPTURES, 3),
}


def known_document(shelf: Shelf) -> Path:
    return min(shelf.raw.glob("*.pdf"))


def new_document(shelf: Shelf) -> Path:
    path = shelf.root.parent / "new.pdf"
    path.write_bytes(b"%PDF-1.4 new")
    return path


def refresh(shelf: Shelf) -> None:
    def answer(asked: Asked) -> Pieces:
        raise AssertionError("a run that cannot publish asks nobody")

    with serve(answer) as server:
        ingest.refresh(Setup(shelf.root, shelf.raw), url=server.url("/plan.pdf"))


DECISION = Decision("Irrtum", "mia", datetime(2024, 5, 1, tzinfo=UTC))
PUBLISHING: dict[str, Callable[[Shelf], object]] = {
    "refresh": refresh,
    "ingest known": lambda s: ingest.ingest(known_document(s), Setup(s.root, s.raw)),
    "ingest new": lambda s: ingest.ingest(new_document(s), Setup(s.root, s.raw)),
    "backfill": lambda s: backfill.backfill(Setup(s.root, s.raw), "http://127.0.0.1:1"),
    "accept": lambda s: review.accept(Setup(s.root, s.raw), "latest", DECISION),
    "withdraw": lambda s: review.withdraw(s.root, "latest", DECISION),
    "reprocess": lambda s: s.reprocess(),
    "export": lambda s: publish.export(s.root),
    "rebuild": lambda s: publish.rebuild(s.root),
}


def files(shelf: Shelf) -> dict[str, bytes]:
    """All that is kept or published."""
    paths = (path for path in shelf.root.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(shelf.root)): path.read_bytes() for path in paths}


each_loss = pytest.mark.parametrize(
    "name", [name if name == "snapshot" else slow(name) for name in LOSSES]
)


@each_loss
def test_what_is_lost_is_named_and_nothing_published(shelf: Shelf, name: str) -> None:
    lost = LOSSES[name]
    expected = [str(shelf.warehouse.snapshots / path) for path in lost.names(shelf)]
    given = shelf.ask(SNAPSHOTS)
    lost.make(shelf)
    before, listed = files(shelf), look.list_snapshots(shelf.root)
    for command in PUBLISHING.values():
        with pytest.raises(RecordsLostError) as error:
            command(shelf)
        assert error.value.exit_code is ExitCode.WAREHOUSE
        assert sorted(str(loss.path) for loss in error.value.losses) == sorted(expected)
        words = (word for one in sorted(lost_ids(error.value)) for word in ("--forget", one))
        assert str(error.value).endswith(
            f"run: planungsrahmen rebuild {' '.join(words)} --warehouse {shelf.root}"
        )
    assert files(shelf) == before
    assert (shelf.ask(SNAPSHOTS), look.list_snapshots(shelf.root)) == (given, listed)
    subjects = shelf.verify()[1]
    assert set(expected) <= set(subjects)
    assert not any(subject.startswith(str(shelf.warehouse.database)) for subject in subjects)


def lost_ids(error: RecordsLostError) -> set[str]:
    return {loss.snapshot for loss in error.losses}


@each_loss
def test_what_is_given_up_is_recorded_and_what_it_was_stays_to_be_had(
    shelf: Shelf, name: str
) -> None:
    lost, old = LOSSES[name], shelf.ask(SNAPSHOTS)
    lost.make(shelf)
    with pytest.raises(RecordsLostError) as error:
        publish.rebuild(shelf.root)
    count, given_up = publish.rebuild(
        shelf.root, sorted(lost_ids(error.value)), "mia", "abgebrannt"
    )
    assert (count, given_up) == (lost.left, error.value.losses)
    recorded = [find_facts(shelf.warehouse, id, Forgetting) for id in lost_ids(error.value)]
    assert {part for [one] in recorded for part in one.parts} == set(lost.parts)
    assert {(one.by, one.reason) for [one] in recorded} == {("mia", "abgebrannt")}
    # The database before still has all of it, whatever is published now.
    before = Warehouse(shelf.root.parent / "before")
    before.root.mkdir()
    shutil.copy(f"{shelf.warehouse.database}.aside", before.database)
    assert look.query(before.root, SNAPSHOTS, "csv").partition("\n")[2] == old
    assert len(look.list_snapshots(shelf.root)) == lost.left
    assert shelf.verify() == (lost.left, [])
    assert publish.rebuild(shelf.root) == (lost.left, ())
    publish.export(shelf.root)


@pytest.mark.parametrize(
    "name",
    [
        "manifest damaged",
        slow("figures"),
        slow("withdrawal damaged"),
    ],
)
def test_what_is_damaged_and_given_up_is_moved_aside(shelf: Shelf, name: str) -> None:
    lost = LOSSES[name]
    [path] = lost.names(shelf)
    lost.make(shelf)
    remains = shelf.warehouse.snapshots / Path(path).parts[0]
    content = {p.name: p.read_bytes() for p in [remains, *remains.glob("*")] if p.is_file()}
    publish.rebuild(shelf.root, [remains.name.partition(".")[0]], "mia")
    aside = shelf.root / "aside" / remains.name
    assert not remains.exists()
    assert {p.name: p.read_bytes() for p in [aside, *aside.glob("*")] if p.is_file()} == content


def test_only_what_is_lost_can_be_given_up_and_all_of_it(shelf: Shelf) -> None:
    captured, withdrawn, newest = ids(shelf)
    for id in (captured, newest):
        shutil.rmtree(shelf.warehouse.snapshots / id)
    before = files(shelf)
    with pytest.raises(NothingToForgetError, match=f"nothing of {withdrawn} is lost") as nothing:
        publish.rebuild(shelf.root, [captured, withdrawn, newest], "mia")
    assert nothing.value.exit_code is ExitCode.USAGE
    with pytest.raises(NothingToForgetError, match="nothing of latest is lost"):
        publish.rebuild(shelf.root, ["latest"], "mia")
    with pytest.raises(RecordsLostError) as error:
        publish.rebuild(shelf.root, [captured], "mia")
    # The command that is given names both, so it can be typed as it stands.
    assert lost_ids(error.value) == {captured, newest}
    assert files(shelf) == before


@pytest.mark.slow
def test_what_comes_back_counts_and_is_missed_again(shelf: Shelf) -> None:
    captured, *_ = ids(shelf)
    given, folder = shelf.ask(SNAPSHOTS), shelf.warehouse.snapshots / captured
    kept = shelf.root.parent / "kept"
    folder.rename(kept)
    publish.rebuild(shelf.root, [captured], "mia")
    assert captured not in shelf.ask(SNAPSHOTS)
    shutil.copytree(kept, folder)
    publish.export(shelf.root)
    assert shelf.ask(SNAPSHOTS) == given
    shutil.rmtree(folder)
    with pytest.raises(RecordsLostError, match="no such folder"):
        publish.export(shelf.root)
    publish.rebuild(shelf.root, [captured], "uwe")
    forgettings = find_facts(shelf.warehouse, captured, Forgetting)
    assert [one.by for one in forgettings] == ["mia", "uwe"]


def test_a_snapshot_with_other_rows_is_not_the_published_one(shelf: Shelf, tmp_path: Path) -> None:
    captured, *_ = ids(shelf)
    with pytest.MonkeyPatch.context() as patch:
        other = Shelf(tmp_path / "other", patch)
        manifest = other.publish({"08111000": 111}, name="captured.pdf", edition_id=FIRST)
    assert manifest.id == captured
    folder = shelf.warehouse.snapshots / captured
    folder.rename(tmp_path / "kept")
    shutil.copytree(other.warehouse.snapshots / captured, folder)
    with pytest.raises(RecordsLostError, match="found other rows than the published ones"):
        publish.export(shelf.root)
    publish.rebuild(shelf.root, [captured], "mia")
    assert shelf.ask(f"SELECT sum(betrag_eur) FROM figures WHERE snapshot_id = '{captured}'") == (
        f"{manifest.total_eur:.0f}\n"
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [*((name, None) for name in LOSSES), ("snapshot", "{"), ("withdrawal", "[]")],
)
def test_without_its_record_the_database_tells_what_was_published(
    shelf: Shelf, name: str, content: str | None
) -> None:
    lost = LOSSES[name]
    expected = [str(shelf.warehouse.snapshots / path) for path in lost.names(shelf)]
    shelf.warehouse.publication.unlink()
    if content is not None:
        shelf.warehouse.publication.write_text(content)
    lost.make(shelf)
    with pytest.raises(RecordsLostError) as error:
        publish.export(shelf.root)
    assert sorted(str(loss.path) for loss in error.value.losses) == sorted(expected)


def test_without_the_database_its_record_tells_what_was_published(shelf: Shelf) -> None:
    given = ids(shelf)
    move_all_away_and_delete_the_database(shelf)
    with pytest.raises(RecordsLostError) as error:
        publish.rebuild(shelf.root)
    assert lost_ids(error.value) == set(given)


def test_where_nothing_tells_what_was_published_nothing_is_built_of_nothing(shelf: Shelf) -> None:
    move_all_away(shelf)
    shelf.warehouse.publication.unlink()
    shelf.warehouse.database.write_bytes(b"cut")
    before = files(shelf)
    with pytest.raises(WarehouseDamagedError, match="or snapshots to build one of") as error:
        publish.rebuild(shelf.root)
    assert files(shelf) == before
    assert error.value.remedy.endswith(
        f"run: mv {shelf.warehouse.database} {shelf.warehouse.database}.aside"
    )


def test_a_record_of_a_later_release_is_not_to_be_given_up(shelf: Shelf) -> None:
    captured, *_ = ids(shelf)
    rewrite_manifest(shelf.warehouse.snapshots / captured, format_version=99)
    with pytest.raises(WarehouseDamagedError, match="read this warehouse with the version"):
        publish.rebuild(shelf.root)


def test_a_clone_in_which_nothing_was_published_publishes_what_is_kept(shelf: Shelf) -> None:
    given = shelf.ask(SNAPSHOTS)
    for path in (shelf.warehouse.database, shelf.warehouse.publication):
        path.unlink()
    shutil.rmtree(shelf.warehouse.exports)
    assert len(publish.export(shelf.root)) == 14
    assert (shelf.ask(SNAPSHOTS), shelf.verify()) == (given, (3, []))


def test_a_decision_made_elsewhere_holds_here_too(shelf: Shelf, tmp_path: Path) -> None:
    """As in a clone that pulls: the snapshot is gone, and who gave it up is there."""
    captured, *_ = ids(shelf)
    clone = tmp_path / "clone"
    shutil.copytree(shelf.root, clone)
    shutil.rmtree(clone / "snapshots" / captured)
    publish.rebuild(clone, [captured], "mia")
    shutil.rmtree(shelf.warehouse.snapshots)
    shutil.copytree(clone / "snapshots", shelf.warehouse.snapshots)
    publish.export(shelf.root)
    assert captured not in shelf.ask(SNAPSHOTS)
    assert shelf.warehouse.database.with_name("planungsrahmen.duckdb.aside").exists()
    record = json.loads((shelf.warehouse.snapshots / f"{captured}.forgotten.json").read_bytes())
    assert [one["by"] for one in record["facts"]] == ["mia"]


def test_what_is_restored_is_as_it_was(shelf: Shelf) -> None:
    before = files(shelf)
    move_all_away(shelf)
    with pytest.raises(RecordsLostError):
        publish.rebuild(shelf.root)
    (shelf.root.parent / "elsewhere").rename(shelf.warehouse.snapshots)
    assert [summary.outcome for summary in shelf.reprocess()] == ["unchanged", "unchanged"]
    published = {name: content for name, content in files(shelf).items() if "runs/" not in name}
    assert published == before
