"""What digits look like, held against the figures that were read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.check.acceptable import publishable
from pipeline.check.digit_shapes import digits_look_right
from pipeline.check.readings import Compared, compare
from pipeline.check.stage import Checked
from pipeline.model import (
    Abstention,
    Bbox,
    CheckResult,
    DigitShapes,
    MisshapenDigit,
    Severity,
    Zeile,
)
from tests.builders.checked import run, with_sums
from tests.builders.interpretations import interpretation, zeilen

ROW, OTHER, LATER = zeilen()[3], zeilen()[4], zeilen()[500]
DIGITS = 16_324


def at(row: Zeile, says: str = "3", looks_like: str = "8", x: float = 100.0) -> MisshapenDigit:
    """A digit within the height of a row."""
    top = row.herkunft.bbox[1]
    return MisshapenDigit(row.herkunft.page, (x, top + 2, x + 4, top + 9), says, looks_like)


def look(shapes: DigitShapes | None, rows: tuple[Zeile, ...] = zeilen()) -> CheckResult:
    return digits_look_right(compare([interpretation(zeilen=rows)], shapes=shapes))


def test_without_a_picture_nothing_is_said() -> None:
    result = look(None)
    assert (result.passed, result.severity) == (True, Severity.ERROR)
    assert result.message == "not applicable: only one engine was asked, and no picture"
    assert result.meldung.startswith("Nicht anwendbar: ")


def test_abstentions_are_counted() -> None:
    result = look(DigitShapes(DIGITS, (), {Abstention.RARE: 8, Abstention.COVERED: 1_200}))
    assert result.passed
    assert result.message == (
        "15,116 of 16,324 digits compared with their usual shape; 1,200 under other text; "
        "8 too rare in their font"
    )
    assert result.meldung == (
        "15.116 von 16.324 Ziffern mit ihrer üblichen Gestalt verglichen; "
        "1.200 von anderem Text überdeckt; 8 in ihrer Schrift zu selten"
    )


def test_every_reason_has_its_words() -> None:
    for why in Abstention:
        assert "; 7 " in look(DigitShapes(DIGITS, (), {why: 7})).message


def test_what_could_not_be_looked_at_does_not_hold() -> None:
    result = look(DigitShapes(0, failure="x.pdf: no result within 120 s"))
    assert result.passed
    assert result.message == (
        "abstains: the digits could not be looked at (x.pdf: no result within 120 s)"
    )
    assert result.meldung == "Enthält sich: Die Ziffern ließen sich nicht im Bild ansehen."


def test_a_digit_of_another_shape_is_named_with_its_row() -> None:
    result = look(DigitShapes(DIGITS, (at(LATER, "0", ""), at(ROW), at(ROW, "8", "3"), at(ROW))))
    assert result.holds
    assert result.rows == (ROW.herkunft, LATER.herkunft)
    counts, first, second = result.message.split("\n")
    assert first == (
        f"page 1, row 4: what the file says is '3' looks like '8'; what the file says is '8' "
        f"looks like '3'; read was {ROW.herkunft.text!r}; compare the row with its picture"
    )
    assert "what the file says is '0' has the shape of no digit; " in second
    assert counts == "16,324 of 16,324 digits compared with their usual shape"
    assert result.meldung.splitlines()[1].startswith(
        "Seite 1, Zeile 4: Was laut Datei „3“ ist, sieht wie „8“ aus; Was laut Datei „8“ ist, "
        f"sieht wie „3“ aus; gelesen wurde „{ROW.herkunft.text}“; bitte "
    )
    assert "Was laut Datei „0“ ist, hat nicht die Gestalt einer Ziffer" in result.meldung


def with_cells(row: Zeile, *cells: Bbox) -> tuple[Zeile, ...]:
    return tuple(replace(z, cells=cells) if z is row else z for z in zeilen())


def test_digits_in_other_columns_and_lines_are_counted_only() -> None:
    top = ROW.herkunft.bbox[1]
    rows = with_cells(ROW, (300.0, top, 350.0, top + 10))
    below = replace(at(ROW), bbox=(310.0, 900.0, 314.0, 907.0))
    result = look(DigitShapes(DIGITS, (at(ROW), below)), rows)
    assert (result.passed, result.rows) == (True, ())
    assert result.message.endswith("; digits outside of figures that look otherwise: 2 (page 1)")
    assert result.meldung.endswith(
        "; Ziffern außerhalb der Beträge, die anders aussehen: 2 (Seite 1)"
    )
    assert look(DigitShapes(DIGITS, (at(ROW, x=310.0),)), rows).rows == (ROW.herkunft,)


def test_a_printed_sum_is_named_too() -> None:
    document = with_sums()
    place = document.summen[-1].herkunft
    digit = MisshapenDigit(place.page, place.bbox, "3", "8")
    compared = compare([document], shapes=DigitShapes(DIGITS, (digit,)))
    assert digits_look_right(compared).rows == (place,)


@pytest.fixture
def held() -> tuple[Checked, Compared]:
    document = with_sums()
    compared = compare([document], shapes=DigitShapes(DIGITS, (at(ROW),)))
    checked = run(document)
    results = (*checked.results, digits_look_right(compared))
    return replace(checked, results=results), compared


def test_a_row_that_nobody_can_read_is_left_out_of_what_a_person_accepts(
    held: tuple[Checked, Compared],
) -> None:
    frame, left_out = publishable(*held)
    assert frame is not None
    assert ROW.gemeinde_ags not in set(frame["gemeinde_ags"])
    assert OTHER.gemeinde_ags in set(frame["gemeinde_ags"])
    assert [(left.check, left.rows) for left in left_out] == [("ziffernbild", (ROW.herkunft,))]
    assert left_out[0].message.endswith(": a digit of it looks like another character")
