"""Two readings of the same monographs: which facts one has that the other does not."""
