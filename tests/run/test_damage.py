"""A database that is damaged or lost: built anew from the snapshots, whatever command meets it.

The damage is done for real. What lay in the database's place, and is none of ours, is kept; where
it cannot be replaced, everything stays as it was.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest

from pipeline.errors import (
    ExitCode,
    UnknownSnapshotError,
    WarehouseDamagedError,
    WarehouseNotWritableError,
)
from pipeline.manifest import Decision
from pipeline.run import ingest, look, publish, review
from pipeline.run.setup import OWN_ENGINE, Setup
from pipeline.store.proof import verify_files
from pipeline.store.publication import unpublished_because
from pipeline.store.warehouse import Warehouse
from pipeline.summary import RunSummary
from tests.builders.servers import PDF_TYPE, Asked, Pieces, Server, reply, serve
from tests.builders.slow import slow
from tests.paths import SAMPLES

SAMPLE = SAMPLES / "endgueltig-2018-01_synthetic.pdf"
EARLIER = SAMPLES / "vorlaeufig-2017-07_synthetic.pdf"
DECISION = Decision("Irrtum", "mia", datetime(2024, 5, 1, tzinfo=UTC))
ROWS = "SELECT count(*) FROM planungsrahmen"


def answer(asked: Asked) -> Pieces:
    """Give the sample, or say that it has not changed."""
    if asked.headers.get("if-none-match") == '"one"':
        return reply(status="304 Not Modified")
    return reply(SAMPLE.read_bytes(), headers={**PDF_TYPE, "ETag": '"one"'})


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(answer) as server:
        yield server


class Place:
    """A warehouse that has fetched the sample from a server, and its raw store."""

    def __init__(self, folder: Path, url: str) -> None:
        self.root, self.raw, self.url = folder / "warehouse", folder / "raw", url
        self.warehouse = Warehouse(self.root)

    def refresh(self) -> RunSummary:
        return ingest.refresh(Setup(self.root, self.raw, (OWN_ENGINE,)), self.url)

    def ingest(self, pdf: Path = SAMPLE) -> RunSummary:
        return ingest.ingest(pdf, Setup(self.root, self.raw, (OWN_ENGINE,)))

    def verify(self) -> list[str]:
        """What differs in files, database and documents, none of which is read again."""
        return [str(one) for one in verify_files(self.warehouse, self.raw).differences]

    def answers(self) -> bool:
        """Whether the database has the rows of the sample, and nothing is in a reader's way."""
        return look.query(self.root, ROWS, "csv").splitlines()[1:] == ["1101"]

    def exports(self) -> dict[str, bytes]:
        paths = self.warehouse.exports.glob("*.*")
        return {path.name: path.read_bytes() for path in paths}

    def kept_aside(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.root.glob("*.duckdb.aside*"))]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Path:
    folder = tmp_path_factory.mktemp("base")
    assert Place(folder, server.url("/plan.pdf")).refresh().outcome == "new"
    return folder


@pytest.fixture
def place(tmp_path: Path, base: Path, server: Server) -> Place:
    """A copy of it, so that each test has its own."""
    shutil.copytree(base, tmp_path, dirs_exist_ok=True)
    return Place(tmp_path, server.url("/plan.pdf"))


def delete(database: Path) -> None:
    database.unlink()


def cut(database: Path) -> None:
    os.truncate(database, database.stat().st_size // 2)


def empty(database: Path) -> None:
    os.truncate(database, 0)


def put_other_bytes(database: Path) -> None:
    database.write_bytes(b"x" * database.stat().st_size)


def put_database_of_others(database: Path) -> None:
    database.unlink()
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1 AS one")


def damage_a_header(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(2 * 4096)
        file.write(bytes(100))


def lose_the_record(database: Path) -> None:
    Path(f"{database}.json").unlink()


def cut_the_record(database: Path) -> None:
    os.truncate(f"{database}.json", 100)


def be_a_fresh_clone(database: Path) -> None:
    lose_the_record(database)
    database.unlink()
    shutil.rmtree(database.parent / "exports")


DAMAGE = (
    delete,
    cut,
    empty,
    put_other_bytes,
    put_database_of_others,
    damage_a_header,
    lose_the_record,
    cut_the_record,
    be_a_fresh_clone,
)
KEPT = (cut, put_other_bytes, put_database_of_others, damage_a_header)
"""What leaves something in the database's place of which nobody knows what it holds."""
COMMANDS: dict[str, Callable[[Place], object]] = {
    "refresh": lambda place: place.refresh(),
    "ingest": lambda place: place.ingest(),
    "withdraw": lambda place: review.withdraw(place.root, "2031", DECISION),
    "export": lambda place: publish.export(place.root),
    "rebuild": lambda place: publish.rebuild(place.root),
}


each_command = pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name == "ingest" else pytest.mark.slow) for name in COMMANDS],
)


@pytest.mark.parametrize(
    "damage",
    [damage if damage is cut else slow(damage) for damage in DAMAGE],
    ids=lambda damage: damage.__name__,
)
def test_what_can_be_mended_is_with_a_warning(
    place: Place, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None]
) -> None:
    exports, database = place.exports(), place.warehouse.database
    damage(database)
    lies_there = database.read_bytes() if damage in KEPT else None
    with caplog.at_level(logging.WARNING):
        summary = place.refresh()
    assert (summary.outcome, summary.exit_code, summary.changed) == ("unchanged", 0, True)
    assert "; publishing now from the snapshots" in caplog.text
    assert place.kept_aside() == ([lies_there] if lies_there is not None else [])
    assert place.answers()
    assert sorted(place.exports()) == sorted(exports)
    assert (place.verify(), place.refresh().changed) == ([], False)


