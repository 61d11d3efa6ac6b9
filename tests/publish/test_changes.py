"""A change report in each of its forms: the same numbers, and the warnings before them."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipeline.change_report import Change, ChangeReport, Decided, Figure, KreisChange, Side
from pipeline.publish.changes import (
    changes_csv,
    changes_json,
    changes_markdown,
    changes_text,
    warnings,
)

ALT = Side(
    snapshot_id="endgueltig-2018-01-aaaaaaaa",
    edition_id="endgueltig-2018-01",
    edition_label="endgültig",
    zeitraum="ein Jahr",
    stand_am=date(2018, 1, 1),
    rows=3,
    total_eur=Decimal("226883.00"),
    document_sha256="aa",
    synthetic=False,
    status="frueher",
    superseded=False,
    accepted=None,
    withdrawn=None,
)
NEU = replace(
    ALT,
    snapshot_id="2019-02-03-bbbbbbbb",
    edition_id="neu-2019-02",
    edition_label=None,
    stand_am=date(2019, 2, 3),
    total_eur=Decimal("219718.00"),
    rows=2,
    document_sha256="bb",
)
LOERRACH = Change(
    *("08336050", "Lörrach, Stadt", "08336", "Lörrach"),
    Figure(Decimal("218922.00"), 275, True),
    Figure(Decimal("219718.00"), None, True),
)
AITERN = Change(
    "08336004", "=Ai|tern", "08336", "Lörrach", Figure(Decimal("7961.00"), 10, False), None
)
KREIS = KreisChange(
    *("08336", "Landkreis Lörrach", 3, 2, 2),
    *(Decimal("226883.00"), Decimal("219718.00"), 285, None),
)
REPORT = ChangeReport(ALT, NEU, (AITERN, LOERRACH), (KREIS,))


def test_the_terminal_gets_aligned_tables() -> None:
    assert (
        changes_text(REPORT)
        == """\
Von endgueltig-2018-01-aaaaaaaa (endgültig, Stand 01.01.2018)
zu  2019-02-03-bbbbbbbb (unbekannte Ausgabe, Stand 03.02.2019)

ACHTUNG: Gemeinden der anderen Ausgabe, die in 2019-02-03-bbbbbbbb fehlen: 1. Dass eine Zeile \
fehlt, heißt nicht, dass der Betrag gestrichen ist.

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

Gemeinden mit anderen Zahlen: 1; nur in der neueren Ausgabe: 0; nur in der älteren: 1.
Summe: 226.883 Euro in 3 Zeilen, dann 219.718 Euro in 2 Zeilen (-3,2 %).
"""
    )


def test_markdown_cannot_be_broken_by_a_name() -> None:
    text = changes_markdown(REPORT)
    assert text.startswith("# Was sich geändert hat\n\nVon endgueltig-2018-01-aaaaaaaa")
    assert (
        "| 08336004 | =Ai\\|tern | Lörrach | fehlt in der neueren | 7.961 | – | – | 10 | – |"
        in (text)
    )


def test_csv_has_a_line_per_change_and_no_formula() -> None:
    assert changes_csv(REPORT) == (
        "gemeinde_ags,gemeinde_name,kreis_ags,kreis_name,aenderung,betrag_eur_alt,betrag_eur_neu,"
        "differenz_eur,differenz_prozent,personen_alt,personen_neu,differenz_personen,"
        "antragsberechtigt_alt,antragsberechtigt_neu,vergleichbar\n"
        "08336004,'=Ai|tern,08336,Lörrach,fehlt in der neueren,7961,,,,10,,,false,,true\n"
        '08336050,"Lörrach, Stadt",08336,Lörrach,geändert,218922,219718,796,0.4,275,,,'
        "true,true,true\n"
    )


def test_json_has_all_of_it() -> None:
    content = json.loads(changes_json(REPORT))
    assert content["alt"]["snapshot_id"] == ALT.snapshot_id
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
    tranche = replace(ALT, zeitraum="erste Tranche (60 %)")
    (warning,) = warnings(ChangeReport(tranche, replace(NEU, rows=3), (LOERRACH,), (KREIS,)))
    assert warning.startswith(
        "Die Beträge sind nicht vergleichbar: Die älteren gelten für „erste Tranche (60 %)“, die "
        "neueren für „ein Jahr“."
    )
    unlike = ChangeReport(tranche, NEU, (LOERRACH,), (KREIS,))
    assert ",796,,275" in changes_csv(unlike)
    assert "%)." not in changes_text(unlike)


def test_two_readings_of_one_document_and_a_wrong_order_are_named() -> None:
    again = replace(ALT, snapshot_id="endgueltig-2018-01-aaaaaaaa-r2")
    assert warnings(ChangeReport(ALT, again, (LOERRACH,), ())) == [
        "Beide sind Lesungen desselben Dokuments: Ein Unterschied kommt vom Lesen oder von "
        "Berichtigungen, nicht vom Herausgeber."
    ]
    assert warnings(ChangeReport(ALT, ALT, (), ())) == ["Beide sind derselbe Snapshot."]
    assert warnings(ChangeReport(NEU, ALT, (LOERRACH,), ())) == [
        "Die zuerst genannte Ausgabe ist die jüngere (03.02.2019)."
    ]


def test_what_does_not_count_or_was_accepted_in_spite_of_checks_is_named() -> None:
    mia, uwe = Decided("mia", "am Telefon\nbestätigt"), Decided("uwe", "Irrtum")
    accepted = replace(NEU, accepted=mia, rows=3)
    gone = replace(ALT, withdrawn=uwe, superseded=True, status="zurueckgezogen")
    assert warnings(ChangeReport(gone, accepted, (LOERRACH,), ())) == [
        f"{ALT.snapshot_id} ist zurückgezogen, von uwe (Irrtum).",
        f"{NEU.snapshot_id} hat Prüfungen nicht bestanden und wurde von mia (am Telefon "
        "bestätigt) angenommen. Welche, steht in der Tabelle checks.",
    ]
    old = replace(ALT, superseded=True, status="ersetzt")
    assert warnings(ChangeReport(old, old, (), ())) == [
        f"{ALT.snapshot_id} ist ersetzt: Eine spätere Lesung desselben Dokuments gilt an ihrer "
        "Stelle.",
        "Beide sind derselbe Snapshot.",
    ]
    side = json.loads(changes_json(ChangeReport(gone, accepted, (), ())))["alt"]
    assert [side[name] for name in ("status", "zurueckgezogen_von", "angenommen_von")] == [
        "zurueckgezogen",
        "uwe",
        None,
    ]


def test_synthetic_data_are_called_invented() -> None:
    made_up = replace(NEU, synthetic=True)
    assert warnings(ChangeReport(ALT, made_up, (LOERRACH,), ()))[0] == (
        "Erfundene Daten: Mindestens eine der beiden Ausgaben ist synthetisch."
    )
