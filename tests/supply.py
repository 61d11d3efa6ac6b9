"""What is installed: under which licences, with which known weaknesses, and a list of it all."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import click
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.paths import ROOT

RUNTIME, DEVELOPMENT = (ROOT / "requirements" / f"{name}.txt" for name in ("runtime", "dev"))
OSV = "https://api.osv.dev/v1/querybatch"
PATIENCE_SECONDS = 30
AGREED = frozenset(
    {
        *("0BSD", "BSD-2-Clause", "BSD-3-Clause", "BSD License"),
        *("Apache-2.0", "Apache 2.0", "Apache Software License"),
        *("CC0-1.0", "MIT", "MIT-0", "MIT-CMU", "MIT License", "PSF-2.0", "Zlib"),
        # Its duty ends with the file that has it, and none of these files is changed here.
        *("MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"),
        # As pypdfium2 says of what PDFium is built with: zlib, libpng, FreeType and their like.
        "dependency licenses",
    }
)
"""Licences of what runs, as packages name them: none asks anything of who uses planungsrahmen."""
LONGEST_NAME = 60
"""Some packages have the whole text of their licence where its name belongs."""


def pins(lock: Path) -> Iterator[Requirement]:
    """Each release that a lock names, without its hashes."""
    for line in lock.read_text("utf-8").splitlines():
        if line[:1].isalnum():
            yield Requirement(line.removesuffix("\\").strip())


def installed(lock: Path) -> list[Distribution]:
    """What a lock installs on this machine."""
    here = (pin for pin in pins(lock) if pin.marker is None or pin.marker.evaluate())
    return [distribution(pin.name) for pin in here]


def licence_of(package: Distribution) -> str:
    """How a package names its licence: as today, as before, or by its classifiers."""
    headers = ("License-Expression", "License")
    told: list[list[str]] = [package.metadata.get_all(name, []) for name in headers]
    for name in chain(*told):
        if len(name) <= LONGEST_NAME:
            return name
    classifiers = package.metadata.get_all("Classifier", [])
    names = [text.rpartition(" :: ")[2] for text in classifiers if text.startswith("License")]
    return " AND ".join(names) or "unknown"


def not_agreed(licence: str) -> set[str]:
    """What of a licence is not among those agreed on."""
    return set(re.split(" AND | OR |, ", licence)) - AGREED


def components(lock: Path) -> Iterator[dict[str, Any]]:
    """What a lock installs, as CycloneDX describes it."""
    for package in installed(lock):
        purl = f"pkg:pypi/{canonicalize_name(package.name)}@{package.version}"
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": package.name,
            "version": package.version,
            "purl": purl,
            "licenses": [{"license": {"name": licence_of(package)}}],
        }


def findings(lock: Path, address: str = OSV) -> list[str]:
    """The advisories about what a lock names, by release.

    Raises:
        OSError: nobody answers.
    """
    releases = [(pin.name, str(pin.specifier).removeprefix("==")) for pin in pins(lock)]
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in releases
    ]
    content = json.dumps({"queries": queries}).encode()
    request = Request(address, content, {"Content-Type": "application/json"})
    with urlopen(request, timeout=PATIENCE_SECONDS) as answer:
        results = json.load(answer)["results"]
    return [
        f"{name} {version}: {', '.join(found['id'] for found in result['vulns'])}"
        for (name, version), result in zip(releases, results, strict=True)
        if result.get("vulns")
    ]


@click.group()
def supply() -> None:
    """Look at what is installed from requirements/."""


@supply.command()
def licences() -> None:
    """Fail where what runs has a licence that is not agreed on."""
    others = [
        f"{package.name}: {licence_of(package)}"
        for package in installed(RUNTIME)
        if not_agreed(licence_of(package))
    ]
    sys.exit("\n".join(["licences not agreed on, see tests/supply.py:", *others]) if others else 0)


@supply.command()
@click.option("--address", default=OSV)
def advisories(address: str) -> None:
    """Fail where a weakness of what is locked is known; not where nobody can be asked."""
    try:
        found = findings(DEVELOPMENT, address)
    except OSError as error:
        if isinstance(error, HTTPError):
            error.close()
            if error.code < 500:
                raise
        mark = "::warning::" if "GITHUB_ACTIONS" in os.environ else ""
        click.echo(f"{mark}advisories are not known: {address}: {error}", err=True)
        return
    sys.exit("\n".join(["known weaknesses:", *found]) if found else 0)


@supply.command()
def sbom() -> None:
    """Print what runs as a CycloneDX list."""
    own = distribution("planungsrahmen")
    described = {"type": "application", "name": own.name, "version": own.version}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": described},
        "components": [*components(RUNTIME)],
    }
    click.echo(json.dumps(bill, indent=1))


if __name__ == "__main__":
    supply()
