"""What a store refuses."""

from __future__ import annotations


class StoreError(OSError):
    """An OSError whose `strerror` says what happened in a store, in words that can be shown as they are."""
