"""A picture says how large its page is, and a damaged one is told from a whole one."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from pipeline.publish.site.content import Sheet, sheet_of


def png(dpi: tuple[float, float] | None = (144, 144)) -> bytes:
    output = BytesIO()
    Image.new("L", (1190, 1684), "white").save(output, "PNG", **({"dpi": dpi} if dpi else {}))
    return output.getvalue()


def test_the_size_of_the_page_is_that_of_the_picture_in_points() -> None:
    assert sheet_of(png()) == Sheet(png(), 595.0, 842.0)


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"GIF89a",
        png()[8:],
        png()[:-1],
        png()[:-12],
        png()[:500] + b"?" + png()[501:],
        png() + b"more",
        png(dpi=None),
        png(dpi=(0, 0)),
    ],
    ids=["empty", "gif", "headless", "cut", "endless", "flipped", "longer", "no size", "none"],
)
def test_what_is_damaged_or_has_no_size_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # which of them does not matter
        sheet_of(damaged)
