"""Which pages there are, each with its template and what it is about."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from msgspec import Struct

from pipeline.boxes import wider, with_lines_around
from pipeline.change_report import ChangeReport
from pipeline.model import Bbox
from pipeline.publish import town_text
from pipeline.publish.changes import warnings
from pipeline.publish.edition import FILES, FOLDER_ON_PAGE, GERMAN_CSV, WORKBOOK
from pipeline.publish.liesmich import licence, source_facts
from pipeline.publish.metadata import dataset_json
from pipeline.publish.site.content import (
    Content,
    NothingPublished,
    Sheet,
    SheetKey,
    file_name,
    sheet_key,
)
from pipeline.publish.site.feeds import CHANGES, CHECKS, EDITIONS, change_feed, edition_feed
from pipeline.publish.site.figures import FILTERS, alphabetical, lines_of, percent
from pipeline.publish.site.outline import Scale, box_of, eligibility, scale, whole_map
from pipeline.templates import Filters, Template, load_templates
from pipeline.town import Town, TownFigure
from schemas.register import REGISTER_CREDIT, Kreis, load_map, load_neighbours, load_register

FOLDER = files("pipeline.publish.site")
GENERAL = ("index", "aenderungen", "methode", "korrekturen", "bedeutung", "daten")
FRAME_POINTS = 2.0
"""Between the letters of a row and its frame."""
BESIDE_POINTS = 24.0
"""Of the page, left and right of a row."""
WITNESSES = ("lage", "ziffernbild", "lesungen")
"""Checks that say of a whole edition what readings and witnesses found."""


class View(Struct, frozen=True):
    """The part of a printed page around a row, and the row's frame, in points."""

    address: str
    sheet: Sheet
    window: tuple[float, float, float, float]
    """Left, top, width, height."""
    frame: tuple[float, float, float, float]
    row: int
    """Its number on the page."""


class Pages:
    """All files of the page but pictures and exports."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._shared = {**_shared(content), "eligible": self._scales["a"].of}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the address of each file, relative to the start page, and what is in it."""
        for asset in (FOLDER / "assets").iterdir():
            yield f"teile/{asset.name}", asset.read_bytes()
        yield from self._general()
        yield EDITIONS, edition_feed(self.content).encode()
        yield CHANGES, change_feed(self.content).encode()
        for report in self.content.changes:
            address = f"aenderungen/{file_name(report.neu['snapshot_id'])}"
            yield self._page(address, "vergleich.html", **_comparison(report))
        for kreis in self.content.register.kreise.values():
            yield self._page(f"kreis/{kreis.kreis_ags}", "kreis.html", **self._kreis(kreis))
        for sheet in self.content.sheets:
            yield self._page(sheet.address, "blatt.html", **self._sheet(sheet))
        for key, municipality in self.content.towns.items():
            yield from self._municipality(key, municipality)

    def _general(self) -> Iterator[tuple[str, bytes]]:
        content = self.content
        yield self._page("index", "index.html", **self._start())
        yield self._page("aenderungen", "aenderungen.html")
        yield self._page("methode", "methode.html")
        yield self._page("korrekturen", "korrekturen.html", **self._doubts())
        yield self._page("bedeutung", "bedeutung.html")
        named = [(file.of(content.export), file.use) for file in FILES]
        yield self._page("daten", "daten.html", downloads=named, folder=FOLDER_ON_PAGE)

    def _page(self, address: str, template: str, **facts: Any) -> tuple[str, bytes]:
        root = "../" * address.count("/")
        page = _templates()(template)
        told = page.render(self._shared, root=root, address=address, **facts)
        return f"{address}.html", told.encode()

    def _start(self) -> dict[str, Any]:
        content, export = self.content, self.content.export
        return {
            "scales": self._scales,
            "whole": whole_map(),
            "outlines": load_map(),
            "rows": sorted(content.towns.values(), key=lambda one: alphabetical(one.gemeinde_name)),
            "density": self._density,
            "excel": f"{FOLDER_ON_PAGE}/{GERMAN_CSV.of(export)}",
            "workbook": f"{FOLDER_ON_PAGE}/{WORKBOOK.of(export)}",
            "json_ld": dataset_json(export, content.address),
        }

    @cached_property
    def _density(self) -> Mapping[str, Decimal]:
        """Amounts for each square kilometre, by key, in whole euros."""
        areas = load_map().gemeinden
        return {
            key: (figure.betrag_eur / areas[key].km2).quantize(Decimal(1))
            for key, figure in self.content.figures.items()
        }

    @cached_property
    def _scales(self) -> Mapping[str, Scale]:
        """The colourings of the map, by the name that the style sheet has for them."""
        amounts = {key: figure.betrag_eur for key, figure in self.content.figures.items()}
        keys = self.content.towns
        return {
            "a": eligibility(self.content.towns.values()),
            "b": scale(amounts, keys),
            "d": scale(self._density, keys),
        }

    def _municipality(self, key: str, municipality: Town) -> Iterator[tuple[str, bytes]]:
        figure, address = municipality.newest, f"gemeinde/{key}"
        kreis = self.content.register.kreise[self.content.register.gemeinden[key].kreis_ags]
        facts = {
            "town": municipality,
            "figure": figure,
            "view": figure and self._view(figure),
            "partners": self.content.partners(key),
            "neighbours": sorted(load_neighbours()[key], key=self._name),
            "beside": [self.content.figures.get(one) for one in load_neighbours()[key]],
            "kreis": kreis,
            **_kreis_map(kreis.kreis_ags),
        }
        yield self._page(address, "gemeinde.html", **facts)
        yield self._page(f"einbetten/{key}", "einbetten.html", town=municipality, figure=figure)
        yield f"{address}.json", town_text.town_json(municipality, self.content.source).encode()
        yield f"{address}.csv", town_text.town_csv(municipality).encode()

    def _name(self, key: str) -> str:
        return alphabetical(self.content.towns[key].gemeinde_name)

    def _kreis(self, kreis: Kreis) -> dict[str, Any]:
        towns = self.content.towns_of(kreis)
        figures = [one.newest for one in towns if one.newest]
        return {
            "kreis": kreis,
            "towns": towns,
            "total": sum((one.betrag_eur for one in figures), Decimal(0)) if figures else None,
            "persons": _sum_or_none([figure.personen for figure in figures]),
            "doubted": sum(bool(town_text.reservations(one)) for one in figures),
            "eligibility": eligibility(towns),
            "alone": sum(figure.antragsberechtigt is True for figure in figures),
            "known": any(figure.antragsberechtigt is not None for figure in figures),
            "density": self._density,
            "compared": [report.of_kreis(kreis.kreis_ags) for report in self.content.changes],
            **_kreis_map(kreis.kreis_ags),
        }

    def _doubts(self) -> dict[str, Any]:
        figures = [(one, figure) for one in self.content.towns.values() for figure in one.figures]
        return {
            "accepted": [one for one in self.content.editions if one["angenommen_von"]],
            "replacing": [one for one in self.content.editions if one["ersetzt_snapshot_id"]],
            "faulted": [pair for pair in figures if pair[1].beanstandet],
            "corrected": [pair for pair in figures if pair[1].korrektur],
            "failed": [check for check in self.content.checks if not check["passed"]],
        }

    def _sheet(self, key: SheetKey) -> dict[str, Any]:
        sheet = self.content.sheets[key]
        printed = [
            (one, figure, _view(figure, sheet).frame) for one, figure in self.content.printed[key]
        ]
        document, page = key
        pages = sorted(one.page for one in self.content.sheets if one.document_sha256 == document)
        place = pages.index(page)
        return {
            "key": key,
            "sheet": sheet,
            "printed": printed,
            "before": pages[place - 1] if place else None,
            "after": pages[place + 1] if place + 1 < len(pages) else None,
        }

    def _view(self, figure: TownFigure) -> View | None:
        sheet = self.content.sheet(figure)
        return _view(figure, sheet) if sheet else None


