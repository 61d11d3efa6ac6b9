"""Documents of other things and of new editions taken the whole way, and what a person may decide.

The two documents of the workplace, where they are at hand, were published when nothing asked what
a document is; small ones of the same kinds are printed here.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.check.identity import DocumentIdentity, identify
from pipeline.cli.app import cli
from pipeline.console import summary_text
from pipeline.errors import ExitCode
from pipeline.run import review, verify
from pipeline.run.setup import OWN_ENGINE, Setup
from pipeline.values import replace
from tests.builders.faulty import Desk
from tests.builders.lists import (
    NEW_TITLE,
    population,
    print_list,
    print_list_unruled,
    shared_out,
)
from tests.paths import CASES

BURDENS = "Integrationslastenausgleich 2017: Verteilung auf die Gemeinden"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


@pytest.fixture(scope="module")
def inhabitants(folder: Path) -> Path:
    title = "Bevölkerung der Gemeinden am 31. Dezember 2010 nach Geschlecht"
    return print_list(population(), folder / "population.pdf", title, "Statistik, erfunden")


@pytest.fixture(scope="module")
def burdens(folder: Path) -> Path:
    texts = shared_out("Zuweisung in Euro", 1_235)
    return print_list_unruled(texts, folder / "burdens.pdf", BURDENS)


@pytest.fixture(scope="module")
def nameless(folder: Path) -> Path:
    texts = shared_out("Zuweisung in Euro", 611)
    return print_list(texts, folder / "nameless.pdf", "Zuweisungen 2019")


@pytest.fixture(scope="module")
def new_edition(folder: Path) -> Path:
    texts = shared_out("Planungsrahmen in Euro", 611)
    return print_list(texts, folder / "new.pdf", NEW_TITLE)


def extract(pdf: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["extract", str(pdf), *options])


def failed(pdf: Path, tmp_path: Path) -> set[str]:
    summary = Desk(tmp_path).ingest(pdf)
    return {check.name for check in summary.checks if not check.passed}


def test_another_document_is_held_and_nobody_can_accept_it(burdens: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    held = desk.ingest(burdens)
    assert (held.outcome, held.exit_code, held.rows) == ("held", ExitCode.HELD, 1_101)
    assert [check.name for check in held.checks if check.holds] == ["dokument"]
    assert held.held is not None
    report = (Path(held.held) / "bericht.md").read_text(encoding="utf-8")
    assert f"Gefunden wurde der Titel „{BURDENS}“" in report
    assert "annehmen lässt sich dieses Dokument nicht" in report
    assert "planungsrahmen accept" not in report
    assert "planungsrahmen accept" not in summary_text(held, desk.root)
    accepted = desk.accept()
    assert (accepted.outcome, accepted.exit_code) == ("held", ExitCode.HELD)
    assert accepted.message.startswith("still held: it is not the Planungsrahmen")
    assert BURDENS in accepted.message
    assert not (desk.root / "planungsrahmen.duckdb").exists()


def test_population_is_held_although_its_sums_add_up(inhabitants: Path, tmp_path: Path) -> None:
    assert failed(inhabitants, tmp_path) == {"dokument", "ausgabe_erkannt"}


@pytest.mark.slow
def test_a_missing_name_is_what_a_person_may_make_up_for(nameless: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    held = desk.ingest(nameless)
    assert [check.name for check in held.checks if check.holds] == ["dokument"]
    assert held.held is not None
    report = (Path(held.held) / "bericht.md").read_text(encoding="utf-8")
    assert "planungsrahmen accept" in report
    assert "planungsrahmen accept" in summary_text(held, desk.root)
    assert "Titel: „Zuweisungen 2019“" in report
    accepted = desk.accept()
    assert (accepted.outcome, accepted.exit_code) == ("new", ExitCode.DONE)
    assert desk.ask("SELECT count(*) FROM planungsrahmen") == "1101\n"


def test_a_new_edition_that_names_itself_is_published(new_edition: Path, tmp_path: Path) -> None:
    assert failed(new_edition, tmp_path) == {"ausgabe_erkannt"}
    assert Desk(tmp_path).ask("SELECT sum(betrag_eur) FROM planungsrahmen") == "44515627\n"


@pytest.mark.slow
def test_an_edition_published_before_this_was_asked_stays_until_a_person_withdraws_it(
    burdens: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unasked(*of: Any) -> DocumentIdentity:
        found = identify(*of)
        said = {"named": BURDENS, "subject": BURDENS, "euro": BURDENS}
        return replace(found, other=None, unknown=None, **said)

    desk = Desk(tmp_path)
    with monkeypatch.context() as before:
        before.setattr("pipeline.check.identity.identify", unasked)
        id = desk.ingest(burdens).snapshot
    assert id is not None
    assert verify.verify(desk.root, desk.raw)[1] == ()
    [summary] = review.reprocess(Setup(desk.root, desk.raw, (OWN_ENGINE,)))
    assert (summary.outcome, summary.exit_code) == ("held", ExitCode.HELD)
    assert f"snapshot {id} stays published" in summary.message
    assert "(dokument): look at the rows they name, and if they are wrong, run: " in summary.message
    assert f"planungsrahmen withdraw {id} --reason '…' --warehouse {desk.root}" in summary.message
    assert desk.withdraw(id).exit_code == ExitCode.DONE
    assert desk.accept(id).outcome == "held"
    assert desk.accept(id).message.startswith("still held: it is not the Planungsrahmen")


@pytest.mark.parametrize(
    "engine",
    [
        "pdfium",
        pytest.param("pdfplumber", marks=pytest.mark.slow),
        pytest.param("camelot", marks=pytest.mark.slow),
    ],
)
def test_extract_prints_the_rows_of_another_document_and_ends_with_3(
    burdens: Path, engine: str
) -> None:
    done = extract(burdens, "--engine", engine)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert (done.exit_code, len(rows)) == (3, 1_101)
    assert "burdens.pdf: dokument: it is not the Planungsrahmen" in done.stderr
    assert f"run: planungsrahmen ingest {burdens}\n" in done.stderr


def test_extract_says_what_was_looked_for_and_found(nameless: Path) -> None:
    done = extract(nameless, "--explain")
    assert done.exit_code == 3
    for text in (done.stdout, done.stderr):
        assert "nothing says that this is the Planungsrahmen" in text
        assert "titles: 'Zuweisungen 2019'; heading: 'Zuweisung in Euro'" in text


def test_extract_of_a_new_edition_that_names_itself_ends_with_0(new_edition: Path) -> None:
    done = extract(new_edition, "--explain")
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"dokument: it names the programme ({NEW_TITLE!r})" in done.stdout


def test_raw_tables_are_of_any_document(inhabitants: Path) -> None:
    done = extract(inhabitants, "--raw")
    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.skipif(not CASES.is_dir(), reason="no collection of cases at hand")
@pytest.mark.parametrize("name", ["other_population", "other_burden_sharing"])
def test_the_collected_documents_of_other_things_are_held(name: str, tmp_path: Path) -> None:
    pdf = CASES / f"{name}.pdf"
    assert failed(pdf, tmp_path) == {"dokument", "ausgabe_erkannt"}
    assert extract(pdf).exit_code == 3
    assert Desk(tmp_path).accept().exit_code == ExitCode.HELD
