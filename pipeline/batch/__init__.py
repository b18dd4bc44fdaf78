"""Many monographs: what changed since the last run, in as many processes as are worth it, in bounded memory."""

from pipeline.batch.connection import LOCAL, need_dask
from pipeline.batch.folder import Plan, convert_all
from pipeline.batch.local import Output, Run
from pipeline.batch.settings import Settings
from pipeline.batch.stream import convert_to

__all__ = ["LOCAL", "Output", "Plan", "Run", "Settings", "convert_all", "convert_to", "need_dask"]
