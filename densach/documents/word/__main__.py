"""`python -m densach.documents.word`: rebuild the Word templates that ship with the program."""

from __future__ import annotations

import sys

from .building import build_default_templates

if __name__ == "__main__":
    for path in build_default_templates():
        sys.stdout.write(f"{path.name}\n")
