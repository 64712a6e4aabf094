"""Each rule of the layout is broken once, and the check must see exactly that."""

import io

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from densach.documents.inspect import inspect_document
from densach.documents.refusals import DocumentUnreadable
from densach.documents.tests.reports import yearly_report
from densach.documents.tests.word_files import changed, replaced
from densach.documents.word import render_document

GOOD = render_document(None, yearly_report())


def line(word, start):
    """The first paragraph (tables included) that begins with `start`."""
    return next(
        paragraph
        for node in word.element.body.iter(qn("w:p"))
        if (paragraph := Paragraph(node, word._body)).text.startswith(start)
    )


def found(data):
    return {(finding.code, finding.element) for finding in inspect_document(data)}


def broken(change):
    return found(changed(GOOD, change))


def test_good_document_has_no_findings():
    assert inspect_document(GOOD) == []


def test_unreadable_document_is_refused():
    with pytest.raises(DocumentUnreadable):
        inspect_document(b"nothing")


def test_page_size_and_margins():
    def letter(word):
        word.sections[0].page_width, word.sections[0].page_height = Mm(216), Mm(279)

    assert ("page-size", "page") in broken(letter)

    def turned(word):
        section = word.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)

    assert ("page-size", "page") in broken(turned)
    for side, value in (("top", 15), ("bottom", 30), ("left", 25), ("right", 25)):
        findings = inspect_document(
            changed(GOOD, lambda word, s=side, v=value: setattr(word.sections[0], f"{s}_margin", Mm(v)))
        )
        assert [finding.code for finding in findings if finding.element == "page"] == ["margin"], side


def test_font_and_colour():
    def arial(word):
        line(word, "Lượt bạn đọc đạt").runs[0].font.name = "Arial"

    def red(word):
        line(word, "Lượt bạn đọc đạt").runs[0].font.color.rgb = RGBColor(255, 0, 0)

    assert broken(arial) == {("font", "text")}
    assert broken(red) == {("color", "text")}


def test_font_of_styles_and_theme_is_resolved():
    def style(word):
        word.styles["VB Nội dung"].element.rPr.rFonts.set(qn("w:ascii"), "Calibri")

    def theme(word):
        fonts = line(word, "Lượt bạn đọc đạt").runs[0]._r.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:asciiTheme"), "minorHAnsi")

    def nowhere(word):
        for fonts in list(word.styles.element.iter(qn("w:rFonts"))):
            fonts.getparent().remove(fonts)

    def text_colour(word):
        color = OxmlElement("w:color")
        color.set(qn("w:val"), "222222")
        color.set(qn("w:themeColor"), "text1")
        line(word, "Lượt bạn đọc đạt").runs[0]._r.get_or_add_rPr().append(color)

    assert broken(style) == {("font", "text")}
    assert broken(theme) == {("font", "text")}
    assert broken(nowhere) == {("font", "text")}
    assert broken(text_colour) == set()


@pytest.mark.parametrize(
    ("start", "element", "size"),
    [
        ("CỘNG HÒA", "national_name", 14),
        ("Độc lập", "motto", 12),
        ("ỦY BAN NHÂN DÂN PHƯỜNG", "issuer", 14),
        ("Số:", "number", 14),
        ("Bắc Kạn, ngày", "place_date", 12),
        ("BÁO CÁO", "kind", 16),
        ("Kết quả thực hiện Chương", "subject", 15),
        ("Kính gửi", "addressee", 12),
        ("Căn cứ Luật", "legal_basis", 12),
        ("I. CÔNG", "section_heading", 12),
        ("1. Kết quả", "subsection_heading", 12),
        ("Lượt bạn đọc đạt", "body", 12),
        ("TM. ỦY BAN", "signer_line", 12),
        ("Nguyễn Văn Mẫu", "signer_name", 12),
        ("Nơi nhận", "recipients_heading", 11),
        ("- Như trên", "recipient", 12),
    ],
)
def test_size_of_each_element(start, element, size):
    def resize(word):
        for run in line(word, start).runs:
            run.font.size = Pt(size)

    assert ("size", element) in broken(resize)


