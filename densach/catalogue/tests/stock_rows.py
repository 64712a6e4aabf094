"""A stock with everything a register shows, for tests."""

from __future__ import annotations

import datetime as dt
import random

from densach.accounts.models import User
from densach.catalogue.models import AccessionRegister, Copy, Record, Voucher, VoucherKind
from densach.network.models import Facility
from tests import make

MATERIALS = ("book", "book", "textbook", "map")
LANGUAGES = ("vie", "vie", "eng", "tai", "jpn")
REASONS = ("outdated", "damaged", "lost", "transferred")


def voucher(place: Facility, by: User, number: int | None, on: dt.date, **fields: object) -> Voucher:
    kind = VoucherKind.INTAKE if number else VoucherKind.OPENING
    return Voucher.objects.create(facility=place, kind=kind, number=number, on=on, entered_by=by, **fields)


def stock(place: Facility, by: User, count: int = 120, *, seed: int = 7) -> list[Copy]:
    """Copies of 2023–2025 from vouchers, an opening balance of 2023, some without voucher, some withdrawn."""
    chance = random.Random(seed)
    register = AccessionRegister.objects.get_or_create(facility=place, prefix="PM")[0]
    records = [
        Record.objects.create(
            title=f"Sách mẫu {n}", authors=chance.choice(("Tô Hoài", "Nguyễn Nhật Ánh", "")), material=chance.choice(MATERIALS),
            language=chance.choice(LANGUAGES), subject_group=chance.choice(("", "3", "8", "9")), class_mark=chance.choice(("", "895.9223", "390")),
            place="H.", publisher="Kim Đồng", year=2010 + n % 10,
        )
        for n in range(12)
    ]  # fmt: skip
    opening = voucher(place, by, None, dt.date(2023, 1, 3))
    vouchers = [
        voucher(place, by, n, dt.date(2023 + n % 3, 1 + n, 5), document_number=f"P{n}", source_name="Fahasa")
        for n in range(1, 7)
    ]
    copies = []
    for n in range(1, count + 1):
        chosen = chance.choice((opening, None, *vouchers))
        day = chosen.on if chosen else dt.date(2024, 3, chance.randint(1, 28))
        gone = dt.date(2025, chance.randint(8, 10), 1) if chance.random() < 0.2 else None
        copies.append(
            Copy(
                record=chance.choice(records), facility=place, register=register, accession_number=register.written(n),
                barcode=f"Z{place.pk}-{n}", voucher=chosen, acquired_on=day, price=chance.choice((None, 12000, 45000)),
                withdrawn_on=gone, state="withdrawn" if gone else "in_service", withdrawal_minutes="02/BB" if gone else "",
                withdrawal_reason=chance.choice(REASONS) if gone else "",
            )
        )  # fmt: skip
    for copy in copies:
        copy.set_keys()
    return Copy.objects.bulk_create(copies)


def textbook(
    place: Facility, title: str, grade: int, count: int, *, year: int = 2023, start: int = 1, **fields: object
) -> list[Copy]:
    register = AccessionRegister.objects.get_or_create(facility=place, prefix="GK")[0]
    record = make.record(title, material="textbook", grade=grade, year=year, publisher="Giáo dục")
    facts = {"acquired_on": dt.date(2023, 9, 1), "price": 20000} | fields
    return [
        Copy.objects.create(
            record=record, facility=place, register=register, accession_number=register.written(n), barcode=f"G{place.pk}-{n}", **facts
        )
        for n in range(start, start + count)
    ]  # fmt: skip
