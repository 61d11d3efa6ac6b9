"""Printed is what is painted: ways of hiding text and of showing it, each on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pypdfium2
import pytest

from pipeline.extract.glyphs.page_parts import PageParts
from pipeline.extract.glyphs.pdfium import TextPage
from pipeline.extract.own import PdfiumEngine
from pipeline.extract.painted import canvas
from pipeline.extract.painted.sight import PageSight, look, page_sights
from tests.builders.content import Objects, form, letters_of_boxes, text, write_page

Lacks = list[tuple[str, str]]
"""Kind and text of each omission; ink that no text explains once, however many marks it has."""
PLAIN = text("Aach 1.234", y=120)
"""A row that is always seen."""
OLD = text("9.876", x=100)
BAR = "90 140 80 25 re f"
SCRIBBLE = "".join(f"{x} {148 + 11 * (x % 2)} l " for x in range(98, 130))
HIDDEN: Lacks = [("hidden", "9.876")]
HALF: Lacks = [("hidden", "."), ("doubtful", "9.876")]
NINE_CUT: Lacks = [("doubtful", "9"), ("doubtful", "876")]
UNREAD: Lacks = [("unread", "")]


@dataclass(frozen=True)
class Page:
    """A page, and what its readers do not see of it."""

    content: str
    lacks: Lacks = field(default_factory=list)
    resources: str = ""
    objects: Objects = field(default_factory=dict)
    page: str = ""
    catalog: str = ""


def white(words: str = "9.876", x: float = 100) -> str:
    return text(words, x=x, before="1 g")


def in_layer(state: str, lacks: Lacks) -> Page:
    return Page(
        f"/OC /L BDC {OLD} EMC",
        lacks,
        resources="/Properties << /L 6 0 R >>",
        objects={6: "<< /Type /OCG /Name (x) >>"},
        catalog=f"/OCProperties << /OCGs [6 0 R] /D << /{state} [6 0 R] /Order [6 0 R] >> >>",
    )


def in_forms(content: str, lacks: Lacks, width: int = 300) -> Page:
    """A page whose whole content is a form within a form that is so wide."""
    return Page(
        "/A Do",
        lacks,
        resources="/XObject << /A 6 0 R >>",
        objects={
            6: form("/B Do", resources="/XObject << /B 7 0 R >>"),
            7: form(content, width=width),
        },
    )


def with_state(state: str, content: str, lacks: Lacks) -> Page:
    """Content on white, drawn with an extended graphics state."""
    resources = f"/ExtGState << /G << {state} >> >>"
    return Page(f"1 g 0 0 300 200 re f {PLAIN} q /G gs {content} Q", lacks, resources)


def annotated(appearance: str, lacks: Lacks, flags: int = 4, says: str = "") -> Page:
    """An annotation over text; 4 has it printed, 2 has it hidden."""
    head = f"/Type /Annot /Subtype /Stamp /Rect [95 140 165 165] /F {flags} /Contents ({says})"
    return Page(
        OLD,
        lacks,
        page="/Annots [6 0 R]",
        objects={6: f"<< {head} /AP << /N 7 0 R >> >>", 7: form(appearance, width=70, height=25)},
    )


def with_field(value: str, lacks: Lacks) -> Page:
    """A form field with a value, beside a row."""
    head = "/Type /Annot /Subtype /Widget /FT /Tx /T (x) /Rect [100 115 160 135] /F 4"
    return Page(
        "",
        lacks,
        page="/Annots [6 0 R]",
        objects={
            6: f"<< {head} /V ({value}) /DA (/F 10 Tf 0 g) /AP << /N 7 0 R >> >>",
            7: form(f"BT /F 10 Tf 5 5 Td ({value}) Tj ET", width=60, height=20),
        },
        catalog="/AcroForm << /Fields [6 0 R] /DR << /Font << /F 5 0 R >> >> >>",
    )


def masked(width: int, lacks: Lacks) -> Page:
    """Text through a soft mask that is open for so many points from the left."""
    group = "/Group << /S /Transparency /CS /DeviceGray >>"
    return Page(
        f"q /G gs {OLD} Q",
        lacks,
        resources="/ExtGState << /G << /SMask << /S /Luminosity /G 6 0 R >> >> >>",
        objects={6: form(f"1 g 0 0 {width} 200 re f", entries=group)},
    )


def shaded(content: str, lacks: Lacks, first: str, last: str) -> Page:
    function = f"<< /FunctionType 2 /Domain [0 1] /C0 [{first}] /C1 [{last}] /N 1 >>"
    axis = "/ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 300 0] /Extend [true true]"
    return Page(content, lacks, f"/Shading << /S << {axis} /Function {function} >> >>")


TILE = "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1"


def patterned(cell: str, lacks: Lacks) -> Page:
    """A row of which one cell is filled with a pattern."""
    head = f"{TILE} /BBox [0 0 60 20]"
    fonts = "/Resources << /Font << /F 5 0 R >> >>"
    return Page(
        "/Pattern cs /P scn 120 115 60 20 re f",
        lacks,
        "/Pattern << /P 6 0 R >>",
        {6: (f"{head} /XStep 60 /YStep 20 {fonts}", cell)},
    )


def type3(content: str, lacks: Lacks) -> Page:
    """Text in a font whose glyphs are drawings: "1" is a stroke, "8" a block, "0" is empty."""
    return Page(content, lacks, objects=letters_of_boxes(6))


PAGES = {
    "drawn invisibly": Page(text("9.876", x=100, before="3 Tr"), HIDDEN),
    "outlined only": Page(text("9.876", x=100, before="1 Tr 0.3 w"), []),
    "white on white": Page(white(), HIDDEN),
    "nearly white": Page(text("9.876", x=100, before="0.96 g"), HIDDEN),
    "pale yellow": Page(text("9.876", x=100, before="1 1 0.88 rg"), HIDDEN),
    "light grey": Page(text("9.876", x=100, before="0.7 g")),
    "yellow": Page(text("9.876", x=100, before="1 0.9 0 rg")),
    "white on a dark fill": Page(f"0 0 0.4 rg {BAR} {white()}"),
    "white on a fill of many rectangles": Page(
        f"0.1 g 0 140 90 25 re 90 140 80 25 re 170 140 90 25 re f {white()}"
    ),
    "red on green of the same grey": Page(
        f"0 0.51 0 rg {BAR} {text('9.876', x=100, before='1 0 0 rg')}"
    ),
    "in the colour of its shade": Page(
        f"0.86 0.9 0.95 rg {BAR} {text('9.876', x=100, before='0.86 0.9 0.95 rg')}", HIDDEN
    ),
    "under a bar": Page(f"{OLD} 0 g {BAR}", HIDDEN),
    "under a pale bar": Page(f"{OLD} 0.9 g {BAR}", HIDDEN),
    "under a pale bar, but above another": Page(f"0.8 g {BAR} {OLD} 0.9 g {BAR}", HIDDEN),
    "above a pale bar": Page(f"0.8 g {BAR} {OLD}"),
    "above a dark pattern that says it is pale": Page(
        f"/Of cs 0.85 /P scn {BAR} {OLD}",
        HIDDEN,
        "/ColorSpace << /Of [/Pattern /DeviceGray] >> /Pattern << /P 6 0 R >>",
        {
            6: (
                f"{TILE} /BBox [0 0 60 20] /XStep 60 /YStep 20 /Resources << >>",
                "0 g 0 0 60 20 re f",
            )
        },
    ),
    "under a bar with round corners": Page(
        f"{OLD} 0 g 93 140 m 167 140 l 170 140 170 143 170 143 c 170 162 l "
        "170 165 167 165 167 165 c 93 165 l 90 165 90 162 90 162 c "
        "90 143 l 90 140 93 140 93 140 c f",
        HIDDEN,
    ),
    "under one path of many rectangles": Page(
        f"{OLD} 1 g 90 100 10 10 re 90 140 80 25 re 200 100 10 10 re f", HIDDEN
    ),
    "under a wide stroke": Page(f"{OLD} 1 G 30 w 90 152 m 170 152 l S", HIDDEN),
    "under many thin strokes": Page(
        OLD + "1 G 1.4 w " + "".join(f"95 {y} m 135 {y} l S " for y in range(148, 160)), HIDDEN
    ),
    "under a scribble": Page(
        f"{OLD} 0 G 1.4 w 98 148 m {SCRIBBLE} S",
        [("doubtful", "9.876")],
    ),
    "under a bar of large dots": Page(
        OLD + "q 0 g BT /F 90 Tf -18 Tc 94 148 Td (.....) Tj ET Q", [("doubtful", ".876")]
    ),
    "its strokes too wide": Page(
        text("9.876", x=100, before="2 Tr 0 G 5 w"), [("doubtful", "9.876")]
    ),
    "one digit under a bar": Page(f"{OLD} 1 g 100 140 5.5 25 re f", [("doubtful", "9")]),
    "its comma under a bar": Page(
        f"{text('9,87', x=100)} 1 g 105.6 145 2.6 8 re f", [("doubtful", ",")]
    ),
    "an 8 made a 3": Page(
        f"{text('8', x=100, size=20)} 1 g 100 151.5 3.2 4 re f 100 158 3.2 4 re f",
        [("doubtful", "8")],
    ),
    "half under a bar": Page(f"{OLD} 1 g 90 140 80 13.8 re f", HALF),
    "struck through": Page(f"{OLD} 0 G 0.7 w 95 153 m 135 153 l S", [("doubtful", "9.876")]),
    "struck through in red, below it": Page(
        f"1 0 0 RG 0.7 w 95 153 m 135 153 l S {OLD}", [("doubtful", "9.876")]
    ),
    "struck through by a thin box": Page(
        f"{OLD} 1 0 0 rg 95 152.8 40 .6 re f", [("doubtful", "9.876")]
    ),
    "crossed out": Page(
        f"{OLD} 0 G 0.7 w 99 149 m 128 158 l S 99 158 m 128 149 l S", [("doubtful", "9.876")]
    ),
    "struck through on a turned page": Page(
        f"{OLD} 0 G 0.7 w 95 153 m 135 153 l S", [("doubtful", "9.876")], page="/Rotate 180"
    ),
    "struck through by an annotation": annotated(
        "1 0 0 RG .6 w 5 12.5 m 40 12.5 l S", [("doubtful", "9.876"), *UNREAD]
    ),
    "its end struck through": Page(
        f"{OLD} 0 G 0.7 w 113 153 m 127 153 l S", [("doubtful", "9.876")]
    ),
    "a minus drawn before it": Page(f"{OLD} 0 G 0.6 w 93 153.5 m 97 153.5 l S", UNREAD),
    "a short minus drawn before it": Page(f"{OLD} 0 g 95 153 2.5 .6 re f", UNREAD),
    "a minus drawn behind it": Page(f"{OLD} 0 G 0.6 w 131 153.5 m 135 153.5 l S", UNREAD),
    "a minus in one path with a rule": Page(
        f"{OLD} 0 G 0.6 w 93 153.5 m 97 153.5 l 20 140 m 280 140 l S", UNREAD
    ),
    "a 3 made an 8": Page(f"{text('3.876', x=100)} 0 G 0.8 w 101 151 m 101 156.5 l S", UNREAD),
    "a point drawn in it": Page(f"{text('9876', x=100)} 0 g 110.6 150 1 1 re f", UNREAD),
    "a dash that is beside no number": Page(f"{OLD} 0 G 0.6 w 193 153.5 m 197 153.5 l S"),
    "a mark in the corner beside it": Page(f"{OLD} 0 0.5 0 rg 92 157 m 96 160 l 92 160 l f"),
    "a thick stroke beside it": Page(f"{OLD} 0 g 80 147 2.2 13 re f", UNREAD),
    "a thick piece of a rule beside it": Page(f"{OLD} 0 g 80 147 2.2 13 re f 80 20 2.2 100 re f"),
    "a dotted rule beside it": Page(
        OLD + " 0 G 0.5 w" + "".join(f" 130 {y} m 130 {y + 1.5} l S" for y in range(110, 190, 3))
    ),
    "too small to be read": Page(text("9.876", x=100, size=1.5), HIDDEN),
    "underlined": Page(f"{OLD} 0 G 0.7 w 95 149 m 135 149 l S"),
    "corrected over the old": Page(f"{OLD} 1 g {BAR} {text('5.555', x=100)}", HIDDEN),
    "corrected by a shorter one": Page(f"{OLD} 1 g {BAR} {text('555', x=108.3)}", HIDDEN),
    "beside a number, in its shade": Page(
        f"0.9 g {BAR} {text('9.876', x=92, before='0.9 g')} {text('5.555', x=121)}", HIDDEN
    ),
    "the first letters of a word": Page(
        f"{text('Altheim', x=20)} 1 g 15 140 17 25 re f", [("doubtful", "Alt")]
    ),
    "the end of a word": Page(f"{text('Altheim', x=20)} 1 g 34 140 40 25 re f", [("cut", "heim")]),
    "clipped away": Page(f"q 0 0 50 200 re W n {OLD} Q", HIDDEN),
    "a name clipped": Page(f"q 0 0 38 200 re W n {text('Aalen, Stadt')} Q", [("cut", "en, Stadt")]),
    "a number clipped": Page(f"q 0 0 111 200 re W n {OLD} Q", [("doubtful", "876")]),
    "clipped from above": Page(
        f"q 0 0 300 152 re W n {OLD} Q", [("doubtful", "9"), ("doubtful", "876")]
    ),
    "clipped, but not cut": Page(
        f"q 100 150 m 100 200 180 200 180 150 c 180 100 100 100 100 150 c W n {OLD} Q"
    ),
    "used as a clip": Page(
        "q BT /F 30 Tf 20 150 Td 7 Tr (9.876) Tj ET 0 0 1 rg 0 100 300 100 re f Q",
        [("doubtful", "9.876")],
    ),
    "used as a clip for nothing": Page(
        "q BT /F 10 Tf 100 150 Td 7 Tr (9.876) Tj ET Q", [("doubtful", "9.876")]
    ),
    "far off the page": Page(text("9.876", x=9e6) + OLD, HIDDEN),
    "off the page": Page(text("9.876", x=310), HIDDEN),
    "running off the page": Page(text("Aalen, Stadt", x=270), [("cut", " Stadt")]),
    "a number running off the page": Page(text("9.876", x=285), [("doubtful", "76")]),
    "off the crop box": Page(text("9.876", x=205), HIDDEN, page="/CropBox [0 0 200 200]"),
    "turned and cropped": Page(OLD, page="/Rotate 90 /CropBox [10 5 200 190]"),
    "turned and hidden": Page(white(), HIDDEN, page="/Rotate 270 /CropBox [10 5 200 190]"),
    "in a layer switched off": in_layer("OFF", HIDDEN),
    "in a layer switched on": in_layer("ON", []),
    "in nested forms": in_forms(OLD, []),
    "hidden in nested forms": in_forms(white(), HIDDEN),
    "clipped by its form": in_forms(OLD, [("doubtful", "876")], width=111),
    "see-through": with_state("/ca 0", OLD, HIDDEN),
    "a little see-through": with_state("/ca 0.6", OLD, []),
    "blended away": with_state("/BM /Screen", OLD, HIDDEN),
    "white, but inverted": with_state("/BM /Difference", white(), []),
    "masked away": masked(50, HIDDEN),
    "masked in part": masked(111, [("doubtful", "876")]),
    "under an annotation": annotated("1 g 0 0 70 25 re f", HIDDEN),
    "under an annotation with other text": annotated(
        "1 g 0 0 70 25 re f 0 g BT /F 10 Tf 5 10 Td (5.555) Tj ET", [*HIDDEN, *UNREAD]
    ),
    "a stamp that says something": annotated("", [("note", "Entwurf")], says="Entwurf"),
    "a hidden stamp": annotated("", [], flags=2, says="Entwurf"),
    "under a hidden annotation": annotated("1 g 0 0 70 25 re f", [], flags=2),
    "under a shading": shaded(f"{OLD} q 90 140 80 25 re W n /S sh Q", HIDDEN, "1 0 0", "0 0 1"),
    "over a shading": shaded(f"q 90 140 80 25 re W n /S sh Q {OLD}", [], "1 1 1", ".8 .8 1"),
    "a pattern of text": patterned("BT /F 10 Tf 5 5 Td (9.876) Tj ET", UNREAD),
    "a pattern of stripes": patterned("0.9 g 0 0 60 10 re f", []),
    "a form field": with_field("9.876", UNREAD),
    "an empty form field": with_field("", []),
    "letter by letter": Page("".join(text(c, x=100 + 6 * i) for i, c in enumerate("9876"))),
    "letter by letter, one hidden": Page(
        "".join(text(c, x=100 + 6 * i) for i, c in enumerate("9876")) + "1 g 106 140 6 25 re f",
        [("doubtful", "8")],
    ),
    "drawn glyphs": type3("BT /T 10 Tf 100 150 Td (181) Tj ET", []),
    "a drawn glyph without ink": type3(
        "BT /T 10 Tf 100 150 Td (101) Tj ET", [("doubtful", "\ufffd")]
    ),
}


def sights_of(path: Path) -> list[PageSight]:
    with pypdfium2.PdfDocument(path) as document:
        return list(page_sights(document))


def lacks_of(path: Path) -> Lacks:
    found = [(o.kind.value, o.text) for sight in sights_of(path) for o in sight.omissions]
    return [lack for lack, _ in groupby(found)]


@pytest.mark.parametrize("name", PAGES)
def test_what_a_reader_of_the_page_sees(name: str, tmp_path: Path) -> None:
    page = PAGES[name]
    path = write_page(
        tmp_path / "synthetic.pdf",
        PLAIN + page.content,
        resources=page.resources,
        objects=page.objects,
        page=page.page,
        catalog=page.catalog,
    )
    assert lacks_of(path) == page.lacks


def test_text_says_what_is_shown_whatever_is_to_be_read_instead(tmp_path: Path) -> None:
    said = f"/Span << /ActualText (9.999) >> BDC {OLD} EMC"
    path = write_page(tmp_path / "synthetic.pdf", PLAIN + said)
    printed = " ".join(row.text for row in PdfiumEngine().read(path).outside)
    assert "9.876" in printed.split()
    assert "9.999" not in printed


# What is not painted


def pictures_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[canvas.Canvas]:
    """What of a document is painted when it is looked at, each time that it is."""
    painted = []
    paint = canvas.Canvas.paint

    def count(self: canvas.Canvas, sheet: int = 0) -> object:
        painted.append(self)
        return paint(self, sheet)

    monkeypatch.setattr(canvas.Canvas, "paint", count)
    sights_of(path)
    return painted


PLAIN_PAGES = {
    "text and thin rules": f"{PLAIN} 0 G 0.5 w 10 110 280 60 re S 10 130 m 290 130 l S",
    "thin filled rules": f"{PLAIN} 0 g 10 130 280 0.5 re f",
    "text within its clip": f"q 0 0 300 200 re W n {PLAIN} Q",
    "dark blue": text("Aach 1.234", before="0 0 0.35 rg"),
    "all text turned by a quarter": f"0 1 -1 0 200 0 cm {PLAIN} 0 G 0.5 w 10 140 m 290 140 l S",
    "text that says another": f"/Span << /ActualText (Aach 9.999) >> BDC {PLAIN} EMC",
    "text marked as a paragraph": f"/P << /MCID 0 /Lang (de) >> BDC {PLAIN} EMC",
}
PAINTED_PAGES = {
    "a dark shade": f"0.7 g 10 110 280 60 re f {PLAIN}",
    "a dark spot in a pale shade": f"0.9 g 10 110 280 60 re f 0 g 20 118 8 10 re f {PLAIN}",
    "a pale area with a wide edge": f"0.8 g 0 G 9 w 10 110 280 60 re B {PLAIN}",
    "a pale area over text": f"{PLAIN} 0.8 g 10 110 280 60 re f",
    "text that may be of a layer": f"/P BMC /OC << /Type /OCG >> BDC {PLAIN} EMC EMC",
    "a thick rule": f"{PLAIN} 0 G 8 w 10 100 m 290 100 l S",
    "light text": text("Aach 1.234", before="0.5 g"),
    "text that sticks out of its clip": f"q 0 0 40 200 re W n {PLAIN} Q",
    "text that sticks out of the page": text("Aach 1.234", x=270),
}


@pytest.mark.parametrize("name", PLAIN_PAGES)
def test_a_page_of_dark_text_and_thin_rules_need_not_be_painted(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_page(tmp_path / "synthetic.pdf", PLAIN_PAGES[name])
    assert not pictures_of(path, monkeypatch)
    assert lacks_of(path) == []


@pytest.mark.parametrize(
    "content",
    [
        f"0.8 g 10 110 280 60 re f {PLAIN}",
        f"1 g 0 0 300 200 re f {PLAIN}",
        f"{PLAIN} 0.8 g 10 150 280 30 re f",
    ],
)
def test_of_pale_areas_below_text_and_beside_it_only_these_are_painted(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_page(tmp_path / "synthetic.pdf", content)
    assert len(pictures_of(path, monkeypatch)) == 1
    assert lacks_of(path) == []


@pytest.mark.parametrize("name", PAINTED_PAGES)
def test_whatever_else_a_page_has_it_is_painted(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_page(tmp_path / "synthetic.pdf", PAINTED_PAGES[name])
    assert len(pictures_of(path, monkeypatch)) >= 2


def test_of_a_plain_page_only_the_part_with_words_that_a_rule_crosses_is_painted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossed = f"{text('Bondorf 5.678', y=50)} 0 G 0.5 w 25 45 m 25 65 l S"
    path = write_page(tmp_path / "synthetic.pdf", PLAIN + crossed)
    heights = {picture.size[1] / picture.scale for picture in pictures_of(path, monkeypatch)}
    assert 0 < max(heights) < 50
    assert lacks_of(path) == []


def test_nothing_is_trusted_on_a_page_that_cannot_be_painted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canvas, "PAGE_SECONDS", 0)
    path = write_page(tmp_path / "synthetic.pdf", f"0.5 g {BAR} {PLAIN}")
    reading = PdfiumEngine().read(path)
    assert "page 1 could not be painted: it takes too long" in reading.notes
    rows = [*(row for table in reading.tables for row in table.rows), *reading.outside]
    assert {character for row in rows for character in row.text} <= {"\ufffd", " ", "|"}


def test_painting_leaves_a_page_as_it_was(tmp_path: Path) -> None:
    path = write_page(tmp_path / "synthetic.pdf", PAGES["corrected over the old"].content + PLAIN)
    with pypdfium2.PdfDocument(path) as document:
        page = document[0]
        before = page.render().to_pil().tobytes()
        parts = PageParts(page, 1)
        with TextPage(parts) as words:
            look(canvas.Painter(document), parts, words, words.read())
        assert page.render().to_pil().tobytes() == before
