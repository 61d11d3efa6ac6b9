"""Two snapshots side by side: what changed, by municipality and by Kreis."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import WarehouseDamagedError
from pipeline.manifest import Decision
from pipeline.publish.changes import changes_csv, changes_json, changes_markdown, changes_text
from pipeline.store.history import learn
from pipeline.store.new_snapshot import write_snapshot
from pipeline.store.query import compare_snapshots
from pipeline.store.records import load_manifests
from pipeline.values import replace
from tests.builders.database import build_database
from tests.builders.frames import (
    AITERN,
    FIRST_DAY,
    FROEHND,
    LOERRACH,
    PERSONEN,
    RADOLFZELL,
    document,
    snapshot_draft,
    two_editions,
    vorlaeufig_draft,
    warehouse_with,
    withdrawal,
)


def test_every_difference_is_there_and_nothing_else(tmp_path: Path) -> None:
    less = {ags: persons for ags, persons in PERSONEN.items() if ags != FROEHND}
    other = document("other.pdf")
    warehouse = warehouse_with(
        tmp_path,
        snapshot_draft(less),
        snapshot_draft({**PERSONEN, LOERRACH: 276}, document=other),
    )
    old, new = (snapshot.id for snapshot in load_manifests(warehouse))
    report = compare_snapshots(warehouse.database, old, new)
    [added, changed] = report.gemeinden.records
    assert (added["gemeinde_ags"], added["aenderung"]) == (FROEHND, "fehlt in der älteren")
    assert (added["betrag_eur_alt"], added["differenz_eur"]) == (None, None)
    assert changed == {
        "gemeinde_ags": LOERRACH,
        "gemeinde_name": "Lörrach, Stadt",
        "kreis_ags": "08336",
        "kreis_name": "Lörrach",
        "aenderung": "geändert",
        "betrag_eur_alt": Decimal("218922.00"),
        "betrag_eur_neu": Decimal("219718.00"),
        "differenz_eur": Decimal("796.00"),
        "differenz_prozent": 0.4,
        "personen_alt": 275,
        "personen_neu": 276,
        "differenz_personen": 1,
        "antragsberechtigt_alt": True,
        "antragsberechtigt_neu": True,
        "vergleichbar": True,
    }
    assert [tuple(kreis.values()) for kreis in report.kreise] == [
        (
            *("08335", "Landkreis Konstanz", 1, 1, 0),
            *(Decimal("132149.00"), Decimal("132149.00"), 0, 166, 166),
        ),
        (
            *("08336", "Landkreis Lörrach", 2, 3, 2),
            *(Decimal("226883.00"), Decimal("273056.00"), Decimal("46173.00"), 285, 342 + 1),
        ),
    ]
    assert report.vergleichbar


@pytest.mark.parametrize("missing", ["alt", "neu"])
def test_a_kreis_without_any_row_has_no_sum_in_any_form(tmp_path: Path, missing: str) -> None:
    less = {ags: persons for ags, persons in PERSONEN.items() if ags != RADOLFZELL}
    sides = {"alt": PERSONEN, "neu": PERSONEN, missing: less}
    warehouse = warehouse_with(
        tmp_path,
        snapshot_draft(sides["alt"]),
        snapshot_draft(sides["neu"], document=document("other.pdf")),
    )
    build_database(warehouse)
    old, new = (snapshot.id for snapshot in load_manifests(warehouse))
    report = compare_snapshots(warehouse.database, old, new)
    konstanz, _ = report.kreise
    there = "neu" if missing == "alt" else "alt"
    assert (konstanz[f"summe_{missing}_eur"], konstanz[f"personen_{missing}"]) == (None, None)
    assert (konstanz[f"summe_{there}_eur"], konstanz[f"personen_{there}"]) == (132_149, 166)
    assert (konstanz["differenz_eur"], konstanz[f"gemeinden_{missing}"]) == (None, 0)
    shown = ["08335", "Landkreis", "Konstanz", "1", "132.149", "–", "–", "166", "–"]
    if missing == "alt":
        shown[4:6], shown[7:9] = ["–", "132.149"], ["–", "166"]
    assert [line.split() for line in changes_text(report).splitlines()].count(shown) == 1
    cells = [shown[0], "Landkreis Konstanz", *shown[3:]]
    assert f"| {' | '.join(cells)} |" in changes_markdown(report)
    assert json.loads(changes_json(report))["kreise"][0][f"summe_{missing}_eur"] is None
    row = next(line for line in changes_csv(report).splitlines() if line.startswith(RADOLFZELL))
    assert row.count(",,") >= 1
    assert ",0," not in row
    alone = report.of_kreis("08335")
    sums = ["132.149 Euro in 1 Zeilen", "keine Zeile"]
    first, then = sums if missing == "neu" else reversed(sums)
    assert f"Summe: {first}, dann {then}.\n" in changes_text(alone)


def test_each_side_says_what_it_is(tmp_path: Path) -> None:
    warehouse = two_editions(tmp_path)
    final, earlier = load_manifests(warehouse)
    report = compare_snapshots(warehouse.database, earlier.id, final.id)
    assert report.neu == {
        "snapshot_id": final.id,
        "edition_id": "endgueltig-2018-01",
        "ausgabe": "endgültig",
        "zeitraum": "ein Jahr",
        "stand_am": date(2018, 1, 1),
        "zeilen": 4,
        "summe_eur": Decimal("404409.00"),
        "document_sha256": final.document.sha256,
        "synthetisch": True,
        "status": "aktuell",
        "ersetzt": False,
        "angenommen_von": None,
        "angenommen_grund": None,
        "zurueckgezogen_von": None,
        "zurueckgezogen_grund": None,
    }
    assert (report.alt["ausgabe"], report.alt["zeitraum"]) == (
        "vorläufig (erste Tranche, 60 %)",
        "erste Tranche (60 %)",
    )
    assert not report.vergleichbar
    kinds = {one["gemeinde_ags"]: one["aenderung"] for one in report.gemeinden.records}
    assert kinds == {
        RADOLFZELL: "geändert",
        AITERN: "geändert",
        FROEHND: "fehlt in der älteren",
        LOERRACH: "geändert",
    }
    assert {one["differenz_prozent"] for one in report.gemeinden.records} == {None}


def test_a_side_says_what_was_decided_about_it(tmp_path: Path) -> None:
    draft = snapshot_draft(decision=Decision("bestätigt", "mia", FIRST_DAY))
    warehouse = warehouse_with(tmp_path, vorlaeufig_draft(), draft)
    earlier, final = load_manifests(warehouse)
    learn(warehouse, earlier.id, withdrawal())
    better = replace(draft, supersedes=final.id, supersedes_reason="besser", decision=None)
    write_snapshot(warehouse, better)
    build_database(warehouse)
    report = compare_snapshots(warehouse.database, earlier.id, final.id)
    names = ("status", "ersetzt", "zurueckgezogen_von", "zurueckgezogen_grund", "angenommen_von")
    assert [[side[name] for name in names] for side in (report.alt, report.neu)] == [
        ["zurueckgezogen", False, "mia", "Irrtum", None],
        ["ersetzt", True, None, None, "mia"],
    ]


def test_a_snapshot_differs_in_nothing_from_itself(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    (snapshot,) = load_manifests(warehouse)
    report = compare_snapshots(warehouse.database, snapshot.id, snapshot.id)
    assert report.gemeinden.rows == ()


def test_a_snapshot_that_the_database_lacks_is_damage(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, vorlaeufig_draft())
    with pytest.raises(WarehouseDamagedError, match="rebuild"):
        compare_snapshots(warehouse.database, "no-such", "no-such")
