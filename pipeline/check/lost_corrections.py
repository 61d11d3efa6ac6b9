"""A correction kept with a snapshot is not lost unnoticed when its document is read again.

Without it the misprint would be published once more. Whether that is meant, only a person knows.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.check.corrections import CORRECTIONS_CHECK
from pipeline.check.stage import Checked
from pipeline.model import CheckResult
from schemas.corrections import Correction


def hold_lost_corrections(checked: Checked, recorded: Sequence[Correction]) -> Checked:
    """Let `korrekturen` fail where a figure is not corrected any more that a snapshot corrects."""
    applied = {(one.gemeinde_ags, one.column) for one in checked.corrections}
    lost = [one for one in recorded if (one.gemeinde_ags, one.column) not in applied]
    if not lost:
        return checked
    results = [_failed(r, lost) if r.name == CORRECTIONS_CHECK else r for r in checked.results]
    return replace(checked, results=tuple(results))


def _failed(check: CheckResult, lost: Sequence[Correction]) -> CheckResult:
    """The check with what was lost, after what it says already if it has failed by itself."""
    messages = ["" if check.passed else check.message, *map(_message, lost)]
    meldungen = ["" if check.passed else check.meldung, *map(_meldung, lost)]
    return replace(
        check,
        passed=False,
        message="\n".join(filter(None, messages)),
        meldung="\n".join(filter(None, meldungen)),
    )


def _message(one: Correction) -> str:
    return (
        f"{one.gemeinde_ags}: the published edition has the correction of {one.added} "
        f"({one.column} {one.corrected:,} instead of {one.printed:,}), today none is applied; put "
        "the entry back into schemas/corrections.toml, or accept the document without it"
    )


def _meldung(one: Correction) -> str:
    return (
        f"{one.gemeinde_ags}: Die veröffentlichte Ausgabe hat eine Berichtigung ({one.korrektur}), "
        "die heute nicht mehr gilt; bitte den Eintrag in schemas/corrections.toml "
        "wiederherstellen, oder das Dokument ohne ihn annehmen"
    )
