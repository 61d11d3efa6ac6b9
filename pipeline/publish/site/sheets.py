"""How large the page in a picture is: PNG says it itself (PNG specification, IHDR and pHYs)."""

import struct
import zlib
from collections.abc import Iterator

from pipeline.publish.site.content import Sheet

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEAD = struct.Struct(">I4s")
CHECKSUM = struct.Struct(">I")
SIZE = struct.Struct(">II")
POINTS_PER_METRE = 72 / 0.0254


def sheet_of(png: bytes) -> Sheet:
    """Return a picture with the size of its page in points.

    Raises:
        ValueError: it is no whole PNG, or does not say how large it is.
    """
    try:
        chunks = dict(_chunks(png))
        pixels, resolution = (SIZE.unpack_from(chunks[kind]) for kind in (b"IHDR", b"pHYs"))
        width, height = (
            round(count / each * POINTS_PER_METRE, 1)
            for count, each in zip(pixels, resolution, strict=True)
        )
    except (struct.error, KeyError, ZeroDivisionError) as error:
        raise ValueError("no PNG that says how large it is") from error
    return Sheet(png, width, height)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of each part of a PNG; raise ValueError where it is damaged."""
    at, kind = len(SIGNATURE), b""
    while at < len(png):
        length, kind = HEAD.unpack_from(png, at)
        end = at + HEAD.size + length
        if CHECKSUM.unpack_from(png, end)[0] != zlib.crc32(png[at + CHECKSUM.size : end]):
            raise ValueError(f"{kind!r} is damaged")
        yield kind, png[at + HEAD.size : end]
        at = end + CHECKSUM.size
    if not png.startswith(SIGNATURE) or kind != b"IEND":
        raise ValueError("no whole PNG")
