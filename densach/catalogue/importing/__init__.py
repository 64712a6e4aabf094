"""Import of records and copies: from a file of any kind that libraries have to rows of the catalogue, or to a named refusal.

Owns reading (`iso2709`, `marcxml`, `marcjson`, `sheets`), understanding (`columns`, `cells`, `rows`), matching and writing
(`check`, `write`, `undo`). Promises: lines read = lines taken + lines refused, each refused one kept with its bytes; one
transaction writes, so that a crash leaves before or after. Leans on `marc`, the registers and `core.legacy_text`.
"""
