"""Printed by pdfLaTeX (longtable) and by groff (tbl)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pipeline.values import replace
from tests.builders.matrix import by_groff
from tests.builders.matrix.by_latex import row_tex, tex, titles
from tests.builders.matrix.content import Kind, Table
from tests.builders.matrix.html import run
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT
from tests.builders.unseen.measure import fit_columns
from tests.builders.unseen.table import in_one_line, make_level_table
from tests.builders.unseen.traits import Traits

FONTS = {
    "sans": r"\usepackage{cmap}\usepackage[T1]{fontenc}\renewcommand{\familydefault}{\sfdefault}",
    "serif": r"\usepackage{cmap}\usepackage[T1]{fontenc}",
    "narrow": r"\usepackage[OT1]{fontenc}",
    "mono": r"\usepackage{cmap}\usepackage[T1]{fontenc}\renewcommand{\familydefault}{\ttdefault}",
    "wide": r"\usepackage[OT1]{fontenc}\renewcommand{\familydefault}{\sfdefault}",
}
"""With T1 the letters are bitmaps, as long usual; with OT1 an umlaut is a letter and an accent."""
PREAMBLE = r"""\documentclass[%(size)spt]{extarticle}
%(font)s\usepackage[utf8]{inputenc}\usepackage{textcomp}\newcommand{\euro}{\texteuro}
\usepackage[a4paper,%(paper)s,margin=15mm]{geometry}
\usepackage{longtable,booktabs,array,xcolor,colortbl}
\usepackage{fancyhdr}\pagestyle{fancy}\fancyhf{}\renewcommand{\headrulewidth}{0pt}
\fancyhead[L]{\scriptsize %(running)s}
\fancyfoot[L]{\scriptsize %(notice)s}\fancyfoot[R]{\scriptsize\thepage}
\usepackage[pdftitle={Planungsrahmen},pdfsubject={%(subject)s},pdfkeywords={%(keywords)s}]{hyperref}
\setlength{\parindent}{0pt}\raggedbottom\setlength{\tabcolsep}{%(padding)spt}
\begin{document}
"""
RULES = {
    "grid": (r"\hline", r"\hline", r"\hline"),
    "rows": (r"\hline", r"\hline", r"\hline"),
    "three": (r"\toprule", r"\midrule", ""),
    "frame": (r"\hline", "", ""),
}
GROFF_SIZE = 9
SIDES = {"left": "l", "right": "r", "center": "c"}


def print_latex(traits: Traits, path: Path) -> None:
    """Typeset a longtable; twice, for it learns its widths the first time."""
    plain = replace(traits, narrow=False)
    table = in_one_line(make_level_table(plain, 40))
    fit = fit_columns(table, plain)
    facts = {
        "size": 8 if fit.size < 9 else 9,
        "font": FONTS[traits.font],
        "paper": "landscape" if fit.landscape else "portrait",
        "running": tex(traits.running),
        "notice": tex(NOTICE),
        "subject": tex(SUBJECT),
        "keywords": ", ".join(KEYWORDS),
        "padding": traits.padding,
    }
    smaller = r"\scriptsize" if fit.size < 8 else ""
    body = PREAMBLE % facts + titles() + smaller + _long_table(table, traits)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "document.tex"
        source.write_text(body + "\n\\end{document}\n", encoding="utf-8")
        for _ in range(2):
            run(["pdflatex", "-interaction=batchmode", "-output-directory", folder, source])
        shutil.move(source.with_suffix(".pdf"), path)


def _long_table(table: Table, traits: Traits) -> str:
    above, below, between = RULES.get(traits.rules, ("", "", ""))
    bar = "|" if traits.rules in ("grid", "columns") else ""
    form = bar + bar.join(SIDES[side] for side in table.align) + bar
    head = " & ".join(rf"\textbf{{{tex(text)}}}" for text in table.header)
    ends = {"every page": r"\endhead", "first page": r"\endfirsthead\endhead"}
    header = rf"{above} {head} \\ {below} {ends[traits.header]}" if traits.header in ends else above
    lines = []
    for number, line in enumerate(table.lines, start=1):
        shade = r"\rowcolor[gray]{0.9}" if traits.rules == "zebra" and number % 2 else ""
        fifth = r"\hline" if traits.rules == "fifth" and number % 5 == 0 else between
        lines.append(f"{shade}{row_tex(line, table.width)} {fifth}")
    body = "\n".join(lines)
    return f"\\begin{{longtable}}[l]{{{form}}}\n{header}\n{body}\n\\end{{longtable}}\n"


def print_groff(traits: Traits, path: Path) -> None:
    """Set a table by tbl; headings of Kreise are rows of one text."""
    plain = replace(traits, narrow=False, size=GROFF_SIZE)
    table = in_one_line(make_level_table(plain, 45))
    fit = fit_columns(table, plain)
    lines = (replace(line, kind=Kind.ROW) for line in table.lines)
    options = {"grid": "allbox ", "frame": "box "}.get(traits.rules, "")
    laid = replace(table, lines=tuple(lines))
    by_groff.print_groff(laid, path, options, size=int(fit.size), landscape=fit.landscape)
