"""What a paragraph and a run really look like: direct formatting, styles, table style, defaults, theme fonts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OFF = {"0", "false", "off", "none"}
_BLACK = {"000000", "auto"}
_TWIPS_PER_MM = 1440 / 25.4


@dataclass(frozen=True)
class RunLook:
    """`size` in points; `font` is the face of Latin letters; `black` also covers "automatic"."""

    text: str
    font: str
    size: float
    bold: bool
    italic: bool
    black: bool


@dataclass(frozen=True)
class ParagraphLook:
    """Lengths: `first_line_mm` in mm, `before` and `after` in points; `line` in lines (exact heights converted)."""

    alignment: str
    first_line_mm: float
    before: float
    after: float
    line: float


class Looks:
    """Resolves formatting inside one document."""

    def __init__(self, word: WordDocument) -> None:
        styles = word.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in styles.findall(qn("w:style"))}
        self._default_style = next(
            (
                style_id
                for style_id, style in self._styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            "",
        )
        defaults = styles.find(qn("w:docDefaults"))
        self._run_default = None if defaults is None else defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._paragraph_default = None if defaults is None else defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}")
        self._theme = _theme_fonts(word)

    def paragraph(self, paragraph: Any) -> ParagraphLook:
        layers = list(self._paragraph_layers(paragraph))
        line, rule = _attribute(layers, "w:spacing", "w:line"), _attribute(layers, "w:spacing", "w:lineRule") or "auto"
        hanging = _attribute(layers, "w:ind", "w:hanging")
        first = f"-{hanging}" if hanging not in (None, "0") else _attribute(layers, "w:ind", "w:firstLine")
        lines = float(line or 240) / 240
        if rule != "auto":
            largest = max((run.size for run in self.runs(paragraph)), default=14.0)
            lines = float(line or 240) / 20 / (largest * 1.15)  # the font's own line is 1.15 of its size
        return ParagraphLook(
            alignment=_alignment(_attribute(layers, "w:jc", "w:val")),
            first_line_mm=float(first or 0) / _TWIPS_PER_MM,
            before=float(_attribute(layers, "w:spacing", "w:before") or 0) / 20,
            after=float(_attribute(layers, "w:spacing", "w:after") or 0) / 20,
            line=lines,
        )

    def runs(self, paragraph: Any) -> list[RunLook]:
        """Runs with visible text."""
        looks = []
        for run in paragraph.iter(qn("w:r")):
            text = "".join(part.text or "" for part in run.iter(qn("w:t")))
            if text.strip():
                looks.append(self._run(paragraph, run, text))
        return looks

    def _run(self, paragraph: Any, run: Any, text: str) -> RunLook:
        layers = list(self._run_layers(paragraph, run))
        return RunLook(
            text=text,
            font=self._font(layers),
            size=float(_attribute(layers, "w:sz", "w:val") or 20) / 2,
            bold=_switch(layers, "w:b"),
            italic=_switch(layers, "w:i"),
            black=_is_black(layers),
        )

    def _font(self, layers: list[Any]) -> str:
        for layer in layers:
            fonts = layer.find(qn("w:rFonts"))
            if fonts is None:
                continue
            theme = fonts.get(qn("w:asciiTheme"))
            if theme:
                return self._theme.get(theme[:5], "")
            if fonts.get(qn("w:ascii")):
                return str(fonts.get(qn("w:ascii")))
        return ""

    def _run_layers(self, paragraph: Any, run: Any) -> Iterator[Any]:
        own = run.find(qn("w:rPr"))
        if own is not None:
            yield own
            yield from self._style_layers(_style_of(own, "w:rStyle"), "w:rPr")
        yield from self._style_layers(self._paragraph_style(paragraph), "w:rPr")
        yield from self._style_layers(_table_style(paragraph), "w:rPr")
        if self._run_default is not None:
            yield self._run_default

    def _paragraph_layers(self, paragraph: Any) -> Iterator[Any]:
        own = paragraph.find(qn("w:pPr"))
        if own is not None:
            yield own
        yield from self._style_layers(self._paragraph_style(paragraph), "w:pPr")
        yield from self._style_layers(_table_style(paragraph), "w:pPr")
        if self._paragraph_default is not None:
            yield self._paragraph_default

    def _paragraph_style(self, paragraph: Any) -> str:
        own = paragraph.find(qn("w:pPr"))
        return ("" if own is None else _style_of(own, "w:pStyle")) or self._default_style

    def _style_layers(self, style_id: str, tag: str) -> Iterator[Any]:
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            layer = style.find(qn(tag))
            if layer is not None:
                yield layer
            style_id = _style_of(style, "w:basedOn")


def _theme_fonts(word: WordDocument) -> dict[str, str]:
    """`major` and `minor` → the Latin face of the theme."""
    for relation in word.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.THEME:
            theme = parse_xml(relation.target_part.blob)
            return {
                kind: font.get("typeface", "")
                for kind in ("major", "minor")
                for font in theme.iterfind(f".//{_DRAWING}{kind}Font/{_DRAWING}latin")
            }
    return {}


def _style_of(owner: Any, tag: str) -> str:
    child = owner.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val")))


def _table_style(paragraph: Any) -> str:
    table = next(paragraph.iterancestors(qn("w:tbl")), None)
    properties = None if table is None else table.find(qn("w:tblPr"))
    return "" if properties is None else _style_of(properties, "w:tblStyle")


def _attribute(layers: list[Any], tag: str, attribute: str) -> str | None:
    for layer in layers:
        child = layer.find(qn(tag))
        value = None if child is None else child.get(qn(attribute))
        if value is not None:
            return str(value)
    return None


def _switch(layers: list[Any], tag: str) -> bool:
    for layer in layers:
        child = layer.find(qn(tag))
        if child is not None:
            return child.get(qn("w:val"), "1") not in _OFF
    return False


def _is_black(layers: list[Any]) -> bool:
    for layer in layers:
        color = layer.find(qn("w:color"))
        if color is not None:
            return color.get(qn("w:val")) in _BLACK or color.get(qn("w:themeColor")) in ("text1", "dark1")
    return True


def _alignment(value: str | None) -> str:
    return {None: "left", "start": "left", "end": "right", "distribute": "both"}.get(value, value or "left")
