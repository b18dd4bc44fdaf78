"""Where a user's own data is kept."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def user_data() -> Path:
    """MONOFHIR_DATA names another place."""
    place = os.environ.get("MONOFHIR_DATA")
    return Path(place) if place else platformdirs.user_data_path("monofhir", appauthor=False)
