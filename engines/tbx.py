"""Term lists in TBX (ISO 30042), the exchange format of translators' tools: TBX-Basic and older.

Read with ``defusedxml``: a file from somewhere else may not define entities or fetch anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from engines.errors import EngineError
from engines.languages import canonical
from engines.terms import Term
from engines.types import Language

_ENTRIES = ("conceptEntry", "termEntry")
"""Of ISO 30042:2019 and of the edition before."""
_LANGUAGES = ("langSec", "langSet")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMESPACE = "urn:iso:std:iso:30042:ed-2"


def read_tbx(data: bytes) -> list[Term]:
    """Return the terms of a TBX file, each with its own language that comes first.

    Languages the program does not know are passed over.

    Raises:
        ValueError: It is no TBX, or does what a list of terms has no use for.
    """
    try:
        root = fromstring(data, forbid_dtd=False)
    except (ET.ParseError, DefusedXmlException) as error:
        raise ValueError(f"not a safe XML file: {error}") from error
    if _name(root) not in {"tbx", "martif"}:
        raise ValueError("not a TBX file")
    return [term for entry in _all(root, _ENTRIES) if (term := _term(entry)) is not None]


def _term(entry: ET.Element) -> Term | None:
    forms: dict[Language, tuple[str, ...]] = {}
    for section in _all(entry, _LANGUAGES):
        spelling = section.get(_XML_LANGUAGE) or section.get("lang") or ""
        try:
            language = canonical(spelling)
        except EngineError:
            continue
        found = [" ".join("".join(each.itertext()).split()) for each in _all(section, ("term",))]
        forms[language] = forms.get(language, ()) + tuple(text for text in found if text)
    forms = {language: texts for language, texts in forms.items() if texts}
    if not forms:
        return None
    own = next(iter(forms))
    first, *others = forms.pop(own)
    if others:
        forms[own] = tuple(others)
    return Term(first, own, translations=forms)


def write_tbx(terms: Iterable[Term]) -> bytes:
    """Return terms as a TBX-Basic file (DCA style)."""
    root = ET.Element("tbx", {"type": "TBX-Basic", "style": "dca", "xmlns": _NAMESPACE})
    root.set("xml:lang", "en")
    header = ET.SubElement(root, "tbxHeader")
    description = ET.SubElement(header, "fileDesc")
    source = ET.SubElement(description, "sourceDesc")
    ET.SubElement(source, "p").text = "Tongsheng"
    body = ET.SubElement(ET.SubElement(root, "text"), "body")
    for number, term in enumerate(terms, 1):
        entry = ET.SubElement(body, "conceptEntry", {"id": f"c{number}"})
        languages = dict.fromkeys((term.language, *term.translations))
        for language in languages:
            section = ET.SubElement(entry, "langSec", {"xml:lang": language})
            for form in dict.fromkeys(term.forms(language)):
                written = ET.SubElement(section, "termSec")
                ET.SubElement(written, "term").text = form
    ET.indent(root, " ")
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _all(parent: ET.Element, names: tuple[str, ...]) -> Iterator[ET.Element]:
    """Yield descendants by name, in whatever namespace the edition has put them."""
    return (element for element in parent.iter() if _name(element) in names)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
