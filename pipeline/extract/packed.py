"""What is kept of each page until all are seen: typed content in a tenth of the room of objects."""

import zlib
from collections.abc import Callable
from typing import Any

import msgspec

FAST = 1
"""How hard zlib tries; harder takes twice the time for a tenth less."""

_encode = msgspec.msgpack.Encoder().encode


def pack(content: Any) -> bytes:
    """Return content as bytes; floats stay as they are to the last bit."""
    return zlib.compress(_encode(content), FAST)


def unpacker(kind: Any) -> Callable[[bytes], Any]:
    """Return what makes content of that type of such bytes again."""
    decode = msgspec.msgpack.Decoder(kind).decode
    return lambda packed: decode(zlib.decompress(packed))
