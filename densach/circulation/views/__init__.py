"""Pages of circulation: the desk, the lists of records under the figures, the rules of lending."""
