"""Answers of the SRU server as XML, in the dialect of the client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from lxml import etree

from densach.catalogue.exchange.writers.marc import xml_text

from .cql import CONTEXT_SETS
from .diagnostics import Diagnostic
from .indexes import INDEXES, Index
from .requests import MOST_RECORDS, SCHEMAS, Dialect

_ZEEREX = "http://explain.z3950.org/dtd/2.0/"
_EXPLAIN_SCHEMA = "http://explain.z3950.org/dtd/2.0/"
_DIAGNOSTICS_SCHEMA = "info:srw/schema/1/diagnostics-v1.1"
_SORTABLE = ("dc.title", "dc.date")
SCANNABLE = ("dc.title", "dc.creator", "dc.subject")
_SCHEMA_TITLES = {"marcxml": "MARCXML", "dc": "Dublin Core"}


@dataclass(frozen=True)
class Site:
    """Where the server stands, for its explain record."""

    host: str
    port: int
    path: str
    title: str
    secure: bool = False


@dataclass(frozen=True)
class Sent:
    """One record of a result: its data, or the diagnostic that stands in its place."""

    data: etree._Element | Diagnostic
    position: int
    identifier: str = ""


@dataclass(frozen=True)
class Term:
    """One line of a scan: `value` to search with and how many records it finds."""

    value: str
    records: int


class _Xml:
    """Elements of one namespace."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def root(self, name: str) -> etree._Element:
        unprefixed = cast("dict[str, str]", {None: self.namespace})
        return etree.Element(f"{{{self.namespace}}}{name}", nsmap=unprefixed)

    def add(self, parent: etree._Element, name: str, text: str | None = None, /, **marks: str) -> etree._Element:
        found = etree.SubElement(
            parent, f"{{{self.namespace}}}{name}", {key: xml_text(value) for key, value in marks.items()}
        )
        found.text = None if text is None else xml_text(text)
        return found


def search_response(
    dialect: Dialect,
    *,
    total: int = 0,
    sent: Sequence[Sent] = (),
    schema: str = "marcxml",
    as_string: bool = False,
    problems: Sequence[Diagnostic] = (),
) -> bytes:
    xml = _Xml(dialect.response)
    root = xml.root("searchRetrieveResponse")
    xml.add(root, "version", dialect.version)
    xml.add(root, "numberOfRecords", str(total))
    if sent:
        records = xml.add(root, "records")
        for one in sent:
            _record(xml, records, dialect, one, schema=SCHEMAS[schema], as_string=as_string)
        if (following := sent[-1].position + 1) <= total:
            xml.add(root, "nextRecordPosition", str(following))
    _problems(root, xml, dialect, problems)
    if dialect.version == "2.0":
        xml.add(root, "resultCountPrecision", "info:srw/vocabulary/resultCountPrecision/1/exact")
    return _written(root)


def _record(xml: _Xml, records: etree._Element, dialect: Dialect, sent: Sent, *, schema: str, as_string: bool) -> None:
    record = xml.add(records, "record")
    if isinstance(sent.data, Diagnostic):
        schema, data = _DIAGNOSTICS_SCHEMA, _diagnostic(sent.data, dialect)
    else:
        data = sent.data
    xml.add(record, "recordSchema", schema)
    _packing(xml, record, dialect, as_string=as_string)
    held = xml.add(record, "recordData")
    if as_string:
        held.text = etree.tostring(data, encoding="unicode")
    else:
        held.append(data)
    if dialect.record_identifier and sent.identifier:
        xml.add(record, "recordIdentifier", sent.identifier)
    xml.add(record, "recordPosition", str(sent.position))


def _packing(xml: _Xml, record: etree._Element, dialect: Dialect, *, as_string: bool) -> None:
    name = "recordXMLEscaping" if dialect.version == "2.0" else "recordPacking"
    xml.add(record, name, "string" if as_string else "xml")


