"""Print-ready PDF through typst: registers of any length, labels, cards, lists; bar codes and QR codes.

Texts reach a template as data, never as source, so that nothing in a title can become markup. The fonts are those inside
typst (Libertinus Serif holds every Vietnamese letter); nothing is read from the system or the network.
"""

from __future__ import annotations

from .codes import barcode_svg, qr_svg
from .engine import pdf
from .ledger import Cover, Ledger, LedgerColumn, Letterhead, Line, Row, Sheet, Signatures, Totals
from .ledger_file import ledger_pdf, write_ledgers
from .sheets import SHEETS, LabelSheet

__all__ = [
    "SHEETS",
    "Cover",
    "LabelSheet",
    "Ledger",
    "LedgerColumn",
    "Letterhead",
    "Line",
    "Row",
    "Sheet",
    "Signatures",
    "Totals",
    "barcode_svg",
    "ledger_pdf",
    "pdf",
    "qr_svg",
    "write_ledgers",
]
