import io
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from densach.documents.packages import stable_bytes
from densach.documents.refusals import TemplateRefused
from densach.documents.tests.reports import yearly_report
from densach.documents.tests.word_files import changed, replaced, texts, with_part
from densach.documents.word import check_template, default_template, render_document


def bent(old, new, *, count=-1, part="word/document.xml"):
    return replaced(default_template(), old, new, count=count, part=part)


def with_paragraph(text):
    return changed(default_template(), lambda word: word.add_paragraph(text))


def only(template):
    (finding,) = check_template(template)
    return finding


def test_shipped_template_is_fit():
    assert check_template(default_template()) == []


def test_office_template_prints_its_own_words():
    template = bent("Kính gửi: {{ addressee }}.", "Kính trình: {{ addressee|upper }}.")
    assert check_template(template) == []
    printed = texts(render_document(template, yearly_report()))
    assert "Kính trình: SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH TỈNH THÁI NGUYÊN." in printed


def test_misspelt_placeholder_is_named_with_the_right_word():
    finding = only(bent("{{ subject }}", "{{ subjct }}"))
    assert finding.code == "unknown-placeholder"
    assert "subjct" in finding.text
    assert "subject" in finding.text.replace("subjct", "")
    assert finding.where == "{{ subjct }}"
    assert str(finding).endswith("(«{{ subjct }}»)")


def test_misspelt_field_of_a_record_is_found():
    finding = only(bent("{{ section.title|upper }}", "{{ section.tile|upper }}"))
    assert finding.code == "unknown-placeholder"
    assert "title" in finding.text


def test_far_off_name_gets_no_suggestion():
    finding = only(with_paragraph("{{ zzzzzzzz }}"))
    assert finding.text.count("“") == 1


def test_missing_placeholders_are_listed():
    codes = {
        (finding.code, "signer_name" in finding.text) for finding in check_template(bent("{{ signer_name }}", "Tên"))
    }
    assert codes == {("missing-placeholder", True)}
    empty = io.BytesIO()
    Document().save(empty)
    findings = check_template(empty.getvalue())
    assert {finding.code for finding in findings} == {"missing-placeholder"}
    assert any("sections" in finding.text for finding in findings)
    assert not any("sections.title" in finding.text for finding in findings)


def test_missing_field_of_a_used_list_is_found():
    of_section, of_part = check_template(bent("{{ item.letter }}) {{ item.text }}", "…"))
    assert "sections.items.text" in of_section.text
    assert "sections.subsections.items.text" in of_part.text


def test_syntax_error_names_the_paragraph():
    finding = only(with_paragraph("Ngày {{ place_date }"))
    assert finding.code == "syntax"
    finding = only(with_paragraph("{% iff subject %}x{% endif %}"))
    assert finding.code == "syntax"
    assert finding.where.startswith("{% iff subject %}")
    assert only(bent("{%p endfor %}", "", count=1)).code == "syntax"


@pytest.mark.parametrize(
    "command",
    [
        "{{ subject.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler('a') }}",
        "{{ 'a' * 1000000000 }}",
        "{{ subject ~ subject }}",
        "{{ subject|attr('x') }}",
        "{{ subject is divisibleby 2 }}",
        "{{ sections[0] }}",
        "{% for i in range(10000) %}x{% endfor %}",
        "{% for a in sections %}{% for b in sections %}x{% endfor %}{% endfor %}",
        "{% for a in sections if a.title %}{{ a.title }}{% endfor %}",
        "{% for a, b in sections %}{{ a }}{% endfor %}",
        "{% macro x() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% set x = 1 %}",
    ],
)
def test_anything_but_the_small_language_is_refused(command):
    findings = check_template(with_paragraph(command))
    assert {finding.code for finding in findings} & {"not-allowed", "unknown-placeholder", "wrong-use"}
    with pytest.raises(TemplateRefused) as caught:
        render_document(with_paragraph(command), yearly_report())
    assert caught.value.findings == findings
    assert str(findings[0]) in str(caught.value)


@pytest.mark.parametrize(
    "command",
    [
        "{{ sections }}",
        "{{ sections.title }}",
        "{% for letter in subject %}{{ letter }}{% endfor %}",
        "{% for a in nothing %}{{ a }}{% endfor %}",
        "{{ nothing.more }}",
        "{% for a in recipients %}{% for b in a %}{{ b }}{% endfor %}{% endfor %}",
    ],
)
def test_lists_and_texts_are_not_mixed_up(command):
    assert only(with_paragraph(command)).code in ("wrong-use", "unknown-placeholder")


@pytest.mark.parametrize(
    "command",
    [
        "{{ recipients|join(', ') }}",
        "{% if not number and subject != 'x' or kind is defined %}{{ kind|lower }}{% else %}-{% endif %}",
        "{{ subject if sample_note else kind }}",
        "{% for a in recipients %}{{ loop.index }}. {{ a }}{% else %}không{% endfor %}",
        "{% for a in sections %}{% for b in a.items %}{{ a.number }}{{ b.letter }}{% endfor %}{% endfor %}",
    ],
)
def test_small_language_is_enough(command):
    template = with_paragraph(command)
    assert check_template(template) == []
    assert render_document(template, yearly_report())


