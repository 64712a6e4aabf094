"""What is done at the desk, one function per sentence said there."""

from .loans import lend_copy, renew_loan, return_and_lend, return_copy
from .policies import remove_policy, set_policy
from .undoing import undo_in_house_use, undo_loan, undo_renewal, undo_return, undo_visit
from .visits import count_visits, record_in_house_use

__all__ = [
    "count_visits",
    "lend_copy",
    "record_in_house_use",
    "remove_policy",
    "renew_loan",
    "return_and_lend",
    "return_copy",
    "set_policy",
    "undo_in_house_use",
    "undo_loan",
    "undo_renewal",
    "undo_return",
    "undo_visit",
]
