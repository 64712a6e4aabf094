"""OAI-PMH 2.0: other catalogues harvest ours, changes and deletions included."""
