"""Frozen data that the stages share. Nothing here needs another stage."""
