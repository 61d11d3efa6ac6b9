"""The words by which a synthetic document says, on every page, that it is one."""

from __future__ import annotations

NOTICE = "Synthetische Rekonstruktion – keine amtliche Veröffentlichung"
SUBJECT = f"{NOTICE}; nur die in der Presse gedruckten Beträge sind echt"
KEYWORDS = ("synthetic", "synthetisch", "Planungsrahmen")
