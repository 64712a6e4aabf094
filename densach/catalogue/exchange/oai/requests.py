"""What a harvester asks: the six verbs, their arguments, and the errors the protocol names.

Source: OAI-PMH 2.0, sections 3.3 (dates), 3.5 (flow control), 3.6 (errors) and 4 (verbs).
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

PREFIXES = ("oai_dc", "marc21")
PAGE = 100
# verb → (required arguments, optional ones); resumptionToken stands alone where it is allowed
_ARGUMENTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


class OaiError(Exception):
    """An error of the protocol; `code` is one of its eight."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Selection:
    """Which records a list is of, and where it goes on: after the record `after_id` changed at `after`.

    Moments are ISO 8601 in UTC; `until` is the first moment no longer wanted. A token is this, packed: nothing is kept
    here, and a record that changes meanwhile moves to the end of the list instead of shifting the others.
    """

    prefix: str = "oai_dc"
    first: str = ""
    until: str = ""
    set: str = ""
    after: str = ""
    after_id: int = 0
    done: int = 0

    def as_token(self) -> str:
        packed = json.dumps(asdict(self), separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


@dataclass(frozen=True)
class Request:
    verb: str
    identifier: str = ""
    selection: Selection = Selection()
    resumed: bool = False


def read(params: Sequence[tuple[str, str]]) -> Request:
    """From (name, value) pairs, since an argument given twice is an error. Raises OaiError."""
    given = dict(params)
    if len(given) != len(params):
        raise OaiError("badVerb" if _twice(params, "verb") else "badArgument", "An argument is repeated.")
    verb = given.pop("verb", "")
    if verb not in _ARGUMENTS:
        raise OaiError("badVerb", f"“{verb}” is not a verb of OAI-PMH." if verb else "The verb is missing.")
    _check_names(verb, given)
    if "resumptionToken" in given:
        if verb == "ListSets":  # our sets come in one piece, so no token of theirs was ever given out
            raise OaiError("badResumptionToken", "This token was not given out here.")
        return Request(verb, selection=_of_token(given["resumptionToken"]), resumed=True)
    selection = _selection(given) if verb in ("ListIdentifiers", "ListRecords") else Selection(_prefix(given, verb))
    return Request(verb, given.get("identifier", ""), selection)


def _twice(params: Sequence[tuple[str, str]], name: str) -> bool:
    return [key for key, _value in params].count(name) > 1


def _check_names(verb: str, given: Mapping[str, str]) -> None:
    required, optional = _ARGUMENTS[verb]
    for name in given:
        if name not in required | optional:
            raise OaiError("badArgument", f"{verb} takes no argument “{name}”.")
    if "resumptionToken" in given:
        if len(given) > 1:
            raise OaiError("badArgument", "A resumptionToken stands alone.")
        return
    for name in sorted(required):
        if not given.get(name):
            raise OaiError("badArgument", f"{verb} needs the argument “{name}”.")


def _prefix(given: Mapping[str, str], verb: str) -> str:
    prefix = given.get("metadataPrefix", "oai_dc")
    if prefix not in PREFIXES:
        raise OaiError("cannotDisseminateFormat", f"{verb}: the formats are {', '.join(PREFIXES)}.")
    return prefix


def _selection(given: Mapping[str, str]) -> Selection:
    first, until = given.get("from", ""), given.get("until", "")
    if first and until and len(first) != len(until):
        raise OaiError("badArgument", "from and until must have the same granularity.")
    start = _moment(first, "from") if first else None
    end = _end(until) if until else None
    if start and end and start >= end:
        raise OaiError("badArgument", "from is later than until.")
    return Selection(
        prefix=_prefix(given, "metadataPrefix"),
        first=start.isoformat() if start else "",
        until=end.isoformat() if end else "",
        set=given.get("set", ""),
    )


def _moment(text: str, name: str) -> dt.datetime:
    if _DAY.fullmatch(text) or _SECOND.fullmatch(text):
        try:
            return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
        except ValueError:
            pass
    raise OaiError("badArgument", f"{name} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ.")


def _end(text: str) -> dt.datetime:
    """`until` is included: the day or the second that it names is wanted whole."""
    moment = _moment(text, "until")
    step = dt.timedelta(days=1) if len(text) == 10 else dt.timedelta(seconds=1)
    return dt.datetime.max.replace(tzinfo=dt.UTC) if moment.year == dt.MAXYEAR else moment + step


def _of_token(token: str) -> Selection:
    wrong = OaiError("badResumptionToken", "This token was not given out here.")
    try:
        packed = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        selection = Selection(**json.loads(packed))
        for moment in filter(None, (selection.first, selection.until, selection.after)):
            dt.datetime.fromisoformat(moment)
    except (ValueError, TypeError) as error:
        raise wrong from error
    texts = (selection.prefix, selection.first, selection.until, selection.set, selection.after)
    numbers = (selection.after_id, selection.done)
    if not all(isinstance(text, str) for text in texts) or not all(
        type(one) is int and 0 <= one < 2**62 for one in numbers
    ):
        raise wrong
    if selection.prefix not in PREFIXES or not selection.after:
        raise wrong
    return selection
