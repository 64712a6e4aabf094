"""Opaque public ids: what an address or a file shows instead of a row number."""

from __future__ import annotations

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: read aloud and typed from paper


_BASE, _LENGTH = len(_ALPHABET), 12


def public_id() -> str:
    """Twelve characters, about 59 bits of chance (drawn at once: an import makes hundreds of thousands)."""
    drawn = secrets.randbelow(_BASE**_LENGTH)
    signs = []
    for _ in range(_LENGTH):
        drawn, sign = divmod(drawn, _BASE)
        signs.append(_ALPHABET[sign])
    return "".join(signs)