@each_command
def test_every_command_mends_it_first(place: Place, name: str) -> None:
    cut(place.warehouse.database)
    with pytest.raises(WarehouseDamagedError):
        place.answers()
    if name == "withdraw":
        with pytest.raises(UnknownSnapshotError):
            COMMANDS[name](place)
    else:
        COMMANDS[name](place)
    assert (place.answers(), place.verify()) == (True, [])


def test_a_stale_log_is_moved_aside_and_never_lost(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    wal = Path(f"{place.warehouse.database}.wal")
    for content in (b"one", b"other"):
        wal.write_bytes(content)
        with pytest.raises(WarehouseDamagedError, match="expected no log beside the database"):
            place.answers()
        with caplog.at_level(logging.WARNING):
            assert place.refresh().outcome == "unchanged"
        assert place.answers()
    assert "was moved to planungsrahmen.duckdb.wal.stale-2" in caplog.text
    stale = [Path(f"{wal}.stale{number}").read_bytes() for number in ("", "-2")]
    assert (stale, place.verify()) == ([b"one", b"other"], [])


def test_damage_that_keeps_size_and_header_is_for_verify(place: Place) -> None:
    database = place.warehouse.database
    content = bytearray(database.read_bytes())
    content[-1] ^= 1  # of a block whose end nothing is in
    database.write_bytes(content)
    assert (place.refresh().changed, unpublished_because(place.warehouse)) == (False, None)
    [difference] = place.verify()
    assert difference.startswith(f"{database}: expected ")
    assert difference.endswith(f"run: planungsrahmen rebuild --warehouse {place.root}")
    publish.rebuild(place.root)
    assert (place.answers(), place.verify()) == (True, [])


def test_a_record_that_is_missing_is_named_by_verify(place: Place) -> None:
    lose_the_record(place.warehouse.database)
    [difference] = place.verify()
    assert difference.startswith(
        f"{place.warehouse.publication}: expected the record of what was published, found no such"
    )


def test_snapshots_are_those_that_the_database_has(place: Place) -> None:
    [listed] = look.list_snapshots(place.root)
    assert (place.warehouse.snapshots / listed["id"]).is_dir()
    cut(place.warehouse.database)
    with pytest.raises(WarehouseDamagedError, match="expected "):
        look.list_snapshots(place.root)
    place.warehouse.database.unlink()
    with pytest.raises(WarehouseDamagedError, match="expected the database, found no such file"):
        look.list_snapshots(place.root)


@pytest.mark.slow
def test_what_is_there_and_not_published_yet_is_published(place: Place, tmp_path: Path) -> None:
    """As in a clone that pulls an edition which was taken in elsewhere."""
    other = Place(tmp_path / "other", place.url)
    shutil.copytree(place.root, other.root)
    shutil.copytree(place.raw, other.raw)
    assert other.ingest(EARLIER).outcome == "new"
    shutil.rmtree(place.warehouse.snapshots)
    shutil.copytree(other.warehouse.snapshots, place.warehouse.snapshots)
    assert place.refresh().changed
    assert look.list_snapshots(place.root)[1]["status"] == "frueher"


@each_command
def test_a_folder_in_its_place_stays_and_so_do_the_exports(place: Place, name: str) -> None:
    database, exports = place.warehouse.database, place.exports()
    database.unlink()
    database.mkdir()
    (database / "mine.txt").write_text("mine")
    with pytest.raises(WarehouseNotWritableError, match="it is a folder, not a file") as error:
        COMMANDS[name](place)
    assert error.value.exit_code is ExitCode.WAREHOUSE
    assert str(error.value).endswith(f"run: mv {database} {database}.aside")
    assert (place.exports(), (database / "mine.txt").read_text()) == (exports, "mine")
    database.rename(f"{database}.aside")
    assert place.refresh().changed
    assert (place.answers(), place.verify()) == (True, [])


@pytest.mark.slow
def test_where_the_database_cannot_be_replaced_the_exports_are_not(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports, published = place.exports(), place.warehouse.database.read_bytes()
    with monkeypatch.context() as patch:
        replace = Path.replace

        def refuse(path: Path, target: Path) -> Path:
            if target == place.warehouse.database:
                raise PermissionError(1, "Operation not permitted")
            return replace(path, target)

        patch.setattr(Path, "replace", refuse)
        with pytest.raises(WarehouseNotWritableError, match="Operation not permitted"):
            review.withdraw(place.root, "latest", DECISION)
    assert (place.exports(), place.warehouse.database.read_bytes()) == (exports, published)
    assert place.answers()
    # What was decided is published by the next run that can.
    assert place.refresh().changed
    assert sorted(place.exports()) == ["LIESMICH.txt"]


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Have no more rights than the owner of nothing, also where tests run as the superuser."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_in_a_folder_that_cannot_be_written_everything_stays(place: Place, base: Path) -> None:
    # Once with all rights, so that no module is loaded while there are none.
    with TemporaryDirectory() as once, TemporaryDirectory() as folder:
        for copy in (once, folder):
            shutil.copytree(base, copy, dirs_exist_ok=True)
        review.withdraw(Place(Path(once), place.url).root, "latest", DECISION)
        there = Place(Path(folder), place.url)
        Path(folder).chmod(0o755)
        (there.root / ".lock").chmod(0o666)
        exports, published = there.exports(), there.warehouse.database.read_bytes()
        there.root.chmod(0o555)
        with (
            as_somebody_else(),
            pytest.raises(WarehouseNotWritableError, match="Permission denied"),
        ):
            review.withdraw(there.root, "latest", DECISION)
        there.root.chmod(0o755)
        assert (there.exports(), there.warehouse.database.read_bytes()) == (exports, published)
        assert there.answers()
