"""Writes `styles.STYLES` into a new Word document, in place of what python-docx's own template brings along."""

from __future__ import annotations

from typing import Final

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

from densach.documents.decree30 import FONT

from .styles import FIGURES_TABLE, STYLES, Style

_KEPT: Final = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
_LANGUAGE: Final = "vi-VN"
_FONTS: Final = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
_LINE: Final = 'w:val="single" w:sz="{size}" w:space="0" w:color="000000"'


def write_styles(word: WordDocument) -> None:
    """Defaults in Times New Roman, only our styles left, Word 2013+ compatibility, language Vietnamese."""
    styles = word.styles.element
    for style in list(styles.findall(qn("w:style"))):
        if style.get(qn("w:styleId")) not in _KEPT:
            styles.remove(style)
    defaults = styles.find(qn("w:docDefaults"))
    styles.replace(
        defaults,
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{_FONTS}"
            f'<w:color w:val="000000"/><w:sz w:val="28"/><w:szCs w:val="28"/>'
            f'<w:lang w:val="{_LANGUAGE}" w:eastAsia="{_LANGUAGE}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
            f'<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
            f"</w:pPrDefault></w:docDefaults>"
        ),
    )
    for style_id, style in STYLES.items():
        styles.append(parse_xml(_paragraph_style(style_id, style)))
    styles.append(parse_xml(_layout_table_style()))
    styles.append(parse_xml(_figures_table_style()))
    _set_compatibility(word)


def _paragraph_style(style_id: str, style: Style) -> str:
    half_points = round(style.size * 2)
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="{style_id}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>'
        + ("<w:keepNext/>" if style.keep_next else "")
        + (f"<w:pBdr><w:top {_LINE.format(size=6)}/></w:pBdr>" if style.rule else "")
        + f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}" '
        + ('w:line="40" w:lineRule="exact"/>' if style.size < 5 else f'w:line="{style.line}" w:lineRule="auto"/>')
        + (f'<w:ind w:firstLine="{style.indent}"/>' if style.indent else "")
        + f'<w:jc w:val="{style.align}"/>'
        + (f'<w:outlineLvl w:val="{style.outline}"/>' if style.outline is not None else "")
        + f"</w:pPr><w:rPr>{_FONTS}"
        + ("<w:b/><w:bCs/>" if style.bold else "")
        + ("<w:i/><w:iCs/>" if style.italic else "")
        + f'<w:color w:val="000000"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


def _layout_table_style() -> str:
    return _table_style("LayoutTable", "VB Khung", side=0, borders="")


def _figures_table_style() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{side} {_LINE.format(size=4)}/>" for side in sides)
    return _table_style(FIGURES_TABLE, "VB Bảng số liệu", side=85, borders=f"<w:tblBorders>{borders}</w:tblBorders>")


def _table_style(style_id: str, name: str, *, side: int, borders: str) -> str:
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr>{borders}<w:tblCellMar><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:right w:w="{side}" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )


def _set_compatibility(word: WordDocument) -> None:
    """Without it Word opens the file "in compatibility mode"."""
    compat = word.settings.element.find(qn("w:compat"))
    setting = OxmlElement("w:compatSetting")
    for name, value in (
        ("name", "compatibilityMode"),
        ("uri", "http://schemas.microsoft.com/office/word"),
        ("val", "15"),
    ):
        setting.set(qn(f"w:{name}"), value)
    compat.append(setting)
