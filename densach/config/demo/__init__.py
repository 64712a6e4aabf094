"""The sample locality: real titles, invented people and figures, marked as sample everywhere. Deterministic for a given day."""
