"""The rules of the pandera models in words: which check they belong to, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.check.findings import Text

UNIQUE_RULE = "field_uniqueness"
"""Pandera's own name for it."""
OTHER_CHECK = "aufbau"

CHECKS: Mapping[str, Text] = {
    "schluessel": Text(
        "every key is in the register", "Alle Schlüssel stehen im Gemeinderegister."
    ),
    "name": Text(
        "every name is the register's for its key",
        "Alle Namen sind die des Registers zu ihrem Schlüssel.",
    ),
    "kreis": Text(
        "every Kreis is that of its key", "Alle Kreise sind die zu ihrem Schlüssel gehörenden."
    ),
    "eindeutig": Text("every key stands in one row", "Jeder Schlüssel steht in nur einer Zeile."),
    "betrag": Text(
        "every amount is whole euros within bounds",
        "Alle Beträge sind ganze Euro innerhalb der Grenzen.",
    ),
    "personen": Text(
        "every printed number of persons is within bounds",
        "Alle gedruckten Personenzahlen liegen innerhalb der Grenzen.",
    ),
    "herkunft": Text(
        "every row has its page, row and box", "Zu jeder Zeile sind Seite, Zeile und Ort bekannt."
    ),
    OTHER_CHECK: Text("the frame has its columns", "Die Tabelle hat ihre Spalten."),
}
"""The checks of single rows, and what each says when nothing is wrong."""

CHECK_OF_COLUMN: Mapping[str, str] = {
    "gemeinde_ags": "schluessel",
    "gemeinde_name": "name",
    "kreis_ags": "kreis",
    "kreis_name": "kreis",
    "personen": "personen",
    "personen_errechnet": "personen",
    "betrag_eur": "betrag",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value that breaks the rule is, and what was expected in its place."""

    problem: Text
    expected: Text
    """May speak of facts in braces: key, name, kreis, keys, amount_max, persons_max."""
    column: str = ""
    """The column it is about, where the rule looks at whole rows."""

    def check_for(self, column: str) -> str:
        """The check that a value of this column belongs to."""
        return CHECK_OF_COLUMN.get(self.column or column, "herkunft")


NO_NUMBER = Text("is not a number", "ist keine Zahl")
RULES: Mapping[str, Rule] = {
    "key_digits": Rule(
        Text("is not a key", "ist kein Schlüssel"),
        Text("8 digits that begin with 08", "8 Ziffern, beginnend mit 08"),
    ),
    "kreis_digits": Rule(
        Text("is not the key of a Kreis", "ist kein Kreisschlüssel"),
        Text("5 digits that begin with 08", "5 Ziffern, beginnend mit 08"),
    ),
    "not_blank": Rule(Text("is empty", "ist leer"), Text("a text", "ein Text")),
    "amount_decimal": Rule(NO_NUMBER, Text("an amount in EUR", "ein Betrag in Euro")),
    "whole_number": Rule(
        Text("is not a whole number", "ist keine ganze Zahl"), Text("a count", "eine Anzahl")
    ),
    "coordinate": Rule(NO_NUMBER, Text("a place on a page in points", "ein Ort auf der Seite")),
    "key_known": Rule(
        Text("is not in the register", "steht nicht im Register"),
        Text("one of {keys} keys", "einer von {schluessel} Schlüsseln"),
        "gemeinde_ags",
    ),
    "name_of_key": Rule(
        Text("is not the name of its key", "ist nicht der Name zu ihrem Schlüssel"),
        Text("{name!r} for {key}", "„{name}“ zu {key}"),
        "gemeinde_name",
    ),
    "kreis_of_key": Rule(
        Text("is not the Kreis of its key", "ist nicht der Kreis zum Schlüssel"),
        Text("{kreis} for {key}", "{kreis} zu {key}"),
        "kreis_ags",
    ),
    "amount_whole": Rule(
        Text("is not a whole number of euros", "ist kein ganzer Eurobetrag"),
        Text("whole euros", "ganze Euro"),
    ),
    "amount_not_negative": Rule(
        Text("is negative", "ist negativ"), Text("0 or more", "0 oder mehr")
    ),
    "amount_plausible": Rule(
        Text("is implausibly large", "ist unplausibel groß"),
        Text("at most {amount_max} EUR", "höchstens {betrag_max} Euro"),
    ),
    "persons_not_negative": Rule(
        Text("is negative", "ist negativ"), Text("0 or more", "0 oder mehr")
    ),
    "persons_plausible": Rule(
        Text("is implausibly large", "ist unplausibel groß"),
        Text("at most {persons_max} persons", "höchstens {personen_max} Personen"),
    ),
    "counts_from_one": Rule(
        Text("does not count from 1", "zählt nicht ab 1"), Text("1 or more", "1 oder mehr")
    ),
    "page_in_document": Rule(
        Text("is beyond the last page", "liegt hinter der letzten Seite"),
        Text("a page of the document", "eine Seite des Dokuments"),
    ),
    "box_has_area": Rule(
        Text("begins a box without area", "beginnt ein Feld ohne Fläche"),
        Text("x0 < x1 and y0 < y1", "x0 < x1 und y0 < y1"),
        "x0",
    ),
}
