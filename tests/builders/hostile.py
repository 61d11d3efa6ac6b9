"""PDFs that are damaged, or made to do harm: small files, each of its kind, the same each time."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

MEBIBYTE = 1024 * 1024
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
FORM = b"/Subtype/Form/BBox[0 0 9 9]"
ONE_FORM = b"/Resources<</XObject<</F 5 0 R>>>>"
LINE = b"BT /F 9 Tf 50 700 Td (Tettnang 132.149) Tj ET"
MILLION = 1_000_000


def good_pdf(path: Path, pages: int = 3, **encryption: object) -> Path:
    """A document with a line on each page."""
    canvas = Canvas(str(path), invariant=1, **encryption)
    for page in range(pages):
        canvas.drawString(50, 700, f"Tettnang 132.149, Seite {page + 1}")
        canvas.showPage()
    canvas.save()
    return path


def raw_pdf(objects: Iterable[bytes], more: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    parts, offsets, end = [b"%PDF-1.4\n"], [], 9
    for number, body in enumerate(objects, start=1):
        offsets.append(end)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        end += len(parts[-1])
    size = len(offsets) + 1
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % size + table)
    trailer = b"trailer <</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
    return b"".join([*parts, trailer % (size, more, end)])


def stream(body: bytes, entries: bytes = b"") -> bytes:
    """A stream of these bytes."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(body), entries, body)


def page(resources: bytes = b"", box: bytes = b"0 0 600 800") -> bytes:
    """A page, whose content is object 4."""
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>" % (box, resources)


def one_page(
    content: bytes = LINE, *more: bytes, resources: bytes = FONT, box: bytes = b"0 0 600 800"
) -> bytes:
    """A PDF of one page; further objects are numbered from 5."""
    return raw_pdf([CATALOG, PAGES, page(resources, box), stream(content), *more])


def forms_without_end(forms: int = 24) -> bytes:
    """So many levels of forms, each drawn twice by the one above: millions in a small file."""
    nested = (
        stream(b"/F Do /F Do", FORM + b"/Resources<</XObject<</F %d 0 R>>>>" % (number + 1))
        for number in range(5, 5 + forms)
    )
    return one_page(b"/F Do /F Do", *nested, stream(b"", FORM), resources=ONE_FORM)


def form_in_itself() -> bytes:
    """A form that draws itself."""
    return one_page(b"/F Do", stream(b"/F Do", FORM + ONE_FORM), resources=ONE_FORM)


def packed(megabytes: int = 400) -> bytes:
    """A content stream that unpacks to so many megabytes of blanks."""
    packer = zlib.compressobj(9)
    blanks = b"".join(packer.compress(b" " * MEBIBYTE) for _ in range(megabytes))
    bomb = stream(blanks + packer.flush(), b"/Filter/FlateDecode")
    return raw_pdf([CATALOG, PAGES, page(), bomb])


def packed_twice() -> bytes:
    """The same in a few hundred bytes."""
    inner = zlib.compress(zlib.compress(b" " * 100 * MEBIBYTE, 9), 9)
    bomb = stream(inner, b"/Filter[/FlateDecode/FlateDecode]")
    return raw_pdf([CATALOG, PAGES, page(), bomb])


def many_pages(count: int) -> bytes:
    """One page, so many times."""
    kids = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count)
    return raw_pdf([CATALOG, kids, page(), stream(b"")])


def pages_of(node: bytes) -> bytes:
    """A document whose pages are this."""
    return raw_pdf([CATALOG, node, page(FONT), stream(LINE)])


