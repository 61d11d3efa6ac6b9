"""How many faults are noticed: random ones, put into readings and into documents.

    python -m tests.faults [--faults N] [--printed N] [--seed TEXT] [--jobs N] [--only ID ...]

Section A puts one fault into one of several readings of a real document and compares all of them.
Section B puts the same faults into documents, so that all readings agree and only checks can tell.
`docs/faults.md` says what is counted, and what came of it.
"""
