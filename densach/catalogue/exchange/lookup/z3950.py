"""Asking a Z39.50 server through zoomsh, the command line of the YAZ toolkit."""

from __future__ import annotations

import re
import shutil
import subprocess
from threading import Timer

from django.utils.translation import gettext_lazy as _

from densach.catalogue.models import LookupServer

from .hits import MOST_BYTES, MOST_HITS, SECONDS, AddressWrong, Hit, NoYaz, Trouble, Wanted, hits_of, parsed

ADDRESS = re.compile(r"[A-Za-z0-9.-]{1,250}:[0-9]{1,5}")
DATABASE = re.compile(r"[\w./+-]{0,80}", re.ASCII)
WORD = re.compile(r"[A-Za-z0-9-]{1,40}")
# inside quotes of PQF only the quote and the backslash mean something; a line break would begin another command
_SIGNS = re.compile(r'[\\"\x00-\x1f\x7f\u0085\u2028\u2029]')
_RECORD = re.compile(rb'<record xmlns="http://www\.loc\.gov/MARC21/slim">.*?</record>', re.DOTALL)
_ERROR = re.compile(r"error: (.+?) \((?:ZOOM|Bib-1):[0-9]+\)(.*)")


def search(server: LookupServer, wanted: Wanted) -> list[Hit]:
    """At most ten records. Raises Trouble, NoYaz, AddressWrong."""
    program = shutil.which("zoomsh")
    if program is None:
        raise NoYaz
    said = _run(program, "\n".join([*_opening(server), *_asking(server, wanted), "quit", ""]))
    problem = _ERROR.search(said.decode("utf-8", "replace"))
    if problem:
        raise Trouble(why=problem[1])
    return hits_of([parsed(record) for record in _RECORD.findall(said)])


def _opening(server: LookupServer) -> list[str]:
    syntax = server.syntax or "usmarc"
    if not (ADDRESS.fullmatch(server.address) and DATABASE.fullmatch(server.database) and WORD.fullmatch(syntax)):
        raise AddressWrong(address=server.address)
    return [
        f"set preferredRecordSyntax {syntax}",
        f"set timeout {SECONDS}",
        f"open {server.address}/{server.database or 'Default'}",
    ]


def _asking(server: LookupServer, wanted: Wanted) -> list[str]:
    """Bib-1: use 7 is ISBN, 4 is title; structure 6 takes the words in any order."""
    query = f'@attr 1=4 @attr 4=6 "{_SIGNS.sub(" ", wanted.title)}"'
    if wanted.isbn:
        query = f"@attr 1=7 {wanted.isbn}"
    charset = server.charset if WORD.fullmatch(server.charset) else "utf-8"
    return [f"find {query}", f"show 0 {MOST_HITS} xml;charset={charset},utf-8"]


def _run(program: str, commands: str) -> bytes:
    """What the program says, ended after its time or when it says too much."""
    with subprocess.Popen(  # noqa: S603  # a fixed program; the commands have passed the patterns above
        [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        watch = Timer(2 * SECONDS, process.kill)
        watch.start()
        try:
            assert process.stdin is not None  # noqa: S101  # given as pipes above
            assert process.stdout is not None  # noqa: S101
            process.stdin.write(commands.encode())
            process.stdin.close()
            said = process.stdout.read(MOST_BYTES + 1)
        except BrokenPipeError as error:
            raise Trouble(why=_("the YAZ tools stopped")) from error
        finally:
            late = not watch.is_alive()
            watch.cancel()
            process.kill()
    if late:
        raise Trouble(why=_("no answer in time"))
    if len(said) > MOST_BYTES:
        raise Trouble(why=_("its answer is too long"))
    return said
