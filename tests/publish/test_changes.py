"""A change report in each of its forms: the same numbers, and the warnings before them."""

import json
from datetime import date
from decimal import Decimal

from pipeline.change_report import ChangeReport
from pipeline.publish.changes import (
    changes_csv,
    changes_json,
    changes_markdown,
    changes_text,
    warnings,
)
from pipeline.tabular import Record, ResultTable

ALT: Record = {
    "snapshot_id": "endgueltig-2018-01-aaaaaaaa",
    "edition_id": "endgueltig-2018-01",
    "ausgabe": "endgültig",
    "zeitraum": "ein Jahr",
    "stand_am": date(2018, 1, 1),
    "zeilen": 3,
    "summe_eur": Decimal("226883.00"),
    "document_sha256": "aa",
    "synthetisch": False,
    "status": "frueher",
    "ersetzt": False,
    "angenommen_von": None,
    "angenommen_grund": None,
    "zurueckgezogen_von": None,
    "zurueckgezogen_grund": None,
}
NEU: Record = {
    **ALT,
    "snapshot_id": "2019-02-03-bbbbbbbb",
    "edition_id": "neu-2019-02",
    "ausgabe": None,
    "stand_am": date(2019, 2, 3),
    "summe_eur": Decimal("219718.00"),
    "zeilen": 2,
    "document_sha256": "bb",
}
LOERRACH = (
    *("08336050", "Lörrach, Stadt", "08336", "Lörrach", "geändert"),
    *(Decimal("218922.00"), Decimal("219718.00"), Decimal("796.00"), 0.4),
    *(275, None, None, True, True, True),
)
AITERN = (
    *("08336004", "=Ai|tern", "08336", "Lörrach", "fehlt in der neueren"),
    *(Decimal("7961.00"), None, None, None),
    *(10, None, None, False, None, True),
)
KREIS: Record = {
    "kreis_ags": "08336",
    "kreis": "Landkreis Lörrach",
    "gemeinden_alt": 3,
    "gemeinden_neu": 2,
    "geaendert": 2,
    "summe_alt_eur": Decimal("226883.00"),
    "summe_neu_eur": Decimal("219718.00"),
    "differenz_eur": Decimal("-7165.00"),
    "personen_alt": 285,
    "personen_neu": None,
}
COLUMNS = (
    *("gemeinde_ags", "gemeinde_name", "kreis_ags", "kreis_name", "aenderung"),
    *("betrag_eur_alt", "betrag_eur_neu", "differenz_eur", "differenz_prozent"),
    *("personen_alt", "personen_neu", "differenz_personen"),
    *("antragsberechtigt_alt", "antragsberechtigt_neu", "vergleichbar"),
)


def report(
    alt: Record = ALT,
    neu: Record = NEU,
    gemeinden: tuple[tuple[object, ...], ...] = (LOERRACH,),
    *,
    vergleichbar: bool = True,
) -> ChangeReport:
    return ChangeReport(alt, neu, vergleichbar, ResultTable(COLUMNS, gemeinden), (KREIS,))


REPORT = report(gemeinden=(AITERN, LOERRACH))


def test_the_terminal_gets_aligned_tables() -> None:
    assert (
        changes_text(REPORT)
        == """\
Von endgueltig-2018-01-aaaaaaaa (endgültig, Stand 01.01.2018)
zu  2019-02-03-bbbbbbbb (unbekannte Ausgabe, Stand 03.02.2019)

ACHTUNG: Gemeinden der anderen Ausgabe, die in 2019-02-03-bbbbbbbb fehlen: 1. Dass eine Zeile \
fehlt, heißt nicht, dass der Betrag gestrichen ist.

Gemeinden mit anderen Zahlen: 1; nur in der neueren Ausgabe: 0; nur in der älteren: 1.
Summe: 226.883 Euro in 3 Zeilen, dann 219.718 Euro in 2 Zeilen (-3,2 %).

Nach Kreisen
Schlüssel  Kreis              geändert  Summe alt  Summe neu  Unterschied  Personen alt  \
Personen neu
08336      Landkreis Lörrach         2    226.883    219.718       -7.165           285  \
           –

Nach Gemeinden
Schlüssel  Gemeinde        Kreis    Art                   Betrag alt  Betrag neu  Unterschied  \
Personen alt  Personen neu
08336004   =Ai|tern        Lörrach  fehlt in der neueren       7.961           –            –  \
          10             –
08336050   Lörrach, Stadt  Lörrach  geändert                 218.922     219.718         +796  \
         275             –
"""
    )


