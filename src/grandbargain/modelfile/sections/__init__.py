"""One reader per section of the file."""
