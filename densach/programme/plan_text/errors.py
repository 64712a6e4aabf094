"""Why a file could not be read as the text of a plan, said so that the person who uploaded it knows what to do."""

from __future__ import annotations

_SAVE_VI = "Hãy mở tệp bằng phần mềm soạn thảo, lưu lại dưới dạng .docx hoặc .txt (mã UTF-8) rồi tải lên lần nữa."
_SAVE_EN = "Open it in a word processor, save it as .docx or .txt (UTF-8) and upload it again."

_SENTENCES: dict[str, tuple[str, str]] = {
    "empty": (
        "Tệp không có chữ nào. Hãy chọn lại tệp văn bản kế hoạch (.docx hoặc .txt).",
        "The file holds no text. Choose the plan document again (.docx or .txt).",
    ),
    "binary": (f"Tệp không phải là văn bản. {_SAVE_VI}", f"The file is not text. {_SAVE_EN}"),
    "too-large": (
        "Tệp lớn hơn 10 MB. Hãy bỏ hình ảnh và phụ lục rồi tải lên lần nữa.",
        "The file is larger than 10 MB. Remove pictures and annexes and upload it again.",
    ),
    "too-long": (
        "Văn bản dài hơn 400.000 ký tự, quá dài với một kế hoạch. Hãy chỉ tải lên phần kế hoạch, bỏ phụ lục.",
        "The text is longer than 400,000 characters, too long for a plan. Upload the plan alone, without annexes.",
    ),
    "pdf": (f"Đây là tệp PDF. {_SAVE_VI}", f"This is a PDF file. {_SAVE_EN}"),
    "old-doc": (
        f"Đây là tệp Office đời cũ (.doc, .xls). {_SAVE_VI}",
        f"This is an old Office file (.doc, .xls). {_SAVE_EN}",
    ),
    "encrypted": (
        "Tệp được đặt mật khẩu. Hãy bỏ mật khẩu, lưu lại dưới dạng .docx rồi tải lên lần nữa.",
        "The file is protected by a password. Remove the password, save it as .docx and upload it again.",
    ),
    "spreadsheet": (
        "Đây là bảng tính, không phải văn bản kế hoạch. Hãy chép nội dung sang tệp .docx hoặc .txt rồi tải lên.",
        "This is a spreadsheet, not a plan document. Copy its content into a .docx or .txt file and upload that.",
    ),
    "presentation": (
        "Đây là tệp trình chiếu, không phải văn bản kế hoạch. Hãy chép nội dung sang tệp .docx hoặc .txt rồi tải lên.",
        "This is a presentation, not a plan document. Copy its content into a .docx or .txt file and upload that.",
    ),
    "open-document": (
        f"Đây là tệp OpenDocument (.odt). {_SAVE_VI}",
        f"This is an OpenDocument file (.odt). {_SAVE_EN}",
    ),
    "archive": (
        "Đây là tệp nén. Hãy giải nén rồi tải lên tệp .docx hoặc .txt bên trong.",
        "This is an archive. Unpack it and upload the .docx or .txt file inside.",
    ),
    "image": (
        "Đây là ảnh chụp. Hãy nhận dạng chữ (OCR) hoặc gõ lại, lưu dưới dạng .docx hoặc .txt rồi tải lên.",
        "This is a picture. Recognise its text (OCR) or type it, save it as .docx or .txt and upload that.",
    ),
    "rtf": (f"Đây là tệp RTF. {_SAVE_VI}", f"This is an RTF file. {_SAVE_EN}"),
    "html": (f"Đây là trang web (HTML). {_SAVE_VI}", f"This is a web page (HTML). {_SAVE_EN}"),
    "truncated-docx": (
        "Tệp .docx bị hỏng hoặc bị cắt ngắn. Hãy xin lại bản gốc, hoặc mở bằng Word, lưu lại rồi tải lên lần nữa.",
        "The .docx file is damaged or cut short. Ask for the original, or save it again in Word and upload it.",
    ),
    "docx-bomb": (
        "Tệp .docx bung ra quá lớn hoặc chứa khai báo nguy hiểm nên bị từ chối. "
        "Hãy mở bằng Word, lưu lại thành tệp mới chỉ có chữ rồi tải lên.",
        "The .docx file unpacks too large or holds dangerous declarations and was refused. "
        "Open it in Word, save it as a new file with text only and upload that.",
    ),
}


class PlanUnreadable(Exception):
    """A file from which no plan text can be taken.

    `code` is stable; `sentence_vi` and `sentence_en` say what is wrong and what to do.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.sentence_vi, self.sentence_en = _SENTENCES[code]
        super().__init__(self.sentence_en)


CODES = frozenset(_SENTENCES)