@pytest.mark.parametrize(
    ("start", "element"),
    [
        ("CỘNG HÒA", "national_name"),
        ("Độc lập", "motto"),
        ("BÁO CÁO", "kind"),
        ("Kết quả thực hiện Chương", "subject"),
        ("I. CÔNG", "section_heading"),
        ("TM. ỦY BAN", "signer_line"),
        ("Nơi nhận", "recipients_heading"),
    ],
)
def test_bold_elements_must_be_bold(start, element):
    assert ("bold", element) in broken(lambda word: setattr(line(word, start).runs[0].font, "bold", False))


@pytest.mark.parametrize(("start", "element"), [("Số:", "number"), ("Kính gửi", "addressee"), ("- Như", "recipient")])
def test_plain_elements_must_not_be_bold(start, element):
    assert ("bold", element) in broken(lambda word: setattr(line(word, start).runs[0].font, "bold", True))


def test_italic_elements():
    for start, element in (
        ("Bắc Kạn, ngày", "place_date"),
        ("Căn cứ Luật", "legal_basis"),
        ("Nơi nhận", "recipients_heading"),
    ):
        assert ("italic", element) in broken(lambda word, s=start: setattr(line(word, s).runs[0].font, "italic", False))
    assert broken(lambda word: setattr(line(word, "BÁO CÁO").runs[0].font, "italic", True)) == {("italic", "kind")}


def test_alignment():
    def left(start):
        return lambda word: setattr(line(word, start), "alignment", WD_ALIGN_PARAGRAPH.LEFT)

    assert broken(left("CỘNG HÒA")) == {("alignment", "national_name")}
    assert broken(left("Lượt bạn đọc đạt")) == {("alignment", "body")}
    assert broken(left("Bắc Kạn, ngày")) == {("alignment", "place_date")}
    assert broken(lambda word: setattr(line(word, "Bắc Kạn, ngày"), "alignment", WD_ALIGN_PARAGRAPH.RIGHT)) == set()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("first_line_indent", Mm(0), "indent"),
        ("first_line_indent", Mm(-10), "indent"),
        ("first_line_indent", Mm(15), "indent"),
        ("space_after", Pt(3), "spacing"),
        ("line_spacing", 2.0, "line-spacing"),
        ("line_spacing", 0.9, "line-spacing"),
        ("line_spacing", Pt(12), "line-spacing"),
        ("line_spacing", Pt(30), "line-spacing"),
    ],
)
def test_indent_and_spacing_of_the_text(name, value, code):
    def bend(word):
        setattr(line(word, "Lượt bạn đọc đạt").paragraph_format, name, value)

    assert broken(bend) == {(code, "body")}


def test_exact_line_height_within_the_range_is_accepted():
    assert broken(lambda word: setattr(line(word, "Lượt bạn").paragraph_format, "line_spacing", Pt(18))) == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Số: 5/BC-UBND", "number-form"),
        ("Số: 05 /BC-UBND", "number-form"),
        ("Số: 05/BC- UBND", "number-form"),
        ("Số 05/BC-UBND", "number-form"),
        ("Số: 05/KH-UBND", "number-kind"),
        ("Số: 05/XX-UBND", "number-kind"),
    ],
)
def test_number_form(text, code):
    assert found(replaced(GOOD, "Số: 05/BC-UBND", text)) == {(code, "number")}


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("Bắc Kạn, ngày 5 tháng 02 năm 2026", False),
        ("Bắc Kạn, ngày 05 tháng 2 năm 2026", False),
        ("Bắc Kạn, ngày 05 tháng 03 năm 2026", False),
        ("Bắc Kạn, ngày 31 tháng 02 năm 2026", False),
        ("Bắc Kạn ngày 05 tháng 3 năm 2026", False),
        ("Bắc Kạn, ngày 05 tháng 02 năm 2026", True),
        ("Bắc Kạn, ngày 05 tháng 3 năm 2026", True),
        ("Bắc Kạn, ngày    tháng 11 năm 2026", True),
    ],
)
def test_date_form(text, is_right):
    findings = found(replaced(GOOD, "Bắc Kạn, ngày 20 tháng 11 năm 2026", text))
    assert findings == (set() if is_right else {("date-form", "place_date")})


