"""Loads a FHIR server with the output of `convert`, and keeps it in step with it."""

from pipeline.push.bulk import export
from pipeline.push.client import client
from pipeline.push.session import Listener, Pushed, push_output
from pipeline.push.settings import Settings

__all__ = ["Listener", "Pushed", "Settings", "client", "export", "push_output"]
