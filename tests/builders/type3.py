"""PDFs whose fonts are Type 3: nameless, each glyph a small program that paints a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PIXELS = 64
"""Size of the text in pixels of a glyph's picture."""
SIZE, PITCH, LEFT, TOP = 9.0, 12.0, 60.0, 780.0


@dataclass(frozen=True)
class Type3Font:
    """A font that has these characters."""

    says: Mapping[str, str]
    """For each character that it paints, the one that the file says it is."""
    bold: int = 0
    """How much thicker its strokes are, in pixels."""
    units: int = PIXELS
    """How many units of its glyphs, which are pixels, make its size 1."""


def print_type3(path: Path, lines: Sequence[tuple[Type3Font, str]]) -> Path:
    """Print lines, each in a font, by the characters that it paints."""
    fonts = list(dict.fromkeys(id(font) for font, _ in lines))
    by_id = {id(font): font for font, _ in lines}
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    ]
    text = "".join(
        f"BT /F{fonts.index(id(font))} {SIZE * font.units / PIXELS:.4f} Tf "
        f"{LEFT} {TOP - PITCH * number} Td <{line.encode('latin-1').hex()}> Tj ET\n"
        for number, (font, line) in enumerate(lines)
    )
    names = b"".join(b"/F%d %d 0 R" % (place, 5 + place) for place in range(len(fonts)))
    objects.append(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<<%s>>>>>>" % names
    )
    objects.append(_stream(text.encode()))
    following = 5 + len(fonts)
    later: list[bytes] = []
    for identity in fonts:
        font, parts = _font_objects(by_id[identity], following + len(later))
        objects.append(font)
        later.extend(parts)
    path.write_bytes(_file([*objects, *later]))
    return path


def _font_objects(font: Type3Font, first: int) -> tuple[bytes, list[bytes]]:
    """The font's dictionary, and the objects that it names: its glyphs, and what they mean."""
    characters = sorted(font.says)
    widths = [0] * 256
    glyphs = []
    for character in characters:
        program, width = _glyph(character, font.bold)
        widths[ord(character)] = width
        glyphs.append(_stream(program))
    procedures = b"".join(
        b"/g%d %d 0 R" % (ord(character), first + place)
        for place, character in enumerate(characters)
    )
    differences = b" ".join(b"%d/g%d" % (ord(c), ord(c)) for c in characters)
    meanings = "".join(f"<{ord(c):02X}> <{ord(font.says[c]):04X}>\n" for c in characters)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "/CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange "
        f"{len(characters)} beginbfchar\n{meanings}endbfchar endcmap end end"
    )
    dictionary = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 -16 64 64]/FontMatrix[%f 0 0 %f 0 0]"
        b"/FirstChar 0/LastChar 255/Widths[%s]/CharProcs<<%s>>/Resources<<>>"
        b"/Encoding<</Type/Encoding/Differences[%s]>>/ToUnicode %d 0 R>>"
    ) % (
        1 / font.units,
        1 / font.units,
        b" ".join(b"%d" % width for width in widths),
        procedures,
        differences,
        first + len(characters),
    )
    return dictionary, [*glyphs, _stream(to_unicode.encode())]


def _glyph(character: str, bold: int) -> tuple[bytes, int]:
    """A program that paints a character as a stencil, and its width."""
    face = ImageFont.load_default(PIXELS)
    left, top, right, bottom = map(int, face.getbbox(character, anchor="ls", stroke_width=bold))
    size = (right - left, bottom - top)
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    pen.text((-left, -top), character, 0, face, anchor="ls", stroke_width=bold)
    stencil = picture.point(lambda light: 255 * (light > 127)).convert("1").tobytes()
    width = int(face.getlength(character)) + bold
    program = (
        b"%d 0 %d %d %d %d d1 %d 0 0 %d %d %d cm "
        b"BI /W %d /H %d /IM true /BPC 1 /F /AHx ID %s> EI"
    ) % (
        width, left, -bottom, right, -top, *size, left, -bottom, *size, stencil.hex().encode()
    )  # fmt: skip
    return program, width


def _stream(content: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj %s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, end = len(objects) + 1, b"startxref\n%d\n%%%%EOF\n" % len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count + table
    return out + b"trailer<</Size %d/Root 1 0 R>>\n" % count + end
