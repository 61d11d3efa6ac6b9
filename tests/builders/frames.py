"""A small made-up trusted frame, and the drafts that carry it into a warehouse.

The figures are synthetic: real keys and names, invented numbers of persons. Only what a test is
about is given to a builder; everything else has a fixed value.
"""

from __future__ import annotations

import hashlib
import pickle
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from pipeline.manifest import Document
from pipeline.model import (
    NO_CLAIMS,
    CheckResult,
    ColumnRole,
    Ebene,
    Edition,
    EngineReport,
    Herkunft,
    RowClass,
    RowError,
    Severity,
    Summe,
    Zeile,
)
from pipeline.store.held import HeldDraft
from pipeline.store.new_snapshot import SnapshotDraft, write_snapshot
from pipeline.store.query import run_query
from pipeline.store.records import Withdrawal
from pipeline.store.warehouse import Warehouse, lock_warehouse
from pipeline.values import replace
from schemas.source import SourceEdition, load_source
from tests.builders.database import build_database
from tests.builders.editions import Edition as Apportionment
from tests.builders.register import bare_name, gemeinden, kreise

AITERN, FROEHND, LOERRACH, RADOLFZELL = "08336004", "08336025", "08336050", "08335063"
PERSONEN: Mapping[str, int] = {RADOLFZELL: 166, AITERN: 10, FROEHND: 57, LOERRACH: 275}
"""Invented persons of four municipalities, by key."""
FIRST_DAY = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
LATER = FIRST_DAY + timedelta(days=30)


def edition(id: str = "endgueltig-2018-01") -> Edition:
    """An edition that the source file knows."""
    known = _source_edition(id)
    return Edition(
        id=known.id,
        label=known.label,
        zeitraum=known.zeitraum,
        published=known.published,
        budget_eur=known.budget_eur,
        personen_gesamt=known.personen_gesamt,
    )


def _source_edition(id: str) -> SourceEdition:
    return next(known for known in load_source().editions if known.id == id)


def trusted_frame(
    personen: Mapping[str, int] = PERSONEN, edition_id: str = "endgueltig-2018-01"
) -> pd.DataFrame:
    """What the checks hand on for a document of these municipalities, one row each."""
    known = _source_edition(edition_id)
    rate = Apportionment(known.id, known.budget_eur, known.personen_gesamt)
    rows = [
        _row(number, ags, personen[ags], rate.betrag_eur(personen[ags]), known)
        for number, ags in enumerate(sorted(personen), start=1)
    ]
    frame = pd.DataFrame(rows)
    types = {"personen": "Int64", "personen_errechnet": "Int64", "page": "Int64"}
    return frame.astype({**types, "row_on_page": "Int64", "antragsberechtigt": "boolean"})


def _row(
    number: int, ags: str, persons: int, euros: int, known: SourceEdition
) -> dict[str, object]:
    gemeinde = gemeinden()[ags]
    printed = f"{euros:,}".replace(",", ".")
    top = 100.0 + 12.25 * number
    return {
        "gemeinde_ags": ags,
        "gemeinde_name": gemeinde.name,
        "kreis_ags": gemeinde.kreis_ags,
        "kreis_name": kreise()[gemeinde.kreis_ags].name,
        "personen": persons,
        "personen_errechnet": persons,
        "betrag_eur": Decimal(euros),
        "betrag_eur_gedruckt": Decimal(euros),
        "zeitraum": known.zeitraum,
        "antragsberechtigt": euros >= load_source().antragsschwelle_eur if known.annual else None,
        "name_gedruckt": bare_name(gemeinde.name),
        "betrag_gedruckt": printed,
        "page": 1,
        "row_on_page": number,
        "x0": 56.7,
        "y0": top,
        "x1": 538.62,
        "y1": top + 9.5,
        "text_gedruckt": f"{ags} | {bare_name(gemeinde.name)} | {persons} | {printed}",
        "engine": "pdfium",
    }


def document(name: str = "IGM_VwV_Planungsrahmen.pdf", content: bytes = b"%PDF-") -> Document:
    """A document known by the hash of some bytes; nothing lies at its path."""
    return Document(
        sha256=hashlib.sha256(name.encode() + content).hexdigest(),
        path=Path("raw") / name,
        size_bytes=len(content),
        original_name=name,
        first_seen=FIRST_DAY,
        url=f"https://example.org/{name}",
        captured_at=None,
    )


def herkunft(page: int = 1, row: int = 3, text: str = "08336050 | Lörrach | 218.922") -> Herkunft:
    """The place of a printed row."""
    return Herkunft(
        page=page, row=row, bbox=(56.7, 136.75, 538.62, 146.25), text=text, engine="pdfium"
    )


def check_result(
    name: str = "summe_land", *, passed: bool = True, **changes: object
) -> CheckResult:
    """The result of one check."""
    result = CheckResult(
        name=name,
        severity=Severity.ERROR,
        passed=passed,
        message="the total is the sum of the rows",
        meldung="Die Gesamtsumme ist die Summe der Zeilen.",
    )
    return replace(result, **changes)


