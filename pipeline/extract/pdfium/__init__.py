"""Our own reader on pdfium; `engine` has the order of its steps."""
