"""Check: are the rows what they claim to be? Knows rows and printed sums, and nothing of PDFs.

    Interpretations -> compare -> Compared -> check -> Checked (typed frame, CheckResults, Edition)

Rows are tested one by one (strings first, then types), against the register, against the sums
printed with them, against the arithmetic of the edition they follow, against figures published
elsewhere, and against the edition published last. Each idea is a module; `stage` has the order.
What remains of a document that fails, if a person accepts it all the same, says `publishable`.
"""

from pipeline.check.comparison import Compared, compare
from pipeline.check.corrections import NAME as CORRECTIONS_CHECK
from pipeline.check.last import LastEdition
from pipeline.check.lost_corrections import hold_lost_corrections
from pipeline.check.publishable import publishable, rows_left_out
from pipeline.check.references import References
from pipeline.check.stage import Checked, check

__all__ = [
    "CORRECTIONS_CHECK",
    "Checked",
    "Compared",
    "LastEdition",
    "References",
    "check",
    "compare",
    "hold_lost_corrections",
    "publishable",
    "rows_left_out",
]
