"""Independent readings of one document: do they say the same, and what is a lone one worth?

    Interpretation (one per engine) -> compare -> Compared -> readings_agree

The first reading gives the rows. Another either agrees with a figure (same key, persons, amount and
page), abstains from it, or contradicts it, its parts or a printed sum. What the first cannot read,
others may give; what any two read differently is a conflict, and nobody's guess. Readings by the
same engine are one: a page that one engine had to have read by another counts once.

What a printed sum is the sum of, each reading settles by its own rows, and the checks of sums test
it for the first. Here only the numbers are compared, by their places: a sum that one reading gets
wrong shows in no figure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import TypeAlias

from msgspec import Struct

from pipeline.boxes import same_row
from pipeline.check.texts import Finding, Question, check, finding
from pipeline.model import (
    Conflict,
    DigitShapes,
    EngineReport,
    Interpretation,
    RowError,
    Summe,
    Zeile,
)
from pipeline.texts import Text, figure_text, joined, say
from pipeline.values import replace

MOST_PLACES = 12
"""Municipalities or pages that are named; the database has all."""
ByKey: TypeAlias = dict[str, list[Zeile]]
BLANK = frozenset({"amount_missing", "persons_missing", "print_unread"})
"""Errors of rows that lack something on the page, or have something there that is no text."""


class Compared(Struct, frozen=True):
    """The figures of a document, and what each reading has to do with them."""

    interpretation: Interpretation
    """The first reading, with the figures that only others could read."""
    readers: tuple[EngineReport, ...]
    """Each engine that was asked, that of the first reading first."""
    conflicts: tuple[Conflict, ...]
    """By key."""
    read_by: Mapping[str, tuple[str, ...]]
    """For each key with a figure the engines that read it alike, by name."""
    sums: tuple[Mapping[str, Summe], ...] = ()
    """Each printed sum as the engines read it that did."""
    shapes: DigitShapes | None = None
    """What the pictures of the digits say; None where nobody asked."""
    damage: str = ""
    """Why a reading is of a copy that is written anew; empty where all are of the file itself."""


def compare(
    readings: Sequence[Interpretation],
    failures: Mapping[str, str] | None = None,
    shapes: DigitShapes | None = None,
) -> Compared:
    """Compare readings of one document; at least one.

    Without a second reading nothing is compared: each figure is read by its own engine only.
    `failures` says of further engines why they gave no reading; `shapes` is no reading.
    """
    indexed = [by_key(reading.zeilen) for reading in readings]
    read = sorted({key for index in indexed for key in index})
    conflicts = tuple(found for key in read if (found := _conflict(key, indexed)))
    contested = {conflict.gemeinde_ags for conflict in conflicts}
    whole = _filled(readings[0], indexed, contested)
    figures = by_key(whole.zeilen)
    read_by: dict[str, set[str]] = {key: set() for key in sorted(figures.keys() | contested)}
    readers = []
    for reading, index in zip(readings, indexed, strict=True):
        agreed = _agreeing(figures, index) - contested
        for key in agreed:
            read_by[key] |= {row.herkunft.engine for row in index[key]}
        lacking = tuple(key for key in read_by if key not in agreed | contested)
        engine, version = reading.reading.engine, reading.reading.engine_version
        readers.append(EngineReport(engine, version, len(index), lacking))
    failed = [EngineReport(engine, "", 0, (), why) for engine, why in (failures or {}).items()]
    return Compared(
        interpretation=whole,
        readers=(*readers, *failed),
        conflicts=conflicts,
        read_by={key: tuple(sorted(engines)) for key, engines in read_by.items()},
        sums=sums_by_place(readings),
        shapes=shapes,
        damage=next((one.reading.damage for one in readings if one.reading.damage), ""),
    )


def by_key(zeilen: Iterable[Zeile]) -> ByKey:
    """Return the rows of each municipality."""
    rows: ByKey = {}
    for zeile in zeilen:
        rows.setdefault(zeile.gemeinde_ags, []).append(zeile)
    return rows


def _conflict(key: str, indexed: Sequence[ByKey]) -> Conflict | None:
    """Return what the readings say of a municipality, where two of them differ."""
    readings = [index[key] for index in indexed if key in index]
    differing = any(_contradict(one, other) for one, other in combinations(readings, 2))
    rows = tuple(row for rows in readings for row in rows)
    # The first finds no persons printed where another read some.
    printed = any(row.personen is not None for row in rows)
    lacking = printed and any(row.personen is None for row in indexed[0].get(key, []))
    if not differing and not lacking:
        return None
    return Conflict(key, rows[0].gemeinde_name, rows)


def _contradict(one: Sequence[Zeile], other: Sequence[Zeile]) -> bool:
    """Return True if what two readings say of a municipality cannot both be right.

    A municipality whose rows differ in the document itself is not a conflict of readings. Nor is
    the same figure on another page: it may be printed twice, and each saw one of the places; but
    neither confirms the other's place.
    """
    here, there = _parts(one), _parts(other)
    # They see as many amounts next to the figure, and read them differently.
    if here != there and [*map(len, here)] == [*map(len, there)]:
        return True
    return sorted(map(_comparable, one)) != sorted(map(_comparable, other)) and _numbers_differ(
        [*one, *other]
    )


def _numbers_differ(rows: Iterable[Zeile | Summe]) -> bool:
    """Return True if not all can be right; what a reading does not give contradicts nothing."""
    said = [(row.betrag_eur, row.personen) for row in rows]
    return any(len(set(numbers) - {None}) > 1 for numbers in zip(*said, strict=True))


def _comparable(zeile: Zeile) -> tuple[int, Decimal, int]:
    personen = -1 if zeile.personen is None else zeile.personen
    return zeile.herkunft.page, zeile.betrag_eur, personen


def _agreeing(figures: ByKey, read: ByKey) -> set[str]:
    """The keys for which a reading has these figures, persons and parts included, and no others.

    Of a reading without any parts these are not asked: it took their columns for something else.
    """
    with_parts = _have_parts(figures) and _have_parts(read)
    return {
        key
        for key, rows in figures.items()
        if sorted(map(_comparable, rows)) == sorted(map(_comparable, read.get(key, [])))
        and (not with_parts or _parts(rows) == _parts(read[key]))
    }


def _have_parts(figures: ByKey) -> bool:
    return any(row.teilbetraege for rows in figures.values() for row in rows)


def _parts(rows: Sequence[Zeile]) -> list[tuple[Decimal, ...]]:
    """The amounts next to each figure."""
    return sorted(row.teilbetraege for row in rows)


def _filled(first: Interpretation, indexed: Sequence[ByKey], contested: set[str]) -> Interpretation:
    """Add to the first reading what it found and only others could read; that solves its errors.

    Where it found nothing, the row stays an error whatever others have read: that is in the file,
    not on the page. So does a row that lacks the persons that other rows have.
    """
    missing: ByKey = {}
    with_persons = any(zeile.personen is not None for zeile in first.zeilen)
    for index in indexed[1:]:
        for key, rows in index.items():
            whole = len(rows) == 1 and not (with_persons and rows[0].personen is None)
            fills = key not in indexed[0] and key not in contested
            if whole and fills and any(_solved(error, rows) for error in first.errors):
                missing.setdefault(key, rows)
    if not missing:
        return first
    added = [row for rows in missing.values() for row in rows]
    unsolved = [error for error in first.errors if not _solved(error, added)]
    return replace(first, zeilen=(*first.zeilen, *added), errors=tuple(unsolved))


def _solved(error: RowError, added: Sequence[Zeile]) -> bool:
    """Return True for text that was found and not understood, where one of these rows stands."""
    return error.code not in BLANK and any(_at_one_place(error, row) for row in added)


def _at_one_place(one: Zeile | Summe | RowError, other: Zeile | Summe | RowError) -> bool:
    here, there = one.herkunft, other.herkunft
    return here.page == there.page and same_row(here.bbox, there.bbox)


def sums_by_place(readings: Sequence[Interpretation]) -> tuple[Mapping[str, Summe], ...]:
    """Return what the readings, one for each engine, have where each printed sum stands."""
    places: list[dict[str, Summe]] = []
    for reading in readings:
        engine = reading.reading.engine
        for summe in reading.summen:
            others = (place for place in places if engine not in place)
            here = (p for p in others if any(_at_one_place(summe, one) for one in p.values()))
            if (place := next(here, None)) is None:
                places.append(place := {})
            place[engine] = summe
    return tuple(places)


@check("datei")
def file_sound(compared: Compared) -> Question:
    """The file itself was read, and no copy of a damaged one."""
    if compared.damage:
        yield finding("datei.rewritten", damage=compared.damage)
    return say("datei.sound")


@check("lesungen")
def readings_agree(compared: Compared, proof: Text | None) -> Question:
    """No two readings differ, and what one alone gives the document itself proves.

    `proof` is what confirms the amounts of the whole document (`pipeline.check.sums.find_proof`).
    """
    if len(compared.readers) == 1:
        return say("lesungen.alone", reader=compared.readers[0])
    for conflict in compared.conflicts:
        yield _differing(say("lesungen.of", conflict=conflict), conflict.zeilen)
    for differing in (tuple(place.values()) for place in compared.sums):
        if _numbers_differ(differing):
            yield _differing(say("lesungen.sum", row=differing[0].herkunft), differing)
    lonely = {key for key, engines in compared.read_by.items() if len(engines) == 1}
    rows = [row for row in compared.interpretation.zeilen if row.gemeinde_ags in lonely]
    if rows and proof is None:
        each = [f"{row.gemeinde_name} ({row.gemeinde_ags})" for row in rows]
        names, places = joined(each, most=MOST_PLACES), [row.herkunft for row in rows]
        yield finding("lesungen.unproven", *places, count=len(rows), names=names)
    return _summary(compared, proof)


def _differing(subject: Text, rows: Sequence[Zeile | Summe]) -> Finding:
    """What each reading says of one printed row."""
    numbers = joined(map(_numbers, rows), "; ")
    places = [row.herkunft for row in rows]
    return finding("lesungen.differ", *places, subject=subject, numbers=numbers)


def _numbers(row: Zeile | Summe) -> Text:
    """Who read which numbers where."""
    amount = persons = parts = Text()
    if row.betrag_eur is not None:
        amount = say("lesungen.amount", amount=figure_text(row.betrag_eur))
    if row.personen is not None:
        persons = say("lesungen.persons", row=row)
    if isinstance(row, Zeile) and row.teilbetraege:
        each = [say("common.number", number=part) for part in row.teilbetraege]
        parts = say("lesungen.parts", parts=joined(each, say("common.and")))
    where = row.herkunft
    return say("lesungen.numbers", row=where, amount=amount, persons=persons, parts=parts)


def _summary(compared: Compared, proof: Text | None) -> Text:
    """How many figures have how many readings, and what each engine could not read."""
    counts = Counter(len(engines) for engines in compared.read_by.values())
    asked = len(compared.readers)
    alike = joined(
        say("lesungen.by", count=counts[number], number=number) for number in range(asked, 0, -1)
    )
    text = say("lesungen.summary", figures=len(compared.read_by), alike=alike, asked=asked)
    if counts[1] and proof is not None:
        text += say("lesungen.proven", proof=Text(proof.message, proof.meldung.rstrip(".")))
    for reader in compared.readers:
        if reader.failure:
            text += say("lesungen.failed", reader=reader)
        elif lacking := set(reader.abstained):
            zeilen = compared.interpretation.zeilen
            pages = Counter(z.herkunft.page for z in zeilen if z.gemeinde_ags in lacking)
            places = [f"{page} ({count})" for page, count in sorted(pages.items())]
            listed = joined(places, most=MOST_PLACES)
            text += say("lesungen.abstains", reader=reader, count=len(lacking), pages=listed)
    for reader in compared.readers:
        engine, sums = reader.engine, len(compared.sums)
        count = sum(engine not in place for place in compared.sums)
        if count and not reader.failure:
            text += say("lesungen.lacks_sums", engine=engine, count=count, sums=sums)
    return text
