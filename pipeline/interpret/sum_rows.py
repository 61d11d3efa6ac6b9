"""Rows that print a sum: what they say they sum up, and how much."""

import re
from collections.abc import Sequence

from pipeline.interpret.evidence import number_in
from pipeline.interpret.figures import MisreadError, RowTexts
from pipeline.interpret.flow import FlowRow, has_letters
from pipeline.interpret.labels import Labels, SumLabel
from pipeline.interpret.notation import CURRENCY, PERSONS, NotationError, parse_anzahl
from pipeline.interpret.sums import PrintedSum
from pipeline.model import Ebene
from schemas.names import NameIndex
from schemas.register import Kreis, Register

SUM_BEHIND = re.compile(
    rf"(?:(?P<personen>\d[\d.]*)\s*{PERSONS}\s*[,;/|–-]?\s*)?"
    rf"(?P<betrag>(?<![\d.,])\d[\d.]*(?:,\d\d|,--?)?\s*{CURRENCY})\s*\)?$"
)
"""Persons and amount of a Kreis behind its name in a heading."""


class SumRows:
    """Tells rows that are sums, and reads them."""

    def __init__(self, labels: Labels, names: NameIndex, register: Register) -> None:
        """Keep what decides."""
        self._labels, self._names, self._register = labels, names, register

    def label_of(self, row: FlowRow, texts: RowTexts) -> SumLabel | None:
        """Return what a row without a key sums up, if it is a sum.

        Its words may stand in the column of names, or over several columns.
        """
        named = " ".join(filter(has_letters, (texts.key, texts.name, texts.kreis)))
        is_town = any(self._names.find_gemeinden(texts.name))
        label = self._labels.sum_label(named or row.label)
        if label is None and not is_town:
            label = self._labels.sum_label(row.label)
        if label or number_in(texts.betrag) is None:
            return label
        if not row.label and not named:
            return SumLabel(None, None, is_unlabelled=True)
        if is_town and not has_letters(texts.key):
            return self._labels.heading_with_sum(texts.name)
        words = (texts.name, named, row.label)
        headings = (self._labels.heading_with_sum(text) for text in words)
        associations = (self._labels.association(text) for text in words)
        return next(filter(None, (*headings, *associations)), None)

    def read(self, row: FlowRow, texts: RowTexts, label: SumLabel, rows_above: int) -> PrintedSum:
        """Return the sum a row prints.

        Raises:
            MisreadError: its amount or its persons are not readable.
        """
        betrag = number_in(texts.betrag)
        if betrag is None:
            raise MisreadError("amount_unreadable", texts.betrag, "the amount of a sum")
        place = (rows_above, texts.name, texts.betrag, row.herkunft)
        return PrintedSum(label, self._personen(texts.personen), betrag, *place)

    def of_heading(
        self, row: FlowRow, kreise: Sequence[Kreis], rows_above: int
    ) -> PrintedSum | None:
        """Return the sum that the text of a Kreis's heading ends in, if it does."""
        match = SUM_BEHIND.search(" ".join(row.texts).strip())
        betrag = number_in(match["betrag"]) if match else None
        if match is None or betrag is None or len(kreise) != 1:
            return None
        label = SumLabel(Ebene.KREIS, kreise[0].kreis_ags, is_heading=True)
        place = (rows_above, row.label, match["betrag"], row.herkunft)
        return PrintedSum(label, self._personen(match["personen"] or ""), betrag, *place)

    def _personen(self, text: str) -> int | None:
        """Return the persons; None where the place is blank or holds the word for the sum."""
        if not text or self._labels.sum_label(text):
            return None
        try:
            return parse_anzahl(text)
        except NotationError as error:
            raise MisreadError("persons_unreadable", error.found, error.expected) from error

    def kreis_below(self, label: SumLabel, kreis_above: str | None) -> tuple[Kreis, ...]:
        """Return the Kreis of the rows below a sum: known only where it is their heading."""
        kreis = self._register.kreise.get(label.schluessel or "")
        if kreis is None or not label.is_heading or kreis_above == label.schluessel:
            return ()
        return (kreis,) if kreis.kreis_art == "Landkreis" else ()
