"""Missing municipalities are named by Kreis."""

from __future__ import annotations

from pipeline.check.completeness import is_complete, register_complete
from schemas.register import load_register
from schemas.source import load_source
from tests.builders.interpretations import zeilen

SOURCE = load_source()
REGISTER = load_register()


def without(*beginnings: str) -> list[str]:
    rows = [row for row in zeilen() if not row.gemeinde_ags.startswith(beginnings)]
    result = register_complete(rows, REGISTER, SOURCE)
    assert result.holds
    assert not is_complete(rows, REGISTER)
    return result.message.splitlines()


def test_a_complete_table() -> None:
    result = register_complete(zeilen(), REGISTER, SOURCE)
    assert (result.passed, result.message, result.meldung) == (
        True,
        "all 1,101 municipalities are there",
        "Alle 1.101 Gemeinden sind vorhanden.",
    )
    assert is_complete(zeilen(), REGISTER)


def test_gaps_are_named_with_their_kreis() -> None:
    assert without("08336050", "08336045", "08111000") == [
        "1,098 of 1,101 municipalities have a row; missing: 3; look for their rows in the document",
        "Stadtkreis Stuttgart, 1: Stuttgart, Landeshauptstadt (08111000)",
        "Landkreis Lörrach, 2: Kandern, Stadt (08336045); Lörrach, Stadt (08336050)",
    ]


def test_many_gaps_of_one_kreis_are_counted() -> None:
    headline, kreis = without("08336")
    assert headline.startswith("1,066 of 1,101")
    assert kreis.startswith("Landkreis Lörrach, 35: ")
    assert kreis.count("(08336") == 10
    assert kreis.endswith("; and 25 more")


def test_many_kreise_are_counted() -> None:
    lines = without("08")
    assert len(lines) == 26
    assert lines[-1] == "and 20 more"


def test_a_row_twice_is_not_complete() -> None:
    assert not is_complete([*zeilen(), zeilen()[0]], REGISTER)