def snapshot_draft(
    personen: Mapping[str, int] = PERSONEN,
    edition_id: str | None = "endgueltig-2018-01",
    **changes: object,
) -> SnapshotDraft:
    """A trusted run about to be kept."""
    draft = SnapshotDraft(
        document=document(),
        edition=edition(edition_id) if edition_id else None,
        claims=NO_CLAIMS,
        synthetic=True,
        readers=(
            EngineReport("pdfium", "5.15.2", len(personen), ()),
            EngineReport("pdfplumber", "0.11.10", len(personen), ()),
        ),
        columns=(ColumnRole(1, 0, "gemeinde_ags", "AGS", "eight digits in every row"),),
        classes={RowClass.FIGURE: len(personen), RowClass.HEADER: 1},
        title_text="Planungsrahmen (synthetisch)",
        page_count=1,
        checks=(check_result(), check_result("summe_ist_budget", passed=False, **_WARNING)),
        corrections=(),
        created_at=FIRST_DAY,
        frame=trusted_frame(personen, edition_id or "endgueltig-2018-01"),
        summen=(Summe(Ebene.LAND, "08", None, Decimal("404409"), herkunft(2, 1, "Summe 404.409")),),
    )
    return replace(draft, **changes)


def warehouse_with(root: Path, *drafts: SnapshotDraft) -> Warehouse:
    """A warehouse that accepted these drafts, one after the other, with its database.

    It is a copy of one that is built once in a process.
    """
    template = Path(_templates().name, hashlib.sha256(pickle.dumps(drafts)).hexdigest())
    if not template.exists():
        _build(Warehouse(template), drafts)
    shutil.copytree(template, root, dirs_exist_ok=True)
    return Warehouse(root)


@cache
def _templates() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


def _build(warehouse: Warehouse, drafts: Sequence[SnapshotDraft]) -> None:
    with lock_warehouse(warehouse):
        for draft in drafts:
            write_snapshot(warehouse, draft)
        build_database(warehouse)


def two_editions(root: Path) -> Warehouse:
    """The final edition, and after it the earlier one, found a month later and without Fröhnd."""
    earlier = {ags: persons for ags, persons in PERSONEN.items() if ags != FROEHND}
    return warehouse_with(root, snapshot_draft(), vorlaeufig_draft(earlier, created_at=LATER))


def query_rows(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    """The rows of an answer."""
    return list(run_query(warehouse.database, sql).rows)


def vorlaeufig_draft(personen: Mapping[str, int] = PERSONEN, **changes: object) -> SnapshotDraft:
    """A trusted run on the earlier edition, from a document of its own."""
    earlier = document("IGM_VwV_vorlaeufig.pdf")
    return snapshot_draft(personen, "vorlaeufig-2017-07", **{"document": earlier, **changes})


def withdrawal(reason: str = "Irrtum") -> Withdrawal:
    """The decision that a snapshot no longer counts."""
    return Withdrawal(reason, "mia", LATER)


_WARNING: dict[str, object] = {
    "severity": Severity.WARNING,
    "meldung": "Die Gesamtsumme ist das Budget.",
    "rows": (herkunft(2, 1, "Summe 404.409"),),
}


def zeile(**changes: object) -> Zeile:
    """One figure as read."""
    row = Zeile(
        gemeinde_ags=LOERRACH,
        gemeinde_name="Lörrach, Stadt",
        kreis_ags="08336",
        kreis_name="Lörrach",
        personen=275,
        betrag_eur=Decimal("218922"),
        name_gedruckt="Lörrach",
        betrag_gedruckt="218.922",
        herkunft=herkunft(),
    )
    return replace(row, **changes)


def held_draft(**changes: object) -> HeldDraft:
    """A run that is not trusted: one amount is misprinted, one row cannot be read."""
    misprint = herkunft(7, 31, "08336050 | Lörrach | 218.992")
    unread = RowError(
        "amount_unreadable", "218,922", "an amount like 218.922", herkunft(7, 32, "…")
    )
    draft = HeldDraft(
        document=document(),
        edition=edition(),
        claims=NO_CLAIMS,
        synthetic=True,
        readers=(EngineReport("pdfium", "5.15.2", 1, ()),),
        columns=(),
        classes={},
        title_text="Planungsrahmen (synthetisch)",
        page_count=16,
        checks=(
            check_result(),
            check_result(
                "betrag_passt",
                passed=False,
                meldung="Seite 7, Zeile 31: Der Betrag 218.992 passt zu keiner Personenzahl.",
                rows=(misprint,),
            ),
        ),
        corrections=(),
        created_at=FIRST_DAY,
        zeilen=(zeile(betrag_eur=Decimal("218992"), herkunft=misprint),),
        errors=(unread,),
        conflicts=(),
        rows_left_if_accepted=1,
        rows_sha256_if_accepted="a1" * 32,
        left_out_if_accepted=(),
    )
    return replace(draft, **changes)
