"""Printed by one program and rewritten by another: Ghostscript, qpdf, pikepdf.

Offices shrink, merge, stamp, rotate and protect what they publish. The page looks the same; the
file does not.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.builders.matrix import (
    by_chromium,
    by_libreoffice,
    by_reportlab,
    by_typst,
    canvas_page,
    html,
)
from tests.builders.matrix.html import run
from tests.builders.rows import Rows

pikepdf = import_module("pikepdf")  # not a dependency of the project

Recipe = Callable[[Rows, Path], None]


@contextmanager
def printed(recipe: Recipe, rows: Rows) -> Iterator[Path]:
    """Print a document to a temporary file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "printed.pdf"
        recipe(rows, path)
        yield path


def ghostscript(source: Path, path: Path, *options: str) -> None:
    """Have Ghostscript write a PDF anew."""
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite", *options]
    run([*command, f"-sOutputFile={path}", source])


def gs_spreadsheet(rows: Rows, path: Path) -> None:
    """A spreadsheet by LibreOffice, distilled again by Ghostscript.

    Fonts and texts are cut up anew.
    """
    with printed(by_libreoffice.calc_grid, rows) as source:
        ghostscript(source, path)


def gs_screen(rows: Rows, path: Path) -> None:
    """A browser's zebra table, shrunk by Ghostscript's /screen settings.

    What "make the file smaller" does.
    """
    with printed(by_chromium.zebra_headings, rows) as source:
        ghostscript(source, path, "-dPDFSETTINGS=/screen")


def gs_old_version(rows: Rows, path: Path) -> None:
    """A Typst table, written by Ghostscript as PDF 1.3.

    No transparency, no object streams, fonts turned to another kind.
    """
    with printed(by_typst.sorted_by_name, rows) as source:
        ghostscript(source, path, "-dCompatibilityLevel=1.3")


def qpdf_object_streams(rows: Rows, path: Path) -> None:
    """Ruled ReportLab table; object streams and linearised by qpdf.

    The file's structure is compressed.
    """
    with printed(by_reportlab.wrapped_grid, rows) as source:
        run(["qpdf", "--object-streams=generate", "--linearize", source, path])


def qpdf_plain(rows: Rows, path: Path) -> None:
    """Typst table in qpdf's --qdf form: nothing compressed.

    A file a person can read.
    """
    with printed(by_typst.no_header_no_kreis, rows) as source:
        run(["qpdf", "--qdf", "--object-streams=disable", source, path])


def qpdf_owner_password(rows: Rows, path: Path) -> None:
    """Encrypted with an owner's password only: anyone may open it, copying is forbidden.

    As many authorities protect what they publish.
    """
    with printed(by_reportlab.rule_after_five, rows) as source:
        flags = ["", "besitzer", "256", "--extract=n"]
        run(["qpdf", "--encrypt", *flags, "--", source, path])


def merged_documents(rows: Rows, path: Path) -> None:
    """A browser's letter, then a spreadsheet's table in one file: two producers, two page sizes.

    The letter names amounts that are nobody's figure.
    """
    letter = """<h1>Planungsrahmen</h1><p>Stuttgart, 18.12.2017</p><p>Die Stadt Lörrach erhielt in
    der ersten Tranche 131.537 Euro. Für 2018 stehen 58.000.000 Euro bereit; eine Gemeinde mit
    64 Personen erhält 50.949 Euro.</p>"""
    with printed(by_libreoffice.calc_grid, rows) as source:
        first = source.with_name("letter.pdf")
        by_chromium.print_html(html.document(letter, html.page_css("A5")), first)
        run(["qpdf", "--empty", "--pages", first, source, "--", path])


def stamped_pages(rows: Rows, path: Path) -> None:
    """Bates numbers and a level grey watermark stamped over and under each page by pikepdf.

    A running number at every foot, a word behind the rows.
    """
    with (
        printed(by_typst.no_header_no_kreis, rows) as source,
        tempfile.TemporaryDirectory() as folder,
    ):
        stamp = Path(folder) / "stamp.pdf"
        body = """<div style="position: fixed; top: 110mm; left: 40mm; font-size: 60pt;
        color: #ececec">KOPIE</div><div style="position: fixed; bottom: 2mm; right: 4mm">
        RPS-0004711</div>"""
        by_chromium.print_html(html.document(body, "@page { size: A4; margin: 10mm }"), stamp)
        run(["qpdf", source, "--underlay", stamp, "--repeat=1", "--", path])


def scan(rows: Rows, path: Path) -> None:
    """A scan: each page is one grey picture, there is no text at all.

    What has no text cannot be read without guessing letters.
    """
    with printed(by_reportlab.rule_after_five, rows) as source:
        picture = source.with_suffix(".jpg")
        run(
            [
                "gs",
                "-q",
                "-dBATCH",
                "-dNOPAUSE",
                "-sDEVICE=jpeggray",
                "-r75",
                "-dJPEGQ=25",
                f"-sOutputFile={picture}",
                source,
            ]
        )
        canvas = canvas_page.new_canvas(path)
        canvas.drawImage(str(picture), 0, 0, 595.28, 841.89)
        canvas.showPage()
        canvas.save()
