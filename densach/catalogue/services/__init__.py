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
from .records import add_record, edit_record

__all__ = [
    "add_copies",
    "add_record",
    "change_copy_state",
    "edit_copy",
    "edit_record",
    "move_copy",
    "open_register",
    "withdraw_copy",
]
