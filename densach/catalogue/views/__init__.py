"""Pages of the catalogue: records (one of them public) and copies."""
