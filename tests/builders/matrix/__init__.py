"""The layout matrix: the same rows printed by many producers in many layouts.

One module per producer; each recipe is a function named like the file it prints. The producers are
needed only to print the fixtures again (`python -m tests.builders.matrix`), never to run the tests.
"""
