"""The term of a clause: letters, masks ("*", "?"), anchors ("^") and escapes, cut into words."""

from __future__ import annotations

from dataclasses import dataclass

from densach.discovery.conditions import Mask, Piece, letters_of, words_of

from .diagnostics import Diagnostic

_MOST_MASKS = 5
_MASKS = {"*": Mask.MANY, "?": Mask.ONE}


@dataclass(frozen=True)
class Term:
    """`words` as the index knows them; `first` and `last` say that the term is anchored there; `plain` is the text
    without escapes.
    """

    words: tuple[tuple[Piece, ...], ...]
    plain: str
    first: bool = False
    last: bool = False


def read(text: str, *, accents: bool, masked: bool) -> Term:
    """Raises Diagnostic: 27, 29, 30, 32."""
    signs = list(_signs(text)) if masked else [(char, False) for char in text]
    plain = "".join(char for char, _special in signs)
    first, last = signs[:1] == [("^", True)], len(signs) > 1 and signs[-1:] == [("^", True)]
    inner = signs[first : len(signs) - last]
    if ("^", True) in inner:
        raise Diagnostic(32, plain)
    words = tuple(word for stretch in _stretches(inner) for word in _words(stretch, accents=accents))
    if not words:
        raise Diagnostic(27, plain)
    _check_masks(words, plain)
    return Term(words, plain, first, last)


def _signs(text: str) -> list[tuple[str, bool]]:
    """Each letter and whether it is a mask or anchor; a backslash takes the meaning from the next."""
    found, escaped = [], False
    for char in text:
        if char == "\\" and not escaped:
            escaped = True
            continue
        found.append((char, char in "*?^" and not escaped))
        escaped = False
    return found


def _stretches(signs: list[tuple[str, bool]]) -> list[list[tuple[str, bool]]]:
    """Cut at blanks."""
    found: list[list[tuple[str, bool]]] = [[]]
    for char, special in signs:
        if char.isspace():
            found.append([])
        else:
            found[-1].append((char, special))
    return [stretch for stretch in found if stretch]


def _words(stretch: list[tuple[str, bool]], *, accents: bool) -> tuple[tuple[Piece, ...], ...]:
    """One word, or several where signs part them ("Hà-Nội"); with a mask it stays one."""
    if not any(special for _char, special in stretch):
        return words_of("".join(char for char, _special in stretch), accents=accents)
    pieces: list[Piece] = []
    letters = ""
    for char, special in [*stretch, ("", True)]:
        if not special:
            letters += char
            continue
        if known := letters_of(letters, accents=accents):
            pieces.append(known)
        letters = ""
        if char:
            pieces.append(_MASKS[char])
    return (tuple(pieces),)


def _check_masks(words: tuple[tuple[Piece, ...], ...], plain: str) -> None:
    for word in words:
        masks = sum(isinstance(piece, Mask) for piece in word)
        if masks == len(word):
            raise Diagnostic(29, plain)
        if masks > _MOST_MASKS:
            raise Diagnostic(30, plain)
