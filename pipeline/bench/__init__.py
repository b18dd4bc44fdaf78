"""Measures: the stages of a conversion, what a start costs, and how long others take for parts of the same work."""
