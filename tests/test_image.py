"""The Dockerfile, its steps followed without a registry of images: what it copies is enough."""

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.paths import ROOT

LINES = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
STEPS = [line.split(maxsplit=1) for line in LINES if line and not line.startswith("#")]
IGNORED, *PATTERNS = [
    line
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def given(instruction: str) -> list[str]:
    return [rest for name, rest in STEPS if name == instruction]


def copied() -> Iterator[tuple[Path, Path]]:
    """Yield each file and folder that is copied from the checkout, and the folder it goes to."""
    for words in map(str.split, given("COPY")):
        if not words[0].startswith("--from="):
            *sources, target = words
            yield from ((Path(source), Path(target)) for source in sources)


def test_all_is_ignored_but_what_is_copied() -> None:
    assert IGNORED == "*"
    kept = {pattern[1:] for pattern in PATTERNS if pattern.startswith("!")}
    assert kept == {str(source) for source, _ in copied()}
    assert [name for name in kept if not (ROOT / name).exists()] == []


def test_it_installs_locked_releases_and_runs_without_rights() -> None:
    installs = [step for step in given("RUN") if "pip install" in step]
    assert ["--require-hashes" in step or "--no-deps" in step for step in installs] == [True, True]
    assert given("USER") == ["planungsrahmen"]
    assert given("VOLUME") == given("WORKDIR")[-1:]
    [command] = json.loads(given("ENTRYPOINT")[-1])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert command in project["scripts"]


@pytest.mark.slow
def test_what_is_copied_makes_the_same_wheel(tmp_path: Path) -> None:
    context = tmp_path / "build"
    for source, target in copied():
        place = context / target
        place.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            # Links as they are: the stubs are one into the folder above.
            shutil.copytree(ROOT / source, place, symlinks=True, dirs_exist_ok=True)
        else:
            shutil.copy(ROOT / source, place)
    assert wheel(context, tmp_path / "copied") == wheel(ROOT, tmp_path / "whole")


def wheel(root: Path, folder: Path) -> dict[str, bytes]:
    """The files of the wheel that is built of a checkout."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=root, capture_output=True, check=True)
    [built] = folder.glob("*.whl")
    with ZipFile(built) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
