"""Pages written operator by operator: ways of hiding and showing that no printer offers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

WIDTH, HEIGHT = 300, 200
MARK = "Synthetische Rekonstruktion"

Objects = Mapping[int, str | tuple[str, str]]
"""The objects of a PDF by number, from 6 on: the text of each, or the entries and the data of its
stream. Those before are catalog, pages, page, content and font."""


def write_page(
    path: Path,
    content: str,
    *,
    resources: str = "",
    objects: Objects = MappingProxyType({}),
    page: str = "",
    catalog: str = "",
) -> Path:
    """Write a page of 300 x 200 points; fonts are /F (Helvetica) and /T, if objects have one."""
    fonts = f"/F 5 0 R {'/T 6 0 R' if '/Type3' in str(objects.get(6)) else ''}"
    bodies = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] {page} /Contents 4 0 R "
        f"/Resources << /Font << {fonts} >> {resources} >> >>",
        4: _stream("", f"{content}\nBT /F 6 Tf 20 8 Td 0 g ({MARK}) Tj ET"),
        5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    } | {
        number: body if isinstance(body, str) else _stream(*body)
        for number, body in objects.items()
    }
    path.write_bytes(_file(bodies))
    return path


def text(words: str, x: float = 20, y: float = 150, size: float = 10, before: str = "") -> str:
    """Operators that write words in black, or as `before` says."""
    return f"q 0 g {before} BT /F {size} Tf {x} {y} Td ({words}) Tj ET Q\n"


def form(
    content: str,
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
    resources: str = "",
    entries: str = "",
) -> tuple[str, str]:
    """A form XObject, which is clipped at its width and height; /F is Helvetica."""
    head = f"/Type /XObject /Subtype /Form /BBox [0 0 {width} {height}] {entries}"
    return (f"{head} /Resources << /Font << /F 5 0 R >> {resources} >>", content)


def letters_of_boxes(number: int) -> Objects:
    """A Type 3 font as this object: "1" is a stroke, "8" a block, and "0" leaves no ink."""
    glyphs = {"one": "400 0 200 700 re f", "eight": "0 -200 600 1000 re f", "zero": ""}
    procs = " ".join(f"/{name} {number + 1 + index} 0 R" for index, name in enumerate(glyphs))
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 -200 600 800] /FontMatrix [.001 0 0 .001 0 0] "
        f"/CharProcs << {procs} >> /FirstChar 48 /LastChar 56 /Widths [{'600 ' * 9}] /Encoding "
        "<< /Type /Encoding /Differences [48 /zero /one 56 /eight] >> /Resources << >> >>"
    )
    streams = {
        number + 1 + index: ("", f"600 0 0 -200 600 800 d1 {drawing}")
        for index, drawing in enumerate(glyphs.values())
    }
    return {number: font, **streams}


def _stream(entries: str, data: str) -> str:
    return f"<< {entries} /Length {len(data.encode('latin-1'))} >>\nstream\n{data}\nendstream"


def _file(bodies: Mapping[int, str]) -> bytes:
    out = b"%PDF-1.7\n"
    places: dict[int, int] = {}
    for number, body in sorted(bodies.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    last = max(bodies)
    xref = "".join(
        f"{places[number]:010} 00000 n \n" if number in places else "0000000000 65535 f \n"
        for number in range(1, last + 1)
    )
    start = len(out)
    out += f"xref\n0 {last + 1}\n0000000000 65535 f \n{xref}".encode("latin-1")
    out += f"trailer\n<< /Size {last + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return out
