"""Every layout of the matrix yields exactly the rows that were printed into it.

Expected are the rows the recipe was given, never a reader's own output.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from random import Random

import pypdfium2
import pytest
from _pytest.mark import ParameterSet

from pipeline.check.witnesses import amounts_in_place
from pipeline.errors import UnreadableDocumentError
from pipeline.extract.own import OwnEngine, PdfiumEngine, PdfplumberEngine
from pipeline.interpret.stage import interpret
from pipeline.model import Interpretation, Zeile
from schemas.register import load_register
from tests.builders.matrix import readme
from tests.builders.matrix.cases import CASES, Case
from tests.faults.meaning import lower_amounts
from tests.paths import MATRIX

MARK = "SynthetischeRekonstruktion"

Figure = tuple[str, int | None, Decimal]

READ = [case for case in CASES if not case.refused_whole]
REFUSED = [case for case in CASES if case.refused_whole]


def by(engine: type[OwnEngine], cases: Sequence[Case]) -> list[ParameterSet]:
    """The cases for an engine; slow are those of which a smaller one has the same layout.

    So are of pdfplumber's, which take long, all but one of each producer: its glyphs meet the same
    layout as pdfium's.
    """
    small = [case for case in cases if case.kreise]
    one_each = {case.stem.partition("_")[0]: case for case in reversed(small)}.values()
    usual = small if engine is PdfiumEngine else one_each
    return [
        pytest.param(
            engine,
            case,
            id=f"{engine.name}-{case.stem}",
            marks=[] if case in usual else [pytest.mark.slow],
        )
        for case in cases
    ]


def read(case: Case, engine: type[OwnEngine] = PdfiumEngine) -> Interpretation:
    reading = engine().read(MATRIX / "pdf" / case.file_name, places=True)
    return interpret(reading, case.file_name)


def printed(case: Case) -> list[Figure]:
    return [
        (row.gemeinde_ags, row.personen if case.personen else None, Decimal(row.betrag_eur))
        for row in case.rows
        if row.gemeinde_ags not in case.refused
    ]


def figures(result: Interpretation) -> list[Figure]:
    found = [(row.gemeinde_ags, row.personen, row.betrag_eur) for row in result.zeilen]
    return sorted(found, key=lambda figure: figure[0])


def difference(expected: list[Figure], found: list[Figure], result: Interpretation) -> str:
    """What a person needs to see: the rows that differ, and what was not understood."""
    lost = [f"missing {figure}" for figure in expected if figure not in found]
    extra = [f"not printed {figure}" for figure in found if figure not in expected]
    errors = [f"error {error.code}: {error.herkunft.text}" for error in result.errors]
    return "\n".join([f"{len(found)} of {len(expected)} figures", *lost, *extra, *errors])


def stands_somewhere(row: Zeile) -> bool:
    place = row.herkunft
    return place.page >= 1 and place.bbox[0] < place.bbox[2] and place.bbox[1] < place.bbox[3]


@pytest.mark.parametrize(("engine", "case"), [*by(PdfiumEngine, READ), *by(PdfplumberEngine, READ)])
def test_every_printed_figure_is_read_and_no_other(engine: type[OwnEngine], case: Case) -> None:
    result = read(case, engine)
    expected, found = printed(case), figures(result)
    assert (found, bool(result.errors)) == (expected, bool(case.refused)), difference(
        expected, found, result
    )
    assert [row.gemeinde_ags for row in result.zeilen if not stands_somewhere(row)] == []
    assert is_in_place(result)
    assert not is_in_place(one_row_too_low(result))


def one_row_too_low(result: Interpretation) -> Interpretation:
    lowered = lower_amounts(result, Random(0))
    assert lowered
    return lowered


def is_in_place(understood: Interpretation) -> bool:
    """What the witness of place says, which knows nothing of the rows."""
    return amounts_in_place(understood, load_register()).passed


@pytest.mark.parametrize(
    ("engine", "case"), [*by(PdfiumEngine, REFUSED), *by(PdfplumberEngine, REFUSED)]
)
def test_nothing_is_read_where_nothing_can_be_known(engine: type[OwnEngine], case: Case) -> None:
    try:
        result = read(case, engine)
    except UnreadableDocumentError:
        return
    assert (figures(result), bool(result.errors)) == ([], True)


def test_every_fixture_has_a_case_and_every_case_a_fixture() -> None:
    fixtures = sorted(path.name for path in (MATRIX / "pdf").iterdir())
    assert fixtures == sorted(case.file_name for case in CASES)


def test_readme_says_what_the_recipes_say() -> None:
    text = readme.README.read_text(encoding="utf-8")
    assert text.partition(readme.TABLE_STARTS)[1:] == (
        readme.TABLE_STARTS,
        readme.table().removeprefix(readme.TABLE_STARTS),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_fixture_says_that_it_is_synthetic(case: Case) -> None:
    with pypdfium2.PdfDocument(MATRIX / "pdf" / case.file_name) as document:
        pages = [without_spaces(page.get_textpage().get_text_bounded()) for page in document]
        metadata = without_spaces("".join(document.get_metadata_dict().values()))
    assert [page for page in pages if page and MARK not in page] == []
    assert MARK in "".join([*pages, metadata])


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)
