import datetime
import io
import runpy
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from densach.documents.inspect import inspect_document
from densach.documents.tests.reports import yearly_report
from densach.documents.tests.word_files import texts
from densach.documents.word import (
    Annex,
    OfficialDocument,
    Section,
    Subsection,
    building,
    default_template,
    render_document,
)
from densach.documents.word.context import cell_text, template_context
from densach.documents.word.placeholders import DOCUMENT
from densach.documents.word.sample import FULL_DOCUMENT


def opened(document):
    return Document(io.BytesIO(render_document(None, document)))


def test_shipped_template_equals_a_rebuild(tmp_path, monkeypatch):
    monkeypatch.setattr(building, "FOLDER", tmp_path)
    made = building.build_default_templates()
    assert [path.stem for path in made] == ["report", "decision", "minutes", "list"]
    for path in made:
        assert path.read_bytes() == default_template(path.stem)


def test_shipped_template_brings_nothing_foreign_along():
    word = Document(io.BytesIO(default_template()))
    assert {style.name for style in word.styles if not style.name.startswith("VB ")} <= {
        "Normal",
        "Default Paragraph Font",
        "Normal Table",
        "No List",
    }
    assert not word.core_properties.author
    assert not word.core_properties.comments
    assert "docProps/thumbnail.jpeg" not in zipfile.ZipFile(io.BytesIO(default_template())).namelist()


def test_command_rebuilds_the_shipped_template(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(building, "FOLDER", tmp_path)
    runpy.run_module("densach.documents.word", run_name="__main__", alter_sys=False)
    assert capsys.readouterr().out == "report.docx\ndecision.docx\nminutes.docx\nlist.docx\n"
    assert (tmp_path / "report.docx").read_bytes() == default_template()


def test_report_keeps_every_rule_of_the_layout():
    assert inspect_document(render_document(None, yearly_report())) == []


def test_report_with_parent_body_and_many_addressees_keeps_the_layout():
    document = yearly_report(
        parent_body="Ủy ban nhân dân tỉnh Thái Nguyên", addressees=("Sở A", "Sở B"), legal_bases=(), annexes=()
    )
    assert inspect_document(render_document(None, document)) == []


def test_unnumbered_report_leaves_room_for_the_clerk():
    data = render_document(None, yearly_report(number=None, date=None))
    assert inspect_document(data) == []
    assert "Số:         /BC-UBND" in texts(data)


def test_same_document_gives_same_bytes():
    assert render_document(None, yearly_report()) == render_document(None, yearly_report())


def test_text_is_printed_as_given():
    data = render_document(None, yearly_report(opening=("R&D < 5 > 3 {{ subject }} {% if %} “ngoặc” \x07\ud800 'a'",)))
    assert "R&D < 5 > 3 {{ subject }} {% if %} “ngoặc” 'a'" in texts(data)


def test_headings_and_items_are_numbered():
    printed = texts(render_document(None, yearly_report()))
    assert "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO VÀ TỔ CHỨC THỰC HIỆN" in printed
    assert "đ) Tổ chức 03 hội nghị." in printed
    assert "2. Hạn chế và nguyên nhân" in printed


def test_lists_get_their_punctuation():
    printed = texts(render_document(None, yearly_report()))
    assert "Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;" in printed
    assert any(text.startswith("Căn cứ Quyết định") and text.endswith("Chương trình.") for text in printed)
    assert "- Chủ tịch, các Phó Chủ tịch Ủy ban nhân dân phường;" in printed
    assert "- Các trường học trên địa bàn;" in printed
    assert "- Lưu: VT, VHXH." in printed


@pytest.mark.parametrize(
    ("changes", "ending"),
    [
        ({}, "kính báo cáo./."),
        ({"closing": ("Kết thúc./.",)}, "Kết thúc./."),
        ({"closing": (" ",)}, "tủ sách cộng đồng./."),
        ({"closing": (), "sections": (Section(title="A", items=("x;", "y;")),)}, "b) y./."),
        (
            {
                "closing": (),
                "sections": (
                    Section(
                        title="A",
                        paragraphs=("p",),
                        subsections=(Subsection(title="t", items=("z",)), Subsection(title="u")),
                    ),
                    Section(title="B"),
                ),
            },
            "a) z./.",
        ),
        ({"closing": (), "sections": (Section(title="A"),)}, "như sau./."),
    ],
)
def test_end_mark_stands_behind_the_last_text(changes, ending):
    printed = texts(render_document(None, yearly_report(**changes)))
    marked = [text for text in printed if text.endswith("./.")]
    assert len(marked) == 1
    assert marked[0].endswith(ending)


def test_document_without_text_has_no_end_mark():
    document = yearly_report(opening=(), sections=(), closing=())
    assert not [text for text in texts(render_document(None, document)) if text.endswith("./.")]


def test_line_breaks_become_paragraphs():
    printed = texts(render_document(None, yearly_report(opening=("một\n\nhai\r\nba",))))
    assert [text for text in printed if text in ("một", "hai", "ba")] == ["một", "hai", "ba"]


def test_annexes_have_sections_repeated_heads_and_totals():
    word = opened(yearly_report())
    assert len(word.sections) == 3
    assert [section.orientation for section in word.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]
    table = word.tables[2]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[1].cells] == ["1", "Thư viện Trường Tiểu học số 1", "1.237", "13,5", "1"]
    assert [cell.text for cell in table.rows[-1].cells] == ["", "Tổng cộng", "53.205", "28,0", "87"]
    assert all(run.bold for run in table.rows[-1].cells[2].paragraphs[0].runs)
    widths = [column.width for column in table.columns]
    assert widths[0] < widths[2] < widths[1]


