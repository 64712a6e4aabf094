"""Raw Telex and VNI keystrokes ("thuw vieejn", "thu7 vie65n") read back as Vietnamese.

People search from machines whose input method is off. A word is turned only where the outcome is a Vietnamese syllable.
"""

from __future__ import annotations

import re
import unicodedata

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONES_VNI = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"o": "ơ", "u": "ư"}
_VOWELS = "aăâeêioôơuưy"
_MARKED = "ăâêôơư"
_INITIAL = r"(?:ngh|gh|gi|kh|ng|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
_FINAL = r"(?:ch|ng|nh|[cmnpt])?"
_SYLLABLE = re.compile(rf"^({_INITIAL})([{_VOWELS}]{{1,3}})({_FINAL})$")
_VNI_WORD = re.compile(r"^[a-z]+[1-9][a-z1-9]*$")


def from_keystrokes(text: str) -> str:
    """Lower-case text with every word that reads as Telex or VNI keystrokes written out; equal to the input where none
    does.
    """
    return " ".join(_vni(word) or _telex(word) or word for word in text.lower().split())


def _telex(word: str) -> str | None:
    if not word.isascii() or not word.isalpha():
        return None
    letters: list[str] = []
    tone = ""
    for char in word:
        if char in _TONES and _has_vowel(letters):
            tone = _TONES[char]
        elif char == "w":
            if not _add_horn(letters):
                letters.append("ư")
        elif char == "d" and letters == ["d"]:
            letters[-1] = "đ"
        elif char in _CIRCUMFLEX and letters and letters[-1] == char:
            letters[-1] = _CIRCUMFLEX[char]
        else:
            letters.append(char)
    return _spelled(letters, tone, word)


def _vni(word: str) -> str | None:
    if not _VNI_WORD.match(word):
        return None
    letters: list[str] = []
    tone = ""
    for char in word:
        if char in _TONES_VNI:
            tone = _TONES_VNI[char]
        elif char == "6":
            _mark_last(letters, _CIRCUMFLEX)
        elif char == "7":
            _add_horn(letters, breve=False)
        elif char == "8":
            _mark_last(letters, {"a": "ă"})
        elif char == "9":
            _mark_last(letters, {"d": "đ"})
        else:
            letters.append(char)
    return _spelled(letters, tone, word)


def _has_vowel(letters: list[str]) -> bool:
    return any(letter in _VOWELS for letter in letters)


def _mark_last(letters: list[str], marks: dict[str, str]) -> bool:
    for index in range(len(letters) - 1, -1, -1):
        if letters[index] in marks:
            letters[index] = marks[letters[index]]
            return True
    return False


def _add_horn(letters: list[str], *, breve: bool = True) -> bool:
    """Put the horn on uo (both), else on the last o or u, with Telex also the breve on a."""
    joined = "".join(letters)
    for pair in ("uo", "ưo", "uơ"):
        at = joined.rfind(pair)
        if at >= 0 and joined[:at] != "q":
            letters[at], letters[at + 1] = "ư", "ơ"
            return True
    return _mark_last(letters, {**_HORN, "a": "ă"} if breve else _HORN)


def _spelled(letters: list[str], tone: str, word: str) -> str | None:
    """The syllable with its tone in place, or None where it is none or nothing was turned."""
    joined = "".join(letters)
    match = _SYLLABLE.match(joined)
    if match is None:
        return None
    if tone:
        at = match.start(2) + _tone_place(match[2], closed=bool(match[3]))
        joined = joined[: at + 1] + tone + joined[at + 1 :]
    joined = unicodedata.normalize("NFC", joined)
    return joined if joined != word else None


def _tone_place(vowels: str, *, closed: bool) -> int:
    """Index of the vowel that carries the tone: the last marked one, the middle of three, the second before a final
    consonant.
    """
    marked = [index for index, vowel in enumerate(vowels) if vowel in _MARKED]
    if marked:
        return marked[-1]
    if len(vowels) == 3:
        return 1
    return len(vowels) - 1 if closed else 0
