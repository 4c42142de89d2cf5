"""The list of a user's terms, and the files it is kept in."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.errors import EngineError, ErrorCode
from engines.terms import Term, TermList, load_terms, save_terms

ROOT = Path(__file__).resolve().parents[2]
TERMS = TermList((Term("李晨曦", "zh", ("李晨西", "黎晨曦")), Term('Say "hi", Ltd', "en")))


@pytest.mark.parametrize("name", ["terms.json", "terms.csv"])
def test_a_list_comes_back_as_it_was_saved(tmp_path: Path, name: str) -> None:
    save_terms(TERMS, tmp_path / name)
    assert load_terms(tmp_path / name) == TERMS
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_csv_file_of_a_spreadsheet_needs_only_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("text,language\n 李晨曦 ,zh\nKafka,en\nKafka,en\n", encoding="utf-8")
    assert load_terms(path) == TermList((Term("李晨曦", "zh"), Term("Kafka", "en")))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("terms.json", b"{"),
        ("terms.json", b'[{"text": "a"}]'),
        ("terms.json", b'[{"text": " ", "language": "zh"}]'),
        ("terms.csv", b"name\nKafka\n"),
        ("terms.csv", b"text,language\nKafka,\n"),
        ("terms.csv", b"text,language\n\xff\xfe,zh\n"),
    ],
)
def test_a_file_that_is_no_list_says_so(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(EngineError) as raised:
        load_terms(path)
    assert raised.value.code is ErrorCode.TERMS_UNREADABLE
    assert raised.value.params["path"] == str(path)


def test_a_list_that_is_not_there_is_no_list_that_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as raised:
        load_terms(tmp_path / "absent.json")
    assert raised.value.code is ErrorCode.FILE_NOT_FOUND
    assert raised.value.params["path"] == str(tmp_path / "absent.json")


def test_a_list_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError) as raised:
        save_terms(TERMS, tmp_path / "file" / "terms.json")
    assert raised.value.code is ErrorCode.SETTINGS_UNWRITABLE


def test_a_term_learns_another_way_it_was_heard() -> None:
    terms = TermList((Term("李晨曦", "zh", ("李晨西",)), Term("Kafka", "en")))
    learned = terms.with_term(Term("李晨曦", "zh", ("黎晨曦", "李晨西")))
    assert learned.terms[0] == Term("李晨曦", "zh", ("李晨西", "黎晨曦"))
    assert [term.text for term in learned.terms] == ["李晨曦", "Kafka"]
    assert learned.without("李晨曦") == TermList((Term("Kafka", "en"),))


def test_a_text_stands_once_in_a_list() -> None:
    with pytest.raises(ValueError, match="twice"):
        TermList((Term("Kafka", "en"), Term("Kafka", "zh")))


def test_hotwords_name_the_newest_terms_of_the_language() -> None:
    terms = TermList((Term("李晨曦", "zh"), Term("Kafka", "en"), Term("佟声", "zh")))
    assert terms.hotwords("zh") == "李晨曦、Kafka、佟声"
    assert terms.hotwords("en") == "Kafka"
    assert terms.hotwords("zh", limit_chars=10) == "Kafka、佟声"
    assert TermList().hotwords("zh") == ""


TRANSLATED = TermList(
    (
        Term("登机牌", "zh", ("登记牌",), {"en": ("boarding pass", "boarding card")}),
        Term("Kafka", "en", translations={"zh": ("卡夫卡",)}),
        Term("李晨曦", "zh"),
    )
)


@pytest.mark.parametrize("name", ["terms.json", "terms.csv"])
def test_translations_are_kept(tmp_path: Path, name: str) -> None:
    save_terms(TRANSLATED, tmp_path / name)
    assert load_terms(tmp_path / name) == TRANSLATED


def test_a_table_with_a_column_for_each_language_is_a_list(tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    path.write_text(
        "id,zh-CN,English,note\n1,登机牌,boarding pass| boarding card ,x\n2,,y,\n", "utf-8"
    )
    (term,) = load_terms(path).terms
    assert term == Term("登机牌", "zh", translations={"en": ("boarding pass", "boarding card")})
    assert term.forms("en") == ("boarding pass", "boarding card")
    assert term.forms("zh") == ("登机牌",)
    assert term.forms("ja") == ()


GLOSSARIES = sorted(
    (Path(__file__).resolve().parents[2] / "resources" / "glossaries").glob("*.csv")
)


@pytest.mark.parametrize("path", GLOSSARIES, ids=lambda path: path.stem)
def test_the_glossaries_that_ship_have_both_languages_and_no_term_twice(path: Path) -> None:
    terms = load_terms(path).terms
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(terms) == len(lines) - 1 >= 60
    assert all(term.forms("zh") and term.forms("en") for term in terms)
    wanted = [term.forms("en")[0] for term in terms]
    assert len(set(wanted)) == len(wanted), "English would not know which is meant"


def test_there_is_a_glossary_for_travel_meetings_and_technology() -> None:
    assert [path.stem for path in GLOSSARIES] == ["meetings", "technology", "travel"]
