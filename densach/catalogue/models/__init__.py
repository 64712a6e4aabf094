"""Tables of the catalogue: records, copies and their registers, and what is done with them."""

from __future__ import annotations

from .copies import AccessionRegister, Condition, Copy, CopyState, ItemType, WithdrawalReason
from .headings import Heading, HeadingKind, RecordHeading
from .imports import ImportBatch, ImportState, RefusedRow
from .lookup import LookupServer, Protocol
from .prints import PrintState, RegisterPrint
from .records import Audience, ChangeOfRecord, ClassScheme, Cover, Material, Record, RecordDraft, RecordVersion
from .serials import Frequency, Issue, IssueState, Subscription
from .stocktakes import Finding, Stocktake, StocktakeLine
from .vouchers import Source, Voucher, VoucherKind
from .weedings import Weeding, WeedingGround, WeedingLine, WeedingState

__all__ = [
    "AccessionRegister",
    "Audience",
    "ChangeOfRecord",
    "ClassScheme",
    "Condition",
    "Copy",
    "CopyState",
    "Cover",
    "Finding",
    "Frequency",
    "Heading",
    "HeadingKind",
    "ImportBatch",
    "ImportState",
    "Issue",
    "IssueState",
    "ItemType",
    "LookupServer",
    "Material",
    "PrintState",
    "Protocol",
    "Record",
    "RecordDraft",
    "RecordHeading",
    "RecordVersion",
    "RefusedRow",
    "RegisterPrint",
    "Source",
    "Stocktake",
    "StocktakeLine",
    "Subscription",
    "Voucher",
    "VoucherKind",
    "Weeding",
    "WeedingGround",
    "WeedingLine",
    "WeedingState",
    "WithdrawalReason",
]
