"""The attacks notice faults that are planted: one that cannot fail proves nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.extract.sandbox import Limits
from pipeline.run.publish import rebuild
from tests.attack import __main__ as attack
from tests.attack import hostile, papers
from tests.attack.downloads import BEHAVIOURS, server_row
from tests.attack.kills import Job, aftermath, count_alive, descendants
from tests.attack.place import Place
from tests.attack.readers import met_by, reading
from tests.attack.table import QUICK, Row, Scale, row
from tests.builders.frames import document, snapshot_draft, warehouse_with


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A warehouse with an edition, published, and with its document."""
    place, known = Place(tmp_path / "warehouse"), document()
    rebuild(warehouse_with(place.root, snapshot_draft()).root)
    place.raw.mkdir()
    (place.raw / f"{known.sha256}.pdf").write_bytes(f"{known.original_name}%PDF-".encode())
    return place


@pytest.mark.parametrize(("observed", "code", "mark"), [("0", 0, "  errors"), ("7", 1, "! errors")])
def test_a_row_that_is_not_as_expected_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, observed: str, code: int, mark: str
) -> None:
    def one(folder: Path, _: Scale) -> Iterator[Row]:
        yield row("errors", "0", observed)

    monkeypatch.setattr(attack, "ATTACKS", {"load": ("Load", one)})
    printed = CliRunner().invoke(attack.main, [])
    assert (printed.exit_code, printed.output.splitlines()[2][:8]) == (code, mark)
    as_json = CliRunner().invoke(attack.main, ["--json"])
    [found] = json.loads(as_json.output)["load"]
    assert (as_json.exit_code, found["ok"]) == (code, not code)


def test_what_no_engine_may_raise_is_no_typed_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("Pages")

    monkeypatch.setattr(hostile, "read", fail)
    outcome = hostile.outcome_of(tmp_path / "x.pdf", "pdfium", Limits())
    assert (outcome.kind, outcome.typed) == ("!KeyError", False)


def test_other_figures_than_those_of_a_sample_are_noticed(place: Place) -> None:
    found = hostile.published_in("hostile", place)
    [(id, _)] = hostile.editions_of(place)
    assert (found.ok, found.observed) == (False, id)


@pytest.mark.slow
def test_a_reader_notices_a_database_that_is_written_in_its_place(place: Place) -> None:
    database, end = place.warehouse.database, place.root / "end"
    whole = database.read_bytes()
    with reading(place.warehouse, end, 2) as met:
        for _ in range(50):
            with database.open("wb") as file:
                for start in range(0, len(whole), len(whole) // 50):
                    file.write(whole[start : start + len(whole) // 50])
                    file.flush()
        end.touch()
        read, errors, *_ = met_by(met(), QUICK)
    assert (read.ok, errors.ok) == (True, False), errors.observed


@pytest.mark.slow
def test_exports_that_are_not_of_one_edition_are_noticed(place: Place) -> None:
    before = place.seen()
    table = next(place.warehouse.exports.glob("*_excel.csv"))
    table.write_bytes(table.read_bytes() + b"more")
    assert place.seen().exports == f"torn: {table.name}"
    assert not place.seen().is_of(before)
    assert place.faults() == []  # what a person reads is for `verify` to compare by its figures


def test_what_a_kill_leaves_behind_for_good_is_noticed(place: Place) -> None:
    seen = place.seen()
    # A command that mends nothing stands for a next run that does not converge.
    job = Job(("status",), seen, seen, 1)
    assert aftermath(place, job) == []
    (place.root / ".tmp-exports-1").mkdir()
    (place.root / ".unpublished").touch()
    [mark, left] = aftermath(place, job)
    assert "a mark that a run was stopped before it published" in mark
    assert left == "left over: .tmp-exports-1"
    place.warehouse.database.unlink()
    assert aftermath(place, job)[0].startswith("readers see Seen(editions='WarehouseDamagedError'")


def test_a_child_that_lives_on_is_counted() -> None:
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE) as parent:
        children: list[int] = []
        while not children:
            children = descendants(parent.pid)
        parent.kill()
        parent.wait()
        assert count_alive(children) == 1
        assert count_alive(children) == 0


@pytest.mark.slow
def test_a_page_that_is_taken_for_a_pdf_is_noticed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    [behaviour] = [one for one in BEHAVIOURS if one.does == "a page with 200"]
    assert "not a PDF" not in server_row(place, behaviour).observed
    monkeypatch.setattr("pipeline.acquire.fetch.check_whole_pdf", lambda answer: ())
    assert server_row(place, behaviour).observed.startswith("4 unreadable")


@pytest.mark.slow
def test_a_paper_that_is_published_though_it_should_be_held_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = papers.Paper("sound", papers.faulty(lambda cells: None), papers.HELD, "failed")
    monkeypatch.setattr(papers, "PAPERS", (sound,))
    [found] = papers.papers(tmp_path, QUICK)
    assert not found.ok
    assert found.observed.startswith("exit 0")


@pytest.mark.slow
@pytest.mark.parametrize("part", attack.ATTACKS)
def test_a_little_of_each_attack_is_survived(part: str) -> None:
    done = CliRunner().invoke(attack.main, ["--quick", "--only", part])
    assert done.exit_code == 0, done.output