BOXES = {
    "huge": b"0 0 1e12 1e12",
    "without end": b"0 0 1e400 9" + b"9" * 400,
    "empty": b"0 0 0 0",
    "turned": b"600 800 0 0",
    "of names": b"/A /B /C /D",
    "of one": b"7",
}
TOUNICODE = (
    b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>>>>>"
)
WIDE_RANGE = b"1 beginbfrange <00> <FFFFFFFF> <0041> endbfrange"
MADE: Mapping[str, Callable[[], bytes]] = {
    "forms without end": forms_without_end,
    "form in itself": form_in_itself,
    "packed": packed,
    "packed twice": packed_twice,
    "a million pages": lambda: many_pages(MILLION),
    "5,001 pages": lambda: many_pages(5_001),
    "claims a million pages": lambda: pages_of(b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>"),
    "claims fewer than no pages": lambda: pages_of(b"<</Type/Pages/Kids[3 0 R]/Count -7>>"),
    "pages in themselves": lambda: pages_of(b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>"),
    "pages that are one": lambda: pages_of(b"<</Type/Page/Parent 2 0 R/Kids[2 0 R]>>"),
    "no pages": lambda: pages_of(b"null"),
    "nested arrays": lambda: one_page(b"[" * MILLION),
    "nested dictionaries": lambda: one_page(b"/A <<" + b"/A <<" * 100_000),
    "nested arrays in an object": lambda: one_page(LINE, b"[" * 100_000 + b"]" * 100_000),
    "nested states": lambda: one_page(b"q " * MILLION + LINE),
    "a string of a million": lambda: one_page(b"BT /F 9 Tf (%s) Tj ET" % (b"9" * MILLION)),
    "a name of a million": lambda: one_page(b"/%s gs " % (b"A" * MILLION) + LINE),
    "a number of a million": lambda: one_page(b"9" * MILLION + b" 0 m " + LINE),
    "a string without end": lambda: one_page(b"BT /F 9 Tf (" + b"(" * 100_000),
    "100,000 rectangles": lambda: one_page(b"0 0 1 1 re f " * 100_000 + LINE),
    "100,000 lines of one place": lambda: one_page(LINE * 20_000),
    "a font as large as a planet": lambda: one_page(LINE.replace(b"9 Tf", b"1e30 Tf")),
    "a font without size": lambda: one_page(LINE.replace(b"9 Tf", b"0 Tf")),
    "a character map without end": lambda: one_page(LINE, stream(WIDE_RANGE), resources=TOUNICODE),
    "a stream as long as itself": lambda: raw_pdf(
        [CATALOG, PAGES, page(FONT), b"<</Length 4 0 R>>stream\nq\nendstream"]
    ),
    "a filter nobody knows": lambda: raw_pdf(
        [CATALOG, PAGES, page(FONT), stream(LINE, b"/Filter/Nobody")]
    ),
    "a table before itself": lambda: raw_pdf(
        [CATALOG, PAGES, page(FONT), stream(LINE)], b"/Prev 9"
    ),
    "an image of 3.6 gigapixels": lambda: one_page(
        b"600 0 0 800 0 0 cm /F Do",
        stream(
            b"\0",
            b"/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceGray",
        ),
        resources=ONE_FORM,
    ),
    **{
        f"a page whose box is {name}": lambda box=box: one_page(box=box)  # type: ignore[misc]
        for name, box in BOXES.items()
    },
}
"""What was made to do harm, by its name."""
CUT = (0.02, 0.3, 0.7, 0.97, 0.999)
"""Shares of a whole document that are left."""


def damaged(content: bytes, seed: str, count: int) -> Iterator[tuple[str, bytes]]:
    """A document cut, with other bytes in it, without a piece, and with a piece twice."""
    drawn = random.Random(seed)
    for share in CUT:
        yield f"cut at {share:.1%}", content[: int(len(content) * share)]
    for number in range(count):
        changed = bytearray(content)
        for _ in range(drawn.choice((1, 5, 50, 500))):
            changed[drawn.randrange(len(changed))] = drawn.randrange(256)
        yield f"other bytes {number}", bytes(changed)
        start, length = drawn.randrange(len(content)), drawn.choice((1, 100, 10_000))
        yield f"a piece less {number}", content[:start] + content[start + length :]
        piece = content[start : start + length]
        yield f"a piece twice {number}", content[:start] + piece + content[start:]


def write_hostile(folder: Path, samples: Iterable[Path], seed: str = "1") -> list[Path]:
    """Write all that is made here, and these samples damaged; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {name: make() for name, make in MADE.items()}
    for sample in samples:
        whole = sample.read_bytes()
        for what, content in damaged(whole, f"{seed}/{sample.name}", 8):
            contents[f"{sample.stem}, {what}"] = content
    for name, content in contents.items():
        (folder / f"{name}.pdf").write_bytes(content)
    for name, password in (("needs a password", "open"), ("has an owner", "")):
        good_pdf(folder / f"{name}.pdf", encrypt=StandardEncryption(password, "owner"))
    return sorted(folder.glob("*.pdf"))
