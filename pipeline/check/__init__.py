"""Check: are the rows what they claim to be? Knows rows and printed sums, and nothing of PDFs.

    Interpretations -> compare -> Compared -> check -> Checked (typed frame, CheckResults, Edition)

Rows are tested one by one, against the register, against the sums printed with them, against the
arithmetic of the edition they follow, against figures published elsewhere, and against the edition
published last. Each question is a module; `stage` has the order, `texts` finds the words. What
remains of a document that fails, if a person accepts it all the same, says `acceptable`.

Its modules are loaded when a name of theirs is first used: `identity` needs no data frames.
"""

from typing import TYPE_CHECKING

from pipeline.lazy import names_on_demand

if TYPE_CHECKING:
    from pipeline.check.acceptable import publishable, rows_left_out
    from pipeline.check.corrections import CORRECTIONS_CHECK
    from pipeline.check.identity import document_identified, identify
    from pipeline.check.previous import PreviousEdition
    from pipeline.check.readings import Compared, compare
    from pipeline.check.stage import Checked, References, check, hold_lost_corrections

__all__ = [
    "CORRECTIONS_CHECK",
    "Checked",
    "Compared",
    "PreviousEdition",
    "References",
    "check",
    "compare",
    "document_identified",
    "hold_lost_corrections",
    "identify",
    "publishable",
    "rows_left_out",
]

if not TYPE_CHECKING:  # which knows these names, and no others
    __getattr__ = names_on_demand(
        __name__,
        __all__,
        (
            "identity",
            "readings",
            "previous",
            "stage",
            "acceptable",
            "corrections",
        ),
    )
