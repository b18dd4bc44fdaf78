"""What an output folder says, as tables: one row a fact, for analysts and for other programs."""

from pipeline.tabular.frames import frames

__all__ = ["frames"]
