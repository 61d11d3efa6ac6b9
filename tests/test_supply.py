"""What is installed has agreed licences, and a finding fails the audit: no network does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import Distribution
from threading import Thread
from typing import Any
from urllib.error import HTTPError

import pytest
from click.testing import CliRunner

from tests.supply import DEVELOPMENT, RUNTIME, components, licence_of, not_agreed, pins, supply

FOUND = {"vulns": [{"id": "GHSA-aaaa"}, {"id": "PYSEC-2026-1"}]}


@contextmanager
def advisories(status: int, found: dict[str, Any]) -> Iterator[str]:
    """Run a server that knows what is given about `requests`; its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            names = [query["package"]["name"] for query in json.loads(content)["queries"]]
            results = [found if name == "requests" else {} for name in names]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"results": results}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/querybatch"
        server.shutdown()


def audit(address: str) -> tuple[int, str]:
    done = CliRunner().invoke(supply, ["advisories", "--address", address])
    if isinstance(done.exception, HTTPError):
        raise done.exception
    return done.exit_code, done.output


def test_a_finding_is_named_and_fails() -> None:
    [version] = [str(pin.specifier) for pin in pins(DEVELOPMENT) if pin.name == "requests"]
    with advisories(200, FOUND) as address:
        code, said = audit(address)
    found = f"requests {version[2:]}: GHSA-aaaa, PYSEC-2026-1"
    assert (code, said) == (1, f"known weaknesses:\n{found}\n")


def test_no_finding_is_well() -> None:
    with advisories(200, {}) as address:
        assert audit(address) == (0, "")


@pytest.mark.parametrize("status", [None, 503])
def test_where_nobody_answers_that_is_said_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, status: int | None
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    with advisories(status or 200, {}) as address:
        code, said = audit(address if status else "http://127.0.0.1:1/v1/querybatch")
    assert (code, said.startswith("::warning::advisories are not known: http://")) == (0, True)


def test_a_question_that_is_refused_fails() -> None:
    with advisories(400, {}) as address, pytest.raises(HTTPError):
        audit(address)


class Package(Distribution):
    """A package that says of itself what is given."""

    def __init__(self, *facts: tuple[str, str]) -> None:
        self.facts = Message()
        for name, value in facts:
            self.facts[name] = value

    @property
    def metadata(self) -> Any:
        return self.facts

    def read_text(self, filename: str) -> None:
        return None

    def locate_file(self, path: Any) -> Any:
        return path


@pytest.mark.parametrize(
    ("package", "others"),
    [
        (Package(("License-Expression", "MIT AND AGPL-3.0-only")), {"AGPL-3.0-only"}),
        (Package(("License", "GNU AGPLv3")), {"GNU AGPLv3"}),
        (Package(("License", "x" * 500), ("Classifier", "License :: AGPL")), {"AGPL"}),
        (Package(("Classifier", "License :: OSI Approved :: MIT License")), set()),
        (Package(("License-Expression", "Apache-2.0 OR BSD-2-Clause")), set()),
        (Package(), {"unknown"}),
    ],
)
def test_a_licence_that_is_not_agreed_on_is_seen(package: Package, others: set[str]) -> None:
    assert not_agreed(licence_of(package)) == others


def test_the_list_has_all_that_runs() -> None:
    listed = {component["purl"].partition("@")[0] for component in components(RUNTIME)}
    assert {"pkg:pypi/duckdb", "pkg:pypi/pdfminer-six", "pkg:pypi/pip"} <= listed
    assert all(component["licenses"][0]["license"]["name"] for component in components(RUNTIME))
