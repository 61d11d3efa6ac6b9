"""Full-size documents of drawn traits, printed when they are needed and never committed.

The fixtures of the layout matrix are known to whoever works on the reader; these are not. A seed
and a number decide the producer and every trait (rules, columns and their order, keys, notations,
fonts, sums, panels ...), and each document prints all 1,101 rows of a synthetic edition. A
document that no traits make ambiguous is to be read exactly; no row may ever be read wrongly.

    python -m tests.builders.unseen OUT --seed 1 --count 150 [--producer NAME ...]
    python -m tests.builders.unseen score OUT --engine pdfium [--jobs N] [--sample N] [--json FILE]

Printing needs the producers that `tests/matrix/README.md` names (FOP, enscript and a2ps excepted;
LuaLaTeX in the place of pdfLaTeX); scoring needs none of them.
"""
