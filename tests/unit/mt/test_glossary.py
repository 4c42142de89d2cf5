"""Terms of the user: found, inflected, put in place, and left alone where they are not meant."""

from __future__ import annotations

import pytest

from engines.mt.glossary import find_terms, has_form, missed, plural, substituted, with_term
from engines.terms import Term, TermList
from engines.types import LanguagePair

ZH_EN = LanguagePair("zh", "en")
EN_ZH = LanguagePair("en", "zh")


def terms(**pairs: str) -> TermList:
    return TermList(
        tuple(
            Term(han, "zh", translations={"en": tuple(english.split("|"))})
            for han, english in pairs.items()
        )
    )


TERMS = terms(
    登机牌="boarding pass|boarding card",
    登机="boarding",
    公司="company",
    IT部="IT",
    朋友圈="Moments",
)


def test_the_longest_term_wins_where_two_overlap() -> None:
    (note,) = find_terms("请出示登机牌。", ZH_EN, TERMS)
    assert (note.source, note.start, note.end, note.target) == ("登机牌", 3, 6, "boarding pass")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Show your boarding passes.", ["boarding passes"]),
        ("Boarding-pass please", ["Boarding-pass"]),
        ("the companies' rules", ["companies"]),
        ("The company's rules", ["company"]),
        ("accompany me, companyless", []),
        ("A boarding card is not the form to write.", ["boarding"]),
        ("Ask IT about it.", ["IT"]),
        ("happy moments", []),
        ("Post it on Moments.", ["Moments"]),
    ],
)
def test_english_terms_are_found_as_whole_words_in_any_inflection(
    text: str, found: list[str]
) -> None:
    assert [note.source for note in find_terms(text, EN_ZH, TERMS)] == found


@pytest.mark.parametrize(
    ("term", "text"),
    [("会场", "这是很大会场面。"), ("意见", "生意见长。"), ("会议", "会议室在三楼。")],
)
def test_characters_of_other_words_are_no_term(term: str, text: str) -> None:
    assert term in text
    assert find_terms(text, ZH_EN, terms(**{term: "x"})) == []


def test_a_term_without_a_form_in_the_other_language_asks_for_nothing() -> None:
    assert find_terms("登机牌", LanguagePair("zh", "ja"), TERMS) == []


def test_every_right_form_counts_as_kept() -> None:
    notes = find_terms("请出示登机牌。", ZH_EN, TERMS)
    assert missed(notes, "Please show your Boarding Cards.", "en") == []
    assert missed(notes, "Please show your ticket.", "en") == notes
    assert has_form("登机牌", ("登机牌",), "zh")


def test_terms_stand_in_the_source_in_the_words_of_the_target() -> None:
    text = "公司的登机牌"
    assert substituted(text, find_terms(text, ZH_EN, TERMS)) == "company的boarding pass"


@pytest.mark.parametrize(
    ("output", "habit", "wanted", "expected"),
    [
        ("Show a ticket.", "Ticket.", "boarding pass", "Show a boarding pass."),
        ("Show an apple.", "an apple", "boarding pass", "Show a boarding pass."),
        ("Show a ticket.", "ticket", "entry card", "Show an entry card."),
        ("Show your tickets.", "ticket", "boarding pass", "Show your boarding passes."),
        ("Tickets please.", "ticket", "boarding pass", "Boarding passes please."),
        ("Ticket for a ticket.", "ticket", "boarding pass", None),
        ("Show it.", "ticket", "boarding pass", None),
        ("Show it.", "", "boarding pass", None),
    ],
)
def test_a_term_takes_the_place_and_the_inflection_of_what_the_model_wrote(
    output: str, habit: str, wanted: str, expected: str | None
) -> None:
    assert with_term(output, habit, wanted, "en") == expected


def test_a_chinese_term_takes_its_place_as_it_is() -> None:
    assert with_term("请出示船票。", "船票", "登机牌", "zh") == "请出示登机牌。"


@pytest.mark.parametrize(
    ("one", "many"), [("pass", "passes"), ("city", "cities"), ("day", "days"), ("card", "cards")]
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many
