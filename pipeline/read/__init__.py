"""Paths, folders, globs, archives, URLs and standard input -> `Source`."""

from pipeline.read.discover import discover, folder_of, roots
from pipeline.read.input import Input
from pipeline.read.resources import Text, resource_texts
from pipeline.read.source import MAX_SIZE, read, read_bytes

__all__ = ["MAX_SIZE", "Input", "Text", "discover", "folder_of", "read", "read_bytes", "resource_texts", "roots"]
