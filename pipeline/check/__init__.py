"""Check: are the rows what they claim to be? Knows rows and printed sums, and nothing of PDFs.

    Interpretations -> compare -> Compared -> check -> Checked (typed frame, CheckResults, Edition)

Rows are tested one by one, against the register, against the sums printed with them, against the
arithmetic of the edition they follow, against figures published elsewhere, and against the edition
before. Each question is a module; `stage` has the order, `texts` finds the words.
`acceptable` says what remains of a failed document if a person accepts it all the same.
"""
