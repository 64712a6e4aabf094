"""Office files: Word documents in the official layout, spreadsheets, charts, print-ready PDF, labels and codes.

Owns: the facts of Decree 30/2020, the Word templates, the mechanical check of a produced document.
Promises: pure functions over bytes; no tables; the same input gives the same bytes.
Leans on: network (names of units), core.
"""
