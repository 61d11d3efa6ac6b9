"""A server that speaks what the Internet Archive documents: the CDX index, and raw captures.

The index takes http for https and www for none, and gives a list of lists as JSON, the names of the
fields asked for and then the captures, oldest first; an empty list where there is none. A raw
capture stands at /web/<time>id_/<address>, with the headers of the original answer marked as such.
"""

import hashlib
import json
import re
from base64 import b32encode
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from tests.builders.servers import OTHER_PDF, PDF, Asked, Pieces, Server, reply, serve

CDX = "/cdx/search/cdx"
RAW = re.compile(r"/web/(\d{14})id_/(.+)")


@dataclass(frozen=True)
class Kept:
    """One capture, as the archive keeps it."""

    original: str
    time: str
    """Fourteen digits."""
    body: bytes = PDF
    mimetype: str = "application/pdf"
    status: str = "200"
    digest: str | None = None
    """Its hash, unless another is given."""

    @property
    def sha1(self) -> str:
        return self.digest or b32encode(hashlib.sha1(self.body).digest()).decode()

    @property
    def moment(self) -> datetime:
        return datetime.strptime(self.time, "%Y%m%d%H%M%S").replace(tzinfo=UTC)

    @property
    def target(self) -> str:
        """Its path on the archive."""
        return f"/web/{self.time}id_/{self.original}"

    def fields(self) -> dict[str, str]:
        """What the index says of it."""
        return {
            "urlkey": surt(self.original),
            "timestamp": self.time,
            "original": self.original,
            "mimetype": self.mimetype,
            "statuscode": self.status,
            "digest": self.sha1,
            "length": str(len(self.body)),
        }

    def answer(self) -> Pieces:
        """What the archive answers when asked for it."""
        headers = {
            "Content-Type": self.mimetype,
            "Memento-Datetime": format_datetime(self.moment, usegmt=True),
            "X-Archive-Orig-Last-Modified": "Thu, 04 Jan 2018 09:00:00 GMT",
        }
        return reply(self.body, headers=headers)


ADDRESS = "https://rp.example.org/Documents/plan.pdf"
NEW_ADDRESS = "https://rp.example.org/fileadmin/plan.pdf"
FIRST = Kept("http://www.rp.example.org/Documents/plan.pdf", "20170801120000")
AGAIN = Kept(ADDRESS, "20171001120000")
SECOND = Kept(ADDRESS, "20180110120000", OTHER_PDF)


def archive(
    *kept: Kept, answers: Callable[[Asked], Pieces | None] = lambda asked: None
) -> AbstractContextManager[Server]:
    """Run an archive that holds these captures.

    What `answers` gives for a request, unless None, is answered instead of what the archive would
    say.
    """

    def answer(asked: Asked) -> Pieces:
        special = answers(asked)
        if special is not None:
            return special
        if asked.target.startswith(f"{CDX}?"):
            return reply(index(kept, parse_qs(urlsplit(asked.target).query)))
        return raw(kept, asked.target)

    return serve(answer)


def index(kept: Sequence[Kept], query: dict[str, list[str]]) -> bytes:
    """The list of captures of an address."""
    wanted, names = surt(query["url"][0]), query["fl"][0].split(",")
    assert query["output"] == ["json"]
    found = [one.fields() for one in kept if surt(one.original) == wanted]
    found.sort(key=lambda fields: (fields["urlkey"], fields["timestamp"]))
    lines = [[fields[name] for name in names] for fields in found]
    return json.dumps([names, *lines] if lines else []).encode()


def raw(kept: Sequence[Kept], target: str) -> Pieces:
    """A capture as it was taken."""
    match = RAW.fullmatch(target)
    found = [one for one in kept if match and (one.time, one.original) == match.groups()]
    return found[0].answer() if found else reply(b"not archived", "404 Not Found")


def surt(address: str) -> str:
    """An address as the index sorts it."""
    parts = urlsplit(address.lower())
    host = (parts.hostname or "").removeprefix("www.")
    return f"{','.join(reversed(host.split('.')))}){parts.path}"