def test_markdown_cannot_be_broken_by_a_name() -> None:
    text = changes_markdown(REPORT)
    assert text.startswith("# Was sich geändert hat\n\nVon endgueltig-2018-01-aaaaaaaa")
    assert (
        "| 08336004 | =Ai\\|tern | Lörrach | fehlt in der neueren | 7.961 | – | – | 10 | – |"
        in (text)
    )


def test_csv_has_a_line_per_change() -> None:
    assert changes_csv(REPORT) == (
        "gemeinde_ags,gemeinde_name,kreis_ags,kreis_name,aenderung,betrag_eur_alt,betrag_eur_neu,"
        "differenz_eur,differenz_prozent,personen_alt,personen_neu,differenz_personen,"
        "antragsberechtigt_alt,antragsberechtigt_neu,vergleichbar\n"
        "08336004,=Ai|tern,08336,Lörrach,fehlt in der neueren,7961,,,,10,,,false,,true\n"
        '08336050,"Lörrach, Stadt",08336,Lörrach,geändert,218922,219718,796,0.4,275,,,'
        "true,true,true\n"
    )


def test_json_has_all_of_it() -> None:
    content = json.loads(changes_json(REPORT))
    assert content["alt"]["snapshot_id"] == ALT["snapshot_id"]
    assert content["kreise"] == [
        {
            "kreis_ags": "08336",
            "kreis": "Landkreis Lörrach",
            "gemeinden_alt": 3,
            "gemeinden_neu": 2,
            "geaendert": 2,
            "summe_alt_eur": 226883,
            "summe_neu_eur": 219718,
            "differenz_eur": -7165,
            "personen_alt": 285,
            "personen_neu": None,
        }
    ]
    assert [gemeinde["differenz_eur"] for gemeinde in content["gemeinden"]] == [None, 796]
    assert content["warnungen"] == warnings(REPORT)


def test_unlike_things_are_called_unlike() -> None:
    tranche = {**ALT, "zeitraum": "erste Tranche (60 %)"}
    unlike = report(tranche, vergleichbar=False)
    (warning,) = warnings(unlike)
    assert warning.startswith(
        "Die Beträge sind nicht vergleichbar: Die älteren gelten für „erste Tranche (60 %)“, die "
        "neueren für „ein Jahr“."
    )
    assert "%)." not in changes_text(unlike)


def test_two_readings_of_one_document_and_a_wrong_order_are_named() -> None:
    again = {**ALT, "snapshot_id": "endgueltig-2018-01-aaaaaaaa-r2"}
    assert warnings(report(ALT, again)) == [
        "Beide sind Lesungen desselben Dokuments: Ein Unterschied kommt vom Lesen oder von "
        "Berichtigungen, nicht vom Herausgeber."
    ]
    assert warnings(report(ALT, ALT, ())) == ["Beide sind derselbe Snapshot."]
    assert warnings(report(NEU, ALT, ())) == [
        "Die zuerst genannte Ausgabe ist die jüngere (03.02.2019)."
    ]


def test_what_does_not_count_or_was_accepted_in_spite_of_checks_is_named() -> None:
    accepted = {**NEU, "angenommen_von": "mia", "angenommen_grund": "am Telefon\nbestätigt"}
    withdrawn = {"zurueckgezogen_von": "uwe", "zurueckgezogen_grund": "Irrtum"}
    gone = {**ALT, **withdrawn, "ersetzt": True, "status": "zurueckgezogen"}
    assert warnings(report(gone, accepted)) == [
        f"{ALT['snapshot_id']} ist zurückgezogen, von uwe (Irrtum).",
        f"{NEU['snapshot_id']} hat Prüfungen nicht bestanden und wurde von mia (am Telefon "
        "bestätigt) angenommen. Welche, steht in der Tabelle checks.",
    ]
    old = {**ALT, "ersetzt": True, "status": "ersetzt"}
    assert warnings(report(old, old, ())) == [
        f"{ALT['snapshot_id']} ist ersetzt: Eine spätere Lesung desselben Dokuments gilt an ihrer "
        "Stelle.",
        "Beide sind derselbe Snapshot.",
    ]


def test_synthetic_data_are_called_invented() -> None:
    assert warnings(report(neu={**NEU, "synthetisch": True}))[0] == (
        "Erfundene Daten: Mindestens eine der beiden Ausgaben ist synthetisch."
    )
