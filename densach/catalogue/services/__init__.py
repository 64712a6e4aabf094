"""What is done with records, copies and accession registers."""

from __future__ import annotations

from .copies import (
    add_copies,
    change_copy_state,
    edit_copy,
    move_copy,
    open_register,
    withdraw_copy,
)
from .headings import in_used_forms, link_headings
from .records import add_record, add_record_from_marc, delete_record, edit_record, replace_marc

__all__ = [
    "add_copies",
    "add_record",
    "add_record_from_marc",
    "change_copy_state",
    "delete_record",
    "edit_copy",
    "edit_record",
    "in_used_forms",
    "link_headings",
    "move_copy",
    "open_register",
    "replace_marc",
    "withdraw_copy",
]
