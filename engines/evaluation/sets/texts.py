"""Public sets of translations: WMT, FLORES+, NTREX and Tatoeba."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import permutations
from pathlib import Path

from defusedxml import ElementTree

from engines.evaluation.items import Layout, ParallelItem, Part
from engines.evaluation.sets.reading import (
    Importer,
    Reading,
    json_rows,
    language_of,
    lines_of,
    table_rows,
    text_in,
)
from engines.evaluation.work import figure_of
from engines.types import Language, LanguagePair

# WMT. From 2021: wmttest2022.zh-en.xml. Before: newstest2020-zhen-src.zh.sgm and -ref.en.sgm. As
# sacrebleu keeps them: wmt22.zh-en.src and .ref. WMT24++: en-zh_CN.jsonl.

_XML = "*test*.??-??.xml"
_SGM = re.compile(r"(?P<name>.+)-(?P<pair>[a-z]{4})-(?P<kind>src|ref\w*)\.(?P<tag>\w+)\.sgm$")
_SGM_SEGMENT = re.compile(r'<doc\b[^>]*docid="([^"]*)"|<seg\b[^>]*>(.*?)</seg>', re.S | re.I)
_PLAIN = "*.??-??.src"
_PLUS = re.compile(r"([a-z]{2})-([a-z]{2})(?:_[A-Z]{2})?\.jsonl$")


def _is_wmt(root: Path) -> bool:
    if not root.is_dir():
        return False
    return (
        any(next(root.glob(pattern), None) is not None for pattern in (_XML, _PLAIN))
        or any(_SGM.match(path.name) for path in root.glob("*.sgm"))
        or any(_PLUS.match(path.name) for path in root.glob("*.jsonl"))
    )


def _read_wmt(root: Path, _part: Part, reading: Reading) -> None:
    for path in sorted(root.glob(_XML)):
        with reading.naming(path.name):
            _read_wmt_xml(path, reading)
    for path in sorted(root.glob("*.sgm")):
        match = _SGM.match(path.name)
        if match is not None and match["kind"] == "src":
            with reading.naming(path.name):
                _read_wmt_sgm(path, match, reading)
    for path in sorted(root.glob(_PLAIN)):
        with reading.naming(path.name):
            _read_wmt_plain(path, reading)
    for path in sorted(root.glob("*.jsonl")):
        plus = _PLUS.match(path.name)
        if plus is not None:
            with reading.naming(path.name):
                _read_wmt_plus(path, LanguagePair(plus[1], plus[2]), reading)


def _read_wmt_xml(path: Path, reading: Reading) -> None:
    source, target = path.stem.rpartition(".")[2].split("-")
    pair = LanguagePair(source, target)
    if figure_of(pair) is None:
        return
    for doc in ElementTree.parse(path).getroot().iter("doc"):
        document = doc.get("id", "")
        sides: dict[str, dict[str, str]] = {}
        for side in doc:
            name = side.get("system") or side.get("translator") or ""
            texts = {seg.get("id", ""): "".join(seg.itertext()) for seg in side.iter("seg")}
            sides[f"{side.tag}:{name}"] = texts
        sources = next((texts for name, texts in sides.items() if name.startswith("src")), {})
        for number, text in sources.items():
            references = [texts.get(number, "") for n, texts in sides.items() if n[:4] == "ref:"]
            others = {n[4:]: t[number] for n, t in sides.items() if n[:4] == "hyp:" and number in t}
            _add(
                reading,
                f"{path.stem}/{document}/{number}",
                pair,
                text,
                references,
                doc.get("domain", ""),
                document,
                others,
            )


def _read_wmt_sgm(path: Path, match: re.Match[str], reading: Reading) -> None:
    pair = LanguagePair(match["pair"][:2], match["pair"][2:])
    if figure_of(pair) is None:
        return
    sources = _sgm_segments(path)
    references = [
        _sgm_segments(other)
        for other in sorted(path.parent.glob(f"{match['name']}-{match['pair']}-ref*.sgm"))
    ]
    for index, (document, text) in enumerate(sources):
        given = [each[index][1] for each in references if len(each) == len(sources)]
        _add(reading, f"{match['name']}/{index}", pair, text, given, "", document, {})
    for each in references:
        if len(each) != len(sources):
            reading.reject(path.name, f"{len(sources)} sources and {len(each)} references")


def _sgm_segments(path: Path) -> list[tuple[str, str]]:
    document = ""
    segments: list[tuple[str, str]] = []
    for match in _SGM_SEGMENT.finditer("\n".join(lines_of(path))):
        if match[1] is not None:
            document = match[1]
        else:
            text = match[2].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            segments.append((document, text.strip()))
    return segments


def _read_wmt_plain(path: Path, reading: Reading) -> None:
    name, pair_name = path.name.removesuffix(".src").rpartition(".")[::2]
    source, target = pair_name.split("-")
    pair = LanguagePair(source, target)
    sources = lines_of(path)
    stem = path.name.removesuffix(".src")
    columns = {
        other.name.removeprefix(stem + "."): lines_of(other)
        for other in sorted(path.parent.glob(f"{stem}.*"))
        if other != path
    }
    for column, lines in columns.items():
        if len(lines) != len(sources):
            reading.reject(f"{stem}.{column}", f"{len(sources)} sources and {len(lines)} lines")
    even = {n: lines for n, lines in columns.items() if len(lines) == len(sources)}
    documents = even.get("docid", [""] * len(sources))
    domains = even.get("domain", [""] * len(sources))
    systems = {n: v for n, v in even.items() if n not in {"docid", "domain", "origlang"}}
    for index, text in enumerate(sources):
        given = [lines[index] for n, lines in systems.items() if n.startswith("ref")]
        others = {n: lines[index] for n, lines in systems.items() if not n.startswith("ref")}
        _add(
            reading,
            f"{name}/{pair}/{index}",
            pair,
            text,
            given,
            domains[index],
            documents[index],
            others,
        )


def _read_wmt_plus(path: Path, pair: LanguagePair, reading: Reading) -> None:
    for where, row in json_rows(path, reading):
        if row.get("domain") == "canary":
            # The first line asks not to be trained on.
            continue
        if row.get("is_bad_source"):
            reading.reject(where, "the set says that its source is bad")
            continue
        _add(
            reading,
            f"{path.stem}/{row.get('document_id')}/{row.get('segment_id')}",
            pair,
            text_in(row, "source"),
            [text_in(row, "target")],
            text_in(row, "domain"),
            text_in(row, "document_id"),
            {},
        )


# FLORES+: devtest/cmn_Hans.jsonl; FLORES-200 before it: devtest/zho_Hans.devtest


def _flores_files(root: Path, split: str) -> dict[Language, Path]:
    files: dict[Language, Path] = {}
    for place in (root / split, root / "flores200_dataset" / split):
        for path in [*sorted(place.glob("*.jsonl")), *sorted(place.glob(f"*.{split}"))]:
            language = language_of(path.stem)
            # Of two scripts of one language the first counts: Hans, which comes before Hant.
            if language is not None and "_" in path.stem:
                files.setdefault(language, path)
    return files


def _is_flores(root: Path) -> bool:
    return any(len(_flores_files(root, split)) > 1 for split in ("devtest", "dev"))


def _read_flores(root: Path, part: Part, reading: Reading) -> None:
    splits = [split for split in ("devtest", "dev") if _flores_files(root, split)]
    for split in splits if part is Part.ALL else splits[:1]:
        texts: dict[Language, list[str]] = {}
        domains: list[str] = []
        documents: list[str] = []
        for language, path in _flores_files(root, split).items():
            if path.suffix == ".jsonl":
                rows: list[dict[str, object]] = [{} for _ in lines_of(path)]
                for where, row in json_rows(path, reading):
                    # A broken line keeps its place: the lines of the languages belong together.
                    rows[int(where.rpartition(":")[2]) - 1] = row
                texts[language] = [text_in(row, "text") for row in rows]
                domains = domains or [text_in(row, "domain") for row in rows]
                documents = documents or [text_in(row, "url") for row in rows]
            else:
                texts[language] = lines_of(path)
        _add_columns(reading, f"{split}", texts, domains, documents)


# NTREX: NTREX-128/newstest2019-src.eng.txt, newstest2019-ref.zho-CN.txt, DOCUMENT_IDS.tsv


def _ntrex_root(root: Path) -> Path | None:
    places = (root, root / "NTREX-128")
    return next((p for p in places if (p / "newstest2019-src.eng.txt").is_file()), None)


def _read_ntrex(root: Path, _part: Part, reading: Reading) -> None:
    place = _ntrex_root(root)
    assert place is not None
    texts = {"en": lines_of(place / "newstest2019-src.eng.txt")}
    for path in sorted(place.glob("newstest2019-ref.*.txt")):
        language = language_of(path.name.split(".")[1])
        if language is not None:
            # zho-CN comes before zho-TW.
            texts.setdefault(language, lines_of(path))
    ids = next((p for p in (place, root) if (p / "DOCUMENT_IDS.tsv").is_file()), None)
    documents = (
        [] if ids is None else [line.split("\t")[0] for line in lines_of(ids / "DOCUMENT_IDS.tsv")]
    )
    _add_columns(reading, "newstest2019", texts, ["news"] * len(texts["en"]), documents)


# Tatoeba. Challenge: test.src, test.trg, test.id. Its site: a TSV of pairs, or sentences and links.


def _is_tatoeba(root: Path) -> bool:
    if not root.is_dir():
        return False
    is_challenge = (root / "test.src").is_file() and (root / "test.trg").is_file()
    is_export = (root / "sentences.csv").is_file() and (root / "links.csv").is_file()
    return is_challenge or is_export or bool(_tatoeba_pairs(root))


def _tatoeba_pairs(root: Path) -> list[Path]:
    return sorted(root.glob("Sentence pairs in * - *.tsv"))


_TATOEBA_NAMES = {
    "mandarin chinese": "zh", "english": "en", "cantonese": "yue", "uyghur": "ug", "kazakh": "kk",
    "korean": "ko", "mongolian": "mn", "tibetan": "bo",
}  # fmt: skip


def _read_tatoeba(root: Path, _part: Part, reading: Reading) -> None:
    if (root / "test.src").is_file():
        sources, targets = lines_of(root / "test.src"), lines_of(root / "test.trg")
        tags = lines_of(root / "test.id") if (root / "test.id").is_file() else []
        if len(sources) != len(targets):
            reading.reject("test.trg", f"{len(sources)} sources and {len(targets)} references")
            return
        for index, (one, other) in enumerate(zip(sources, targets, strict=True)):
            tag = tags[index].split("\t") if index < len(tags) else root.name.split("-")
            first, second = (language_of(each) for each in ([*tag, "", ""])[:2])
            if first and second:
                _both_ways(reading, str(index), first, one, second, other)
            else:
                reading.reject(f"test.id:{index + 1}", "languages this program does not have")
    for path in _tatoeba_pairs(root):
        found = re.match(r"Sentence pairs in (.+?)-(.+?) - ", path.name)
        first, second = (
            (_TATOEBA_NAMES.get(each.lower()) for each in found.groups()) if found else (None, None)
        )
        for number, line in enumerate(lines_of(path), 1):
            fields = line.split("\t")
            if len(fields) < 4 or not first or not second:
                reading.reject(f"{path.name}:{number}", f"{len(fields)} fields of 4")
                continue
            _both_ways(reading, f"{fields[0]}-{fields[2]}", first, fields[1], second, fields[3])
    if (root / "links.csv").is_file():
        _read_tatoeba_export(root, reading)


def _read_tatoeba_export(root: Path, reading: Reading) -> None:
    sentences: dict[str, tuple[Language, str]] = {}
    for number, line in enumerate(lines_of(root / "sentences.csv"), 1):
        fields = line.split("\t")
        if len(fields) < 3:
            reading.reject(f"sentences.csv:{number}", f"{len(fields)} fields of 3")
        elif (language := language_of(fields[1])) is not None:
            sentences[fields[0]] = (language, fields[2])
    for line in lines_of(root / "links.csv"):
        one, _, other = line.partition("\t")
        if one in sentences and other in sentences and sentences[one][0] == "zh":
            _both_ways(reading, f"{one}-{other}", *sentences[one], *sentences[other])


def _both_ways(
    reading: Reading, name: str, first: Language, one: str, second: Language, other: str
) -> None:
    for source, text, target, reference in (
        (first, one, second, other),
        (second, other, first, one),
    ):
        pair = LanguagePair(source, target)
        if figure_of(pair) is not None:
            _add(reading, f"{pair}/{name}", pair, text, [reference], "", "", {})


def _add_columns(
    reading: Reading,
    name: str,
    texts: Mapping[Language, Sequence[str]],
    domains: Sequence[str],
    documents: Sequence[str],
) -> None:
    """Take every direction of the plan between the columns of a set of many languages."""
    lengths = {language: len(lines) for language, lines in texts.items()}
    usual = max(lengths.values(), key=list(lengths.values()).count) if lengths else 0
    for language, length in lengths.items():
        if length != usual:
            reading.reject(f"{name}, {language}", f"{length} lines where others have {usual}")
    even = [language for language, length in lengths.items() if length == usual]
    for source, target in permutations(even, 2):
        pair = LanguagePair(source, target)
        if figure_of(pair) is None:
            continue
        for index in range(usual):
            _add(
                reading,
                f"{name}/{pair}/{index}",
                pair,
                texts[source][index],
                [texts[target][index]],
                domains[index] if index < len(domains) else "",
                documents[index] if index < len(documents) else "",
                {},
            )


def _add(
    reading: Reading,
    item_id: str,
    pair: LanguagePair,
    source: str,
    references: Sequence[str],
    domain: str,
    document: str,
    others: Mapping[str, str],
) -> None:
    item = ParallelItem(
        item_id, pair, source, tuple(references), domain, document, tuple(others.items())
    )
    reading.add(item, item_id)


def read_tsv_columns(path: Path, pair: LanguagePair, reading: Reading, name: str) -> None:
    """Read a TSV whose heading names source, references and other systems.

    "src" and "ref", or the codes of the two languages, then "refB", "domain" and "doc"; whatever
    else a column is named is a system.
    """
    known = {"src", "ref", "refB", "refC", "domain", "doc", "attribution", "intent"}
    for where, row in table_rows(path, reading):
        if row.get("domain") == "canary":
            continue
        source = row.get("src") or row.get(pair.source, "")
        references = [
            row.get("ref") or row.get(pair.target, ""),
            row.get("refB", ""),
            row.get("refC", ""),
        ]
        systems = {n: v for n, v in row.items() if n.startswith("Online-") and v and n not in known}
        item = ParallelItem(
            f"{name}/{pair}/{where.rpartition(':')[2]}",
            pair,
            source,
            tuple(one for one in references if one),
            row.get("domain", ""),
            row.get("doc", ""),
            tuple(systems.items()),
        )
        reading.add(item, f"{name}/{where}")


IMPORTERS = (
    Importer(Layout.FLORES, "FLORES+", _is_flores, _read_flores),
    Importer(Layout.NTREX, "NTREX-128", lambda root: _ntrex_root(root) is not None, _read_ntrex),
    Importer(Layout.TATOEBA, "Tatoeba", _is_tatoeba, _read_tatoeba),
    Importer(Layout.WMT, "WMT", _is_wmt, _read_wmt),
)
