"""What is kept of each page until all are seen.

The first pages stay as they are, so that a document of common length costs nothing. Of the others
there is typed content in a tenth of the room that objects take.
"""

import zlib
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

UNPACKED = 64
"""Pages that stay as they are; some 20 MB of a crowded document."""
FAST = 1
"""How hard zlib tries; harder takes twice the time for a tenth less."""

Content = TypeVar("Content")
_encode = msgspec.msgpack.Encoder().encode


def pack(content: Any) -> bytes:
    """Return content as bytes; floats stay as they are to the last bit."""
    return zlib.compress(_encode(content), FAST)


def unpacker(kind: Any) -> Callable[[bytes], Any]:
    """Return what makes content of that type of such bytes again."""
    decode = msgspec.msgpack.Decoder(kind).decode
    return lambda packed: decode(zlib.decompress(packed))


class PageStore(Generic[Content]):
    """Content of one type, of page after page."""

    def __init__(self, kind: type[Content]) -> None:
        """Begin without any."""
        self._unpack: Callable[[bytes], Content] = unpacker(kind)
        self._unpacked: list[Content] = []
        self._packed: list[bytes] = []

    def __len__(self) -> int:
        return len(self._unpacked) + len(self._packed)

    def add(self, content: Content) -> None:
        """Keep the content of the next page."""
        if len(self._unpacked) < UNPACKED:
            self._unpacked.append(content)
        else:
            self._packed.append(pack(content))

    def __getitem__(self, place: int) -> Content:
        if self.is_packed(place):
            return self._unpack(self._packed[place - len(self._unpacked)])
        return self._unpacked[place]

    def is_packed(self, place: int) -> bool:
        """Return True if the content of a page is made anew each time that it is asked for."""
        return place >= len(self._unpacked)
