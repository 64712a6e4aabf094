"""The whole catalogue as open data: files under HOME/open-data, described by a data package, replaced as a whole.

Format of the description: Data Package 1 (datapackage.json), which programs read without being told.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from densach.catalogue.models import Copy, CopyState, Record
from densach.documents.tables import Column, csv_chunks

from .writers import written

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_EDITION = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_KEPT = 2
_CURRENT = "current"
# name, type of the data package, what it means
type _Field = tuple[str, str, StrPromise | str, Callable[[Any], Any]]
_RECORD_FIELDS: tuple[_Field, ...] = (
    ("id", "string", _("public id of the record, the end of its address"), lambda row: row.public_id),
    ("title", "string", _("title"), lambda row: row.title),
    ("subtitle", "string", _("remainder of title"), lambda row: row.subtitle),
    ("volume", "string", _("volume"), lambda row: row.volume),
    ("authors", "string", _("authors, with “; ” between them"), lambda row: row.authors),
    ("publisher", "string", _("publisher"), lambda row: row.publisher),
    ("place", "string", _("place of publication"), lambda row: row.place),
    ("year", "year", _("year of publication"), lambda row: row.year),
    ("isbn", "string", _("ISBN, 13 digits"), lambda row: row.isbn),
    ("language", "string", _("language, ISO 639-2/B"), lambda row: row.language),
    ("material", "string", _("kind of material"), lambda row: row.material),
    ("audience", "string", _("audience"), lambda row: row.audience),
    ("class_scheme", "string", _("classification scheme"), lambda row: row.class_scheme),
    ("class_mark", "string", _("class mark"), lambda row: row.class_mark),
    ("subjects", "string", _("subjects, with “; ” between them"), lambda row: row.subjects),
    ("series", "string", _("series"), lambda row: row.series),
    ("changed", "datetime", _("last change (UTC)"), lambda row: row.modified_at),
)
_PLACE_FIELDS: tuple[_Field, ...] = (
    ("place", "string", _("public id of the place"), lambda row: row["facility__public_id"]),
    ("name", "string", _("name of the place"), lambda row: row["facility__name"]),
    ("records", "integer", _("different records held"), lambda row: row["records"]),
    ("copies", "integer", _("copies not withdrawn"), lambda row: row["copies"]),
    ("in_service", "integer", _("of these in service"), lambda row: row["in_service"]),
)


@dataclass(frozen=True)
class DataFile:
    """A published file: what is in it, its size in bytes and its SHA-256."""

    name: str
    title: str
    size: int
    digest: str
    media_type: str


@dataclass(frozen=True)
class Edition:
    """What was published last."""

    made_at: dt.datetime
    records: int
    files: tuple[DataFile, ...]
    left_out: int
    sample: bool


def folder() -> Path:
    return Path(settings.DENSACH_HOME) / "open-data"


def publish(*, at: dt.datetime) -> Edition:
    """Write everything anew beside the last edition and put it in its place in one step; the edition before stays for
    whoever is still downloading it.
    """
    name = f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    draft = folder() / f".{name}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        with override("en"):
            package = _written(draft, at)
        (draft / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
        target = folder() / name
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _point_to(name)
    _forget_old(name)
    found = latest()
    assert found is not None  # noqa: S101  # written above
    return found


def _written(draft: Path, at: dt.datetime) -> dict[str, Any]:
    records = Record.objects.live().order_by("pk")
    marc_pieces, marc = written("marc", records.iterator(chunk_size=500))
    xml_pieces, xml = written("marcxml", records.iterator(chunk_size=500))
    found = [
        _file(draft, "records.mrc.gz", "MARC 21 (ISO 2709, UTF-8)", "application/marc", marc_pieces),
        _file(draft, "records.xml.gz", "MARCXML", "application/marcxml+xml", xml_pieces),
        _table(draft, "records.csv", "Records", _RECORD_FIELDS, records.iterator(chunk_size=2000)),
        _table(draft, "copies-by-place.csv", "Copies by place", _PLACE_FIELDS, _places()),
    ]
    lines = [f"{one['hash'].removeprefix('sha256:')}  {one['path']}\n" for one in found]
    (draft / "SHA256SUMS").write_text("".join(lines), encoding="ascii")
    left_out = {refused.public_id: refused.why for outcome in (marc, xml) for refused in outcome.refused}
    return {
        "profile": "data-package",
        "name": "den-sach-catalogue",
        "title": "Đèn Sách: catalogue",
        "created": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "sample": Record.objects.filter(is_sample=True).exists(),
        "records": records.count(),
        "left_out_of_marc": left_out,
        "resources": found,
    }


def _places() -> Iterator[dict[str, Any]]:
    held = Copy.objects.exclude(state=CopyState.WITHDRAWN).order_by("facility__name_sort", "facility_id")
    counted = held.values("facility__public_id", "facility__name", "facility_id", "facility__name_sort").annotate(
        copies=Count("pk"),
        records=Count("record", distinct=True),
        in_service=Count("pk", filter=Q(state=CopyState.IN_SERVICE)),
    )
    yield from ({**row} for row in counted)


def _table(draft: Path, name: str, title: str, fields: tuple[_Field, ...], rows: Iterable[Any]) -> dict[str, Any]:
    columns = [Column(field) for field, _type, _meaning, _value in fields]
    lines = ([value(row) for _name, _type, _meaning, value in fields] for row in rows)
    found = _file(draft, name, title, "text/csv", csv_chunks(columns, lines, bom=False))
    described = [{"name": field, "type": kind, "description": str(means)} for field, kind, means, _value in fields]
    return found | {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": {"fields": described}}


def _file(draft: Path, name: str, title: str, media_type: str, pieces: Iterable[bytes]) -> dict[str, Any]:
    path = draft / name
    with path.open("wb") as raw:
        if name.endswith(".gz"):
            with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
                packed.writelines(pieces)
        else:
            raw.writelines(pieces)
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    size = path.stat().st_size
    return {"path": name, "title": title, "mediatype": media_type, "bytes": size, "hash": f"sha256:{digest}"}


def _point_to(name: str) -> None:
    """A symbolic link renamed over the old one: a reader meets the old edition or the new one."""
    link = folder() / f".{_CURRENT}.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(name)
    link.replace(folder() / _CURRENT)


def _forget_old(newest: str) -> None:
    editions = sorted(path for path in folder().iterdir() if _EDITION.fullmatch(path.name) and path.name != newest)
    for path in editions[: 1 - _KEPT]:
        shutil.rmtree(path)


def latest() -> Edition | None:
    """The edition that is published; None before the first night."""
    try:
        package = json.loads((folder() / _CURRENT / "datapackage.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    files = tuple(
        DataFile(one["path"], one["title"], one["bytes"], one["hash"].removeprefix("sha256:"), one["mediatype"])
        for one in package["resources"]
    )
    made_at = dt.datetime.fromisoformat(package["created"])
    return Edition(made_at, package["records"], files, len(package["left_out_of_marc"]), package["sample"])


def path_of(name: str) -> Path | None:
    """A file of the published edition by its name; None for any other name."""
    edition = latest()
    known = {one.name for one in edition.files} | {"datapackage.json", "SHA256SUMS"} if edition else set()
    return (folder() / _CURRENT).resolve() / name if name in known else None
