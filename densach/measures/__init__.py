"""The register of measures and their monthly figures.

Promises that a stored figure equals a recount of the raw rows, or is a declaration that says so.
Leans on network and audit. Measures themselves are registered by the modules above (`measures.py` there).
"""
