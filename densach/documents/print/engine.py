"""The door to typst: a template of this package and its data give the bytes of a PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

import typst

TEMPLATES: Final = Path(__file__).parent / "templates"


def compiler(template: str, data: object) -> typst.Compiler:
    """A compiler that reads the templates of this package and nothing else; `data` is what `sys.inputs.data` holds.

    Raises FileNotFoundError for a template that is not here.
    """
    file = TEMPLATES / f"{template}.typ"
    if not file.is_file():
        raise FileNotFoundError(f"no print template {template!r}")
    return typst.Compiler(
        str(file),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        package_path=str(TEMPLATES),
        package_cache_path=str(TEMPLATES),
    )


def pdf(template: str, data: Mapping[str, Any], *, tagged: bool = True) -> bytes:
    """The PDF of a template (its name without `.typ`) filled with JSON data; the same data give the same bytes.

    `tagged` adds the structure that screen readers follow; a register of many pages leaves it out, as it would be ten
    times as large. Raises FileNotFoundError; typst.TypstError where data do not fit the template.
    """
    return cast("bytes", compiler(template, data).compile(format="pdf", pdf_tags=tagged))
