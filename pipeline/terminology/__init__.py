"""Words of a monograph -> codes of vocabularies. Only what means exactly the same is a match; nothing is guessed."""
