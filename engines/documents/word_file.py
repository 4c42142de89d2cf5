"""Word files (DOCX): the words of paragraphs, tables, headers, footers and notes.

The parts of the archive that hold no words are copied as they are. Within a paragraph, text that
looks alike belongs together however many runs Word cut it into. ECMA-376, part 1, 17.3.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from lxml import etree

from engines.documents.inline import Marked, text_of, texts_of, translated
from engines.documents.interfaces import Rendering, TranslationOf
from engines.errors import EngineError, ErrorCode
from engines.languages import is_rtl

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _R, _T, _RPR, _BR = (f"{_W}{name}" for name in ("p", "r", "t", "rPr", "br"))
_HYPERLINK = f"{_W}hyperlink"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")

_CONTAINERS = frozenset(
    f"{_W}{name}"
    for name in ("ins", "smartTag", "sdt", "sdtContent", "dir", "bdo", "fldSimple", "moveTo")
)
"""What may stand around runs without changing what a reader sees."""

_SILENT = frozenset(
    {_RPR, f"{_W}lastRenderedPageBreak", f"{_W}softHyphen", f"{_W}proofErr", f"{_W}bookmarkStart"}
    | {f"{_W}bookmarkEnd", f"{_W}commentRangeStart", f"{_W}commentRangeEnd", f"{_W}pPr"}
)
"""What may stand between two words of a sentence without ending it."""

_BIDI, _RTL = f"{_W}bidi", f"{_W}rtl"
_AFTER_BIDI = frozenset(
    {
        f"{_W}{name}"
        for name in ("adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing")
    }
    | {
        f"{_W}{name}"
        for name in ("mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment")
    }
    | {f"{_W}{name}" for name in ("textboxTightWrap", "outlineLvl", "divId", "cnfStyle")}
    | {f"{_W}{name}" for name in ("rPr", "sectPr", "pPrChange")}
)
"""What stands behind it among the properties of a paragraph, whose order is fixed."""
_AFTER_RTL = frozenset(
    f"{_W}{name}" for name in ("cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath")
)

_NO_LOOK = (f"{_W}lang", f"{_W}noProof")
"""Run properties nobody sees."""

_MAX_PART_BYTES = 256 << 20
"""Larger than the text of any book: such a part is a trap."""

Element: TypeAlias = Any
"""An element of lxml, which carries no type information."""
Source: TypeAlias = "tuple[str | Marked[Element], ...]"


@dataclass(frozen=True, slots=True)
class _Item:
    """One run of text, and the link around it."""

    run: Element
    text: str
    link: Element | None

    @property
    def outermost(self) -> Element:
        return self.run if self.link is None else self.link


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text between two breaks of a paragraph."""

    items: tuple[_Item, ...]

    @property
    def base(self) -> Element:
        """The run whose look most of the text has."""
        length: dict[str, int] = {}
        for item in self.items:
            look = _look(item.run)
            length[look] = length.get(look, 0) + len(item.text)
        most = max(length, key=lambda look: length[look])
        return next(item.run for item in self.items if _look(item.run) == most)

    @property
    def inlines(self) -> Source:
        base = _look(self.base)
        result: list[str | Marked[Element]] = []
        for (link, look), group in groupby(
            self.items,
            key=lambda item: (item.link, "" if item.link is not None else _look(item.run)),
        ):
            items = list(group)
            text = "".join(item.text for item in items)
            if link is not None:
                result.append(Marked(items[0].run, (text,), is_kept=True))
            elif look == base:
                result.append(text)
            else:
                result.append(Marked(items[0].run, (text,)))
        return tuple(result)


