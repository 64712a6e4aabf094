"""The SRU server: one request in, one XML document out, whatever was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from densach.catalogue.exchange.writers import dublin_core, marc
from densach.catalogue.models import Record
from densach.discovery.conditions import Order, find

from . import answers, cql, indexes, requests
from .answers import Sent, Site
from .diagnostics import Diagnostic
from .requests import DIALECTS, Dialect, Request
from .scanning import scanned

type UrlOf = Callable[[Record], str]


def answer(params: Mapping[str, str], site: Site, url_of: UrlOf) -> tuple[bytes, str]:
    """The document and its content type. Every refusal is a diagnostic inside a document with status 200."""
    try:
        dialect = requests.dialect_of(params)
    except Diagnostic as problem:
        dialect = DIALECTS["1.2"]
        return _refused(params, dialect, site, problem), dialect.content_type
    try:
        request = requests.read(params)
        content = _answered(request, site, url_of)
    except Diagnostic as problem:
        content = _refused(params, dialect, site, problem)
    return content, dialect.content_type


def _refused(params: Mapping[str, str], dialect: Dialect, site: Site, problem: Diagnostic) -> bytes:
    """In the kind of document the client waits for."""
    operation = params.get("operation")
    if operation == "scan" or (not operation and "scanClause" in params):
        return answers.scan_response(dialect, problems=[problem])
    if operation == "searchRetrieve" or (not operation and "query" in params):
        return answers.search_response(dialect, problems=[problem])
    return answers.explain_response(dialect, site, problems=[problem])


def _answered(request: Request, site: Site, url_of: UrlOf) -> bytes:
    if request.operation == "explain":
        return answers.explain_response(request.dialect, site)
    if request.operation == "scan":
        return answers.scan_response(request.dialect, scanned(request))
    return _searched(request, url_of)


def _searched(request: Request, url_of: UrlOf) -> bytes:
    parsed = cql.parse(request.query)
    condition = indexes.condition_of(parsed)
    order = _old_order(request.sort_keys) if request.sort_keys else indexes.order_of(parsed.sort)
    found = find(condition, kind="record", order=order, offset=request.start - 1, limit=request.count)
    if not found.ready:
        raise Diagnostic(2)
    if request.start > max(found.total, 1):
        raise Diagnostic(61, str(found.total))
    return answers.search_response(
        request.dialect,
        total=found.total,
        sent=_sent(found.ids, request, url_of),
        schema=request.schema,
        as_string=request.as_string,
    )


def _sent(ids: tuple[int, ...], request: Request, url_of: UrlOf) -> list[Sent]:
    """The records in the order found; one that has gone since the index saw it has a diagnostic in its place."""
    held = Record.objects.live().in_bulk(ids)
    sent = []
    for position, pk in enumerate(ids, start=request.start):
        record = held.get(pk)
        if record is None:
            sent.append(Sent(Diagnostic(64), position))
            continue
        try:
            sent.append(_written(record, position, request.schema, url_of))
        except marc.CannotWrite:
            sent.append(Sent(Diagnostic(64, record.public_id), position))
    return sent


def _written(record: Record, position: int, schema: str, url_of: UrlOf) -> Sent:
    if schema == "dc":
        return Sent(dublin_core.srw_dc(record, url_of(record)), position, record.public_id)
    return Sent(marc.marcxml(record, mended=True), position, record.public_id)


def _old_order(keys: str) -> Order:
    """The parameter `sortKeys` of 1.1: "title,,1 date,,0" (index, schema, ascending). Raises Diagnostic 16, 80, 82, 84."""
    found = []
    for key in keys.split():
        name, _comma, rest = key.partition(",")
        _schema, _comma, up = rest.partition(",")
        context, index = cql.index_name(name)
        direction = cql.Modifier("sort.descending" if up.split(",")[0] in ("0", "false") else "sort.ascending")
        found.append(replace(cql.SortKey(context, index), modifiers=(direction,)))
    return indexes.order_of(tuple(found))
