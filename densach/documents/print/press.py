"""`python -m densach.documents.print.press FILE TITLE`: one line of JSON on standard input is one part of the document.

Parts are set side by side by short-lived helpers, as typst uses one core and keeps the memory of ten parts.
Needs neither settings nor database, so that it starts at once.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import cycle
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from .engine import pdf

_HELPERS: Final = min(2, os.cpu_count() or 1)
_PARTS_OF_A_HELPER: Final = 3


def set_part(line: str) -> tuple[bool, bytes]:
    """Whether the part stands in front, and its pages."""
    part: dict[str, Any] = json.loads(line)
    return part["in_front"], pdf("ledger", part["data"], tagged=False)


class Helper:
    """A process that sets parts, exchanged for a fresh one after a few.

    The executor's own `max_tasks_per_child` is not used: with it the executor now and then waits for ever.
    """

    def __init__(self, context: BaseContext) -> None:
        self.context = context
        self._renew()

    def _renew(self) -> None:
        self.executor = ProcessPoolExecutor(1, mp_context=self.context)
        self.used = 0

    def submit(self, line: str) -> Future[tuple[bool, bytes]]:
        if self.used == _PARTS_OF_A_HELPER:
            self.end(wait=False)
            self._renew()
        self.used += 1
        return self.executor.submit(set_part, line)

    def end(self, *, wait: bool) -> None:
        """What was submitted is still done."""
        self.executor.shutdown(wait=wait)


def parts(lines: Iterable[str]) -> Iterator[tuple[bool, bytes]]:
    """The parts in their order; no more are read ahead than the helpers need."""
    context = multiprocessing.get_context("forkserver" if sys.platform != "win32" else "spawn")
    context.set_forkserver_preload([f"{__package__}.engine"])
    helpers = [Helper(context) for _number in range(_HELPERS)]
    waiting: deque[Future[tuple[bool, bytes]]] = deque()
    for line, helper in zip(lines, cycle(helpers), strict=False):
        waiting.append(helper.submit(line))
        if len(waiting) > 2 * _HELPERS:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
    for helper in helpers:
        helper.end(wait=True)


def main(target: Path, title: str) -> None:
    writer = PdfWriter()
    front = 0
    for in_front, content in parts(sys.stdin):
        reader = PdfReader(io.BytesIO(content))
        if in_front:
            writer.merge(front, reader, import_outline=False)
            front += len(reader.pages)
        else:
            writer.append(reader, import_outline=False)
    writer.add_metadata({"/Title": title, "/Producer": "Đèn Sách"})
    writer.root_object[NameObject("/Lang")] = TextStringObject("vi")
    half = target.with_suffix(".half")
    with half.open("wb") as file:
        writer.write(file)
    half.replace(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
