"""How large the page in a picture is: PNG says it itself (PNG specification, IHDR and pHYs)."""

import struct

from pipeline.publish.site.content import Sheet

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEAD = struct.Struct(">I4s")
POINTS_PER_METRE = 72 / 0.0254
CHECKSUM_BYTES = 4


def sheet_of(png: bytes) -> Sheet:
    """Return a picture with the size of its page in points.

    Raises:
        ValueError: it is no PNG, or does not say how large it is.
    """
    pixels = resolution = None
    at = len(SIGNATURE)
    while png.startswith(SIGNATURE) and at + HEAD.size <= len(png):
        length, kind = HEAD.unpack_from(png, at)
        body = png[at + HEAD.size : at + HEAD.size + length]
        if kind == b"IHDR":
            pixels = struct.unpack_from(">II", body)
        elif kind == b"pHYs":
            resolution = struct.unpack_from(">II", body)
        at += HEAD.size + length + CHECKSUM_BYTES
    if not pixels or not resolution or 0 in resolution:
        raise ValueError("no PNG that says how large it is")
    width, height = (
        round(count / each * POINTS_PER_METRE, 1)
        for count, each in zip(pixels, resolution, strict=True)
    )
    return Sheet(png, width, height)