def nothing_published(facts: NothingPublished) -> Iterator[tuple[str, bytes]]:
    """Yield what says at every address for good that there is no edition to show, and why."""
    yield "teile/seite.css", (FOLDER / "assets" / "seite.css").read_bytes()
    if facts.withdrawn:
        yield EDITIONS, edition_feed(facts).encode()
        yield CHANGES, change_feed(facts).encode()
    page, register = _templates()("leer.html"), load_register()
    lasting = [*GENERAL, *(f"kreis/{key}" for key in register.kreise)]
    for key in register.gemeinden:
        lasting += [f"gemeinde/{key}", f"einbetten/{key}"]
    for address in lasting:
        root = "../" * address.count("/")
        yield f"{address}.html", page.render(root=root, address=address, facts=facts).encode()


def _comparison(report: ChangeReport) -> dict[str, Any]:
    differing = report.differing.records
    return {
        "report": report,
        "hints": warnings(report, CHECKS),
        "differing": differing,
        "differing_in": Counter(row["kreis_ags"] for row in differing),
        "persons": {
            side: _sum_or_none([kreis[f"personen_{side}"] for kreis in report.kreise])
            for side in ("alt", "neu")
        },
    }


@cache
def _kreis_map(kreis_ags: str) -> Mapping[str, Any]:
    outlines = load_map()
    keys = (one.gemeinde_ags for one in load_register().gemeinden_of(kreis_ags))
    return {
        "shown": {key: outlines.gemeinden[key] for key in keys},
        "box": box_of(outlines.kreise[kreis_ags]),
        "outlines": outlines,
    }


def _view(figure: TownFigure, sheet: Sheet) -> View:
    """Return where a row stands on its page, with a few lines around it."""
    left, top, right, bottom = with_lines_around(figure.bbox, BESIDE_POINTS)
    on_page = (max(0.0, left), max(0.0, top), min(sheet.width, right), min(sheet.height, bottom))
    frame = wider(figure.bbox, FRAME_POINTS, FRAME_POINTS)
    address, row = sheet_key(figure).address, figure.row_on_page
    return View(address, sheet, _with_size(on_page), _with_size(frame), row)


def _with_size(box: Bbox) -> Bbox:
    """Return left, top, width and height of a box, as SVG has it."""
    left, top, right, bottom = box
    return (left, top, round(right - left, 2), round(bottom - top, 2))


@cache
def _templates() -> Callable[[str], Template]:
    filters: Filters = {**FILTERS, "vorbehalt": town_text.reservations}
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
        "percent": percent,
        # Where on the page of checks a result stands.
        "anchor": lambda check: f"{file_name(check['snapshot_id'])}-{check['name']}",
        "file_name": file_name,
        "lines_of": lines_of,
        "sheet_key": sheet_key,
        "witnesses": WITNESSES,
    }


def _sum_or_none(values: Iterable[int | None]) -> int | None:
    """Return the sum of what is printed; None where something is not."""
    known = list(values)
    return None if None in known or not known else sum(value for value in known if value)
