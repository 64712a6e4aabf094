"""Vietnamese typed in the fonts of before Unicode (TCVN3/ABC: .VnTime; VNI: VNI-Times), turned into Unicode.

Such text looks like "Danh môc s¸ch" in any other font. What it is can be told of a column or a file, never of a cell:
"Vâ Qu¶ng" is Võ Quảng, but "Niño" must stay. Tables: TCVN 5712:1993 (VN3) and VNI for Windows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Font(StrEnum):
    """How the letters of a text are to be read."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    TCVN3_CAPITALS = "tcvn3-capitals"  # .VnTimeH: small letters that show as capitals
    VNI = "vni"


_TCVN3_SIGNS = (
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦"  # \xad, the soft hyphen, is ư
)
_TCVN3_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_TCVN3 = str.maketrans(_TCVN3_SIGNS, _TCVN3_LETTERS)

_VNI_ALONE = dict(zip("ñìíæóòôöîÑÌÍÆÓÒÔÖÎ", "đìíỉĩịơưỵĐÌÍỈĨỊƠƯỴ", strict=True))
_VNI_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_HATS = {
    **dict(zip("âàáåãä", ("\u0302" + tone for tone in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")), strict=True)),
    **dict(zip("êèéúüë", ("\u0306" + tone for tone in ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")), strict=True)),
}  # fmt: skip
_VNI_PAIR = re.compile(r"([aeouyAEOUY])([øùûõïâàáåãäêèéúüë])|([ôöÔÖ])([øùûõï])|([ñìíæóòôöîÑÌÍÆÓÒÔÖÎ])", re.IGNORECASE)
_BEYOND_LATIN_1 = re.compile(
    r"[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u1ea0-\u1ef9]"
)
_WORD = re.compile(
    r"[^\W\d_]+(?:[\xa1-\xbf\xd7\xf7]+[^\W\d_]*)*|[\xa1-\xbf\xd7\xf7]+[^\W\d_]+(?:[\xa1-\xbf\xd7\xf7]+[^\W\d_]*)*"
)
_NEVER_UNICODE = re.compile(
    r"[\xa1-\xbf\xc4-\xc7\xcb\xce-\xd1\xd6-\xd8\xdb\xdc\xde\xdf\xe4-\xe7\xeb\xee-\xf1\xf6-\xf8\xfb\xfc\xfe\xff]"
)
_HIGH = re.compile(r"[\xa1-\xff]")


def to_unicode(text: str, font: Font) -> str:
    """NFC text read in `font`. Words that hold Vietnamese letters of Unicode already are left as they are."""
    if font == Font.UNICODE or text.isascii():
        return text
    if _BEYOND_LATIN_1.search(text):
        return _mixed(text, font)
    if font == Font.VNI:
        return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_letter, text))
    found = unicodedata.normalize("NFC", text.translate(_TCVN3))
    return found.upper() if font == Font.TCVN3_CAPITALS else _WORD.sub(_one_case, found)


def _mixed(text: str, font: Font) -> str:
    """A cell of two fonts ("M¸y mãc thiết bÞ"); one that has no sign but those of Unicode is Unicode throughout."""
    if not _NEVER_UNICODE.search(text):
        return text
    words = re.split(r"(\s+)", text)
    return "".join(word if _BEYOND_LATIN_1.search(word) else to_unicode(word, font) for word in words)


def _one_case(match: re.Match[str]) -> str:
    """TCVN3 has no capitals with tones, so "MôC" in a font of capitals is MỤC: the plain letters tell."""
    word = match[0]
    plain = [char for char in word if char.isascii()]
    return word.upper() if len(plain) > 1 and all(char.isupper() for char in plain) and not word.isupper() else word


def _vni_letter(match: re.Match[str]) -> str:
    base, mark, horned, tone, alone = match.groups()
    if alone:
        return _VNI_ALONE[alone]
    if horned:
        return _VNI_ALONE[horned] + _VNI_TONES[tone.lower()]
    low = mark.lower()
    if low in _VNI_TONES:
        return base + _VNI_TONES[low]
    # the breve stands over a only, the hat over a, e, o: anything else is no VNI
    fits = base in "aA" if _VNI_HATS[low][0] == "\u0306" else base in "aeoAEO"
    return base + _VNI_HATS[low] if fits else match[0]


@dataclass(frozen=True)
class Verdict:
    """What a column or file was found to be: `confidence` 0–1, `signs` the words with signs that were judged."""

    font: Font
    confidence: float
    signs: int


_CANDIDATES = (Font.UNICODE, Font.TCVN3, Font.VNI)
_ENOUGH = 6  # words with signs from which a column can be judged by itself
_SURE, _LEAD = 0.6, 0.2


def detect(texts: Iterable[str], *, most: int = 4000) -> Verdict:
    """How the texts of one column (or file) are written, by how many of their words are Vietnamese syllables when read so.

    Looks at the first `most` different words that have a sign. Words of other languages count against no reading.
    """
    words, beyond = _signed_words(texts, most)
    if beyond and beyond * 4 >= len(words):
        return Verdict(Font.UNICODE, 1.0, len(words))
    if not words:
        return Verdict(Font.UNICODE, 0.0, 0)
    shares = {font: _share(words, font) for font in _CANDIDATES}
    best = max((Font.TCVN3, Font.VNI), key=lambda font: shares[font])
    if shares[best] < _SURE or shares[best] - shares[Font.UNICODE] < _LEAD:
        return Verdict(Font.UNICODE, 1 - shares[best], len(words))
    lead = shares[best] - max(share for font, share in shares.items() if font != best)
    found = Font.TCVN3_CAPITALS if best == Font.TCVN3 and _shows_capitals(words) else best
    return Verdict(found, min(1.0, lead + shares[best] / 2) * min(1.0, len(words) / _ENOUGH), len(words))


def detect_columns(columns: Iterable[Iterable[str]]) -> list[Verdict]:
    """One verdict for each column; a column with too few signs is read as the whole file is."""
    kept = [list(column) for column in columns]
    found = [detect(column) for column in kept]
    file = _of_file(found) or detect(text for column in kept for text in column).font
    if file == Font.UNICODE:
        return found
    return [
        Verdict(file, 0.5, own.signs) if own.signs < _ENOUGH and any(map(_HIGH.search, column)) else own
        for own, column in zip(found, kept, strict=True)
    ]


def _of_file(columns: list[Verdict]) -> Font | None:
    """The old font of most words in the columns that can be judged by themselves; None where no column has one."""
    fonts: Counter[Font] = Counter()
    for column in columns:
        if column.signs >= _ENOUGH and column.font != Font.UNICODE:
            fonts[Font.TCVN3 if column.font == Font.TCVN3_CAPITALS else column.font] += column.signs
    return fonts.most_common(1)[0][0] if fonts else None


def syllables(texts: Iterable[str]) -> float:
    """The share (0–1) of the words beyond ASCII that could be Vietnamese as they stand."""
    words = {word for text in texts for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()}
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def _signed_words(texts: Iterable[str], most: int) -> tuple[Counter[str], int]:
    """Words that have a sign beyond ASCII, and how many words have a letter that only Unicode has."""
    words: Counter[str] = Counter()
    beyond = 0
    for text in texts:
        if text.isascii():
            continue
        if _BEYOND_LATIN_1.search(text):
            beyond += sum(bool(_BEYOND_LATIN_1.search(word)) for word in text.split())
            continue
        words.update(word for word in _WORD.findall(text) if _HIGH.search(word))
        if len(words) + beyond >= most:
            break
    return words, beyond


def _share(words: Counter[str], font: Font) -> float:
    good = sum(is_syllable(to_unicode(word, font)) for word in words)
    return good / len(words)


def _shows_capitals(words: Counter[str]) -> bool:
    """Plain capitals around small letters with signs ("DANH MôC") can only be a font of capitals."""
    odd = [word for word in words if re.fullmatch(r"[A-Z]{2,}[^A-Za-z]+[A-Z]*|[A-Z]+[^A-Za-z]+[A-Z]+", word)]
    return len(odd) * 2 > len(words)


_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_LETTERS_BEFORE = "ngh ch gh gi kh ng nh ph qu th tr b c d đ g h k l m n p r s t v x"
_LETTERS_AFTER = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
    "ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh "
    "oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn "
    "ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh "
    "uyt uyu ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu"
)
_ONSETS, _RIMES = _LETTERS_BEFORE.split(), frozenset(_LETTERS_AFTER.split())
_STOPPED = re.compile(r"(?:[cpt]|ch)$")


def is_syllable(word: str) -> bool:
    """Whether a word could be a Vietnamese syllable by its letters and tone ("nghiêng", not "niño" nor "vâ")."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [char for char in decomposed if char in _TONE_MARKS]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONE_MARKS))
    if _STOPPED.search(bare) and (not tones or tones[0] not in "\u0301\u0323"):
        return False
    return bare in _RIMES or any(bare.startswith(onset) and _fits(bare, onset) for onset in _ONSETS)


def _fits(bare: str, onset: str) -> bool:
    rest = bare[len(onset) :]
    # the i of gi and the u of qu may belong to the rime too: giếng, quýt
    return rest in _RIMES or (onset in ("gi", "qu") and onset[1] + rest in _RIMES)
