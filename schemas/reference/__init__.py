"""The register of Baden-Württemberg as plain CSV files, and the script that rebuilds them.

Readers of the register open the CSV files; only `build` knows where they came from.
"""
