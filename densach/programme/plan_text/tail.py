"""The foot of the paper: recipients and the person who signs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .blocks import Block
from .findings import finding
from .model import Finding, Recipient, Signer
from .outline import HEADINGS
from .vietnamese import UPPER

_HEAD = re.compile(r"^noi nhan\s*:?\s*")
_KIND_OF_COPY = re.compile(r"^gui (?:ban|qua)[^:;]{0,40}:?$")
_ARCHIVE = re.compile(r"^luu\b")
_NOTE = re.compile(r"\s*[|]?\s*\((?P<note>[^()]*)\)\s*[;.,]?\s*$")
_BARE_NOTE = re.compile(r"\s*[;,.]?\s*\|\s*(?P<note>[^|]*)$")
_ROLE = re.compile(
    r"^(?:tm|kt|tl|tuq|q|t/m)\.? |^(?:pho |quyen )?(?:chu tich|giam doc"
    r"|truong phong|thu truong|bi thu|hieu truong|truong ban|chu nhiem)\b"
)
_NAME = re.compile(rf"^(?:(?:[{UPPER}][\w.]*\s?){{2,6}})$")
_STAMP = re.compile(r"^\(?(?:da ky|ky ten|ky, dong dau|chu ky)")


@dataclass
class Tail:
    recipients: list[Recipient] = field(default_factory=list)
    signer: Signer | None = None
    remarks: list[Finding] = field(default_factory=list)
    used: list[Block] = field(default_factory=list)


def read_tail(blocks: list[Block]) -> Tail:
    """`blocks` from "Nơi nhận" or the signature on."""
    tail = Tail()
    roles: list[Block] = []
    listing = False
    for block in blocks:
        head = _HEAD.match(block.folded)
        if head:
            listing = True
            tail.used.append(block)
            _add(tail, block, block.text[head.end() :])
        elif _ROLE.match(block.folded) and (block.marker is None):
            roles.append(block)
            tail.used.append(block)
            listing = listing and not tail.recipients
        elif _KIND_OF_COPY.match(block.folded) or _STAMP.match(block.folded):
            tail.used.append(block)
        elif roles and tail.signer is None and block.marker is None and _NAME.match(block.text):
            role = " ".join(role.text for role in roles)
            tail.signer = Signer(block.text.strip(), role, block.line)
            tail.used.append(block)
        elif listing or (block.marker is not None and block.marker.kind == "bullet"):
            tail.used.append(block)
            _add(tail, block, block.text)
    return tail


def lost_recipients(blocks: list[Block]) -> int | None:
    """Where the list of recipients begins when "Nơi nhận" is lost: the run of short items that ends in "Lưu: …"."""
    end = next((at for at in range(len(blocks) - 1, -1, -1) if _ARCHIVE.match(blocks[at].folded)), None)
    if end is None or len(blocks) - end > 8:
        return None
    begin = end
    while begin and len(blocks[begin - 1].text) <= 120 and blocks[begin - 1].text.endswith((";", ",")):
        begin -= 1
    return begin


def heading_lost(block: Block) -> Finding:
    return finding("missing-heading", block.line, heading=HEADINGS["recipients"])


def _add(tail: Tail, block: Block, text: str) -> None:
    note = ""
    for pattern in (_NOTE, _BARE_NOTE):
        found = pattern.search(text)
        if found and found.start() > 0:
            note, text = found["note"].strip(" ()"), text[: found.start()]
            break
    name = text.strip(" ;.,|-")
    if name:
        tail.recipients.append(Recipient(name, block.line, note, bool(_ARCHIVE.match(block.folded.lstrip(" -")))))
