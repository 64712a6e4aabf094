"""About 12,000 real titles in some 25,000 copies; which library holds what is invented."""

from __future__ import annotations

import csv
import datetime as dt
import re

from densach.catalogue import marc
from densach.catalogue.models import AccessionRegister, Audience, Copy, CopyState, ItemType, Material, Record
from densach.catalogue.record_fields import RecordFields
from densach.catalogue.services import link_headings
from densach.core.text import fold
from densach.network.models import Facility, FacilityKind

from .registers import load_after_copies, load_papers
from .world import World

_HOW_MANY = {
    FacilityKind.COMMUNE_LIBRARY: 1750, FacilityKind.SCHOOL_LIBRARY: 330, FacilityKind.ARMED_FORCES_LIBRARY: 420, FacilityKind.MOBILE_LIBRARY: 600,
    FacilityKind.READING_ROOM: 320, FacilityKind.POST_OFFICE_POINT: 160, FacilityKind.BOOKCASE: 120, FacilityKind.LAW_BOOKCASE: 90,
    FacilityKind.COMMUNITY_LEARNING_CENTRE: 60, FacilityKind.CULTURE_CENTRE: 150,
}  # fmt: skip
_CLASS = re.compile(r" (1[0-2]|[1-9])(?=[ ,.:-]|$)")
_SOURCES = ("Mua", "Mua", "Mua", "Cấp", "Tặng")


def load_books(world: World) -> tuple[int, int]:
    """Records from data/sample/books.tsv and copies at every managed library; returns both counts."""
    records = _records(world)
    Record.objects.bulk_create(records, batch_size=1000)
    copies: list[Copy] = []
    for key, facility in world.facilities.items():
        if facility.managed_since and facility.kind in _HOW_MANY:
            world.copies[key] = _copies(world, facility, records)
            copies += world.copies[key]
    load_papers(world)
    for copy in copies:
        copy.set_keys()
    Copy.objects.bulk_create(copies, batch_size=2000)
    link_headings(records)
    load_after_copies(world)
    return len(records), len(copies)


def _records(world: World) -> list[Record]:
    moment = world.at(dt.date(2022, 1, 3), 8)
    with (world.data / "sample" / "books.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    records = []
    for row in rows[: round(len(rows) * min(1.0, world.size))] if world.size < 1 else rows:
        record = Record(
            public_id=world.public_id(), title=row["title"], authors=_authors(row["author"]), publisher=row["publisher"],
            year=int(row["year"]) if row["year"] else None,
            isbn=row["isbn"], language=row["language"], material=Material(row["kind"]), audience=Audience(row["audience"]),
            class_scheme="ddc" if row["ddc"] else "", class_mark=row["ddc"],
            subject_group=row["subject_group"], series=row["series"], volume=row["volume"],
            pages=f"{row['pages']} tr." if row["pages"] else "", created_at=moment, is_sample=True,
            grade=_grade(row),
        )  # fmt: skip
        record.set_keys()
        record.marc = marc.write(RecordFields.of(record), control_number=record.public_id, at=moment)
        records.append(record)
    return records


def _grade(row: dict[str, str]) -> int | None:
    """The school class stands in a textbook's title: "Âm nhạc 1", "Ngữ văn 9, tập hai"."""
    found = _CLASS.search(row["title"]) if row["kind"] == Material.TEXTBOOK else None
    return int(found[1]) if found else None


def _authors(printed: str) -> str:
    """Booksellers put commas between persons, the catalogue "; "."""
    return "; ".join(filter(None, map(str.strip, printed.split(","))))


def _wanted(facility: Facility, record: Record) -> float:
    """How well a title suits a place: pupils get textbooks and children's books, soldiers none of them, law bookcases law."""
    young = record.audience in (Audience.CHILD, Audience.TEEN) or record.material == Material.TEXTBOOK
    if facility.kind == FacilityKind.SCHOOL_LIBRARY:
        return 6.0 if young else 1.0 if record.subject_group in "589" else 0.15
    if facility.kind in (FacilityKind.LAW_BOOKCASE, FacilityKind.BOOKCASE):
        return 5.0 if record.class_mark.startswith("34") else 0.6 if record.subject_group in "36" else 0.05
    if facility.kind == FacilityKind.ARMED_FORCES_LIBRARY:
        return 0.05 if young else 2.0 if record.subject_group in "389" else 0.5
    return 1.5 if young or record.subject_group in "89" else 1.0


def _copies(world: World, facility: Facility, records: list[Record]) -> list[Copy]:
    chance = world.chance
    count = round(_HOW_MANY[FacilityKind(facility.kind)] * chance.uniform(0.7, 1.45) * world.size)
    chosen = chance.choices(records, [_wanted(facility, record) for record in records], k=count)
    days = sorted(_acquired(world, facility) for _ in chosen)
    prefix = (
        "GK"
        if facility.kind == FacilityKind.SCHOOL_LIBRARY
        else "PL"
        if facility.kind == FacilityKind.LAW_BOOKCASE
        else "PM"
    )
    register = AccessionRegister.objects.create(facility=facility, prefix=prefix, next_number=count + 1)
    return [
        _copy(world, register, record, day, number)
        for number, (record, day) in enumerate(zip(chosen, days, strict=True), start=1)
    ]


def _acquired(world: World, facility: Facility) -> dt.date:
    """Six in ten copies were there before 2022; the rest came since, mostly in autumn after the budget."""
    if world.chance.random() < 0.6:
        start, end = facility.opened_on, max(facility.opened_on + dt.timedelta(days=60), dt.date(2021, 12, 31))
    else:
        start, end = max(facility.opened_on, dt.date(2022, 1, 1)), world.today - dt.timedelta(days=4)
    return start + dt.timedelta(days=world.chance.randint(0, max(1, (end - start).days)))


def _item_type(world: World, prefix: str, record: Record) -> ItemType:
    if record.material == Material.TEXTBOOK:
        return ItemType.TEXTBOOK
    if world.chance.random() < 0.03:
        return ItemType.REFERENCE
    return ItemType.LAW if prefix == "PL" else ItemType.GENERAL


def _copy(world: World, register: AccessionRegister, record: Record, day: dt.date, number: int) -> Copy:
    chance = world.chance
    withdrawn = chance.random() < 0.012 and day < dt.date(2023, 1, 1)
    return Copy(
        public_id=world.public_id(), record=record, facility_id=register.facility_id, register=register,
        accession_number=f"{register.prefix}.{number:0{register.digits}d}", barcode=f"{register.facility_id:03d}{number:06d}",
        item_type=_item_type(world, register.prefix, record),
        state=CopyState.WITHDRAWN if withdrawn else CopyState.IN_SERVICE, shelf=f"{fold(record.subject_group or 'x').upper()}{chance.randint(1, 6)}",
        price=chance.randrange(18, 160) * 1000, source=chance.choice(_SOURCES), acquired_on=day,
        withdrawn_on=dt.date(2024, 12, chance.randint(2, 27)) if withdrawn else None, is_sample=True,
    )  # fmt: skip
