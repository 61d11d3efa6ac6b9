"""What the page is made from; every page sees the same."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from itertools import groupby
from typing import ClassVar, NamedTuple

from msgspec import Struct
from PIL import Image

from pipeline.change_report import ChangeReport
from pipeline.publish.edition import Export
from pipeline.publish.site.figures import alphabetical
from pipeline.publish.site.outline import Scale, eligibility, scale
from pipeline.publish.town_text import HASH_DIGITS
from pipeline.tabular import Record
from pipeline.town import Partners, Town, TownFigure, find_partners
from schemas.register import load_map, load_neighbours, load_register
from schemas.source import Source

UNSAFE = re.compile(r"[^0-9A-Za-z._-]")
PNG_END = b"\0\0\0\0IEND\xaeB`\x82"


class SheetKey(NamedTuple):
    """One printed page."""

    document_sha256: str
    page: int

    @property
    def address(self) -> str:
        """The address of its page and of its picture, without the ending."""
        return f"beleg/{self.document_sha256[:HASH_DIGITS]}/{self.page}"


class Sheet(Struct, frozen=True):
    """The picture of a printed page, and the size of the page in points."""

    png: bytes
    width: float
    height: float


@dataclass(frozen=True)
class NothingPublished:
    """What there is to say where no edition is published."""

    withdrawn: Sequence[Record]
    """As `Content` has them."""
    source: Source
    address: str | None
    editions: ClassVar[Sequence[Record]] = ()
    changes: ClassVar[Sequence[ChangeReport]] = ()

    @property
    def synthetic(self) -> bool:
        """Return True if what was withdrawn is made up."""
        return any(edition["synthetisch"] for edition in self.withdrawn)

    @property
    def changed(self) -> datetime:
        """Return when the last edition was withdrawn (UTC)."""
        changed: datetime = self.withdrawn[0]["zurueckgezogen_seit_utc"]
        return changed.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Content:
    """The newest edition and all that is published about it and the editions before."""

    export: Export
    towns: Mapping[str, Town]
    """All municipalities of the register by key, those without a figure too."""
    changes: Sequence[ChangeReport]
    """Between each edition and the one before, the newest first."""
    editions: Sequence[Record]
    """The snapshots and their documents, the newest edition first (see `ausgaben.sql`)."""
    withdrawn: Sequence[Record]
    """The snapshots that a person withdrew, the last one first (see `zurueckgezogen.sql`)."""
    checks: Sequence[Record]
    """Of all snapshots that count, in the order of the checks."""
    source: Source
    address: str | None
    """Where the page will be found, with a slash at its end; None where that is not known."""
    waiting: Sequence[datetime] = ()
    """When documents were held that wait for a person, the last one first."""
    sheets: Mapping[SheetKey, Sheet] = field(default_factory=dict)
    """Pages that cannot be drawn, or whose document is not kept, are missing."""

    @property
    def synthetic(self) -> bool:
        """Return True if the figures are made up."""
        return self.export.manifest.synthetic

    @property
    def newest(self) -> Record:
        """Return the newest edition."""
        return self.editions[0]

    @property
    def changed(self) -> datetime:
        """Return when an edition last came, was replaced or was withdrawn (UTC)."""
        changed: datetime = self.newest["geaendert_utc"]
        return changed.replace(tzinfo=UTC)

    @property
    def withdrawal(self) -> Record | None:
        """Return the last edition withdrawn that would be shown instead, or is of the same name."""
        return next((edition for edition in self.withdrawn if edition["geht_vor"]), None)

    @cached_property
    def figures(self) -> Mapping[str, TownFigure]:
        """Return the figures of the newest edition by key."""
        return {key: town.newest for key, town in self.towns.items() if town.newest}

    @cached_property
    def annual_amounts(self) -> Mapping[str, Decimal]:
        """Return the amounts that are known to be for one year, by key."""
        known = self.figures.items()
        return {key: one.betrag_eur for key, one in known if one.antragsberechtigt is not None}

    @cached_property
    def density(self) -> Mapping[str, Decimal]:
        """Return the amounts for each square kilometre, by key, in whole euros."""
        areas = load_map().gemeinden
        return {
            key: (figure.betrag_eur / areas[key].km2).quantize(Decimal(1))
            for key, figure in self.figures.items()
        }

    @cached_property
    def scales(self) -> Mapping[str, Scale]:
        """Return the colourings of the map, by the name that the style sheet has for them."""
        amounts = {key: figure.betrag_eur for key, figure in self.figures.items()}
        return {
            "a": eligibility(self.towns.values()),
            "b": scale(amounts, self.towns),
            "d": scale(self.density, self.towns),
        }

    @cached_property
    def by_name(self) -> Sequence[Town]:
        """Return all municipalities, sorted by name."""
        return sorted(self.towns.values(), key=lambda town: alphabetical(town.gemeinde_name))

    @cached_property
    def by_kreis(self) -> Mapping[str, Sequence[Town]]:
        """Return the municipalities of each Kreis by its key, sorted by name."""
        register = load_register()
        found: dict[str, list[Town]] = {key: [] for key in register.kreise}
        for town in self.by_name:
            found[register.gemeinden[town.gemeinde_ags].kreis_ags].append(town)
        return found

    def neighbours(self, town: Town) -> Sequence[Town]:
        """Return the municipalities next to one, by name."""
        next_to = load_neighbours()[town.gemeinde_ags]
        return [one for one in self.by_name if one.gemeinde_ags in next_to]

    def partners(self, gemeinde_ags: str) -> Partners:
        """Return with whom a municipality reaches the threshold."""
        threshold = Decimal(self.source.antragsschwelle_eur)
        return find_partners(gemeinde_ags, self.annual_amounts, threshold, self.synthetic)

    @property
    def rows(self) -> Sequence[tuple[Town, TownFigure]]:
        """Return all figures of all editions, with their municipalities."""
        return [(town, figure) for town in self.towns.values() for figure in town.figures]

    @cached_property
    def printed(self) -> Mapping[SheetKey, Sequence[tuple[Town, TownFigure]]]:
        """Return what is printed on each page, in the order of the rows."""
        ordered = sorted(self.rows, key=lambda row: (sheet_key(row[1]), row[1].row_on_page))
        return {key: list(on_it) for key, on_it in groupby(ordered, lambda row: sheet_key(row[1]))}


def sheet_key(figure: TownFigure) -> SheetKey:
    """Return on which page a figure is printed."""
    return SheetKey(figure.document_sha256, figure.page)


def file_name(snapshot_id: str) -> str:
    """Return the ID of a snapshot as part of an address."""
    return UNSAFE.sub("-", snapshot_id)


def sheet_of(png: bytes) -> Sheet:
    """Return a picture with the size of its page in points, which PNG says itself.

    Raises:
        ValueError: it is no whole PNG, or does not say how large it is.
    """
    if not png.endswith(PNG_END):
        raise ValueError("no whole PNG")
    try:
        with Image.open(BytesIO(png), formats=["PNG"]) as picture:
            picture.verify()
            sizes = zip(picture.size, picture.info["dpi"], strict=True)
            width, height = (round(pixels / per_inch * 72, 1) for pixels, per_inch in sizes)
    except (OSError, SyntaxError, KeyError, ZeroDivisionError) as error:
        raise ValueError("no PNG that says how large it is") from error
    return Sheet(png, width, height)