def test_headers_and_footnotes_are_read_too():
    name = next(name for name in _names(default_template()) if name.startswith("word/header"))
    header = bent("</w:p>", "<w:r><w:t>{{ subjekt }}</w:t></w:r></w:p>", part=name)
    assert only(header).code == "unknown-placeholder"
    notes = with_part(default_template(), "word/footnotes.xml", _FOOTNOTES)
    notes = replaced(notes, "</Types>", _FOOTNOTES_TYPE + "</Types>", part="[Content_Types].xml")
    notes = replaced(
        notes, "</Relationships>", _FOOTNOTES_LINK + "</Relationships>", part="word/_rels/document.xml.rels"
    )
    assert only(notes).code == "unknown-placeholder"


_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FOOTNOTES = (
    f"<w:footnotes {_NS}><w:footnote><w:p><w:r><w:t>{{{{ subjekt }}}}</w:t></w:r></w:p></w:footnote></w:footnotes>"
).encode()
_FOOTNOTES_TYPE = (
    '<Override PartName="/word/footnotes.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>'
)
_FOOTNOTES_LINK = (
    '<Relationship Id="rIdNotes" Target="footnotes.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/>'
)


def _names(data):
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_condition_that_begins_in_a_cell_and_ends_behind_the_table_is_refused():
    template = bent("{{ place_date }}", "{% if sample_note %}{{ place_date }}")
    template = changed(template, lambda word: word.add_paragraph("{% endif %}"))
    assert only(template).code == "broken-structure"


def test_row_loop_that_ends_as_a_paragraph_is_refused():
    assert only(bent("{%tr endfor %}", "{%p endfor %}")).code in ("broken-structure", "syntax")


def test_structure_that_breaks_for_one_document_only_is_refused_then():
    template = bent("{{ place_date }}", "{% if signer_name != 'Nguyễn Văn Mẫu' %}{{ place_date }}")
    template = changed(template, lambda word: word.add_paragraph("{% endif %}"))
    template = replaced(template, "{{ signer_name }}", "{{ signer_name }}{{ place_date }}")
    assert check_template(template) == []
    with pytest.raises(TemplateRefused) as caught:
        render_document(template, yearly_report())
    assert caught.value.findings[0].code == "broken-structure"


def test_loop_that_leaves_an_empty_row_is_refused():
    def bend(word):
        row = word.add_table(rows=1, cols=3).rows[0].cells
        row[0].text, row[1].text, row[2].text = "{%tc for a in recipients %}", "{{ a }}", "{%tc endfor %}"

    assert only(changed(default_template(), bend)).code == "broken-structure"


def test_cell_that_loses_its_paragraph_is_refused():
    def bend(word):
        cell = word.add_table(rows=1, cols=1).rows[0].cells[0]
        cell.text = "{%p if sample_note %}"
        cell.add_paragraph("{{ sample_note }}")
        cell.add_paragraph("{%p endif %}")

    assert only(changed(default_template(), bend)).code == "broken-structure"


@pytest.mark.parametrize("data", [b"", b"not a template", b"PK\x03\x04 truncated"])
def test_unreadable_template_is_one_finding(data):
    finding = only(data)
    assert finding.code == "unreadable"
    assert finding.text
    assert str(finding) == finding.text


def test_placeholders_in_properties_are_left_alone():
    def bend(word):
        word.core_properties.comments = "{{ ''.__class__ }}"

    printed = render_document(changed(default_template(), bend), yearly_report())
    assert Document(io.BytesIO(printed)).core_properties.comments == "{{ ''.__class__ }}"


def test_template_without_our_styles_still_prints():
    def bend(word):
        for node in list(word.element.body.iter(qn("w:pStyle"), qn("w:tblStyle"))):
            if node.tag == qn("w:tblStyle") or node.get(_VAL).startswith(("Rule", "Figures")):
                node.getparent().remove(node)

    template = changed(default_template(), bend)
    assert check_template(template) == []
    assert "Phụ lục I" in texts(render_document(template, yearly_report()))


def test_rule_at_the_top_of_a_cell_is_left_alone():
    def bend(word):
        body = word.element.body
        rule = next(node for node in body.iter() if node.get(_VAL) == "RuleShort").getparent().getparent()
        body.insert(0, rule)

    assert check_template(changed(default_template(), bend)) == []


_VAL = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val"


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=3).map(tuple))
def test_any_text_prints(subject, paragraphs):
    data = render_document(None, yearly_report(subject=subject, opening=paragraphs, issuer=subject, annexes=()))
    assert Document(io.BytesIO(data)).tables
    assert stable_bytes(data) == data