def test_single_annex_has_no_number():
    (annex, _other) = yearly_report().annexes
    printed = texts(render_document(None, yearly_report(annexes=(annex,))))
    assert "Phụ lục " in printed
    assert "(Kèm theo Báo cáo số 05/BC-UBND ngày 20 tháng 11 năm 2026 của Ủy ban nhân dân phường Bắc Kạn)" in printed


def test_document_without_annexes_has_one_section_with_page_numbers():
    word = opened(yearly_report(annexes=()))
    assert len(word.sections) == 1
    assert "PAGE" in word.sections[0].header._element.xml


def test_properties_name_subject_and_issuer():
    properties = opened(yearly_report()).core_properties
    assert properties.title.startswith("Kết quả thực hiện")
    assert properties.author == "Ủy ban nhân dân phường Bắc Kạn"
    assert properties.created.date() == datetime.date(2026, 11, 20)


def test_cells_are_printed_the_vietnamese_way():
    cells = (None, True, "chữ", 1234, 12.5, Decimal("28.0"), Decimal(5), Decimal("1E3"), datetime.date(2026, 2, 5))
    assert [cell_text(cell) for cell in cells] == [
        "",
        "True",
        "chữ",
        "1.234",
        "12,5",
        "28,0",
        "5",
        "1.000",
        "05/02/2026",
    ]


def test_annex_refuses_rows_of_another_width():
    with pytest.raises(ValueError, match="2 cells for 1"):
        Annex(title="A", columns=("x",), rows=((1, 2),))
    with pytest.raises(ValueError, match="0 cells"):
        Annex(title="A", columns=("x",), rows=((),))
    with pytest.raises(ValueError, match="at least one column"):
        Annex(title="A", columns=(), rows=())


def test_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="XX"):
        yearly_report(kind="XX")


def test_placeholders_describe_exactly_what_the_context_holds():
    def compare(placeholder, record):
        assert {field.name for field in placeholder.fields} == set(record)
        for field in placeholder.fields:
            value = record[field.name]
            assert isinstance(value, list) is field.many, field.name
            if field.fields:
                assert value, f"the sample must show {field.name}"
                compare(field, value[0])

    compare(DOCUMENT, template_context(FULL_DOCUMENT))


def test_decision_and_minutes_keep_every_rule_of_the_layout():
    common = {"issuer": "Ủy ban nhân dân phường Một", "issuer_code": "UBND", "place": "Mẫu", "subject": "Thử mẫu"}
    signed = {"signer_lines": ("CHỦ TỊCH",), "signer_name": "Họ và Tên", "recipients": ("Như Điều 2",)}
    decision = OfficialDocument(
        kind="QĐ", number=5, authority="Chủ tịch Ủy ban nhân dân phường Một", legal_bases=("Căn cứ một", "Căn cứ hai"),
        sections=(Section(title="", paragraphs=("Lập hội đồng.", "Đoạn hai."), items=("một;", "hai.")), Section(title="", paragraphs=("Thi hành.",))),
        **common, **signed,
    )  # fmt: skip
    made = render_document(None, decision, form="decision")
    assert inspect_document(made) == []
    lines = [paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs]
    assert lines.index("CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG MỘT") < lines.index("Căn cứ một;") < lines.index("QUYẾT ĐỊNH:")
    assert {"Điều 1. Lập hội đồng.", "a) một;", "Điều 2. Thi hành./."} <= set(lines)
    minutes = OfficialDocument(
        kind="BB", sections=(Section(title="Thành phần", paragraphs=("Đủ.",)),), co_signer_lines=("THƯ KÝ",), co_signer_name="Thư Ký", **common, **signed,
    )  # fmt: skip
    made = render_document(None, minutes, form="minutes")
    assert inspect_document(made) == []
    table = Document(io.BytesIO(made)).tables[-1]
    assert "THƯ KÝ" in table.rows[0].cells[0].text
    assert "CHỦ TỊCH" in table.rows[0].cells[1].text
    assert "Nơi nhận:" in table.rows[1].cells[0].text


def test_list_is_the_annex_alone():
    document = replace(yearly_report(), annexes=(Annex(title="Danh mục", columns=("TT", "Tên"), rows=((1, "Một"),)),))
    word = Document(io.BytesIO(render_document(None, document, form="list")))
    assert word.paragraphs[0].text.startswith("Phụ lục")
    assert any(paragraph.text.startswith("(Kèm theo Báo cáo số") for paragraph in word.paragraphs)
    assert [cell.text for cell in word.tables[0].rows[1].cells] == ["1", "Một"]
