"""Typewritten lists: text in columns of equal letters, printed by enscript or a2ps and ps2pdf."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import DATE, TITLE, Kind, Line, Table, build_table
from tests.builders.matrix.html import run
from tests.builders.notation import dotted, with_dash_for_cents
from tests.builders.rows import Rows
from tests.builders.synthetic import NOTICE

MARK = NOTICE.replace("–", "-").encode("iso-8859-1")
INFORMATION = (
    f"[ /Title ({TITLE}) /Subject ({NOTICE}) /Keywords (synthetic) /Author (planungsrahmen)"
    " /DOCINFO pdfmark"
)


def as_text(table: Table, widths: Sequence[int], rule: str = "") -> str:
    """Write a table in columns of so many letters; `rule` is what rules are made of."""
    total = sum(widths) + 2 * len(widths)
    lines = [_text_line(table.header, table.align, widths)]
    lines += [rule * total] if rule else []
    for line in table.lines:
        lines.append(_line(line, table, widths))
    return "\n".join(lines)


def _line(line: Line, table: Table, widths: Sequence[int]) -> str:
    if line.kind is Kind.HEADING:
        return f"\n{line.cells[0]}"
    return _text_line(line.cells, table.align, widths)


def _text_line(cells: Sequence[str], align: Sequence[str], widths: Sequence[int]) -> str:
    texts = (
        text.rjust(width) if side == "right" else text.ljust(width)
        for text, side, width in zip(cells, align, widths, strict=True)
    )
    return "  ".join(texts).rstrip()


def _distil(text: str, command: Sequence[str | bytes], path: Path) -> None:
    """Turn Latin-1 text into PostScript and that into PDF."""
    with tempfile.TemporaryDirectory() as folder:
        source, script = Path(folder) / "liste.txt", Path(folder) / "liste.ps"
        head = f"{TITLE}\n{DATE}\n\n"
        source.write_text((head + text).replace("–", "-"), encoding="iso-8859-1")
        run([*command, "-o", script, source])
        marks = Path(folder) / "marks.ps"
        marks.write_text(INFORMATION.replace("–", "-"), encoding="iso-8859-1")
        run(
            [
                "gs",
                "-q",
                "-dBATCH",
                "-dNOPAUSE",
                "-sDEVICE=pdfwrite",
                f"-sOutputFile={path}",
                script,
                marks,
            ]
        )


def enscript_list(rows: Rows, path: Path) -> None:
    """Typewriter type, columns by spaces, rules of hyphens; subtotals; page heads by enscript.

    Rules are text; every letter is as wide as the others.
    """
    table = build_table(
        rows,
        [c.key(), c.name(c.without_title), c.personen(), c.betrag(dotted)],
        heading=str,
        subtotal=lambda label: f"Summe {label}",
        label_in=1,
    )
    _enscript(as_text(table, (8, 44, 8, 14), "-"), path)


def enscript_bars(rows: Rows, path: Path) -> None:
    """A dynamic list of SAP: typewriter type, bars between columns, hyphens around groups.

    A heading has bars at both ends of its line alone, and no hyphens above it.
    """
    table = build_table(
        rows,
        [c.kreis(lambda ags: ags[2:], "Kreis"), c.name(c.without_title), c.personen(), c.betrag()],
        heading=str,
        subtotal=lambda label: f"* {label}",
        label_in=1,
    )
    widths = (5, 36, 10, 16)
    rule = "-" * (sum(widths) + len(widths) + 1)
    lines = [rule, _bars(table.header, table.align, widths), rule]
    for line in table.lines:
        if line.kind is Kind.HEADING:
            lines += [f"|{line.cells[0].ljust(len(rule) - 2)}|"]
            continue
        bars = _bars(line.cells, table.align, widths)
        lines += [rule, bars, rule] if line.kind is Kind.SUBTOTAL else [bars]
    _enscript("\n".join(lines), path)


def _bars(cells: Sequence[str], align: Sequence[str], widths: Sequence[int]) -> str:
    texts = zip(cells, align, widths, strict=True)
    return "|".join(["", *(t.rjust(w) if a == "right" else t.ljust(w) for t, a, w in texts), ""])


def _enscript(text: str, path: Path) -> None:
    command: list[str | bytes] = [
        "enscript",
        "-q",
        "-X88591",
        "-fCourier8",
        "-MA4",
        b"--header=Liste|" + MARK + b"|$%",
    ]
    _distil(text, command, path)


def a2ps_two_columns(rows: Rows, path: Path) -> None:
    """Two typewritten pages on a landscape sheet, framed, with file name and date above.

    Frames around the halves are no table; `218.922,- EUR`.
    """
    table = build_table(
        rows, [c.name(c.short), c.kreis(c.kreis_short), c.betrag(with_dash_for_cents)]
    )
    text = as_text(table, (28, 26, 16))
    feet = ["--footer=", "--left-footer=Liste Planungsrahmen", "--right-footer=", "--header="]
    heads: list[str | bytes] = [b"--center-title=" + MARK, "--left-title=18.12.2017"]
    command: list[str | bytes] = [
        "a2ps",
        "-q",
        "-2",
        "--medium=A4",
        "-Xlatin1",
        "--columns=2",
        *heads,
        *feet,
    ]
    _distil(text, command, path)
