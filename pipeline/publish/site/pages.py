"""Which pages there are, each with its template and what it is about."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pipeline.boxes import wider, with_lines_around
from pipeline.change_report import ChangeReport
from pipeline.model import Bbox
from pipeline.publish import edition, town_text
from pipeline.publish.changes import warnings
from pipeline.publish.metadata import dataset_json, licence, source_facts
from pipeline.publish.site.content import Content, NothingPublished, Sheet, file_name, sheet_key
from pipeline.publish.site.figures import FILTERS, lines_of, percent
from pipeline.publish.site.outline import box_of, eligibility, with_size
from pipeline.templates import Filters, Template, load_templates
from pipeline.town import Town, TownFigure
from schemas.register import REGISTER_CREDIT, load_map, load_register

FOLDER = files("pipeline.publish.site")
GENERAL = ("index", "aenderungen", "methode", "korrekturen", "bedeutung", "daten")
EDITIONS, CHANGES = "ausgaben.xml", "aenderungen.xml"
"""Atom feeds (RFC 4287)."""
FRAME_POINTS = 2.0
"""Between the letters of a row and its frame."""
BESIDE_POINTS = 24.0
"""Of the page, left and right of a row."""
WITNESSES = ("lage", "ziffernbild", "lesungen")
"""Checks that say of a whole edition what readings and witnesses found."""


class Pages:
    """All files of the page but pictures and exports."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._shared = _shared(content)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the address of each file, relative to the start page, and what is in it."""
        content = self.content
        for asset in (FOLDER / "assets").iterdir():
            yield f"teile/{asset.name}", asset.read_bytes()
        for address in GENERAL:
            yield self._page(address, f"{address}.html")
        for name in (EDITIONS, CHANGES):
            yield name, feed(content, name).encode()
        for report in content.changes:
            address = f"aenderungen/{file_name(report.neu['snapshot_id'])}"
            yield self._page(address, "vergleich.html", report=report)
        for kreis in load_register().kreise.values():
            yield self._page(f"kreis/{kreis.kreis_ags}", "kreis.html", kreis=kreis)
        for printed, sheet in content.sheets.items():
            yield self._page(printed.address, "blatt.html", key=printed, sheet=sheet)
        for key, town in content.towns.items():
            yield from self._municipality(key, town)

    def _page(self, address: str, template: str, **facts: Any) -> tuple[str, bytes]:
        root = "../" * address.count("/")
        page = _templates()(template)
        told = page.render(self._shared, root=root, address=address, **facts)
        return f"{address}.html", told.encode()

    def _municipality(self, key: str, town: Town) -> Iterator[tuple[str, bytes]]:
        address = f"gemeinde/{key}"
        yield self._page(address, "gemeinde.html", town=town)
        yield self._page(f"einbetten/{key}", "einbetten.html", town=town)
        yield f"{address}.json", town_text.town_json(town, self.content.source).encode()
        yield f"{address}.csv", town_text.town_csv(town).encode()


def nothing_published(facts: NothingPublished) -> Iterator[tuple[str, bytes]]:
    """Yield what says at every address for good that there is no edition to show, and why."""
    yield "teile/seite.css", (FOLDER / "assets" / "seite.css").read_bytes()
    if facts.withdrawn:
        for name in (EDITIONS, CHANGES):
            yield name, feed(facts, name).encode()
    page, register = _templates()("leer.html"), load_register()
    lasting = [*GENERAL, *(f"kreis/{key}" for key in register.kreise)]
    for key in register.gemeinden:
        lasting += [f"gemeinde/{key}", f"einbetten/{key}"]
    for address in lasting:
        root = "../" * address.count("/")
        yield f"{address}.html", page.render(root=root, address=address, facts=facts).encode()


def feed(content: Content | NothingPublished, file: str) -> str:
    """Return the Atom feed of editions, or of what changed from each to the next.

    The newest come first, and before them those withdrawn. IDs of entries stay the same wherever
    the page is found.
    """

    def identity(about: str) -> str:
        return uuid5(NAMESPACE_URL, f"{content.source.address} {about}").urn

    facts = {"sentences": town_text, "hints": hints, "file_name": file_name, "identity": identity}
    return f"{_templates()('feed.xml').render(content=content, file=file, **facts)}\n"


def hints(report: ChangeReport) -> list[str]:
    """Return what a reader of the page must know before taking a difference for a change."""
    return warnings(report, "auf der Seite „Zweifel“")


def window(figure: TownFigure, sheet: Sheet) -> Bbox:
    """Return the part of a page around a row, with a few lines: left, top, width and height."""
    left, top, right, bottom = with_lines_around(figure.bbox, BESIDE_POINTS)
    on_page = (max(0.0, left), max(0.0, top), min(sheet.width, right), min(sheet.height, bottom))
    return with_size(on_page)


def frame(figure: TownFigure) -> Bbox:
    """Return the frame of a row on its page: left, top, width and height."""
    return with_size(wider(figure.bbox, FRAME_POINTS, FRAME_POINTS))


@cache
def _templates() -> Callable[[str], Template]:
    filters: Filters = {**FILTERS, "vorbehalt": town_text.reservations, "summe": _sum_or_none}
    return load_templates(FOLDER / "templates", filters, autoescape=True)


def _shared(content: Content) -> dict[str, Any]:
    manifest = content.export.manifest
    return {
        "content": content,
        "source": content.source,
        "manifest": manifest,
        "facts": source_facts(manifest),
        "licence": licence(manifest),
        "credit": REGISTER_CREDIT,
        "sentences": town_text,
        "exports": edition,
        "witnesses": WITNESSES,
        # Where on the page of checks a result stands.
        "anchor": lambda check: f"{file_name(check['snapshot_id'])}-{check['name']}",
        "box_of": box_of,
        "dataset_json": dataset_json,
        "eligibility": eligibility,
        "file_name": file_name,
        "frame": frame,
        "hints": hints,
        "lines_of": lines_of,
        "outlines": load_map(),
        "percent": percent,
        "register": load_register(),
        "sheet_key": sheet_key,
        "window": window,
    }


def _sum_or_none(values: Iterable[int | None]) -> int | None:
    """Return the sum of what is printed; None where something is not."""
    known = list(values)
    return None if None in known or not known else sum(value for value in known if value)
