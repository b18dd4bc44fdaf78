"""One module for each source of an embedded vocabulary."""
