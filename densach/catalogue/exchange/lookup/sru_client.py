"""Asking an SRU server. Which indexes it has for ISBN and title is read from its own explain record."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from lxml import etree

from densach.catalogue.models import LookupServer

from .hits import MOST_BYTES, MOST_HITS, SECONDS, AddressWrong, Hit, Trouble, Wanted, hits_of, marcxml_within, parsed

# (context set, index), best first; what a server does not list is not asked
_ISBN = (("bath", "isbn"), ("dc", "isbn"), ("bib", "isbn"), ("", "isbn"))
_TITLE = (("dc", "title"), ("bath", "title"), ("bib", "title"), ("", "title"))
_KEPT = 3600
_SIGNS = re.compile(r'[\\"*?^\x00-\x1f]')


class _StayThere(urllib.request.HTTPRedirectHandler):
    """A redirect could lead anywhere, also into our own network: the administrator writes the new address."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:  # noqa: ARG002, PLR0917  # signature of the library
        fp.close()
        raise Trouble(why=_("it has moved to %(address)s") % {"address": newurl[:200]})


def search(server: LookupServer, wanted: Wanted) -> list[Hit]:
    """At most ten records. Raises Trouble."""
    known = _indexes(server)
    query = f'{_best(_TITLE, known)} all "{_SIGNS.sub(" ", wanted.title)}"'
    if wanted.isbn:
        query = f"{_best(_ISBN, known)}={wanted.isbn}"
    root = _fetched(
        server,
        operation="searchRetrieve",
        version="1.1",
        query=query,
        maximumRecords=str(MOST_HITS),
        recordSchema=server.syntax or "marcxml",
    )
    _refuse_diagnostics(root)
    return hits_of(_records(root))


def _best(wanted: tuple[tuple[str, str], ...], known: frozenset[tuple[str, str]]) -> str:
    for context, index in wanted:
        if (context, index) in known:
            return f"{context}.{index}" if context else index
    named = {index for _context, index in wanted}
    # a set of the server's own with an index of this name
    own = next((f"{context}.{index}" for context, index in sorted(known) if index in named), "")
    return own or ".".join(wanted[0])


def _indexes(server: LookupServer) -> frozenset[tuple[str, str]]:
    """(context set, index) as the server explains itself; kept an hour. Empty where it explains nothing."""
    key = f"sru-indexes:{server.pk}:{hash(server.address)}"
    found: frozenset[tuple[str, str]] | None = cache.get(key)
    if found is None:
        root = _fetched(server, operation="explain", version="1.1")
        names = root.iter("{http://explain.z3950.org/dtd/2.0/}name", "{http://explain.z3950.org/dtd/2.1/}name")
        found = frozenset(((one.get("set") or "").lower(), (one.text or "").strip().lower()) for one in names)
        cache.set(key, found, _KEPT)
    return found


def _fetched(server: LookupServer, **params: str) -> etree._Element:
    if urlsplit(server.address).scheme not in ("http", "https"):
        raise AddressWrong(address=server.address)
    joint = "&" if urlsplit(server.address).query else "?"
    opener = urllib.request.build_opener(_StayThere)
    request = urllib.request.Request(  # noqa: S310  # http and https only, checked above
        f"{server.address}{joint}{urlencode(params)}", headers={"Accept": "application/xml, text/xml"}
    )
    try:
        with opener.open(request, timeout=SECONDS) as response:
            content: bytes = response.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise Trouble(why=f"HTTP {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        cause = getattr(error, "reason", error)
        raise Trouble(why=getattr(cause, "strerror", "") or str(cause) or type(error).__name__) from error
    if len(content) > MOST_BYTES:
        raise Trouble(why=_("its answer is too long"))
    return parsed(content)


def _refuse_diagnostics(root: etree._Element) -> None:
    """Only those of the whole answer: a diagnostic in the place of one record leaves the others."""
    for problem in root.iterfind("{*}diagnostics/{*}diagnostic"):
        parts = [problem.findtext(f"{{*}}{name}") for name in ("message", "details", "uri")]
        raise Trouble(why=": ".join(clean for part in parts[:2] if (clean := (part or "").strip())) or str(parts[2]))


def _records(root: etree._Element) -> list[etree._Element]:
    """Records that came as XML, or as text with escaped XML in it."""
    found = marcxml_within(root)
    for data in root.iterfind(".//{*}recordData"):
        if not len(data) and (data.text or "").lstrip().startswith("<"):
            found += marcxml_within(parsed((data.text or "").strip().encode()))
    return found
