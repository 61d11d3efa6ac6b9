"""The register of Baden-Württemberg as plain CSV files; `README.md` says how they are rebuilt."""
