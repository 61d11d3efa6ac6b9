"""The page for readers, built small: all of its kinds of pages, few of its municipalities."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pipeline.publish.site.pages import Pages
from pipeline.run import site
from tests.builders.exported import leave_out_what_takes_long


def build_small_site(
    root: Path, municipalities: Collection[str], sheets: Collection[int] = ()
) -> Path:
    """Build the page of a warehouse, with these municipalities and printed pages only.

    The exports that take longest are left empty.
    """
    whole, draw = Pages._municipality, site._draw
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Pages,
            "_municipality",
            lambda pages, key, town: whole(pages, key, town) if key in municipalities else (),
        )
        patch.setattr(
            site,
            "_draw",
            lambda document, pages, raw_dir: draw(
                document, sorted(set(pages) & set(sheets)), raw_dir
            ),
        )
        leave_out_what_takes_long(patch)
        site.build_site(root, root / "raw", None)
    return root / "site"


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and yield its address without a slash at the end."""
    handler = partial(_Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
