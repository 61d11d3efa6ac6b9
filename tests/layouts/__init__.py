"""Lists of random layout whose truth is known: no figure of them is ever read wrongly."""