def test_numbering_of_sections_headings_and_items():
    assert found(replaced(GOOD, "II. KẾT QUẢ", "III. KẾT QUẢ")) == {("numbering", "section_heading")}
    assert found(replaced(GOOD, "II. KẾT QUẢ THỰC HIỆN", "II. Kết quả thực hiện")) == {("capitals", "section_heading")}
    assert found(replaced(GOOD, "2. Hạn chế", "3. Hạn chế")) == {("numbering", "subsection_heading")}
    assert found(replaced(GOOD, "đ) Tổ chức", "e) Tổ chức")) == {("numbering-letter", "body")}
    assert found(replaced(GOOD, "b) Kiểm tra", "f) Kiểm tra")) == {("numbering-letter", "body")}


def test_numbered_sentence_is_no_heading():
    assert found(replaced(GOOD, "Lượt bạn đọc đạt 12.480", "7. Lượt bạn đọc đạt 12.480")) == set()


def test_legal_bases_end_mark_and_numbers():
    assert found(replaced(GOOD, "ngày 21 tháng 11 năm 2019;", "ngày 21 tháng 11 năm 2019,")) == {
        ("legal-basis-end", "legal_basis")
    }
    assert found(replaced(GOOD, "./.", ".")) == {("ending", "body")}
    assert found(replaced(GOOD, "tăng 8,2 %", "tăng 8.2 %")) == {("number-writing", "body")}
    assert found(replaced(GOOD, "12.480 lượt", "1,212,480 lượt")) == {("number-writing", "body")}


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        ("Nơi nhận:", "Nơi nhận", "recipients_heading"),
        ("- Như trên;", "- Như trên.", "recipient"),
        ("- Như trên;", "Như trên;", "recipient"),
        ("- Lưu: VT, VHXH.", "- Lưu: VT, VHXH", "recipient"),
        ("- Lưu: VT, VHXH.", "- Văn thư.", "recipient"),
    ],
)
def test_recipients(old, new, element):
    assert found(replaced(GOOD, old, new)) == {("recipients", element)}


def test_missing_parts_are_named():
    assert ("missing", "motto") in found(replaced(GOOD, "Độc lập - Tự do - Hạnh phúc", "Độc lập"))
    assert ("missing", "kind") in found(replaced(GOOD, ">BÁO CÁO<", ">THƯ<"))
    empty = io.BytesIO()
    Document().save(empty)
    missing = {element for code, element in found(empty.getvalue()) if code == "missing"}
    assert {"national_name", "motto", "issuer", "number", "place_date", "kind", "subject", "body"} <= missing
    assert ("page-number", "page_number") in found(empty.getvalue())


def test_either_placing_of_the_tone_is_accepted():
    assert found(replaced(GOOD, "CỘNG HÒA", "CỘNG HOÀ")) == set()


def rule_below(word, start):
    return line(word, start)._p.getnext()


def test_rules_below_motto_issuer_and_subject():
    starts = {"motto": "Độc lập", "issuer": "ỦY BAN NHÂN DÂN PHƯỜNG", "subject": "Kết quả thực hiện Chương"}
    for element, start in starts.items():

        def remove(word, start=start):
            rule = rule_below(word, start)
            rule.getparent().remove(rule)

        def lengthen(word, start=start, element=element):
            indents = rule_below(word, start).find(qn("w:pPr")).find(qn("w:ind"))
            for side in ("w:left", "w:right"):
                indents.set(qn(side), "2500" if element == "motto" else "0")

        assert broken(remove) == {("rule", element)}
        assert broken(lengthen) == {("rule", element)}


