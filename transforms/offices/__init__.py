"""Which office a text names: exactly, by an alias, or not at all. A likeness is a suggestion, never an answer."""
