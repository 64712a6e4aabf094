"""Whom a target speaks of and what it asks of them: the words around a value cut into population and measure."""

from __future__ import annotations

import re

from .target_values import Value, years_in
from .vietnamese import Words, fold

_VERBS = (
    r"cung cấp|ứng dụng|có|được|thực hiện|triển khai|tổ chức|đạt|tham "
    r"gia|đáp ứng|hỗ trợ|sử dụng|tiếp cận|đảm bảo|bảo đảm|kết nối"
    r"|duy trì|xây dựng|đổi mới|số hóa|hoàn thành|mở|trở thành|thường "
    r"xuyên|công nhận|áp dụng|thành lập|trang bị|bổ sung|phục vụ"
    r"|tăng|giảm|đẩy mạnh|biết|liên thông|hình thành|chuyển đổi số"
    r"|đủ|đăng ký|ký|lắp đặt|nối mạng|bố trí|quản lý bằng|đưa|đón"
    r"|hoạt động (?:hiệu quả|thường xuyên|ổn định|tốt|định kỳ)|vận hành|khai thác|phủ|sinh hoạt|xếp loại"
)
_PLAIN_VERBS = (
    fold(_VERBS)
    .replace("|co|", "|co(?! so| quan| ban| dong)|")
    .replace("|mo|", "|mo(?! hinh)|")
    .replace("|du|", "|du(?! lich| toan)|")
    .replace("|don", "|don(?! vi)")
)
_NOUNS_BEFORE = r"(?<!các )(?<!những )(?<!và các )(?<!người )(?<!cơ quan, )(?<!cán bộ )"
_VERB = Words(
    rf"(?<![a-zà-ỹ]){_NOUNS_BEFORE}(?:{_VERBS})(?![a-zà-ỹ])",
    plain=rf"(?<![a-z]){fold(_NOUNS_BEFORE)}(?:{_PLAIN_VERBS})(?![a-z])",
)
_ACTS = Words(
    r"^(?:vận động|thu hút|phát động|tặng|phát hành|luân chuyển|tuyên "
    r"truyền|đào tạo|bồi dưỡng|tập huấn|biên soạn|in|mua|sửa chữa"
    r"|nâng cấp|cấp|phát triển|lập|tiếp nhận|huy động|khen thưởng|tôn vinh|đăng|sưu tầm|chuyển giao|tạo)(?![a-zà-ỹ])"
)
_GROWS = Words(r"(?<![a-zà-ỹ])(?:tăng(?! cường)|giảm)(?![a-zà-ỹ])[^,;%]*$")
_GROWTH_OF = re.compile(
    r"^(?P<verb>tang|giam)(?: binh quan| them)?(?: (?:ty le|ti le|tong))?"
    r" (?!binh quan|them|moi|hang|trung binh)(?P<what>\S.*?)(?:\s+(?:con|xuong|len|them|dat))*$"
)
_HOPES = (
    r"(?:phan dau|phan dau den|dat|co|it nhat|toi thieu|dam bao"
    r"|bao dam|duy tri|la|(?<!tro )len|tang len|chiem|ty le|ti le"
    r"|(?<!doi )so|voi|khoang|moi nam|hang nam|dat ty le|dat duoc"
    r"|tren|tu|va|den|cu the|trong do|rieng|lan luot|tuong ung|vao"
    r"|trung binh|hoan thanh|tai|chi tieu|muc tieu)"
)
_ONLY_HOPES = re.compile(rf"^[\s,:;.+-]*(?:{_HOPES}[\s,:;.]*)*$")
_LEADING = re.compile(r"^[\s,:;.)-]*(?:(?:tong so|trong tong so|so luong|so|cua)(?= (?!luot)\w))?\s*")
_TRAILING_HOPES = re.compile(rf"(?:[\s,:;(]+{_HOPES})*[\s,:;.(/]*$")
_RATE = re.compile(r"^(?:phan dau\s+|duy tri\s+|nang\s+)*(?:(?:ty|ti) le|so luong|tong so|so)\s+(?!luot)")
_OPENING = re.compile(
    r"^[\s,:;.]*(?:(?:phan dau|trong do|cu the|rieng|tiep tuc|du kien"
    r"|chi tieu|muc tieu|(?:binh quan )?(?:moi|hang) nam)\b[\s,:]*)*"
)
_LEADING_ASIDE = re.compile(r"^\s*\([^()]*\)")


def tail_after(text: str, plain: str, value: Value, following: Value | None, end: int) -> str:
    """What is printed after a value up to the next value's own lead words; empty when only connectors stand there."""
    stop = following.start if following else end
    piece = _without_edges(text[value.end : stop], plain[value.end : stop], leads=following is not None)
    return "" if _ONLY_HOPES.match(fold(piece)) else piece


def lead_before(text: str, plain: str, value: Value, start: int) -> str:
    """What is printed before the first value of a clause, without its year and without "phấn đấu", "đạt", "tỷ lệ"."""
    piece = _without_edges(text[start : value.start], plain[start : value.start], leads=True)
    opening = _OPENING.match(fold(piece))
    piece = piece[opening.end() :] if opening else piece
    if _ONLY_HOPES.match(fold(piece)):
        return ""
    rate = _RATE.match(fold(piece))
    return piece[rate.end() :].strip() if rate else piece


def _without_edges(piece: str, plain: str, *, leads: bool) -> str:
    """Cut years with their lead words from both ends, then connectors; at the end only where it `leads` to a value."""
    for start, end, _ in reversed(years_in(plain)):
        if not re.search(r"\w", _TRAILING_HOPES.sub("", plain[end:])):
            piece, plain = piece[:start], plain[:start]
    for _, end, _ in years_in(plain)[:1]:
        if len(re.sub(rf"\W|{_HOPES}|nam|den|vao|het|giai doan|20\d\d", "", plain[:end])) == 0:
            piece, plain = piece[end:], plain[end:]
    piece = _LEADING_ASIDE.sub("", piece)
    trailing = _TRAILING_HOPES.search(fold(piece)) if leads else None
    piece = piece[: trailing.start()] if trailing else piece
    leading = _LEADING.match(fold(piece))
    return piece[leading.end() if leading else 0 :].strip(" ,;:.()-")


def subject_and_predicate(phrase: str) -> tuple[str, str]:
    """Cut before the first verb; all subject when there is none, no subject when it comes first."""
    verb = _VERB.search(phrase)
    if not verb:
        return phrase.strip(" ,;:."), ""
    return phrase[: verb.start()].strip(" ,;:."), phrase[verb.start() :].strip(" ,;:.")


def growth(lead: str) -> tuple[str, str] | None:
    """ "số lượt … tăng bình quân" → subject and the growing; None where nothing grows."""
    found = _GROWS.search(lead)
    if not found:
        return None
    subject, grows = lead[: found.start()].strip(" ,;:."), lead[found.start() :].strip(" ,;:.")
    of = _GROWTH_OF.match(fold(grows))
    if not subject and of:
        return grows[of.start("what") : of.end("what")], grows[: of.end("verb")]
    return subject, grows


def starts_with_verb(phrase: str) -> bool:
    """ "Mở …", "vận động …": something is done, and the thing counted is what it is done to."""
    found = _VERB.search(phrase)
    return (found is not None and found.start() == 0) or bool(_ACTS.search(phrase))
