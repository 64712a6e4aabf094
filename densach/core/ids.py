"""Opaque public ids: what an address or a file shows instead of a row number."""

from __future__ import annotations

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: read aloud and typed from paper


def public_id() -> str:
    """Twelve characters, about 59 bits of chance."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))
