"""Compile every message file of the project (.po → .mo) without gettext's own tools: `python -m densach.config.translations`."""

from __future__ import annotations

from pathlib import Path

import polib


def compile_all(root: Path) -> int:
    """Write a .mo beside each .po that is newer than it; returns how many were written."""
    written = 0
    for source in sorted(root.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written += 1
    return written


if __name__ == "__main__":
    compile_all(Path(__file__).resolve().parent.parent)
