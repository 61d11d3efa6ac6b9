"""Collections of published tables whose cells are known, and how exactly a reading has them.

    icdar2013/X.pdf, X-str.xml      small tables in pages of prose (ICDAR 2013 table competition)
    long/X.pdf, X.rows.json         each one long table, its rows as texts

A small table is held against the true ones by its relations: each text with its next one to the
right and below. It is right if it has all relations of a true table and no other.
"""

from __future__ import annotations

import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from statistics import mean
from typing import Any

SMALL, LONG = "icdar2013", "long"
ALMOST = 0.9995
BLANKS = re.compile(r"\s+")
HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-") | {"\u00ad": None})
NARROW_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011", "-"))
AMOUNT = re.compile(r"-?[\d.,']*\d[\d.,']*-?")
YEARS = re.compile(r"\s*((?:19|20)\d\d)\s*/\s*((?:19|20)\d\d)\s*")
UNITS = re.compile(r"[€$£]|EUR|Euro|\s")

Relation = tuple[int, str, str, str]
"""Page, to the right (h) or below (v), and the two texts."""
Relations = Counter[Relation]
Table = Mapping[str, Any]
"""As `extract --raw --format json` prints it, with or without spans."""
Row = tuple[str, ...]


def plain(text: str) -> str:
    """A text without spaces and the difference of hyphens."""
    return BLANKS.sub("", text).lower().translate(NARROW_HYPHENS)


def relations(page: int, placed: Mapping[tuple[int, int], int], texts: Sequence[str]) -> Relations:
    """Each text with its next one to the right and below; `placed` says where which text is."""
    height, width = (1 + max((place[i] for place in placed), default=0) for i in (0, 1))
    found: set[tuple[int, int, str]] = set()
    for (row, column), text in placed.items():
        right = ((row, other) for other in range(column + 1, width))
        below = ((other, column) for other in range(row + 1, height))
        for way, places in (("h", right), ("v", below)):
            beside = next((placed[place] for place in places if place in placed), text)
            if beside != text:
                found.add((text, beside, way))
    return Counter((page, way, texts[one], texts[other]) for one, other, way in found)


def true_tables(pdf: Path) -> list[Relations]:
    """The true tables of a document of small ones, in its own order."""
    tables = []
    for table in ET.parse(pdf.with_name(f"{pdf.stem}-str.xml")).getroot().iterfind(".//table"):
        total: Relations = Counter()
        for region in table.iterfind("region"):
            placed: dict[tuple[int, int], int] = {}
            texts: list[str] = []
            for cell in region.iterfind("cell"):
                if text := plain("".join(part.text or "" for part in cell.iterfind("content"))):
                    placed |= dict.fromkeys(_places(cell.attrib), len(texts))
                    texts.append(text)
            total += relations(int(region.attrib["page"]), placed, texts)
        if total:
            tables.append(total)
    return tables


def _places(cell: Mapping[str, str]) -> list[tuple[int, int]]:
    ends = [
        range(int(cell[f"start-{way}"]), int(cell.get(f"end-{way}") or cell[f"start-{way}"]) + 1)
        for way in ("row", "col")
    ]
    return [(row, column) for row in ends[0] for column in ends[1]]


def found_relations(table: Table) -> Relations:
    """Those of a table that a reader found."""
    spans = {
        (row, column): (span["row"], span["column"])
        for span in table.get("spans", ())
        for row in range(span["row"], span["row"] + span["rows"])
        for column in range(span["column"], span["column"] + span["columns"])
    }
    placed: dict[tuple[int, int], int] = {}
    texts: list[str] = []
    of_span: dict[tuple[int, int], int] = {}
    for n, row in enumerate(table["rows"]):
        for c, text in enumerate(row):
            if plain(text or ""):
                placed[n, c] = len(texts)
                of_span[spans.get((n, c), (n, c))] = len(texts)
                texts.append(plain(text))
    placed |= {
        place: of_span[first]
        for place, first in spans.items()
        if place not in placed and first in of_span
    }
    return relations(table["page"], placed, texts)


@dataclass(frozen=True)
class Smalls:
    """How exactly the small tables of some documents were read."""

    best: Sequence[float]
    """Of each true table: F of the found one that is most like it."""
    hits: int
    found: int
    true: int

    @property
    def mean_f(self) -> float:
        return mean(self.best)

    @property
    def micro_f(self) -> float:
        """Over all relations of all documents: what is no table counts against it."""
        return f_score(self.hits, self.found, self.true)

    @property
    def perfect(self) -> int:
        return sum(f > ALMOST for f in self.best)


def score_smalls(readings: Mapping[Path, Sequence[Table]]) -> Smalls:
    """Hold the tables found in each document against its true ones."""
    best: list[float] = []
    hits = found_count = true_count = 0
    for pdf, tables in readings.items():
        found, true = [found_relations(table) for table in tables], true_tables(pdf)
        best += [max((likeness(t, f) for f in found), default=0.0) for t in true]
        all_found, all_true = _sum(found), _sum(true)
        hits += (all_found & all_true).total()
        found_count += all_found.total()
        true_count += all_true.total()
    return Smalls(best, hits, found_count, true_count)


def _sum(counters: Iterable[Relations]) -> Relations:
    return sum(counters, start=Counter())


def likeness(one: Relations, other: Relations) -> float:
    """F of the relations of two tables."""
    return f_score((one & other).total(), one.total(), other.total())


def f_score(hits: int, found: int, true: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * hits / (found + true) if found + true else 0.0


def true_rows(pdf: Path) -> Counter[Row]:
    """The rows of a long table."""
    return Counter(map(row_key, json.loads(pdf.with_suffix(".rows.json").read_text("utf-8"))))


def exact_rows(pdf: Path, tables: Iterable[Table]) -> tuple[int, int]:
    """How many rows of a long table were found exactly, and how many there are."""
    true = true_rows(pdf)
    found = Counter(row_key(row) for table in tables for row in table["rows"])
    return (true & found).total(), true.total()


def row_key(row: Iterable[str | None]) -> Row:
    """The texts of a row but for empty ones; spaces and hyphens say nothing, amounts compare."""
    texts = [part for text in row for part in _years(text or "")]
    return tuple(key for text in texts if (key := _amount(text) or _letters(text)))


def _years(text: str) -> Sequence[str]:
    """Two years in one cell, which transcripts have in two, and any other text as it is."""
    years = YEARS.fullmatch(text)
    return years.groups() if years else (text,)


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(HYPHENS).casefold()
    return "".join(folded.replace("-", "").split())


def _amount(text: str) -> str:
    digits = UNITS.sub("", unicodedata.normalize("NFKC", text).translate(HYPHENS))
    if not AMOUNT.fullmatch(digits):
        return ""
    digits = digits.strip("-").replace("'", "")
    last = max(digits.rfind("."), digits.rfind(","))
    whole, cents = (digits[:last], digits[last + 1 :]) if last >= 0 else (digits, "")
    is_grouped = len(cents) == 3 or digits[last : last + 1] in whole
    number = re.sub(r"[.,]", "", digits) if is_grouped else f"{re.sub(r'[.,]', '', whole)}.{cents}"
    try:
        return str(Decimal(number or "0").quantize(Decimal("0.01")))
    except InvalidOperation:
        return ""


def pdfs(corpora: Path, collection: str) -> Iterator[Path]:
    """The documents of a collection; none where it is not there."""
    yield from sorted((corpora / collection).glob("*.pdf"))
