"""What a reading makes of each unseen document: exact, partly, lost, refused or wrong."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import UnreadableDocumentError
from pipeline.run.read import read_figures
from pipeline.run.setup import ALL_ENGINES
from tests.builders.rows import edition_rows
from tests.builders.verdict import printed_figures, verdict_on

SAMPLE_SEED = 7


@dataclass(frozen=True, slots=True)
class Score:
    """What was made of one document."""

    stem: str
    verdict: str
    """As `tests.builders.verdict` says."""
    rows: int
    errors: int
    seconds: float
    detail: str


def main(arguments: list[str]) -> int:
    """Score one engine; returns 3 where a document was read wrongly."""
    parser = argparse.ArgumentParser(prog="python -m tests.builders.unseen score")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=ALL_ENGINES, default=ALL_ENGINES[0])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--sample", type=int, help="so many of the documents, always the same ones")
    parser.add_argument("--only", nargs="*", default=[], help="beginnings of documents' names")
    parser.add_argument("--json", type=Path, help="write the scores here")
    parser.add_argument("--against", type=Path, help="scores to compare with")
    options = parser.parse_args(arguments)
    paths = sorted(options.folder.glob("u*.pdf"))
    paths = [p for p in paths if p.name.startswith(tuple(options.only) or "u")]
    if options.sample and options.sample < len(paths):
        paths = sorted(random.Random(SAMPLE_SEED).sample(paths, options.sample))
    with ThreadPoolExecutor(options.jobs) as pool:
        scores = []
        for found in pool.map(lambda path: score(path, options.engine), paths):
            scores.append(found)
            sys.stdout.write(f"{_line(found)}\n")
            sys.stdout.flush()
    if options.json:
        options.json.write_text(json.dumps([asdict(s) for s in scores], indent=1), encoding="utf-8")
    verdicts = Counter(found.verdict for found in scores)
    seconds = sum(found.seconds for found in scores)
    sys.stdout.write(f"{options.engine}: {dict(verdicts)} in {seconds:.0f} s\n")
    if options.against:
        _compare(scores, json.loads(options.against.read_text(encoding="utf-8")))
    return 3 if verdicts["WRONG"] else 0


def score(path: Path, engine: str) -> Score:
    """Read one document in a child process and compare what was read with what was printed."""
    started = time.monotonic()
    try:
        found = read_figures(path, path.name, engine)
    except UnreadableDocumentError as error:
        seconds = round(time.monotonic() - started, 2)
        return Score(path.stem, "refused", 0, 0, seconds, f"{type(error).__name__}: {error}")
    traits = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    rows = edition_rows(traits["edition"])
    verdict, detail = verdict_on(found, printed_figures(rows, persons=traits["personen"]))
    seconds = round(time.monotonic() - started, 2)
    return Score(path.stem, verdict, len(found.zeilen), len(found.errors), seconds, detail)


def _line(found: Score) -> str:
    facts = f"{found.rows:5} rows {found.errors:4} errors {found.seconds:6.1f} s"
    return f"{found.stem:18} {found.verdict:8} {facts}  {found.detail[:160]}"


def _compare(scores: list[Score], before: list[dict[str, str]]) -> None:
    """Say which documents were read otherwise before."""
    verdicts = {entry["stem"]: entry["verdict"] for entry in before}
    for found in scores:
        if (was := verdicts.get(found.stem, found.verdict)) != found.verdict:
            sys.stdout.write(f"{found.stem}: was {was}, is {found.verdict}\n")
