"""Paths, folders, globs and standard input -> `Source`."""

from pipeline.read.discover import Input, discover
from pipeline.read.source import MAX_SIZE, read, read_bytes

__all__ = ["MAX_SIZE", "Input", "discover", "read", "read_bytes"]
