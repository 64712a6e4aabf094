"""`make bench`: loads the sample into a folder of its own, then runs every benchmark; `python -m bench --large` also
sends a hundred thousand MARC records in and out again and searches a million.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .line import Line


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as folder:
        home = Path(folder)
        os.environ["DENSACH_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "densach.config.command", "demo"], check=True)
        lines = [Line("sample locality loaded (`densach demo`)", time.perf_counter() - start, None, "s", "≤ 60")]
        import django

        django.setup()
        from . import figures, imports, registers, roundtrip, search, served

        lines += served.memory_and_start(home)
        lines.append(figures.report())
        lines += imports.run()
        lines += registers.run()
        lines += search.build()
        lines += search.judged()
        lines += search.run()
        lines.append(search.eight_visitors(home))
        if "--large" in sys.argv[1:]:
            lines += roundtrip.run()
            lines += search.large(home)
        lines.append(figures.recount())  # last: it makes the database ten times as large
        show(lines)


def show(lines: list[Line]) -> None:
    table = Table(title="Đèn Sách: figure, floor, ratio (lower ratio is better)")
    for name in ("work", "figure", "unit", "reach", "floor", "ratio", "the floor is"):
        table.add_column(name, justify="right" if name in ("figure", "floor", "ratio") else "left")
    for line in lines:
        floor = f"{line.floor:,.2f}" if line.floor else "–"
        ratio = f"{line.ratio:,.1f}" if line.ratio else "–"
        table.add_row(line.work, f"{line.figure:,.2f}", line.unit, line.reach, floor, ratio, line.floor_is)
    Console(width=170).print(table)


if __name__ == "__main__":
    main()
