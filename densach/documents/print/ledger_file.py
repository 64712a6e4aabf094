"""Ledgers as one PDF file. A long one is set twenty pages at a time by a program of its own, which gives its memory back at the end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from itertools import batched, chain, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from django.utils.translation import gettext as _

from .composing import MARGINS, Composer, page_size
from .engine import pdf
from .ledger import Cover, Sheet
from .refusals import PrintingStopped

type Progress = Callable[[int], None]

_PAGES_AT_ONCE: Final = 20  # some 400 rows: 60 MB of typst's memory; ten times as many pages need ten times as much
_SHORT: Final = 30  # pages: fewer are set on the spot, faster than the other program starts
_TEMPLATE: Final = "ledger"


def ledger_pdf(sheets: Iterable[Sheet], *, title: str, cover: Cover | None = None) -> bytes:
    """A short document (some hundred rows) in memory, with the structure that screen readers follow.

    Raises ValueError where a row is not as wide as its columns.
    """
    composer = Composer()
    pages = list(composer.compose(sheets))
    return pdf(_TEMPLATE, _data(composer, pages, title=title, cover=_cover(cover, composer)))


def write_ledgers(
    sheets: Iterable[Sheet], target: Path, *, title: str, cover: Cover | None = None, progress: Progress | None = None
) -> int:
    """Write ledgers of any length, read as a stream, to `target`; gives the number of pages without the cover.

    `progress` hears the number of rows set so far. Raises ValueError where a row is not as wide as its columns,
    PrintingStopped where the other program died; then `target` does not exist.
    """
    composer = Composer()
    stream = composer.compose(sheets)
    first = list(islice(stream, _SHORT))
    if len(first) < _SHORT:
        if progress:
            progress(composer.rows)
        front = _cover(cover, composer)
        target.write_bytes(pdf(_TEMPLATE, _data(composer, first, title=title, cover=front)))
        return composer.pages
    with _Press(target, title) as press:
        for pages in batched(chain(first, stream), _PAGES_AT_ONCE, strict=False):
            press.send(_data(composer, list(pages), title=title, cover=None))
            if progress:
                progress(composer.rows)
        if cover:
            front = _cover(cover, composer)
            press.send(_data(composer, [], title=title, cover=front), in_front=True)
    return composer.pages


def _cover(cover: Cover | None, composer: Composer) -> dict[str, Any] | None:
    if cover is None:
        return None
    return {
        "parent": cover.letterhead.parent,
        "name": cover.letterhead.name,
        "title": cover.title,
        "lines": [line.replace("{pages}", str(composer.pages)) for line in cover.lines],
    }


def _data(
    composer: Composer, pages: list[dict[str, Any]], *, title: str, cover: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "title": title,
        "page": page_size(landscape=composer.landscape),
        "margins": MARGINS,
        "page-word": _("Page"),
        "forms": composer.forms,
        "pages": pages,
        "cover": cover,
    }


class _Press:
    """The program that sets the pages, fed by lines of JSON. It and its helpers are a session of their own, so that all end together.

    What it complains of goes to a file: a pipe would stay open, and be waited for, as long as one of the helpers lives.
    """

    def __init__(self, target: Path, title: str) -> None:
        self.target = target
        self.title = title

    def __enter__(self) -> _Press:
        command = [sys.executable, "-m", "densach.documents.print.press", str(self.target), self.title]
        self.words = tempfile.TemporaryFile()
        self.process = subprocess.Popen(  # noqa: S603  # our own program, arguments are no shell's
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self.words,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        return self

    def send(self, data: dict[str, Any], *, in_front: bool = False) -> None:
        assert self.process.stdin is not None  # noqa: S101  # asked for above
        try:
            self.process.stdin.write(json.dumps({"in_front": in_front, "data": data}, ensure_ascii=False) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError as error:
            self.process.wait()
            raise PrintingStopped(why=self._why()) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._end_all()
        try:
            self._close_input()
            if self.process.wait() and kind is None:
                raise PrintingStopped(why=self._why())
        finally:
            self.words.close()

    def _close_input(self) -> None:
        assert self.process.stdin is not None  # noqa: S101  # asked for above
        with contextlib.suppress(BrokenPipeError):  # it died with something unread; its exit status says so
            self.process.stdin.close()

    def _end_all(self) -> None:
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            os.killpg(self.process.pid, signal.SIGKILL)

    def _why(self) -> str:
        self.words.seek(0)
        lines = self.words.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:200] if lines else f"exit {self.process.returncode}"
