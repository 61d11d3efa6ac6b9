"""Rows that were printed and not understood: never a figure, never dropped, always named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.check.findings import Finding, Text, at, result, shown
from pipeline.model import CheckResult, RowError
from schemas.source import Source


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of error: what is wrong, and what would be right, the latter for readers."""

    text: Text
    erwartet: str
    """German; the English words come with the error itself, and stand here for `{expected}`."""


AMOUNT = "ein Betrag in ganzen Euro wie „218.922“, bei keinem Betrag „0“ oder „–“"
IN_REGISTER = "einer der Schlüssel des Gemeinderegisters, acht Ziffern wie 08336050"
OTHER = Problem(
    Text("the row is not understood", "die Zeile ist nicht verstanden"),
    "eine Zeile mit Gemeinde und Betrag",
)
PROBLEMS: Mapping[str, Problem] = {
    "amount_unreadable": Problem(
        Text("the amount is not readable", "der Betrag ist nicht lesbar"), AMOUNT
    ),
    "amount_missing": Problem(Text("the amount is missing", "der Betrag fehlt"), AMOUNT),
    "persons_unreadable": Problem(
        Text("the number of persons is not readable", "die Personenzahl ist nicht lesbar"),
        "eine ganze Zahl",
    ),
    "persons_missing": Problem(
        Text("the number of persons is missing", "die Personenzahl fehlt"),
        "eine Personenzahl, wie sie in den meisten Zeilen steht",
    ),
    "key_unknown": Problem(
        Text("the key is not in the register", "der Schlüssel steht nicht im Register"),
        IN_REGISTER,
    ),
    "name_unknown": Problem(
        Text("the name is not in the register", "der Gemeindename steht nicht im Register"),
        "ein Gemeindename aus dem Register",
    ),
    "name_ambiguous": Problem(
        Text("the name fits several municipalities", "der Name passt auf mehrere Gemeinden"),
        "ein Name mit Kreis oder Schlüssel, der nur auf eine Gemeinde passt",
    ),
    "name_conflict": Problem(
        Text(
            "key and name belong to different municipalities",
            "Schlüssel und Name gehören zu verschiedenen Gemeinden",
        ),
        "der Name zum Schlüssel: {expected}",
    ),
    "kreis_unknown": Problem(
        Text("the Kreis is not in the register", "der Kreis steht nicht im Register"),
        "einer der 44 Kreise des Landes",
    ),
    "kreis_conflict": Problem(
        Text(
            "the municipality does not lie in the Kreis printed",
            "die Gemeinde liegt nicht im gedruckten Kreis",
        ),
        "der Kreis, in dem die Gemeinde liegt",
    ),
    "sum_unproven": Problem(
        Text(
            "the sum of an association is not that of the rows beside it",
            "die Summe einer Verwaltungsgemeinschaft ist nicht die der Zeilen daneben",
        ),
        "die Summe der Zeilen direkt darüber oder darunter",
    ),
    "row_outside_table": Problem(
        Text(
            "a figure stands outside the table, and not in it",
            "ein Betrag steht außerhalb der Tabelle und nicht in ihr",
        ),
        "dieselbe Zeile in den Spalten der Tabelle",
    ),
    "row_contradicts": Problem(
        Text(
            "a figure outside the table is another than the table has for that municipality",
            "ein Betrag außerhalb der Tabelle ist ein anderer als der der Gemeinde in der Tabelle",
        ),
        "eine Zahl, die auch in der Tabelle bei dieser Gemeinde steht",
    ),
    "print_unread": Problem(
        Text(
            "something is printed in this row that could not be read",
            "in dieser Zeile ist etwas gedruckt, das nicht gelesen werden konnte",
        ),
        "nur lesbarer Text in dieser Zeile",
    ),
    "row_not_understood": OTHER,
}


def rows_readable(errors: Sequence[RowError], source: Source) -> CheckResult:
    """`zeilen_lesbar`: every printed row was understood."""
    passed = Text("every printed row is understood", "Alle gedruckten Zeilen sind verstanden.")
    return result("zeilen_lesbar", source, [_finding(error) for error in errors], passed)


def _finding(error: RowError) -> Finding:
    problem = PROBLEMS.get(error.code, OTHER)
    where, row = at(error.herkunft), shown(error.herkunft.text)
    found, expected = shown(error.found), shown(error.expected)
    return Finding(
        Text(
            f"{where.message}{problem.text.message} ({error.code}): found {found!r}, expected "
            f"{expected}; the row reads {row!r}; check the printed row",
            f"{where.meldung}{problem.text.meldung}: gefunden „{found}“, erwartet: "
            f"{problem.erwartet.format(expected=expected)}; die Zeile lautet „{row}“; bitte die "
            "gedruckte Zeile prüfen",
        ),
        (error.herkunft,),
    )
