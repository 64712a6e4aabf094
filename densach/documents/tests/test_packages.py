import io
import zipfile

import pytest

from densach.documents import packages
from densach.documents.refusals import (
    DocumentEmpty,
    DocumentLocked,
    DocumentTooLarge,
    DocumentUnreadable,
    DocumentUnsafe,
)
from densach.documents.tests.word_files import replaced, with_part
from densach.documents.word import default_template


def test_a_word_document_is_read():
    assert packages.read_docx(default_template()).paragraphs


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", DocumentEmpty),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, DocumentLocked),
        (b"%PDF-1.7 not a word file", DocumentUnreadable),
        (default_template()[:2000], DocumentUnreadable),
        (default_template()[:-40], DocumentUnreadable),
    ],
)
def test_other_files_are_refused_with_a_sentence(data, refusal):
    with pytest.raises(refusal) as caught:
        packages.read_docx(data)
    assert str(caught.value)
    assert caught.value.what_to_do


def test_a_zip_that_is_no_document_is_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("readme.txt", "hello")
    with pytest.raises(DocumentUnreadable):
        packages.read_docx(target.getvalue())


def test_a_bomb_is_refused_before_it_unpacks():
    with pytest.raises(DocumentTooLarge) as caught:
        packages.read_docx(with_part(default_template(), "word/document.xml", b" " * (packages.MAX_XML_BYTES + 1)))
    assert caught.value.data == {"size": "21", "limit": 20}
    with pytest.raises(DocumentTooLarge):
        packages.read_docx(with_part(default_template(), "word/media/a.png", b" " * packages.MAX_UNPACKED_BYTES))


def test_too_many_parts_are_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in ("[Content_Types].xml", "word/document.xml", *map(str, range(packages.MAX_ENTRIES))):
            package.writestr(name, "")
    with pytest.raises(DocumentUnsafe):
        packages.check_package(target.getvalue())


def test_macros_and_entities_are_refused():
    with pytest.raises(DocumentUnsafe):
        packages.read_docx(with_part(default_template(), "word/vbaProject.bin", b"x"))
    bomb = b'<!DOCTYPE a [<!ENTITY a "a">]><w:document/>'
    with pytest.raises(DocumentUnsafe):
        packages.read_docx(with_part(default_template(), "word/document.xml", bomb))


def test_outside_links_are_refused_but_not_hyperlinks():
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    link = f'<Relationship Id="rX" Type="{kind}%s" Target="http://example.org/" TargetMode="External"/></Relationships>'
    part = "word/_rels/document.xml.rels"
    with pytest.raises(DocumentUnsafe):
        packages.read_docx(replaced(default_template(), "</Relationships>", link % "attachedTemplate", part=part))
    packages.read_docx(replaced(default_template(), "</Relationships>", link % "hyperlink", part=part))


def test_damaged_parts_are_refused():
    with pytest.raises(DocumentUnreadable):
        packages.read_docx(with_part(default_template(), "word/document.xml", b"<w:document"))
    with pytest.raises(DocumentUnreadable):
        packages.read_docx(with_part(default_template(), "word/_rels/document.xml.rels", b"<Relationships"))


def test_stable_bytes_do_not_depend_on_order_or_time():
    parts = {"[Content_Types].xml": b"1", "b.xml": b"2", "a.xml": b"3"}
    packed = []
    for names in (list(parts), list(reversed(parts))):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            for name in names:
                package.writestr(zipfile.ZipInfo(name, date_time=(2020 + len(packed), 1, 1, 0, 0, 0)), parts[name])
        packed.append(packages.stable_bytes(target.getvalue()))
    assert packed[0] == packed[1]
    assert zipfile.ZipFile(io.BytesIO(packed[0])).namelist() == ["[Content_Types].xml", "a.xml", "b.xml"]
