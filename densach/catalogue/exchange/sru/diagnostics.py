"""What an SRU server says instead of an answer: the list of diagnostics info:srw/diagnostic/1."""

from __future__ import annotations

# number → message, as the Library of Congress lists them; only those that can happen here
MESSAGES = {
    2: "System temporarily unavailable",
    4: "Unsupported operation",
    5: "Unsupported version",
    6: "Unsupported parameter value",
    7: "Mandatory parameter not supplied",
    8: "Unsupported parameter",
    10: "Query syntax error",
    11: "Unsupported query type",
    12: "Too many characters in query",
    13: "Invalid or unsupported use of parentheses",
    14: "Invalid or unsupported use of quotes",
    15: "Unsupported context set",
    16: "Unsupported index",
    19: "Unsupported relation",
    20: "Unsupported relation modifier",
    22: "Unsupported combination of relation and index",
    27: "Empty term unsupported",
    28: "Masking character not supported",
    29: "Masked words too short",
    30: "Too many masking characters in term",
    32: "Anchoring character in unsupported position",
    36: "Term in invalid format for index or relation",
    38: "Too many boolean operators in query",
    39: "Proximity not supported",
    46: "Unsupported boolean modifier",
    61: "First record position out of range",
    64: "Record temporarily unavailable",
    66: "Unknown schema for retrieval",
    71: "Unsupported record packing",
    72: "XPath retrieval unsupported",
    80: "Sort not supported",
    82: "Unsupported sort sequence",
    84: "Too many sort keys to sort",
    110: "Stylesheets not supported",
    120: "Response position out of range",
}


class Diagnostic(Exception):
    """A named "no" of the protocol; `details` is the offending part, as the list of diagnostics asks."""

    def __init__(self, number: int, details: str = "") -> None:
        super().__init__(f"{number} {MESSAGES[number]}: {details}")
        self.number = number
        self.details = details

    @property
    def uri(self) -> str:
        return f"info:srw/diagnostic/1/{self.number}"

    @property
    def message(self) -> str:
        return MESSAGES[self.number]
