"""What a client asks: parameters of SRU 1.1, 1.2 and 2.0 read into one form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .diagnostics import Diagnostic

type Operation = Literal["explain", "searchRetrieve", "scan"]
MOST_RECORDS = 100
MOST_TERMS = 100
_DEFAULT_COUNT = 10
_LARGEST = 10_000_000


@dataclass(frozen=True)
class Dialect:
    """A version of the protocol: its namespaces, and whether records carry their identifier."""

    version: str
    response: str
    scan: str
    diagnostic: str
    content_type: str
    record_identifier: bool


_SRW = "http://www.loc.gov/zing/srw/"
_OASIS = "http://docs.oasis-open.org/ns/search-ws"
DIALECTS = {
    "1.1": Dialect("1.1", _SRW, _SRW, f"{_SRW}diagnostic/", "text/xml; charset=utf-8", record_identifier=False),
    "1.2": Dialect("1.2", _SRW, _SRW, f"{_SRW}diagnostic/", "text/xml; charset=utf-8", record_identifier=True),
    "2.0": Dialect(
        "2.0",
        f"{_OASIS}/sruResponse",
        f"{_OASIS}/scan",
        f"{_OASIS}/diagnostic",
        "application/sru+xml; charset=utf-8",
        record_identifier=True,
    ),
}
SCHEMAS = {
    "marcxml": "info:srw/schema/1/marcxml-v1.1",
    "dc": "info:srw/schema/1/dc-v1.1",
}
_SCHEMA_NAMES = {
    "": "marcxml", "marc21": "marcxml", "http://www.loc.gov/marc21/slim": "marcxml", "oai_dc": "dc", "srw_dc": "dc",
    "info:srw/schema/1/marcxml-v1.0": "marcxml", "info:srw/schema/1/dc-schema": "dc",
} | {name: name for name in SCHEMAS} | {uri: name for name, uri in SCHEMAS.items()}  # fmt: skip
# parameters that are understood, or may be left without an answer as the standard allows
_KNOWN = frozenset({
    "operation", "version", "query", "queryType", "startRecord", "maximumRecords", "recordPacking",
    "recordXMLEscaping", "recordSchema", "recordXPath", "resultSetTTL", "sortKeys", "stylesheet", "renderedBy",
    "httpAccept", "responseType", "scanClause", "responsePosition", "maximumTerms", "extraRequestData",
})  # fmt: skip


@dataclass(frozen=True)
class Request:
    """`start` counts from 1. `as_string`: records are sent as escaped text."""

    dialect: Dialect
    operation: Operation
    query: str = ""
    start: int = 1
    count: int = _DEFAULT_COUNT
    schema: str = "marcxml"
    as_string: bool = False
    sort_keys: str = ""
    clause: str = ""
    position: int = 1


def dialect_of(params: Mapping[str, str]) -> Dialect:
    """By `version`; without one the form of the request tells: 2.0 has neither version nor operation.

    Versions we do not know are answered in the nearest one below, as the standard asks. Raises Diagnostic 5.
    """
    version = params.get("version", "")
    if version in DIALECTS:
        return DIALECTS[version]
    if not version:
        bare = "operation" not in params and ("query" in params or "scanClause" in params)
        return DIALECTS["2.0" if bare or "recordXMLEscaping" in params else "1.2"]
    raise Diagnostic(5, version)


def read(params: Mapping[str, str]) -> Request:
    """Raises Diagnostic: 4, 5, 6, 7, 8, 11, 66, 71, 72, 110, 120."""
    dialect = dialect_of(params)
    operation = _operation(params)
    if operation == "explain":
        return Request(dialect, operation)
    if "version" not in params and "operation" in params and dialect.version != "2.0":
        raise Diagnostic(7, "version")
    for name in params:
        if name not in _KNOWN and not name.startswith("x-"):
            raise Diagnostic(8, name)
    if params.get("stylesheet"):
        raise Diagnostic(110, params["stylesheet"])
    return _scan(params, dialect) if operation == "scan" else _search(params, dialect)


def _operation(params: Mapping[str, str]) -> Operation:
    named = params.get("operation", "")
    for operation in ("explain", "searchRetrieve", "scan"):
        if named == operation:
            return operation
    if named:
        raise Diagnostic(4, named)
    if "query" in params:
        return "searchRetrieve"
    return "scan" if "scanClause" in params else "explain"


def _search(params: Mapping[str, str], dialect: Dialect) -> Request:
    if "query" not in params:
        raise Diagnostic(7, "query")
    if params.get("queryType", "cql") not in ("cql", "searchTerms"):
        raise Diagnostic(11, params["queryType"])
    if params.get("recordXPath"):
        raise Diagnostic(72, params["recordXPath"])
    schema = _SCHEMA_NAMES.get(params.get("recordSchema", "").lower())
    if schema is None:
        raise Diagnostic(66, params["recordSchema"])
    return Request(
        dialect,
        "searchRetrieve",
        query=_as_cql(params),
        start=_number(params, "startRecord", 1, least=1),
        count=min(_number(params, "maximumRecords", _DEFAULT_COUNT), MOST_RECORDS),
        schema=schema,
        as_string=_as_string(params, dialect),
        sort_keys=params.get("sortKeys", ""),
    )


def _as_cql(params: Mapping[str, str]) -> str:
    """The query type "searchTerms" of 2.0 is a list of words with no syntax."""
    query = params["query"]
    if params.get("queryType") != "searchTerms":
        return query
    return '"{}"'.format(query.replace("\\", "\\\\").replace('"', '\\"'))


def _as_string(params: Mapping[str, str], dialect: Dialect) -> bool:
    name = "recordXMLEscaping" if dialect.version == "2.0" else "recordPacking"
    value = params.get(name) or "xml"
    if value not in ("xml", "string"):
        raise Diagnostic(71, value)
    if dialect.version == "2.0" and params.get("recordPacking", "packed") not in ("packed", "unpacked"):
        raise Diagnostic(6, "recordPacking")
    return value == "string"


def _scan(params: Mapping[str, str], dialect: Dialect) -> Request:
    if "scanClause" not in params:
        raise Diagnostic(7, "scanClause")
    count = min(_number(params, "maximumTerms", _DEFAULT_COUNT, least=1), MOST_TERMS)
    position = _number(params, "responsePosition", 1)
    if position > count + 1:
        raise Diagnostic(120, str(position))
    return Request(dialect, "scan", clause=params["scanClause"], count=count, position=position)


def _number(params: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    text = params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= _LARGEST):
        raise Diagnostic(6, name)
    return int(text)