def scan_response(dialect: Dialect, terms: Iterable[Term] = (), problems: Sequence[Diagnostic] = ()) -> bytes:
    xml = _Xml(dialect.scan)
    root = xml.root("scanResponse")
    xml.add(root, "version", dialect.version)
    listed = [*terms]
    if listed:
        held = xml.add(root, "terms")
        for term in listed:
            line = xml.add(held, "term")
            xml.add(line, "value", term.value)
            xml.add(line, "numberOfRecords", str(term.records))
            xml.add(line, "displayTerm", term.value)
    _problems(root, xml, dialect, problems)
    return _written(root)


def explain_response(dialect: Dialect, site: Site, problems: Sequence[Diagnostic] = ()) -> bytes:
    """What the server can do (ZeeRex). A request that cannot be understood at all gets this with its diagnostic."""
    xml = _Xml(dialect.response)
    root = xml.root("explainResponse")
    xml.add(root, "version", dialect.version)
    record = xml.add(root, "record")
    xml.add(record, "recordSchema", _EXPLAIN_SCHEMA)
    _packing(xml, record, dialect, as_string=False)
    xml.add(record, "recordData").append(_explain(dialect, site))
    _problems(root, xml, dialect, problems)
    return _written(root)


def _problems(root: etree._Element, xml: _Xml, dialect: Dialect, problems: Sequence[Diagnostic]) -> None:
    if problems:
        held = xml.add(root, "diagnostics")
        for problem in problems:
            held.append(_diagnostic(problem, dialect))


def _diagnostic(problem: Diagnostic, dialect: Dialect) -> etree._Element:
    xml = _Xml(dialect.diagnostic)
    root = xml.root("diagnostic")
    xml.add(root, "uri", problem.uri)
    if problem.details:
        xml.add(root, "details", problem.details)
    xml.add(root, "message", problem.message)
    return root


def _explain(dialect: Dialect, site: Site) -> etree._Element:
    xml = _Xml(_ZEEREX)
    root = xml.root("explain")
    transport = "https" if site.secure else "http"
    server = xml.add(
        root, "serverInfo", protocol="SRU", version=dialect.version, transport=transport, method="GET POST"
    )
    xml.add(server, "host", site.host)
    xml.add(server, "port", str(site.port))
    xml.add(server, "database", site.path.strip("/"))
    about = xml.add(root, "databaseInfo")
    xml.add(about, "title", site.title, lang="vi", primary="true")
    _index_info(xml, xml.add(root, "indexInfo"))
    schemas = xml.add(root, "schemaInfo")
    for name, identifier in SCHEMAS.items():
        schema = xml.add(schemas, "schema", identifier=identifier, name=name, sort="false", retrieve="true")
        xml.add(schema, "title", _SCHEMA_TITLES[name])
    config = xml.add(root, "configInfo")
    xml.add(config, "default", "10", type="numberOfRecords")
    xml.add(config, "default", "marcxml", type="retrieveSchema")
    xml.add(config, "setting", str(MOST_RECORDS), type="maximumRecords")
    for relation in ("all", "any", "adj", "exact", "within"):
        xml.add(config, "supports", relation, type="relation")
    for modifier in ("respectAccents", "unmasked"):
        xml.add(config, "supports", modifier, type="relationModifier")
    for mask in ("*", "?"):
        xml.add(config, "supports", mask, type="maskingCharacter")
    xml.add(config, "supports", "^", type="anchoring")
    return root


def _index_info(xml: _Xml, info: etree._Element) -> None:
    for name, addresses in CONTEXT_SETS.items():
        xml.add(info, "set", name=name, identifier=addresses[0])
    by_index: dict[Index, list[str]] = {}
    for name, index in INDEXES.items():
        by_index.setdefault(index, []).append(name)
    for index, names in by_index.items():
        scan = str(any(name in SCANNABLE for name in names)).lower()
        sort = str(any(name in _SORTABLE for name in names)).lower()
        line = xml.add(info, "index", search="true", scan=scan, sort=sort)
        xml.add(line, "title", index.title, lang="en")
        for name in names:
            context, _dot, rest = name.rpartition(".")
            if context:
                xml.add(xml.add(line, "map"), "name", rest, set=context)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
