"""What the name of an agency looks like at the head of its duties, and where the name ends."""

from __future__ import annotations

import re

from .vietnamese import Words, fold

MAX_NAME = 170

_NAMES = (
    r"sở|phòng(?!,? chống)|ban(?! hành)|bộ (?:chỉ huy|tư lệnh|đội)|bch"
    r"|công an|ủy ban|ubnd|ubmttq|ub mttq|hội(?! nhập)|đoàn|liên đoàn"
    r"|liên hiệp|trung tâm|trường|nhà trường|thư viện|bảo tàng|đài|báo|cơ quan|đơn vị|văn phòng|mặt trận|mttq"
    r"|tổ (?:công tác|dân phố|chuyên môn|chức chính trị|chức xã hội|chức đoàn "
    r"thể)|công ty|bưu điện|chi cục|kho bạc|đảng ủy|viện|hđnd|nhà văn hóa"
    r"|trạm|hiệu trưởng|công chức|thành đoàn|huyện đoàn|tỉnh đoàn|xã "
    r"đoàn|huyện ủy|thành ủy|tỉnh ủy|doanh nghiệp|ngành|địa phương"
    r"|xã|phường|quân đội|chủ tịch|thường trực|đồng chí|trưởng (?:thôn|phòng)|thôn|đồn biên phòng|ngân hàng|bộ phận"
)
_AGENCY = Words(
    rf"^(?:(?:đề nghị|giao|đối với|trách nhiệm của) )?(?:(?:các|một số) )?(?:{_NAMES})(?![a-zà-ỹ])",
    plain=rf"^(?:(?:de nghi|giao|doi voi|trach nhiem cua) )?(?:(?:cac|mot so) )?"
    rf"(?:{fold(_NAMES).replace('so|', 'so(?! hoa)|').replace('|bao|', '|bao (?!dam|ton|cao)|')})(?![a-z])",
)
_REQUEST = re.compile(r"^(?:đề nghị|de nghi)\s+", re.IGNORECASE)
_ORDER = re.compile(r"^(?:giao cho|giao|đối với|trách nhiệm của|trach nhiem cua|doi voi)\s+", re.IGNORECASE)
_DUTY_BEGINS = Words(
    r"[ ,](?:chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|tham "
    r"mưu|hướng dẫn|chỉ đạo|xây dựng|thực hiện|căn cứ|tiếp tục"
    r"|triển khai|thẩm định|bố trí|tuyên truyền|đẩy mạnh|chủ động"
    r"|tăng cường|là (?:cơ quan|đơn vị)|cân đối|theo dõi|vận động"
    r"|lồng ghép|tổng hợp|đưa tin|đăng tải|tổ chức (?:triển khai|thực hiện|các))(?![a-zà-ỹ])"
)


def is_agency_name(text: str) -> bool:
    """True where a heading or the start of a sentence names who has to act."""
    return bool(_AGENCY.search(text)) and "%" not in text


def split_agency(text: str, *, sentence: bool) -> tuple[str, str, bool]:
    """(name, duty in the same passage or "", whether it is asked rather than ordered).

    A heading is a name as a whole unless a colon follows; a `sentence` is cut where its verb begins.
    """
    requested = bool(_REQUEST.match(text))
    bare = _ORDER.sub("", _REQUEST.sub("", text))
    colon = bare.find(":")
    if 0 < colon <= MAX_NAME:
        return bare[:colon].strip(), bare[colon + 1 :].strip(), requested
    verb = _DUTY_BEGINS.search(bare) if sentence else None
    if verb:
        return bare[: verb.start()].strip(" ,"), bare[verb.start() + 1 :].strip(), requested
    return bare.strip(" .;,:"), "", requested
