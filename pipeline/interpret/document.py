"""The document read from its first row to its last: every row ends as exactly one thing.

Carries along what a reader of the page would: under which Kreis heading a row stands, which Kreis
a blank in the Kreis column repeats.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.interpret.evidence import is_figure, number_in, split_key
from pipeline.interpret.figures import MisreadError, RowTexts, read_figure, read_kreise, row_texts
from pipeline.interpret.flow import FlowRow, RowKey, row_key, running_rows
from pipeline.interpret.labels import SumLabel, bezirk_of, kreis_heading, sum_label
from pipeline.interpret.notation import NotationError, parse_anzahl, parse_gemeinde_ags
from pipeline.interpret.roles import Roles
from pipeline.interpret.sums import PrintedSum
from pipeline.model import Ebene, RowClass, RowError, Zeile
from schemas.headers import role_of_header
from schemas.names import NameIndex
from schemas.register import Kreis, Register

BARE_HEADINGS = 5
"""So many different lines that are just the name of a Kreis are headings, not blank rows."""


class DocumentReader:
    """Reads rows in order; holds what they were understood as."""

    def __init__(self, tables: Mapping[int, Roles], names: NameIndex, register: Register) -> None:
        """Start before the first row."""
        self.zeilen: list[Zeile] = []
        self.sums: list[PrintedSum] = []
        self.errors: list[RowError] = []
        self.classes: Counter[RowClass] = Counter()
        self.stray: list[tuple[str, FlowRow]] = []
        """Rows outside the table that look like figures, with the municipality's key."""
        self.texts: list[str] = []
        """Text before the first figure."""
        self._tables, self._names, self._register = tables, names, register
        self._context: tuple[Kreis, ...] = ()
        self._bare = False
        self._running: frozenset[RowKey] = frozenset()
        self._last: RowClass | None = None

    def read(self, rows: Sequence[FlowRow]) -> None:
        """Read all rows of a document in order."""
        self._bare = self._has_bare_headings(rows)
        self._running = running_rows(rows)
        for row in rows:
            roles = self._tables.get(row.model) if row.model is not None else None
            kind = self._read_in_table(row, roles) if roles else self._read_outside(row)
            self._last = kind
            self.classes[kind] += 1
            self.classes[RowClass.CONTINUATION] += row.merged
            if not self.zeilen and kind in (RowClass.OUTSIDE, RowClass.HEADER):
                self.texts.append(row.row.text)

    def _read_in_table(self, row: FlowRow, roles: Roles) -> RowClass:
        texts = row_texts(row, roles)
        try:
            if not texts.betrag:
                return self._read_text_row(row, texts)
            if self._is_header(row, texts) or self._continues_header(row, texts):
                return RowClass.HEADER
            if not _has_key(texts) and (label := self._sum_label(row, texts)):
                return self._read_sum(row, texts, label)
            return self._read_figure_row(row, texts, has_kreis=roles.kreis is not None)
        except MisreadError as misread:
            if row_key(row) in self._running:
                return RowClass.OUTSIDE
            self.errors.append(misread.at(row))
            return RowClass.ERROR

    def _read_figure_row(self, row: FlowRow, texts: RowTexts, *, has_kreis: bool) -> RowClass:
        if has_kreis and texts.kreis:
            self._context = read_kreise(texts.kreis, self._names, self._register)
        self.zeilen.append(read_figure(texts, row, self._context, self._names, self._register))
        return RowClass.FIGURE

    def _read_sum(self, row: FlowRow, texts: RowTexts, label: SumLabel) -> RowClass:
        betrag = number_in(texts.betrag)
        if betrag is None:
            raise MisreadError("amount_unreadable", texts.betrag, "the amount of a sum")
        try:
            personen = parse_anzahl(texts.personen) if texts.personen else None
        except NotationError as error:
            raise MisreadError("persons_unreadable", error.found, error.expected) from error
        self.sums.append(
            PrintedSum(
                label,
                len(self.zeilen),
                personen,
                betrag,
                texts.name,
                texts.betrag,
                row.herkunft,
            )
        )
        if label.is_heading:
            self._context = tuple(filter(None, [self._register.kreise.get(label.schluessel or "")]))
        elif label.ebene is Ebene.KREIS:
            self._context = ()
        return RowClass.SUBTOTAL

    def _sum_label(self, row: FlowRow, texts: RowTexts) -> SumLabel | None:
        """Return what a row without a key sums up, if it is a sum."""
        named = " ".join((texts.key, texts.name, texts.kreis)).strip()
        label = sum_label(named or row.label, self._names, self._register)
        if label or number_in(texts.betrag) is None:
            return label
        if not row.label:
            return SumLabel(None, None)
        heading = kreis_heading(texts.name, self._names, bare=False)
        if len(heading) != 1:
            return None
        return SumLabel(Ebene.KREIS, heading[0].kreis_ags, is_heading=True)

    def _read_text_row(self, row: FlowRow, texts: RowTexts) -> RowClass:
        """Read a row without an amount: heading, header, or text beside the table."""
        if not _has_key(texts) and (kind := self._read_heading(row.label)):
            return kind
        if self._is_header(row, texts):
            return RowClass.HEADER
        known_key = parse_gemeinde_ags(texts.key) in self._register.gemeinden
        if known_key or any(self._names.find_gemeinden(texts.name)):
            raise MisreadError(
                "amount_missing", row.row.text, "an amount; nothing is printed there"
            )
        if texts.personen and number_in(texts.personen) is not None:
            raise MisreadError("row_not_understood", row.row.text, "a municipality and its amount")
        return RowClass.OUTSIDE

    def _read_heading(self, label: str) -> RowClass | None:
        if sum_label(label, self._names, self._register) is not None and not (
            bezirk_of(label, self._register)
        ):
            return RowClass.OUTSIDE
        if bezirk_of(label, self._register):
            self._context = ()
            return RowClass.HEADING
        heading = kreis_heading(label, self._names, bare=self._bare)
        if heading:
            self._context = heading
            return RowClass.HEADING
        return None

    def _read_outside(self, row: FlowRow) -> RowClass:
        """Read a row outside the table: a heading counts, a figure there must not be lost."""
        heading = kreis_heading(row.label, self._names, bare=False)
        if heading and not any(number_in(text) is not None for text in row.texts):
            self._context = heading
            return RowClass.HEADING
        gemeinde_ags = self._stray_figure(row)
        if gemeinde_ags:
            self.stray.append((gemeinde_ags, row))
        return RowClass.OUTSIDE

    def _stray_figure(self, row: FlowRow) -> str | None:
        """Return the key of the municipality that a row outside the table gives an amount to."""
        words = " ".join(row.texts).split()
        ends = [end for end in range(1, len(words)) if number_in(" ".join(words[end:])) is not None]
        for end in ends:
            key, name = split_key(" ".join(words[:end]))
            if key in self._register.gemeinden:
                return key
            gemeinde = self._names.resolve_gemeinde(name, [k.kreis_ags for k in self._context])
            if gemeinde is not None:
                return gemeinde.gemeinde_ags
        return None

    def _is_header(self, row: FlowRow, texts: RowTexts) -> bool:
        """Say whether at least two cells are column titles, and none is a key, name or number."""
        if _has_key(texts) or any(self._names.find_gemeinden(texts.name)):
            return False
        titles = [text for text in row.texts if text and role_of_header(text)]
        return len(titles) > 1 and not any(map(is_figure, row.texts))

    def _continues_header(self, row: FlowRow, texts: RowTexts) -> bool:
        """Say whether a row directly below a header is its second line: no name, no amount."""
        below = self._last is RowClass.HEADER and not texts.name and not _has_key(texts)
        return below and number_in(texts.betrag) is None

    def _has_bare_headings(self, rows: Sequence[FlowRow]) -> bool:
        """Say whether the document prints the names of Kreise alone as headings."""
        bare = {
            row.label
            for row in rows
            if row.model in self._tables
            if sum(map(bool, row.texts)) == 1 and self._names.find_kreise(row.label)
            if not kreis_heading(row.label, self._names, bare=False)
        }
        return len(bare) >= BARE_HEADINGS


def _has_key(texts: RowTexts) -> bool:
    """Say whether a row prints a key; its column may hold the text of a heading instead."""
    return parse_gemeinde_ags(texts.key) is not None