def test_rule_with_its_own_border_and_a_drawn_rule_are_seen():
    def own_border(word):
        rule = rule_below(word, "Độc lập")
        borders = OxmlElement("w:pBdr")
        borders.append(OxmlElement("w:top"))
        rule.find(qn("w:pPr")).append(borders)

    def drawn(start):
        def bend(word):
            paragraph = line(word, start)
            rule = paragraph._p.getnext()
            rule.getparent().remove(rule)
            paragraph.add_run()._r.append(OxmlElement("w:drawing"))

        return bend

    def without_style(word):
        rule = rule_below(word, "Độc lập")
        rule.remove(rule.find(qn("w:pPr")))

    assert broken(own_border) == set()
    assert broken(drawn("Độc lập")) == set()
    assert broken(drawn("Kết quả thực hiện Chương")) == set()
    assert broken(without_style) == {("rule", "motto")}


def header_line(word):
    return word.sections[0].header.paragraphs[0]


def test_page_number_place_size_and_first_page():
    def small(word):
        for run in header_line(word).runs:
            run.font.size = Pt(10)

    def left(word):
        header_line(word).alignment = WD_ALIGN_PARAGRAPH.LEFT

    def gone(word):
        for section in word.sections:
            for paragraph in section.header.paragraphs:
                paragraph.clear()

    def on_first(word):
        word.sections[0].different_first_page_header_footer = False

    def in_footer(word):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), " PAGE ")
        word.sections[0].footer.paragraphs[0]._p.append(field)

    def shown_first(word):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        word.sections[0].first_page_header.paragraphs[0]._p.append(field)

    assert broken(small) == {("size", "page_number")}
    assert broken(left) == {("alignment", "page_number")}
    assert broken(gone) == {("page-number", "page_number")}
    assert broken(on_first) == {("first-page-number", "page_number")}
    assert broken(shown_first) == {("first-page-number", "page_number")}
    assert broken(in_footer) == {("page-number", "page_number")}


def test_findings_read_as_sentences():
    (finding,) = inspect_document(replaced(GOOD, "đ) Tổ chức", "e) Tổ chức"))
    assert str(finding).endswith("(«e) Tổ chức 03 hội nghị.»)")
    long = inspect_document(replaced(GOOD, "kính báo cáo./.", "kính báo cáo " + "dài " * 40))
    assert long[0].where.endswith("…")
    assert str(inspect_document(changed(GOOD, lambda word: setattr(word.sections[0], "top_margin", Mm(10))))[0])


def hand_made(paragraphs):
    """A document typed without tables or styles of ours."""
    word = Document()
    for text in paragraphs:
        word.add_paragraph(text)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def test_document_typed_without_tables_is_read_by_its_words():
    data = hand_made(
        [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập – Tự do – Hạnh phúc",
            "Số: 05/BC-UBND",
            "Bắc Kạn, ngày 05 tháng 02 năm 2026",
            "BÁO CÁO",
            "Việc thử",
            "Kính gửi:",
            "- Sở A;",
            "- Sở B.",
            "I. MỘT",
            "Nội dung./.",
            "Nơi nhận:",
            "- Sở A",
            "- Lưu: VT.",
            "CHỦ TỊCH",
            "Nguyễn Văn Mẫu",
        ]
    )
    findings = inspect_document(data)
    seen = {finding.element for finding in findings}
    missing = {finding.element for finding in findings if finding.code == "missing"}
    assert missing == {"issuer"}
    assert {
        "national_name",
        "motto",
        "kind",
        "subject",
        "addressee",
        "signer_line",
        "signer_name",
        "recipient",
        "body",
    } <= seen
    assert not {finding.code for finding in findings} & {"number-form", "date-form", "ending"}
    assert ("font", "text") in {(finding.code, finding.element) for finding in findings}
