"""Units as a dated tree, succession, facilities, roles and who holds them where.

Promises that a unit is never deleted, that every count can be asked *as it was* on a day, and that rights follow branches.
Leans on accounts.
"""
