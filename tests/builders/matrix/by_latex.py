"""Printed by LaTeX: longtable and tabular, with and without rules, several packages' ways."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import DATE, TITLE, Kind, Line, Table, blank_repeats, build_table
from tests.builders.matrix.html import run
from tests.builders.notation import dotted, euro_word, spaced_from_five_digits, with_dash_for_cents
from tests.builders.rows import Rows
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

PREAMBLE = r"""\documentclass[9pt,%(options)s]{extarticle}
\usepackage[T1]{fontenc}\usepackage[utf8]{inputenc}\usepackage{lmodern,textcomp}
\usepackage[ngerman]{babel}
\usepackage[a4paper,%(paper)s,margin=18mm]{geometry}
\usepackage{longtable,booktabs,array,multirow,multicol,eurosym,xcolor,colortbl,supertabular}
\usepackage{fancyhdr}\pagestyle{fancy}\fancyhf{}\renewcommand{\headrulewidth}{0pt}
\fancyfoot[L]{\scriptsize %(notice)s}\fancyfoot[R]{\scriptsize\thepage}
\usepackage[pdftitle={%(title)s},pdfsubject={%(subject)s},pdfkeywords={%(keywords)s}]{hyperref}
\setlength{\parindent}{0pt}\raggedbottom
%(extra)s
\begin{document}
"""
SIGNS = {"&": r"\&", "%": r"\%", "€": r"\euro{}", "\u00a0": "~", "_": r"\_", "–": "--"}


def print_latex(
    body: str, path: Path, *, paper: str = "portrait", options: str = "", extra: str = ""
) -> None:
    """Typeset a body; twice, for a longtable learns its widths the first time."""
    facts = {
        "options": options,
        "paper": paper,
        "notice": tex(NOTICE),
        "title": tex(TITLE),
        "subject": tex(SUBJECT),
        "keywords": ", ".join(KEYWORDS),
        "extra": extra,
    }
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "document.tex"
        source.write_text(PREAMBLE % facts + body + "\n\\end{document}\n", encoding="utf-8")
        command = ["pdflatex", "-interaction=batchmode", "-halt-on-error"]
        for _ in range(2):
            run([*command, "-output-directory", folder, source])
        shutil.move(source.with_suffix(".pdf"), path)


def tex(text: str) -> str:
    """Return text with LaTeX's own signs written out."""
    return "".join(SIGNS.get(sign, sign) for sign in text)


def titles() -> str:
    """The title and the date."""
    return rf"{{\Large\bfseries {tex(TITLE)}}}\par {tex(DATE)}\par\bigskip" + "\n"


def row_tex(line: Line, width: int) -> str:
    """Write a line of a table."""
    if line.kind is Kind.HEADING:
        return rf"\multicolumn{{{width}}}{{l}}{{\bfseries {tex(line.cells[0])}}} \\"
    texts = [tex(text) for text in line.cells]
    if line.kind is not Kind.ROW:
        texts = [rf"\textbf{{{text}}}" for text in texts]
    return " & ".join(texts) + r" \\"


def long_table(
    table: Table, columns: str, rules: Sequence[str] = ("", "", ""), *, repeat: bool = True
) -> str:
    """Write a longtable; `rules` stand above the header, below it, and after each row."""
    head = " & ".join(rf"\textbf{{{tex(text)}}}" for text in table.header)
    header = rf"{rules[0]} {head} \\ {rules[1]} " + (
        r"\endhead" if repeat else r"\endfirsthead\endhead"
    )
    body = "\n".join(f"{row_tex(line, table.width)} {rules[2]}" for line in table.lines)
    return f"\\begin{{longtable}}{{{columns}}}\n{header}\n{body}\n\\end{{longtable}}\n"


def booktabs(rows: Rows, path: Path) -> None:
    """Three rules (booktabs), header on every page; `9661` beside `11 890`; subtotals per Kreis.

    What a scientist's table looks like.
    """
    number = spaced_from_five_digits
    table = build_table(
        rows,
        [c.key(), c.name(), c.personen(number), c.betrag(number)],
        heading=str,
        subtotal=lambda label: f"Summe {label}",
        label_in=1,
        total="Summe insgesamt",
    )
    print_latex(titles() + long_table(table, "llrr", (r"\toprule", r"\midrule", "")), path)


def full_grid(rows: Rows, path: Path) -> None:
    """Full grid by hline and vertical bars; rules drawn as filled boxes; key in groups.

    Each row has its own pieces of vertical rules.
    """
    table = build_table(rows, [c.key_parted(), c.name(), c.kreis(), c.personen(), c.betrag()])
    rules = (r"\hline", r"\hline", r"\hline")
    print_latex(titles() + long_table(table, "|l|l|l|r|r|", rules), path)