class WordFile:
    """A DOCX file.

    Args:
        data: The bytes of the file.
        path: Its name, for errors.

    Raises:
        EngineError: DOCUMENT_DAMAGED.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._data = data
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if "word/document.xml" not in archive.namelist():
                    raise EngineError(ErrorCode.DOCUMENT_DAMAGED, "no document in it", path=path)
                self._parts = {
                    info.filename: _parsed(archive, info, path)
                    for info in archive.infolist()
                    if _PARTS.fullmatch(info.filename)
                }
        except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, OSError) as error:
            raise EngineError(ErrorCode.DOCUMENT_DAMAGED, str(error), path=path) from error
        except (RuntimeError, NotImplementedError) as error:
            # A password, or a way of packing that Python does not know.
            raise EngineError(ErrorCode.DOCUMENT_DAMAGED, str(error), path=path) from error

    @property
    def texts(self) -> Sequence[str]:
        """Every text to translate, in order."""
        return [
            text
            for root in self._parts.values()
            for paragraph in root.iter(_P)
            for piece in _pieces(paragraph)
            for text in texts_of(piece.inlines)
            if any(map(str.isalpha, text))
        ]

    def render(self, translation_of: TranslationOf, rendering: Rendering) -> bytes:
        """Return the file with its paragraphs translated."""
        changed: dict[str, bytes] = {}
        for name, original in self._parts.items():
            root = copy.deepcopy(original)
            found = [_translate(one, translation_of, rendering) for one in list(root.iter(_P))]
            if any(found):
                changed[name] = etree.tostring(
                    root, xml_declaration=True, encoding="UTF-8", standalone=True
                )
        if not changed:
            return self._data
        output = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self._data)) as archive,
            zipfile.ZipFile(output, "w") as written,
        ):
            for info in archive.infolist():
                written.writestr(info, changed.get(info.filename) or archive.read(info))
        return output.getvalue()


def _parsed(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> Element:
    if info.file_size > _MAX_PART_BYTES:
        raise EngineError(ErrorCode.DOCUMENT_DAMAGED, f"{info.file_size} bytes", path=path)
    # A document must not have us read other files or expand a word a billion times.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(info), parser)


def _pieces(paragraph: Element) -> Iterator[_Piece]:
    items: list[_Item] = []
    for found in _items(paragraph, None):
        if found is not None:
            items.append(found)
        elif items:
            yield _Piece(tuple(items))
            items = []
    if items:
        yield _Piece(tuple(items))


def _items(parent: Element, link: Element | None) -> Iterator[_Item | None]:
    """Yield the texts under an element; None where a sentence cannot go on."""
    for child in parent:
        if child.tag == _R:
            for part in child:
                if part.tag == _T:
                    if part.text:
                        yield _Item(child, part.text, link)
                elif part.tag not in _SILENT:
                    yield None
        elif child.tag == _HYPERLINK:
            inner = list(_items(child, child))
            if None in inner or not any(item.text.strip() for item in inner if item):
                # A link with a break in it stays around its runs, and they are translated in it.
                yield None
                yield from _items(child, None)
                yield None
            else:
                yield from inner
        elif child.tag in _CONTAINERS:
            yield from _items(child, link)
        elif child.tag not in _SILENT and isinstance(child.tag, str):
            yield None


def _look(run: Element) -> str:
    """Return what a run looks like; runs that differ only in what nobody sees are alike."""
    properties = run.find(_RPR)
    if properties is None:
        return ""
    seen = copy.deepcopy(properties)
    for name in _NO_LOOK:
        for child in seen.findall(name):
            seen.remove(child)
    for fonts in seen.findall(f"{_W}rFonts"):
        fonts.attrib.pop(f"{_W}hint", None)
        if not fonts.attrib:
            seen.remove(fonts)
    return etree.tostring(seen, method="c14n").decode() if len(seen) else ""


def _translate(paragraph: Element, translation_of: TranslationOf, rendering: Rendering) -> bool:
    """Translate a paragraph in place; return whether anything changed."""

    def is_changed(piece: _Piece) -> bool:
        text = text_of(piece.inlines).strip()
        return bool(text) and translation_of(text) != text

    if not any(is_changed(piece) for piece in _pieces(paragraph)):
        return False
    _split_runs(paragraph)
    is_right_to_left = is_rtl(rendering.target)
    for piece in list(_pieces(paragraph)):
        if is_changed(piece):
            made = _replace(
                piece, translated(piece.inlines, translation_of), rendering.is_bilingual
            )
            for run in made if is_right_to_left else ():
                _mark(_properties(run, _RPR), _RTL, _AFTER_RTL)
    if is_right_to_left and not rendering.is_bilingual:
        _mark(_properties(paragraph, f"{_W}pPr"), _BIDI, _AFTER_BIDI)
    return True


def _properties(element: Element, name: str) -> Element:
    """Return the properties of a paragraph or a run, which stand before all else in it."""
    found = element.find(name)
    if found is None:
        found = etree.Element(name)
        element.insert(0, found)
    return found


def _mark(properties: Element, name: str, following: frozenset[str]) -> None:
    """Switch a property on, in its place."""
    for child in properties.findall(name):
        properties.remove(child)
    place = next((at for at, child in enumerate(properties) if child.tag in following), None)
    properties.insert(len(properties) if place is None else place, etree.Element(name))


def _split_runs(paragraph: Element) -> None:
    """Give each text of a paragraph a run of its own, so that runs can change places."""
    for run in list(paragraph.iter(_R)):
        contents = [part for part in run if part.tag != _RPR]
        is_ours = next(run.iterancestors(_P)) is paragraph
        if len(contents) < 2 or not is_ours:
            continue
        previous = run
        for part in contents[1:]:
            following = _run_like(run)
            following.append(part)
            previous.addnext(following)
            previous = following


def _replace(piece: _Piece, inlines: Source, is_bilingual: bool) -> list[Element]:
    """Put a translation in its place and return its runs."""
    source = "".join(item.text for item in piece.items)
    lead = source[: len(source) - len(source.lstrip())]
    trail = source[len(source.rstrip()) :]
    base = piece.base
    links = {item.run: item.link for item in piece.items if item.link is not None}
    parts: list[str | Marked[Element]] = [lead, *inlines, trail]
    if is_bilingual:
        last = piece.items[-1].outermost
        add: Callable[[Element], None] = last.addnext
        line_break = _run_like(base)
        line_break.append(etree.SubElement(line_break, _BR))
        made = [line_break, *_made(parts[1:-1], base, links)]
        for element in reversed(made):
            add(element)
        return [run for element in made for run in element.iter(_R)]
    first = piece.items[0].outermost
    made = list(_made(parts, base, links))
    for element in made:
        first.addprevious(element)
    for outermost in dict.fromkeys(item.outermost for item in piece.items):
        parent = outermost.getparent()
        assert parent is not None
        parent.remove(outermost)
    return [run for element in made for run in element.iter(_R)]


def _made(
    parts: Sequence[str | Marked[Element]], base: Element, links: dict[Element, Element]
) -> Iterator[Element]:
    for part in parts:
        if isinstance(part, str):
            if part:
                yield _text_run(base, part)
            continue
        run = _text_run(part.mark, text_of(part.children))
        link = links.get(part.mark)
        if link is None:
            yield run
        else:
            shell = etree.Element(link.tag, dict(link.attrib), link.nsmap)
            shell.append(run)
            yield shell


def _run_like(run: Element) -> Element:
    made = etree.Element(_R, dict(run.attrib), run.nsmap)
    properties = run.find(_RPR)
    if properties is not None:
        made.append(copy.deepcopy(properties))
    return made


def _text_run(like: Element, text: str) -> Element:
    run = _run_like(like)
    words = etree.SubElement(run, _T)
    words.text = "".join(one for one in text if one >= " ")
    words.set(_SPACE, "preserve")
    return run
