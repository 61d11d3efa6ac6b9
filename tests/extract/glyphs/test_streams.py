"""Pages on which signs stand anyhow: what is read of them is on them, and can be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import cos, radians, sin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.errors import UnreadableDocumentError
from pipeline.extract.own import OwnEngine, PdfiumEngine, PdfplumberEngine
from pipeline.interpret.stage import interpret
from pipeline.model import Reading
from tests.builders.hostile import raw_pdf, stream
from tests.builders.search import examples

SEEN = "abcdefghijk0123456789.,"
UNSEEN = "QXYZ"
"""Only what nobody sees is written in these."""
BOX = b"0 0 595 842"
FONTS = (b"Helvetica", b"Courier-Bold", b"Times-Italic")
STATES = b"/ExtGState<</G<</ca 0/CA 0>>/O<</ca 1/CA 1>>>>"

# How text is hidden: what is done before it and after it.
HIDINGS: dict[str, tuple[bytes, bytes]] = {
    "mode": (b"3 Tr", b"0 Tr"),
    "clipped": (b"q 700 900 5 5 re W n", b"Q"),
    "transparent": (b"/G gs", b"/O gs"),
    "off the page": (b"q 1 0 0 1 3000 0 cm", b"Q"),
    "nothing of it": (b"q 0 0 0 0 0 0 cm", b"Q"),
}


@dataclass(frozen=True)
class Glyphs:
    """A string, and how it stands on its page."""

    text: str
    x: float
    y: float
    size: float
    angle: float
    font: int
    state: bytes
    """Operators between text and the space around it: spacing, scaling, rise."""
    apart: int
    """By how many thousandths of its size each sign is moved back."""
    hiding: str = ""

    def drawn(self) -> bytes:
        """Return the operators."""
        turn = cos(radians(self.angle)), sin(radians(self.angle))
        matrix = b"%f %f %f %f %f %f Tm" % (turn[0], turn[1], -turn[1], turn[0], self.x, self.y)
        signs = (b" %d " % self.apart).join(b"(%s)" % sign.encode() for sign in self.text)
        before, after = HIDINGS.get(self.hiding, (b"", b""))
        own = b"BT /F%d %f Tf %s %s [%s] TJ ET" % (self.font, self.size, self.state, matrix, signs)
        return b"q %s %s %s Q" % (before, own, after)


def glyphs(alphabet: str, hidings: st.SearchStrategy[str]) -> st.SearchStrategy[Glyphs]:
    """Draw a string of these signs."""
    return st.builds(
        Glyphs,
        text=st.text(alphabet, min_size=1, max_size=12),
        x=st.sampled_from([40.0, 41.0, 120.0, 300.0]) | st.floats(-20, 600),
        y=st.sampled_from([700.0, 699.5, 688.0, 400.0]) | st.floats(-20, 850),
        size=st.sampled_from([9.0, 9.0, 8.0, 12.0, 1.0, 0.0, -9.0, 300.0]) | st.floats(2, 40),
        angle=st.sampled_from([0.0, 0.0, 0.0, 90.0, 180.0, 270.0, 3.0, 45.0]) | st.floats(0, 360),
        font=st.integers(0, len(FONTS) - 1),
        state=st.sampled_from(
            [b"", b"", b"2 Tc", b"-4 Tc", b"50 Tz", b"-100 Tz", b"5 Ts", b"0 Tz"]
        ),
        apart=st.sampled_from([0, 0, 30, -300, 2000, -5000]),
        hiding=hidings,
    )


RECTANGLES = st.builds(
    b"q %f g %d %d %d %d re f Q".__mod__,
    st.tuples(
        st.sampled_from([0.9, 1.0, 0.0]),
        *(st.integers(0, 600), st.integers(0, 800), st.integers(-90, 300), st.integers(-9, 90)),
    ),
)
RULES = st.builds(
    b"q %d w %d %d m %d %d l S Q".__mod__,
    st.tuples(st.sampled_from([0, 1, 2]), *[st.sampled_from([40, 110, 300, 400, 690, 710])] * 4),
)
seen, unseen = glyphs(SEEN, st.just("")), glyphs(UNSEEN, st.sampled_from(sorted(HIDINGS)))
pages = st.lists(seen | seen | unseen | RECTANGLES | RULES, max_size=24)


def document(content: list[list[Glyphs | bytes]], rotate: int) -> bytes:
    """Return a PDF of these pages."""
    first, fonts = 3 + len(FONTS), range(3, 3 + len(FONTS))
    kids = b" ".join(b"%d 0 R" % number for number in range(first, first + 2 * len(content), 2))
    named = b" ".join(b"/F%d %d 0 R" % (number, at) for number, at in enumerate(fonts))
    node = b"<</Type/Pages/Kids[%s]/Count %d/Rotate %d/MediaBox[%s]/Resources<</Font<<%s>>%s>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        node % (kids, len(content), rotate, BOX, named, STATES),
        *(b"<</Type/Font/Subtype/Type1/BaseFont/%s>>" % name for name in FONTS),
    ]
    for number, items in enumerate(content):
        drawn = b"\n".join(item if isinstance(item, bytes) else item.drawn() for item in items)
        objects.append(b"<</Type/Page/Parent 2 0 R/Contents %d 0 R>>" % (first + 2 * number + 1))
        objects.append(stream(drawn))
    return raw_pdf(objects)


def signs_read(reading: Reading) -> dict[int, Counter[str]]:
    """Return how often each sign is read on each page."""
    found: dict[int, Counter[str]] = {}
    rows = [row for table in reading.tables for row in table.rows]
    for row in (*rows, *reading.outside):
        for cell in row.cells:
            found.setdefault(row.page, Counter()).update("".join(cell.text.split()))
    return found


@pytest.mark.parametrize("engine", [PdfiumEngine, PdfplumberEngine])
@examples(8)
@given(content=st.lists(pages, min_size=1, max_size=2), rotate=st.sampled_from([0, 0, 90, 180]))
@example(content=[[Glyphs("Q", 40, 700, 300, 0, 1, b"", 0, "clipped")]], rotate=0)
@example(content=[[Glyphs("Q", 40, 700, 9, 1, 0, b"50 Tz", 0, "clipped")]], rotate=0)
def test_nothing_is_read_that_is_not_seen_on_its_page(
    engine: Callable[[], OwnEngine],
    content: list[list[Glyphs | bytes]],
    rotate: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.getbasetemp() / "glyphs.pdf"
    path.write_bytes(document(content, rotate))
    try:
        reading = engine().read(path)
    except UnreadableDocumentError:
        return
    for page, read in signs_read(reading).items():
        drawn = [item for item in content[page - 1] if isinstance(item, Glyphs)]
        visible = Counter("".join(item.text for item in drawn if not item.hiding))
        assert not read - visible - Counter({"\ufffd": 1000})
    with suppress(UnreadableDocumentError):
        interpret(reading)
