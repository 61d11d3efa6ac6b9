"""The committed samples print the synthetic editions and say so on every page."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from tests.builders import notation, sample
from tests.builders.editions import ENDGUELTIG, VORLAEUFIG
from tests.builders.register import kreise
from tests.builders.rows import by_kreis, edition_rows, read_rows, total_eur, total_personen
from tests.builders.sample import SAMPLES, Sample
from tests.builders.synthetic import NOTICE
from tests.paths import ROOT

COMMITTED = ROOT / "raw" / "sample"
GOLDEN = ROOT / "tests" / "golden"

each_sample = pytest.mark.parametrize("document", SAMPLES, ids=lambda entry: entry.file_name)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("printed")
    assert sample.main([str(folder), str(folder / "golden")]) == 0
    return folder


def page_texts(path: Path) -> list[str]:
    with pdfium.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def metadata(path: Path) -> dict[str, str]:
    with pdfium.PdfDocument(path) as document:
        return dict(document.get_metadata_dict())


def without_spaces(*texts: str) -> str:
    return re.sub(r"\s", "", "".join(texts))


@each_sample
def test_committed_samples_are_what_the_builder_prints(document: Sample, printed: Path) -> None:
    committed, today = COMMITTED / document.file_name, printed / document.file_name
    assert page_texts(committed) == page_texts(today)
    assert metadata(committed) == metadata(today)


@each_sample
def test_golden_rows_are_those_printed(document: Sample, printed: Path) -> None:
    golden = GOLDEN / document.golden_name
    assert read_rows(golden) == document.rows
    assert golden.read_bytes() == (printed / "golden" / document.golden_name).read_bytes()


@each_sample
def test_every_page_and_the_metadata_say_synthetic(document: Sample) -> None:
    path = COMMITTED / document.file_name
    assert [NOTICE in text for text in page_texts(path)] == [True] * len(page_texts(path))
    found = metadata(path)
    assert found["Subject"].startswith(NOTICE)
    assert "synthetic" in found["Keywords"].split(", ")
    assert "synthetic" in document.file_name


def test_ruled_sample_prints_each_row_and_the_total() -> None:
    rows = edition_rows(ENDGUELTIG.name)
    pages = page_texts(COMMITTED / SAMPLES[0].file_name)
    lines = [line for page in pages for line in page.splitlines()]
    assert [line for line in lines if re.match(r"08\d{6} ", line)] == [
        f"{row.gemeinde_ags} {row.gemeinde_name} {kreise()[row.kreis_ags].label}"
        f" {notation.dotted(row.personen)} {notation.dotted(row.betrag_eur)} €"
        for row in rows
    ]
    assert lines.count("Schlüssel Gemeinde Stadt-/Landkreis Personen Planungsrahmen") == len(pages)
    assert lines[-1] == f"Summe 72.857 {notation.euro_sign(total_eur(rows))}"
    assert "Planungsrahmen VwV-Integrationsmanagement (endgültig)" in pages[0]
    assert "Stand: Dezember 2017" in pages[0]


def unruled_texts() -> list[str]:
    """All texts of the unruled sample's table, from its header to the last subtotal."""
    number = notation.zero_as("–", notation.dotted)
    texts = ["Gemeinde", "Personen", "Betrag in Euro"]
    for kreis_ags, rows in by_kreis(edition_rows(VORLAEUFIG.name)).items():
        label = kreise()[kreis_ags].label
        texts.append(label)
        for row in rows:
            name = row.gemeinde_name.partition(",")[0]
            texts += [name, number(row.personen), number(row.betrag_eur)]
        texts += [f"Summe {label}", number(total_personen(rows)), number(total_eur(rows))]
    return texts


def test_unruled_sample_prints_kreis_heading_rows_and_subtotal() -> None:
    pages = page_texts(COMMITTED / SAMPLES[1].file_name)
    split = [re.fullmatch(rf"(.*){NOTICE}\s*(\d+)", page, re.DOTALL) for page in pages]
    footed = [match for match in split if match]
    assert [int(match[2]) for match in footed] == list(range(1, len(pages) + 1))
    title, table = "".join(match[1] for match in footed).split(NOTICE)
    assert without_spaces(table) == without_spaces(*unruled_texts())
    assert title.splitlines() == [
        "Planungsrahmen VwV-Integrationsmanagement (vorläufig)",
        "Erste Tranche (60 %)",
        "Stand: Juli 2017",
    ]


def test_wrong_usage_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert sample.main([]) == 2
    assert capsys.readouterr().err.startswith("usage: python -m tests.builders.sample OUTDIR")
