"""What bundles say, as tables: one row a fact, for analysts and for other programs."""