def wrapped_paragraphs(rows: Rows, path: Path) -> None:
    """Names in a narrow paragraph column, hyphenated by TeX, no rules; Kreis on its first row.

    TeX breaks words anywhere its patterns allow.
    """
    columns = [c.kreis(c.kreis_short), c.name(c.without_title), c.personen(), c.betrag(euro_word)]
    table = blank_repeats(build_table(rows, columns), 0)
    body = titles() + long_table(table, "lp{19mm}rr")
    print_latex(body, path, extra=r"\setlength{\tabcolsep}{4pt}")


def multirow_kreis(rows: Rows, path: Path) -> None:
    """Multirow: the Kreis stands in the middle of its rows, rules between Kreise only.

    Two long rules say where a Kreis begins and ends; its text is level with a row in the middle.
    """
    columns = [c.kreis(c.kreis_short), c.name(c.short), c.personen(), c.betrag(dotted)]
    table = build_table(rows, columns)
    print_latex(titles() + _multirow(table), path)


def _multirow(table: Table) -> str:
    lines: list[str] = []
    for start, line in enumerate(table.lines):
        kreis = line.cells[0]
        first = start == 0 or table.lines[start - 1].cells[0] != kreis
        count = sum(other.cells[0] == kreis for other in table.lines)
        cell = rf"\multirow{{{count}}}{{*}}{{{kreis}}}" if first else ""
        rest = " & ".join(map(tex, line.cells[1:]))
        end = r"\\*" if any(o.cells[0] == kreis for o in table.lines[start + 1 :]) else r"\\ \hline"
        lines.append(f"{cell} & {rest} {end}")
    head = " & ".join(rf"\textbf{{{text}}}" for text in table.header)
    body = "\n".join(lines)
    return (
        rf"\begin{{longtable}}{{llrr}}\hline {head} \\ \hline \endhead"
        f"\n{body}\n\\end{{longtable}}"
    )


def two_tabulars(rows: Rows, path: Path) -> None:
    """Two tabulars side by side, the right one shorter; a rule after the header; no keys.

    Rows of both stand level; the right table ends earlier.
    """
    columns = [c.name(c.without_title), c.personen(), c.betrag()]
    half = (len(rows) + 7) // 2
    parts = [_tabular(build_table(part, columns)) for part in (rows[:half], rows[half:])]
    print_latex(titles() + r"\hspace{12mm}".join(parts), path, paper="landscape", options="")


def _tabular(table: Table) -> str:
    head = " & ".join(map(tex, table.header))
    body = "\n".join(row_tex(line, table.width) for line in table.lines)
    return rf"\begin{{tabular}}[t]{{lrr}} {head} \\ \hline {body} \end{{tabular}}"


def zebra_landscape(rows: Rows, path: Path) -> None:
    """Landscape, rows shaded in turn, no rules; `218.922,- EUR`; Kreis last; extra column of posts.

    Shading is drawn in pieces, one per cell.
    """
    columns = [
        c.name(),
        c.key_6(),
        c.personen(),
        c.posts(),
        c.betrag(with_dash_for_cents),
        c.kreis(),
    ]
    table = build_table(rows, columns)
    shaded = [r"\rowcolor[gray]{0.9}" if n % 2 else "" for n in range(len(table.lines))]
    body = "\n".join(
        shade + row_tex(line, table.width) for shade, line in zip(shaded, table.lines, strict=True)
    )
    head = " & ".join(map(tex, table.header))
    print_latex(
        titles() + f"\\begin{{longtable}}{{llrrrl}}{head}\\\\\\endhead\n{body}\n\\end{{longtable}}",
        path,
        paper="landscape",
    )


def footnote_marks(rows: Rows, path: Path) -> None:
    """Raised footnote marks after names and after amounts' titles; notes below a short rule.

    A raised digit right after a name, in smaller type.
    """
    marks = {row.gemeinde_ags: str(1 + n % 2) for n, row in enumerate(rows) if n % 4 == 0}
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(), c.betrag()])
    lines = []
    for row, line in zip(rows, table.lines, strict=True):
        mark = marks.get(row.gemeinde_ags)
        name = tex(line.cells[1]) + (rf"\textsuperscript{{{mark}}}" if mark else "")
        lines.append(" & ".join([line.cells[0], name, *map(tex, line.cells[2:])]) + r" \\")
    head = " & ".join(map(tex, table.header)) + r"\textsuperscript{3}"
    notes = r"""\rule{30mm}{0.3pt}\par\footnotesize
    \textsuperscript{1} Nachmeldung vom 20.\,10.\,2017\par
    \textsuperscript{2} einschließlich 12 Personen in vorläufiger Unterbringung\par
    \textsuperscript{3} gerundet"""
    body = "\n".join(lines)
    opening = rf"\begin{{longtable}}{{lllrr}}\hline {head}\\ \hline\endhead"
    closing = rf"\hline\end{{longtable}}{notes}"
    print_latex("\n".join([titles() + opening, body, closing]), path)
