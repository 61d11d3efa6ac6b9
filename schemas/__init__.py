"""What is known about the data without reading any: columns, sources, headers, the register."""
