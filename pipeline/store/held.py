"""Held runs: what was read but not trusted, kept with the reasons so that nothing is lost.

held/<id>/rows.csv      every row that was read, as given; some of them may be wrong
held/<id>/report.json   the reasons, complete, for machines
held/<id>/bericht.md    the reasons, in German, for people
held/<id>/seite-….png   the printed rows that the reasons are about, cut out of their pages
held/<id>/decision.json who had it published and why; only there once somebody did

The German report is for somebody with the printed document at hand; its text is the template
`bericht.md`, next to this file.

A person may have such a document published all the same, finding it by its ID or the beginning of
it, or by that of a withdrawn snapshot (`find_decidable`).
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from pipeline.boxes import same_row
from pipeline.commands import DECISION, HELD_REPORT, REASON, command
from pipeline.errors import AmbiguousHeldError, UnknownHeldError, WarehouseDamagedError
from pipeline.files import is_there, list_folder, new_folder, read_regular, write_file
from pipeline.jsonfiles import RECORD_ERRORS, InUtc, read_record, record_bytes
from pipeline.manifest import Decision, Document, DocumentReading, Manifest, StoredDocument
from pipeline.markdown import code, escape, table
from pipeline.model import ZEILE_COLUMNS, CheckResult, Conflict, Herkunft, LeftOut, RowError, Zeile
from pipeline.store.comparison import failed_findings
from pipeline.store.history import load_statuses
from pipeline.store.new_snapshot import SHORT_HASH, snapshot_id
from pipeline.store.records import ids_meant, is_id, load_manifests
from pipeline.store.warehouse import Warehouse
from pipeline.tabular import csv_text
from pipeline.values import facts_of, german_number
from schemas.messages import check_title

if TYPE_CHECKING:
    from pipeline.templates import Filters, Template

PrintedRow: TypeAlias = tuple[Herkunft, ...]
"""One printed row, as each engine that read it has it; never empty."""
MOST_SHOWN = 25
"""Of conflicts, rows of one check, and rows left out; report.json has all."""
_PLACE = re.compile(r"Seite (\d+), Zeile (\d+)")
"""How our own sentences name a printed row."""
FORMAT_VERSION = 4
"""Of reports. Others are refused, never guessed at."""
REPORT_NAME = "report.json"
_LATEST = "latest"
_PICTURE = "ziffernbild"
"""The check of the figures against the picture of the page."""


class Pictures(Struct, frozen=True):
    """What could be drawn of the rows concerned."""

    drawn: Mapping[PrintedRow, bytes] = field(default_factory=dict)
    """Rows cut out of their pages, as PNG, in the order of the report; of many the first only."""
    broken_pages: tuple[int, ...] = ()
    """Pages of which no picture could be drawn."""
    more: int = 0
    """How many further rows were not drawn, since there are too many."""

    @property
    def rows(self) -> Mapping[str, PrintedRow]:
        """What is drawn by file name: page and row, and the engine where two count differently."""
        named: dict[str, PrintedRow] = {}
        for row in self.drawn:
            name = f"seite-{row[0].page:03}-zeile-{row[0].row:03}"
            if f"{name}.png" in named:
                name = f"{name}-{row[0].engine}"
            named[f"{name}.png"] = row
        return named


class PublishedReading(Struct, frozen=True):
    """That a held document is published, in an earlier reading that stays."""

    snapshot: str
    """ID of that reading."""
    meldung: str
    """What differs from it, in German."""


class HeldFindings(DocumentReading, frozen=True, kw_only=True):
    """How a document was read, what holds it, and what would become of it if it were accepted."""

    errors: tuple[RowError, ...]
    """Printed rows that were not understood."""
    conflicts: tuple[Conflict, ...]
    """Municipalities that the readings give different figures for."""
    rows_left_if_accepted: int
    """How many rows would be published."""
    rows_sha256_if_accepted: str | None
    """Their hash, as a snapshot has it; None where there is none."""
    left_out_if_accepted: tuple[LeftOut, ...]
    """What would not be published."""
    published: str | None = None
    """ID of the snapshot that stays published; None where there is none."""
    read_again: PublishedReading | None = None
    """None where the document is not published."""


class HeldDraft(HeldFindings, frozen=True, kw_only=True):
    """What a run that is not trusted hands over to be kept."""

    document: Document
    created_at: datetime
    """When it was held (UTC)."""
    zeilen: tuple[Zeile, ...]
    """All rows read; keys may be doubled, figures wrong."""
    pictures: Pictures = Pictures()

    @property
    def affected(self) -> tuple[PrintedRow, ...]:
        """The printed rows that conflicts and failed checks are about, each once."""
        read = [zeile.herkunft for conflict in self.conflicts for zeile in conflict.zeilen]
        read.extend(row for check in self.checks if check.holds for row in check.rows)
        rows: list[list[Herkunft]] = []
        on_page: dict[int, list[list[Herkunft]]] = {}
        for herkunft in dict.fromkeys(read):
            known = on_page.setdefault(herkunft.page, [])
            same = next((row for row in known if same_row(row[0].bbox, herkunft.bbox)), None)
            if same is not None:
                same.append(herkunft)
                continue
            rows.append([herkunft])
            known.append(rows[-1])
        return tuple(map(tuple, rows))


def write_held(warehouse: Warehouse, draft: HeldDraft) -> Path:
    """Keep a held run under its document's ID, as the one held last.

    What was held last, and says the same once more, stays as it is.
    """
    id = snapshot_id(draft.document, draft.edition)
    folder = warehouse.held / id
    last = max(map(held_sequence, held_folders(warehouse)), default=0)
    sequence, held_at = _when_held(folder)
    if sequence == last:
        same = _files(id, draft, warehouse, sequence, held_at)
        if all(_read_if_there(folder / name) == content for name, content in same.items()):
            return folder
    files = _files(id, draft, warehouse, last + 1, draft.created_at)
    # A decision about an earlier report is kept with its snapshot, and is none about this one.
    with new_folder(folder, replace=True) as temporary:
        for name, content in files.items():
            (temporary / name).write_bytes(content)
    return folder


def held_folders(warehouse: Warehouse) -> list[Path]:
    """Return the folders of all held runs, in the order of their IDs.

    Raises:
        WarehouseDamagedError: something else lies in the place of one, or of all.
    """
    folders = [path for path in list_folder(warehouse.held) if is_id(path.name)]
    for path in folders:
        if not path.is_dir():
            raise WarehouseDamagedError(path, "the folder of a held run", "none")
    return folders


def held_sequence(folder: Path) -> int:
    """Return the order of holding of a held run's folder, 0 where its report is damaged.

    So a damaged one holds up nothing.
    """
    return _when_held(folder)[0]


def _when_held(folder: Path) -> tuple[int, object]:
    """Return the order of holding and the moment, as the report has them."""
    try:
        report = json.loads(read_regular(folder / REPORT_NAME))
        return int(report["sequence"]), report["held_at"]
    except RECORD_ERRORS:
        return 0, None


def _files(
    id: str, draft: HeldDraft, warehouse: Warehouse, sequence: int, held_at: object
) -> dict[str, bytes]:
    pictures = draft.pictures
    content = {**_report(id, draft), "sequence": sequence, "held_at": held_at}
    return {
        "rows.csv": csv_text([ZEILE_COLUMNS, *(one.values for one in draft.zeilen)]).encode(),
        REPORT_NAME: record_bytes(content),
        HELD_REPORT: write_report(id, draft, warehouse.root).encode(),
        **{name: pictures.drawn[row] for name, row in pictures.rows.items()},
    }


def _report(id: str, draft: HeldDraft) -> dict[str, object]:
    pictures = draft.pictures
    return {
        "format_version": FORMAT_VERSION,
        "id": id,
        "document": draft.document.stored,
        "rows": len(draft.zeilen),
        **facts_of(draft, HeldFindings),
        "rows_concerned": draft.affected,
        "pictures": pictures.rows,
        "pages_not_drawn": pictures.broken_pages,
    }


def _read_if_there(path: Path) -> bytes | None:
    try:
        return read_regular(path)
    except OSError:
        return None


class HeldReport(HeldFindings, frozen=True, kw_only=True):
    """What is asked of the report on a held run; it says more."""

    format_version: int
    document: StoredDocument
    """The document it was read from; its bytes lie in the raw store."""
    sequence: int
    """Order of holding in this warehouse, from 1."""
    held_at: datetime

    def __post_init__(self) -> None:
        InUtc.__post_init__(self)
        if self.format_version != FORMAT_VERSION:
            raise ValueError(f"format {self.format_version}, expected {FORMAT_VERSION}")


class HeldRun(Struct, frozen=True):
    """A held run as it lies in the warehouse."""

    folder: Path
    report: HeldReport
    is_decided: bool
    """Whether somebody has had it published as it is reported here."""

    @property
    def document_sha256(self) -> str:
        """The hash of the document that was held."""
        return self.report.document.sha256

    @property
    def is_acceptable(self) -> bool:
        """Whether a person could have any of it published: no other document, and one with rows."""
        return self.report.rows_sha256_if_accepted is not None


class Decidable(Struct, frozen=True):
    """A document that a person may have published although it is not by itself."""

    document_sha256: str
    held: HeldRun | None
    """What the person read about it; None for a withdrawn snapshot that was never held."""
    withdrawn: Manifest | None
    """The withdrawn snapshot that was named; None where a held run was."""


def find_decidable(warehouse: Warehouse, wanted: str) -> Decidable:
    """Find a document by the ID of a held run or of a withdrawn snapshot, or a prefix of one.

    `latest` is the run held last.

    Raises:
        UnknownHeldError: none answers to it.
        AmbiguousHeldError: several begin like it.
    """
    folders = {folder.name: folder for folder in held_folders(warehouse)}
    if wanted == _LATEST and folders:
        last = max(map(_read_run, folders.values()), key=attrgetter("report.sequence"))
        return Decidable(last.document_sha256, last, None)
    withdrawn = {s.manifest.id: s.manifest for s in load_statuses(warehouse) if s.withdrawal}
    ids = ids_meant(wanted, {**folders, **withdrawn})
    if not ids:
        raise UnknownHeldError(wanted, tuple(folders), tuple(withdrawn))
    if len(ids) > 1:
        raise AmbiguousHeldError(wanted, tuple(ids))
    [id] = ids
    if id in folders:
        held = _read_run(folders[id])
        return Decidable(held.document_sha256, held, withdrawn.get(id))
    sha256 = withdrawn[id].document.sha256
    runs = _runs_of(warehouse, sha256)
    last_report = max(runs, key=attrgetter("report.sequence"), default=None)
    return Decidable(sha256, last_report, withdrawn[id])


def waiting_runs(warehouse: Warehouse) -> list[HeldRun]:
    """Return the held runs after which nobody has decided anything, the one held last first.

    A document that was published since then, by whatever run, waits no more.
    """
    published: dict[str, datetime] = {}
    for manifest in load_manifests(warehouse):
        published[manifest.document.sha256] = manifest.accepted_at
    runs = sorted(map(_read_run, held_folders(warehouse)), key=attrgetter("report.sequence"))
    last = {run.document_sha256: run for run in runs}
    return [
        run
        for run in reversed(runs)
        if run is last[run.document_sha256]
        and not run.is_decided
        and not run.report.held_at < published.get(run.document_sha256, run.report.held_at)
    ]


def changed_since_held(
    held: HeldRun, checks: Iterable[CheckResult], rows_sha256: str | None
) -> list[str]:
    """Return what the report of a held run shows otherwise than the document is read today.

    `rows_sha256` is the hash of the rows that could be published today.
    """
    same = held.report.rows_sha256_if_accepted == rows_sha256
    rows = [] if same else ["other rows would be published"]
    then, now = failed_findings(held.report.checks), failed_findings(checks)
    told = (
        ("failed only now", now.keys() - then.keys()),
        ("failed no longer", then.keys() - now.keys()),
        ("failed otherwise", {name for name in then.keys() & now if then[name] != now[name]}),
    )
    return [*rows, *(f"{what}: {', '.join(sorted(names))}" for what, names in told if names)]


def was_contested(warehouse: Warehouse, sha256: str) -> bool:
    """Return True if witnesses of this document were seen to differ, or a record is damaged."""
    try:
        reports = [run.report for run in _runs_of(warehouse, sha256)]
    except WarehouseDamagedError:
        return True
    pictured = (check for report in reports for check in report.checks if check.name == _PICTURE)
    return any(report.conflicts for report in reports) or any(check.holds for check in pictured)


def write_decision(held: HeldRun, snapshot: str, decision: Decision) -> Path:
    """Note in the folder of a held run who had it published as a snapshot, and why."""
    path = held.folder / DECISION
    of_person = {"reason": decision.reason, "decided_by": decision.by, "decided_at": decision.at}
    write_file(path, record_bytes({"snapshot": snapshot, **of_person}))
    return path


def _runs_of(warehouse: Warehouse, sha256: str) -> list[HeldRun]:
    folders = (f for f in held_folders(warehouse) if f.name.endswith(sha256[:SHORT_HASH]))
    return [run for run in map(_read_run, folders) if run.document_sha256 == sha256]


def _read_run(folder: Path) -> HeldRun:
    report = read_record(folder / REPORT_NAME, "the report of a held run", HeldReport)
    return HeldRun(folder, report, is_there(folder / DECISION))


def write_report(id: str, draft: HeldDraft, warehouse: Path) -> str:
    """Say what was held, why, with page, row and wording, and what to do."""
    asked = [reader.engine for reader in draft.readers if not reader.failure]
    read = [zeile.herkunft for conflict in draft.conflicts for zeile in conflict.zeilen]
    # In the order asked, with those that only stood in on a page.
    engines = list(dict.fromkeys([*asked, *(row.engine for row in read)]))
    header = ("Gemeinde", "Seite", "Zeile", *(f"gelesen von {engine}" for engine in engines))
    shown = draft.conflicts[:MOST_SHOWN]
    text = _template().render(
        id=id,
        draft=draft,
        holding=[check for check in draft.checks if check.holds],
        warnings=[check for check in draft.checks if check.warns],
        gallery=_Gallery(draft.pictures),
        engines=engines,
        failed=[reader.engine for reader in draft.readers if reader.failure],
        conflict_table=table(header, (_conflict_cells(conflict, engines) for conflict in shown)),
        rows_of_conflicts=[zeile.herkunft for conflict in shown for zeile in conflict.zeilen],
        most=MOST_SHOWN,
        typed=partial(command, warehouse=warehouse, raw_dir=draft.document.path.parent),
        reason=REASON,
    )
    return f"{text}\n"


@cache
def _template() -> "Template":
    from pipeline.templates import load_templates  # only who holds a document waits for it

    filters: Filters = {
        "code": code,
        "escape": escape,
        "number": german_number,
        "counted": _counted,
        "check_title": check_title,
        "printed_rows": _printed_rows,
    }
    return load_templates(files("pipeline.store"), filters, autoescape=False)(HELD_REPORT)


def _counted(count: int, one: str, many: str) -> str:
    return f"{german_number(count)} {one if count == 1 else many}"


class _Gallery:
    """The pictures of a report: each shown where its row is first spoken of, then only linked."""

    def __init__(self, pictures: Pictures) -> None:
        self._names = {read: name for name, row in pictures.rows.items() for read in row}
        self._shown: set[str] = set()

    def show(self, rows: Iterable[Herkunft], *, again: bool = True) -> str:
        """Pictures of these rows, each on a line of its own; of those shown above links at most."""
        named: dict[str, Herkunft] = {}
        for row in rows:
            name = self._names.get(row)
            if name is not None and (again or name not in self._shown):
                named.setdefault(name, row)
        return "".join(f"\n{self._line(name, row)}\n" for name, row in named.items())

    def below(self, finding: str, check: CheckResult) -> str:
        """The pictures of the rows that a finding names, as part of its item in the list."""
        places = {(int(page), int(row)) for page, row in _PLACE.findall(finding)}
        pictures = self.show(row for row in check.rows if row.place in places)
        return "".join(f"  {line}\n" if line else "\n" for line in pictures.splitlines())

    def _line(self, name: str, row: Herkunft) -> str:
        place = f"Seite {row.page}, Zeile {row.row}"
        known = name in self._shown
        self._shown.add(name)
        return f"[Bild von {place}, siehe oben]({name})" if known else f"![{place}]({name})"


def _conflict_cells(conflict: Conflict, engines: Sequence[str]) -> list[str]:
    first = conflict.zeilen[0].herkunft
    read = {
        engine: "; ".join(
            _figure_read(zeile, first.page)
            for zeile in conflict.zeilen
            if zeile.herkunft.engine == engine
        )
        for engine in engines
    }
    name = f"{escape(conflict.gemeinde_name)} ({escape(conflict.gemeinde_ags)})"
    return [name, str(first.page), str(first.row), *(text or "–" for text in read.values())]


def _figure_read(zeile: Zeile, page: int) -> str:
    """What one engine read, with the page only where it is another."""
    text = f"{german_number(zeile.betrag_eur)} Euro"
    if zeile.personen is not None:
        text += f", {german_number(zeile.personen)} Personen"
    other = zeile.herkunft.page
    return text if other == page else f"{text} (Seite {other})"


def _printed_rows(rows: Sequence[Herkunft]) -> str:
    unique = list(dict.fromkeys((str(row.page), str(row.row), code(row.text)) for row in rows))
    listing = table(("Seite", "Zeile", "gedruckt"), unique[:MOST_SHOWN])
    more = len(unique) - MOST_SHOWN
    rest = f"\n… und {german_number(more)} weitere Zeilen; alle stehen in `report.json`.\n"
    return f"\n{listing}{rest if more > 0 else ''}" if unique else ""
