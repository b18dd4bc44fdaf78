"""Many monographs, one after another, in bounded memory."""

from pipeline.batch.local import Output, Run, convert_all
from pipeline.batch.work import Work

__all__ = ["Output", "Run", "Work", "convert_all"]
