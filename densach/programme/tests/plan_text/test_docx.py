"""Plans as Word files: tables, numbering drawn by Word, tracked changes, and files that must be refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from densach.programme.plan_text import PlanUnreadable, read_plan, source_lines

from .samples import codes, days, fixture, plan, values


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(document):
    return read_plan(saved(document), "plan.docx").as_json()


def repacked(data: bytes, **members: bytes) -> bytes:
    """The archive with members replaced (`/` written as `__`) or, when None, left out."""
    stream = io.BytesIO()
    renamed = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in members.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename not in renamed:
                new.writestr(item, old.read(item))
        for name, content in renamed.items():
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["01", "03", "06", "07"])
def test_paragraphs_read_as_the_text_file_does(name):
    document = Document()
    for line in fixture(name).decode().rstrip("\n").split("\n"):
        document.add_paragraph(line)
    assert read(document) == plan(name)


def test_letterhead_and_signature_in_tables():
    document = Document()
    head = document.add_table(rows=2, cols=2)
    head.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nHUYỆN BÌNH MẪU"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    head.cell(1, 0).text = "Số: 08/KH-UBND"
    head.cell(1, 1).text = "Bình Mẫu, ngày 09 tháng 02 năm 2026"
    for line in (
        "KẾ HOẠCH",
        "Nâng cao chất lượng thư viện huyện Bình Mẫu",
        "I. MỤC TIÊU",
        "Đến năm 2030, 45% nhà văn hóa xã đáp ứng nhu cầu từng nhóm lứa tuổi, sở thích.",
    ):
        document.add_paragraph(line)
    foot = document.add_table(rows=1, cols=2)
    foot.cell(0, 0).text = "Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT."
    foot.cell(0, 1).text = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn Mẫu"
    found = read(document)
    assert found["issuer"] == "ỦY BAN NHÂN DÂN HUYỆN BÌNH MẪU"
    assert (found["number"], found["date"]) == ("08/KH-UBND", "2026-02-09")
    assert found["recipients"] == ["UBND tỉnh", "Lưu: VT"]
    assert found["recipient_details"][0]["line"] == 7, "a row is one line"
    assert found["signer"]["name"] == "Nguyễn Văn Mẫu"
    assert values(found) == [(2030, 45, "%", False)]


def test_a_table_of_targets():
    document = Document()
    for line in ("KẾ HOẠCH", "Phát triển thư viện", "I. CHỈ TIÊU"):
        document.add_paragraph(line)
    rows = [
        ("TT", "Chỉ tiêu", "Đơn vị", "Hiện trạng 2023", "Năm 2025", "Năm 2030"),
        ("1", "Tỷ lệ thư viện trường học có phần mềm quản lý", "%", "12", "50", "≥ 82,5"),
        ("2", "Số lượt bạn đọc tăng bình quân mỗi năm", "%", "", "5", "10"),
        ("3", "Câu lạc bộ đọc sách được thành lập", "câu lạc bộ", "3", "10", "1.200"),
        ("4", "Ghi chú chung", "", "", "", ""),
    ]
    table = document.add_table(rows=len(rows), cols=6)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    found = read(document)
    assert values(found) == [
        (2025, 50, "%", False),
        (2030, 82.5, "%", False),
        (2025, 5, "%", True),
        (2030, 10, "%", True),
        (2025, 10, "câu lạc bộ", False),
        (2030, 1200, "câu lạc bộ", False),
    ]
    assert [row["line"] for row in found["targets"]] == [5, 5, 6, 6, 7, 7]
    assert found["targets"][0]["population"] == "thư viện trường học"
    assert found["targets"][1]["bound"] == "min"
    assert [row["line"] for row in found["unread"]] == [8]


def test_a_table_of_tasks_is_left_to_the_reviewer():
    document = Document()
    for line in ("KẾ HOẠCH", "Phát triển thư viện", "II. NHIỆM VỤ", "1. Tuyên truyền", "- Phát thanh.", "PHỤ LỤC"):
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=3)
    for row, texts in zip(table.rows, [("TT", "Việc", "Cơ quan"), ("1", "In tờ rơi", "Phòng VHTT")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    found = read(document)
    assert [group["items"] for group in found["task_groups"]] == [["Phát thanh."]]
    assert [row["text"] for row in found["unread"]] == ["TT | Việc | Cơ quan", "1 | In tờ rơi | Phòng VHTT"]


def _numbered(document, text, level):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    numbering = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", level), ("w:numId", 77)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), str(value))
        numbering.append(child)
    properties.append(numbering)


def test_numbers_that_word_draws():
    document = Document()
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    forms = [
        ("upperRoman", "%1."),
        ("decimal", "%2."),
        ("lowerLetter", "%3)"),
        ("bullet", "\uf0b7"),
        ("decimal", "%2.%5."),
    ]
    for level, (form, text) in enumerate(forms):
        element = OxmlElement("w:lvl")
        element.set(qn("w:ilvl"), str(level))
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            element.append(child)
        abstract.append(element)
    root.insert(0, abstract)
    num = OxmlElement("w:num")
    num.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    num.append(link)
    root.append(num)
    for level, text in [
        (0, "NHIỆM VỤ"),
        (1, "Tuyên truyền"),
        (2, "Trên đài"),
        (2, "Trên báo"),
        (1, "Đào tạo"),
        (3, "Tập huấn"),
        (4, "Sâu"),
    ]:
        _numbered(document, text, level)
    lines = source_lines(saved(document), "x.docx")
    assert lines == [
        "I. NHIỆM VỤ",
        "1. Tuyên truyền",
        "a) Trên đài",
        "b) Trên báo",
        "2. Đào tạo",
        "- Tập huấn",
        "2.1. Sâu",
    ]
    assert [len(group["items"]) for group in read(document)["task_groups"]] == [2, 2]


def test_list_styles_and_tracked_changes():
    document = Document()
    document.add_paragraph("I. NHIỆM VỤ")
    document.add_paragraph("1. Mở lớp")
    document.add_paragraph("Lớp vẽ", style="List Bullet")
    paragraph = document.add_paragraph("Lớp ")
    for tag, text_tag, text in (("w:del", "w:delText", "cũ"), ("w:ins", "w:t", "mới")):
        change, run, piece = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        piece.text = text
        run.append(piece)
        change.append(run)
        paragraph._p.append(change)
    lines = source_lines(saved(document), "x.docx")
    assert lines[2:] == ["- Lớp vẽ", "Lớp mới"]


def test_line_breaks_inside_a_paragraph_start_new_lines():
    document = Document()
    document.add_paragraph("I. NHIỆM VỤ\n1. Một\tviệc")
    assert source_lines(saved(document), "x.docx") == ["I. NHIỆM VỤ", "1. Một\tviệc"]


def refused(data: bytes) -> str:
    with pytest.raises(PlanUnreadable) as caught:
        read_plan(data, "plan.docx")
    assert caught.value.sentence_vi
    assert caught.value.sentence_en
    return caught.value.code


def _sample() -> bytes:
    document = Document()
    document.add_paragraph("KẾ HOẠCH")
    return saved(document)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_off_archives(share):
    data = _sample()
    assert refused(data[: int(len(data) * share)]) == "truncated-docx"


def test_damaged_inside():
    data = _sample()
    assert refused(repacked(data, word__document_xml=b"<w:document")) == "truncated-docx"
    assert refused(repacked(data, word__document_xml=b"<other/>")) == "truncated-docx"
    broken = bytearray(data)
    broken[len(data) // 3 : len(data) // 2] = b"\x00" * (len(data) // 2 - len(data) // 3)
    with pytest.raises(PlanUnreadable):
        read_plan(bytes(broken), "x.docx")


def test_bombs():
    data = _sample()
    assert refused(repacked(data, word__media__a=b"\0" * 51 * 1024 * 1024)) == "docx-bomb"
    assert refused(repacked(data, word__media__a=b"\0" * 20 * 1024 * 1024)) == "docx-bomb"
    entities = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="x">&b;</w:document>'
    assert refused(repacked(data, word__document_xml=entities)) == "docx-bomb"


def test_too_many_members():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(5001):
            archive.writestr(f"word/{number}", b"")
    assert refused(stream.getvalue()) == "docx-bomb"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xl/workbook.xml", "spreadsheet"),
        ("ppt/slides.xml", "presentation"),
        ("content.xml", "open-document"),
        ("a.txt", "archive"),
    ],
)
def test_other_archives(name, code):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, b"x")
    assert refused(stream.getvalue()) == code


def test_a_locked_archive():
    data = bytearray(_sample())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refused(bytes(data)) == "encrypted"


def test_an_empty_document():
    assert refused(saved(Document())) == "empty"


def test_content_controls_and_text_boxes():
    document = Document()
    paragraph = document.add_paragraph("1. Mở lớp")
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(content)
    paragraph._p.addnext(control)
    content.append(document.add_paragraph("Trong ô nội dung")._p)
    holder = document.add_paragraph("Ngoài khung")
    box, inner = OxmlElement("w:txbxContent"), document.add_paragraph("Trong khung")._p
    run = OxmlElement("w:r")
    box.append(inner)
    run.append(box)
    holder._p.append(run)
    lines = source_lines(saved(document), "x.docx")
    assert lines == ["1. Mở lớp", "Trong ô nội dung", "Ngoài khung", "Trong khung"]


def test_damage_is_told_apart_from_days():
    document = Document()
    for line in (
        "I. MỤC TIÊU",
        "Đến năm 2030, 5% thư viện mở cửa.",
        "II. CHẾ ĐỘ BÁO CÁO",
        "Báo cáo trước ngày 10/6 hằng năm.",
    ):
        document.add_paragraph(line)
    found = read(document)
    assert days(found) == [(10, 6)]
    assert "invalid-date" not in codes(found)
