"""What the tables, views and macros of the database answer."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.store.history import learn
from pipeline.store.new_snapshot import write_snapshot
from pipeline.store.query import run_query
from pipeline.store.warehouse import Warehouse
from tests.builders.database import build_database
from tests.builders.frames import (
    AITERN,
    FROEHND,
    LATER,
    LOERRACH,
    PERSONEN,
    RADOLFZELL,
    document,
    query_rows,
    snapshot_draft,
    two_editions,
    vorlaeufig_draft,
    warehouse_with,
    withdrawal,
)

FIRST_COLUMNS = (
    "gemeinde_ags",
    "gemeinde_name",
    "kreis_ags",
    "kreis_name",
    "personen",
    "personen_errechnet",
    "betrag_eur",
    "zeitraum",
    "antragsberechtigt",
    "snapshot_id",
)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return two_editions(tmp_path_factory.mktemp("warehouse"))


def test_the_view_shows_the_newest_edition_in_the_order_of_keys(editions: Warehouse) -> None:
    newest = run_query(editions.database, "FROM planungsrahmen")
    assert newest.columns[:10] == FIRST_COLUMNS
    amounts = [(row[0], row[6], row[7], row[8]) for row in newest.rows]
    assert amounts == [
        (RADOLFZELL, Decimal("132149.00"), "ein Jahr", True),
        (AITERN, Decimal("7961.00"), "ein Jahr", False),
        (FROEHND, Decimal("45377.00"), "ein Jahr", False),
        (LOERRACH, Decimal("218922.00"), "ein Jahr", True),
    ]
    places = query_rows(editions, "SELECT gemeinde_art, regierungsbezirk_name FROM planungsrahmen")
    assert places[2] == ("Gemeinde", "Freiburg")


def test_changes_between_unlike_periods_say_so(editions: Warehouse) -> None:
    changes = query_rows(
        editions,
        "SELECT gemeinde_ags, aenderung, betrag_eur_alt, betrag_eur_neu, differenz_prozent, "
        "vergleichbar, hinweis FROM aenderungen ORDER BY gemeinde_ags",
    )
    unlike = (
        "Die Beträge gelten für verschiedene oder unbekannte Zeiträume und sind nicht vergleichbar."
    )
    only_once = "Die Gemeinde steht nur in einer der beiden Ausgaben."
    assert changes == [
        (RADOLFZELL, "geändert", Decimal(123362), Decimal(132149), None, False, unlike),
        (AITERN, "geändert", Decimal(7431), Decimal(7961), None, False, unlike),
        (FROEHND, "fehlt in der älteren Ausgabe", None, Decimal(45377), None, False, only_once),
        (LOERRACH, "geändert", Decimal(204365), Decimal(218922), None, False, unlike),
    ]


def test_changes_within_one_period_have_a_percentage(tmp_path: Path) -> None:
    corrected = {RADOLFZELL: 166, AITERN: 20, FROEHND: 57}
    warehouse = warehouse_with(
        tmp_path,
        snapshot_draft(),
        snapshot_draft(corrected, document=document("neu.pdf")),
    )
    changes = query_rows(
        warehouse,
        "SELECT gemeinde_ags, aenderung, differenz_eur, differenz_prozent, vergleichbar "
        "FROM aenderungen ORDER BY gemeinde_ags",
    )
    assert changes == [
        (AITERN, "geändert", Decimal(7961), 100.0, True),
        (LOERRACH, "fehlt in der neueren Ausgabe", None, None, False),
    ]


def test_the_history_has_every_edition_that_counts(editions: Warehouse) -> None:
    history = query_rows(
        editions,
        f"SELECT edition_label, betrag_eur, ist_aktuell FROM historie "
        f"WHERE gemeinde_ags = '{LOERRACH}' ORDER BY stand_am",
    )
    assert history == [
        ("vorläufig (erste Tranche, 60 %)", Decimal(204365), False),
        ("endgültig", Decimal(218922), True),
    ]


def test_every_figure_leads_to_its_place_in_its_document(editions: Warehouse) -> None:
    place = query_rows(
        editions,
        "SELECT document_sha256, page, x0, y0, x1, y1, text_gedruckt, engine FROM belege "
        f"WHERE gemeinde_ags = '{LOERRACH}' AND edition_label = 'endgültig'",
    )
    text = "08336050 | Lörrach | 275 | 218.922"
    box = (56.7, 149.0, 538.62, 158.5)
    assert place == [(document().sha256, 1, *box, text, "pdfium")]
    unproven = "SELECT count(*) FROM figures ANTI JOIN belege USING (snapshot_id, gemeinde_ags)"
    assert query_rows(editions, unproven) == [(0,)]


def as_of(warehouse: Warehouse, arguments: str) -> list[tuple[Any, ...]]:
    sql = f"SELECT DISTINCT edition_label FROM planungsrahmen_am({arguments})"
    return query_rows(warehouse, sql)


def test_the_two_times_are_asked_for_apart(editions: Warehouse) -> None:
    final, early = [("endgültig",)], [("vorläufig (erste Tranche, 60 %)",)]
    assert as_of(editions, "'2017-12-31'") == early
    assert as_of(editions, "DATE '2018-01-01'") == final
    assert as_of(editions, "'2017-06-30'") == []
    # Before the earlier edition was found, nothing was known of 2017.
    assert as_of(editions, "'2017-12-31', bekannt_am := '2024-03-15'") == []
    assert as_of(editions, "'2017-12-31', bekannt_am := '2024-03-31'") == early
    assert as_of(editions, "NULL, bekannt_am := '2024-03-15'") == final
    assert as_of(editions, "NULL, bekannt_am := '2024-02-29'") == []


def test_what_was_superseded_or_withdrawn_later_still_answers_for_its_time(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    first = write_snapshot(warehouse, snapshot_draft())
    early = write_snapshot(warehouse, vorlaeufig_draft())
    better = snapshot_draft({**PERSONEN, LOERRACH: 276}, supersedes=first.id, created_at=LATER)
    write_snapshot(warehouse, better)
    learn(warehouse, early.id, withdrawal("Irrtum"))
    build_database(warehouse)

    def loerrach(arguments: str) -> list[tuple[Any, ...]]:
        return query_rows(
            warehouse,
            f"SELECT personen FROM planungsrahmen_am({arguments}) "
            f"WHERE gemeinde_ags = '{LOERRACH}'",
        )

    assert loerrach("NULL") == [(276,)]
    assert loerrach("NULL, bekannt_am := '2024-03-15'") == [(275,)]
    assert loerrach("'2017-12-31'") == []
    assert loerrach("'2017-12-31', bekannt_am := '2024-03-15'") == [(275,)]
    assert query_rows(warehouse, "SELECT DISTINCT snapshot_id FROM historie") == [
        (f"{first.id}-r2",)
    ]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([AITERN, FROEHND], (2, Decimal(53338), True, Decimal(0), "Die Schwelle ist erreicht.")),
        ([FROEHND], (1, Decimal(45377), False, Decimal(5623), "Die Schwelle ist nicht erreicht.")),
        (
            [LOERRACH, "08336999", LOERRACH],
            (
                2,
                Decimal(218922),
                None,
                None,
                "Für 1 der genannten Schlüssel gibt es keinen Betrag; die Summe ist unvollständig.",
            ),
        ),
    ],
)
def test_a_joint_application_is_reckoned(
    editions: Warehouse, members: list[str], expected: tuple[Any, ...]
) -> None:
    result = query_rows(
        editions,
        f"SELECT count(*), summe_eur, erreicht, fehlbetrag_eur, hinweis "
        f"FROM zusammenschluss({members!r}) GROUP BY ALL",
    )
    assert result == [expected]


def test_the_threshold_is_not_held_against_a_tranche(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, vorlaeufig_draft())
    result = query_rows(warehouse, f"SELECT erreicht, hinweis FROM zusammenschluss(['{LOERRACH}'])")
    unsure = "dass diese Beträge welche sind, steht nicht fest."
    assert result == [(None, f"Die Schwelle gilt für Jahresbeträge; {unsure}")]


def test_synthetic_data_are_marked_and_hidden_by_a_real_edition(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, vorlaeufig_draft())
    marks = "SELECT DISTINCT synthetisch FROM planungsrahmen"
    assert query_rows(warehouse, marks) == [(True,)]
    warehouse_with(tmp_path, snapshot_draft(synthetic=False))
    assert query_rows(warehouse, marks) == [(False,)]
    for view in (
        "planungsrahmen_am(NULL)",
        "planungsrahmen_am('2017-12-31')",
        "historie",
        "belege",
    ):
        assert query_rows(warehouse, f"FROM {view} WHERE synthetisch") == []
    assert query_rows(warehouse, "FROM aenderungen") == []


def test_checks_and_documents_are_there_to_be_read(editions: Warehouse) -> None:
    checks = query_rows(
        editions,
        "SELECT name, severity, passed, fundstellen FROM checks "
        "WHERE snapshot_id LIKE 'endgueltig%' ORDER BY check_number",
    )
    place = {"page": 2, "row_on_page": 1, "text_gedruckt": "Summe 404.409"}
    assert checks == [
        ("summe_land", "fehler", True, []),
        ("summe_ist_budget", "warnung", False, [place]),
    ]
    names = query_rows(editions, "SELECT original_name FROM documents")
    assert names == [("IGM_VwV_Planungsrahmen.pdf",), ("IGM_VwV_vorlaeufig.pdf",)]
    counts = "SELECT (SELECT count(*) FROM gemeinden), (SELECT count(*) FROM kreise)"
    assert query_rows(editions, counts) == [(1101, 44)]


def test_an_empty_warehouse_has_an_empty_database(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path)
    for name in ("planungsrahmen", "aenderungen", "planungsrahmen_am(NULL)", "belege"):
        assert query_rows(warehouse, f"FROM {name}") == []
    assert query_rows(warehouse, "SELECT erreicht FROM zusammenschluss(['08336050'])") == [(None,)]
