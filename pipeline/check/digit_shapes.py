"""The picture as a witness: does each digit of a figure look like what the file says it is?

What a PDF says its glyphs mean stands in its fonts, and every reading believes it. A font that
lies shows no sign of it in any text; but its digits do not look like those of the other fonts, or
like the other digits that it has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.check.comparison import Compared
from pipeline.check.findings import Finding, Text, at, english, german, result, shown
from pipeline.model import (
    Abstention,
    Bbox,
    CheckResult,
    DigitShapes,
    Herkunft,
    MisshapenDigit,
    Summe,
    Zeile,
)
from schemas.source import Source

NAME = "ziffernbild"
MOST_PAGES = 12
REASONS: Mapping[Abstention, Text] = {
    Abstention.UNMAPPED: Text("without a meaning in the file", "ohne Bedeutung in der Datei"),
    Abstention.UNSEEN: Text("not wholly visible", "nicht ganz sichtbar"),
    Abstention.COVERED: Text("under other text", "von anderem Text überdeckt"),
    Abstention.SLANTED: Text("at a slant", "schräg gedruckt"),
    Abstention.SMALL: Text("too small", "zu klein"),
    Abstention.RARE: Text("too rare in their font", "in ihrer Schrift zu selten"),
    Abstention.UNLIKE: Text("not clearly like any", "keiner eindeutig ähnlich"),
}


def digits_look_right(compared: Compared, source: Source) -> CheckResult:
    """`ziffernbild`: each digit of a key or number has the shape of its character.

    Digits elsewhere on the pages are counted; of what could not be compared nothing is held.
    """
    shapes, interpretation = compared.shapes, compared.interpretation
    if shapes is None:
        nobody = Text(
            "not applicable: only one engine was asked, and no picture",
            "Nicht anwendbar: Nur eine Lesung wurde befragt, kein Bild.",
        )
        return result(NAME, source, [], nobody)
    rows: list[Zeile | Summe] = [*interpretation.zeilen, *interpretation.summen]
    found = _by_row(rows, shapes.contradictions)
    findings = [_finding(row, digits) for row, digits in found.items()]
    in_figures = {digit for digits in found.values() for digit in digits}
    summary = _summary(shapes, [d for d in shapes.contradictions if d not in in_figures])
    checked = result(NAME, source, findings, summary)
    if checked.passed:
        return checked
    return replace(
        checked,
        message=f"{checked.message}\n{summary.message}",
        meldung=f"{checked.meldung}\n{summary.meldung}",
    )


def _by_row(
    rows: Iterable[Zeile | Summe], contradictions: Sequence[MisshapenDigit]
) -> Mapping[Herkunft, list[MisshapenDigit]]:
    """Return the rows with such digits, in the order of the document."""
    on_page: dict[int, list[MisshapenDigit]] = defaultdict(list)
    for digit in contradictions:
        on_page[digit.page].append(digit)
    found = {
        row.herkunft: digits
        for row in rows
        if (digits := [d for d in on_page[row.herkunft.page] if _is_of(d, row)])
    }
    return dict(sorted(found.items(), key=lambda entry: entry[0].place))


def _is_of(digit: MisshapenDigit, row: Zeile | Summe) -> bool:
    """Return True if a digit stands in one of the cells that a figure was read from.

    Where these are not known, and of a sum, the whole row counts.
    """
    cells = row.cells if isinstance(row, Zeile) else ()
    return any(_is_in(digit.bbox, cell) for cell in cells or (row.herkunft.bbox,))


def _is_in(box: Bbox, cell: Bbox) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cell[0] <= across <= cell[2] and cell[1] <= down <= cell[3]


def _finding(row: Herkunft, digits: Sequence[MisshapenDigit]) -> Finding:
    where, text = at(row), shown(row.text)
    looks = [_looks(kind) for kind in dict.fromkeys((d.says, d.looks_like) for d in digits)]
    message = "; ".join(look.message for look in looks)
    meldung = "; ".join(look.meldung for look in looks)
    return Finding(
        where.then(
            f"{message}; read was {text!r}; compare the row with its picture",
            f"{meldung}; gelesen wurde „{text}“; bitte die Zeile mit ihrem Bild vergleichen",
        ),
        (row,),
    )


def _looks(kind: tuple[str, str]) -> Text:
    says, looks_like = kind
    digit = Text(f"what the file says is {says!r} ", f"Was laut Datei „{says}“ ist, ")
    if not looks_like:
        return digit.then("has the shape of no digit", "hat nicht die Gestalt einer Ziffer")
    return digit.then(f"looks like {looks_like!r}", f"sieht wie „{looks_like}“ aus")


def _summary(shapes: DigitShapes, elsewhere: Sequence[MisshapenDigit]) -> Text:
    """How many digits were compared, why others were not, and what is wrong outside of figures."""
    if shapes.failure:
        return Text(
            f"abstains: the digits could not be looked at ({shown(shapes.failure)})",
            "Enthält sich: Die Ziffern ließen sich nicht im Bild ansehen.",
        )
    compared, digits = shapes.compared, shapes.digits
    text = Text(
        f"{english(compared)} of {english(digits)} digits compared with their usual shape",
        f"{german(compared)} von {german(digits)} Ziffern mit ihrer üblichen Gestalt verglichen",
    )
    for why, reason in REASONS.items():
        if count := shapes.abstained.get(why, 0):
            text = text.then(
                f"; {english(count)} {reason.message}", f"; {german(count)} {reason.meldung}"
            )
    if not elsewhere:
        return text
    numbers = sorted({digit.page for digit in elsewhere})[:MOST_PAGES]
    count, pages = len(elsewhere), ", ".join(map(str, numbers))
    return text.then(
        f"; digits outside of figures that look otherwise: {english(count)} (page {pages})",
        f"; Ziffern außerhalb der Beträge, die anders aussehen: {german(count)} (Seite {pages})",
    )
