"""The document from its address the whole way: new once, then nothing new, held, or not there."""

from pathlib import Path

import pytest

from pipeline.errors import ExitCode
from pipeline.run import ingest, look
from pipeline.run.setup import OWN_ENGINE, Setup
from pipeline.store.publication import mark_unpublished, unpublished_because
from pipeline.store.runs import read_run_records
from pipeline.store.warehouse import Warehouse
from pipeline.summary import RunSummary
from tests.builders.servers import PAGE, PDF_TYPE, Asked, Pieces, reply, serve
from tests.paths import SAMPLES

SAMPLE = SAMPLES / "endgueltig-2018-01_synthetic.pdf"
EARLIER = SAMPLES / "vorlaeufig-2017-07_synthetic.pdf"


def refresh(folder: Path, url: str) -> RunSummary:
    return ingest.refresh(Setup(folder / "warehouse", folder / "raw", (OWN_ENGINE,)), url)


def test_a_document_is_new_once_and_then_known(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Pieces:
        if asked.headers.get("if-none-match") == '"one"':
            return reply(status="304 Not Modified")
        return reply(SAMPLE.read_bytes(), headers={**PDF_TYPE, "ETag": '"one"'})

    with serve(answer) as server:
        new, again = (refresh(tmp_path, server.url("/plan.pdf")) for _ in range(2))
        mark_unpublished(Warehouse(tmp_path / "warehouse"))
        finishing = refresh(tmp_path, server.url("/plan.pdf"))
    assert (new.outcome, new.exit_code, new.rows) == ("new", ExitCode.DONE, 1_101)
    assert (again.outcome, again.exit_code) == ("unchanged", ExitCode.DONE)
    assert again.snapshot == new.snapshot
    assert (new.changed, again.changed, finishing.outcome, finishing.changed) == (
        True,
        False,
        "unchanged",
        True,
    )
    assert len(list((tmp_path / "warehouse" / "runs").iterdir())) == 3


@pytest.mark.slow
@pytest.mark.parametrize("content", [None, b"kaputt"], ids=["missing", "overwritten"])
def test_a_lost_database_is_published_again(tmp_path: Path, content: bytes | None) -> None:
    database = Warehouse(tmp_path / "warehouse").database
    with serve(lambda asked: reply(SAMPLE.read_bytes(), headers=PDF_TYPE)) as server:
        refresh(tmp_path, server.url("/plan.pdf"))
        database.unlink()
        if content is not None:
            database.write_bytes(content)
        again = refresh(tmp_path, server.url("/plan.pdf"))
    assert (again.outcome, again.changed) == ("unchanged", True)
    counted = look.query(tmp_path / "warehouse", "SELECT count(*) FROM planungsrahmen", "csv")
    assert counted.splitlines()[1:] == ["1101"]


def test_what_is_no_pdf_ends_with_5_and_is_recorded(tmp_path: Path) -> None:
    with serve(lambda asked: reply(PAGE, headers=PDF_TYPE)) as server:
        summary = refresh(tmp_path, server.url("/plan.pdf"))
    assert (summary.outcome, summary.exit_code) == ("unreachable", ExitCode.UNREACHABLE)
    assert "<!DOCTYPE html>" in summary.message
    assert len(list((tmp_path / "warehouse" / "runs").iterdir())) == 1


def test_what_a_killed_run_left_open_is_published_also_where_nothing_can_be_had(
    tmp_path: Path,
) -> None:
    warehouse = Warehouse(tmp_path / "warehouse")
    with serve(lambda asked: reply(SAMPLE.read_bytes(), headers=PDF_TYPE)) as server:
        refresh(tmp_path, server.url("/plan.pdf"))
    mark_unpublished(warehouse)
    with serve(lambda asked: reply(PAGE, headers=PDF_TYPE)) as server:
        summary = refresh(tmp_path, server.url("/plan.pdf"))
    assert (summary.outcome, summary.changed) == ("unreachable", True)
    assert unpublished_because(warehouse) is None


@pytest.mark.slow
def test_a_pdf_cut_without_a_sign_ends_with_4(tmp_path: Path) -> None:
    cut = SAMPLE.read_bytes()[:-2_100]
    with serve(lambda asked: reply(cut, headers=PDF_TYPE)) as server:
        summary = refresh(tmp_path, server.url("/plan.pdf"))
    assert (summary.outcome, summary.exit_code) == ("unreadable", ExitCode.UNREADABLE)


def test_a_source_that_goes_back_to_an_older_edition_is_a_warning(tmp_path: Path) -> None:
    given = [EARLIER, SAMPLE, EARLIER, SAMPLE]
    with serve(lambda asked: reply(given.pop(0).read_bytes(), headers=PDF_TYPE)) as server:
        first, newest, back, again = (refresh(tmp_path, server.url("/plan.pdf")) for _ in range(4))
    assert [len(one.warnings) for one in (first, newest, back, again)] == [0, 0, 1, 0]
    assert (back.outcome, back.exit_code, back.changed) == ("unchanged", ExitCode.DONE, False)
    assert back.warnings == (
        f"the source gives an older edition, {first.snapshot}, than the newest published, "
        f"{newest.snapshot}, which stays; look at the source's page whether it was taken back",
    )
    records = read_run_records(Warehouse(tmp_path / "warehouse"))
    assert [one.warnings for one in records][1] == back.warnings
    sql = "SELECT DISTINCT snapshot_id FROM planungsrahmen"
    assert look.query(tmp_path / "warehouse", sql, "csv").split() == [
        "snapshot_id",
        newest.snapshot,
    ]


@pytest.mark.slow
def test_an_older_edition_that_is_new_here_is_a_warning_too(tmp_path: Path) -> None:
    given = [SAMPLE, EARLIER]
    with serve(lambda asked: reply(given.pop(0).read_bytes(), headers=PDF_TYPE)) as server:
        _, older = (refresh(tmp_path, server.url("/plan.pdf")) for _ in range(2))
    assert (older.outcome, older.rows) == ("new", 1_101)
    assert [warning.partition(",")[0] for warning in older.warnings] == [
        "the source gives an older edition"
    ]
