"""The OAI-PMH server: one request in, one XML document out, whatever was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from lxml import etree

from densach.catalogue.exchange.writers import dublin_core, marc
from densach.catalogue.exchange.writers.marc import xml_text
from densach.catalogue.models import Record

from . import repository, sets
from .requests import OaiError, Request, read

OAI = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
_SCHEMA_OF = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", dublin_core.OAI_DC),
    "marc21": ("http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", marc.MARCXML),
}


@dataclass(frozen=True)
class Repository:
    """What Identify says. `host` is the middle of every identifier, oai:host:public id."""

    name: str
    base_url: str
    host: str
    admin_email: str
    url_of: Callable[[Record], str]

    def identifier(self, record: Record) -> str:
        return f"oai:{self.host}:{record.public_id}"

    def public_id(self, identifier: str) -> str:
        return identifier.removeprefix(f"oai:{self.host}:")


def answer(params: Sequence[tuple[str, str]], site: Repository, *, at: dt.datetime) -> bytes:
    """The document for (name, value) pairs of a request; an error of the protocol is an `error` element in it."""
    unprefixed = cast("dict[str, str]", {None: OAI, "xsi": _XSI})
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap=unprefixed)
    root.set(f"{{{_XSI}}}schemaLocation", f"{OAI} {OAI}OAI-PMH.xsd")
    _add(root, "responseDate", _stamp(at))
    asked = _add(root, "request", site.base_url)
    try:
        request = read(params)
        content = etree.Element(f"{{{OAI}}}{request.verb}")
        _VERBS[request.verb](content, request, site)
        root.append(content)
        refused = ""
    except OaiError as error:
        refused = error.code
        _add(root, "error", error.message, code=error.code)
    if refused not in ("badVerb", "badArgument"):  # the standard wants no attributes then
        for name, value in params:
            asked.set(name, xml_text(value))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: etree._Element, name: str, text: str = "", /, **marks: str) -> etree._Element:
    found = etree.SubElement(parent, f"{{{OAI}}}{name}", marks)
    found.text = xml_text(text) or None
    return found


def _stamp(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _identify(root: etree._Element, _request: Request, site: Repository) -> None:
    _add(root, "repositoryName", site.name)
    _add(root, "baseURL", site.base_url)
    _add(root, "protocolVersion", "2.0")
    _add(root, "adminEmail", site.admin_email)
    _add(root, "earliestDatestamp", _stamp(repository.earliest() or dt.datetime(2000, 1, 1, tzinfo=dt.UTC)))
    _add(root, "deletedRecord", "persistent")
    _add(root, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    _add(root, "compression", "gzip")
    unprefixed = cast("dict[str, str]", {None: _IDENTIFIER})
    scheme = etree.SubElement(_add(root, "description"), f"{{{_IDENTIFIER}}}oai-identifier", nsmap=unprefixed)
    scheme.set(f"{{{_XSI}}}schemaLocation", f"{_IDENTIFIER} {_IDENTIFIER}.xsd")
    parts = {"scheme": "oai", "repositoryIdentifier": site.host, "delimiter": ":"}
    for name, value in (parts | {"sampleIdentifier": f"oai:{site.host}:abc23456789d"}).items():
        etree.SubElement(scheme, f"{{{_IDENTIFIER}}}{name}").text = value


def _list_formats(root: etree._Element, request: Request, site: Repository) -> None:
    if request.identifier:
        repository.one(site.public_id(request.identifier))
    for prefix, (schema, namespace) in _SCHEMA_OF.items():
        line = _add(root, "metadataFormat")
        _add(line, "metadataPrefix", prefix)
        _add(line, "schema", schema)
        _add(line, "metadataNamespace", namespace)


def _list_sets(root: etree._Element, _request: Request, _site: Repository) -> None:
    for spec, name in sets.all_sets():
        line = _add(root, "set")
        _add(line, "setSpec", spec)
        _add(line, "setName", name)


def _get_record(root: etree._Element, request: Request, site: Repository) -> None:
    record = repository.one(site.public_id(request.identifier))
    _record(root, record, sets.sets_of([record])[record.pk], request.selection.prefix, site)


def _list(root: etree._Element, request: Request, site: Repository) -> None:
    page = repository.page(request.selection)
    specs = sets.sets_of(page.records)
    for record in page.records:
        if request.verb == "ListIdentifiers":
            _header(root, record, specs[record.pk], site)
        else:
            _record(root, record, specs[record.pk], request.selection.prefix, site)
    if page.following is None and not request.resumed:
        return
    marks = {"cursor": str(request.selection.done)}
    if page.total is not None:
        marks["completeListSize"] = str(page.total)
    _add(root, "resumptionToken", page.following.as_token() if page.following else "", **marks)


def _header(parent: etree._Element, record: Record, specs: list[str], site: Repository) -> None:
    header = _add(parent, "header", "", **({"status": "deleted"} if record.gone_at else {}))
    _add(header, "identifier", site.identifier(record))
    _add(header, "datestamp", _stamp(record.modified_at))
    for spec in specs:
        _add(header, "setSpec", spec)


def _record(parent: etree._Element, record: Record, specs: list[str], prefix: str, site: Repository) -> None:
    held = _add(parent, "record")
    _header(held, record, specs, site)
    if not record.gone_at:
        _add(held, "metadata").append(_metadata(record, prefix, site))


def _metadata(record: Record, prefix: str, site: Repository) -> etree._Element:
    if prefix == "marc21":
        try:
            found = marc.marcxml(record, mended=True)
        except marc.CannotWrite:  # MARC that is none: what people see of the record is still true
            record.marc = {}
            found = marc.marcxml(record, mended=True)
    else:
        found = dublin_core.oai_dc(record, site.url_of(record))
    schema, namespace = _SCHEMA_OF[prefix]
    found.set(f"{{{_XSI}}}schemaLocation", f"{namespace} {schema}")
    return found


_VERBS: dict[str, Callable[[etree._Element, Request, Repository], None]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}
