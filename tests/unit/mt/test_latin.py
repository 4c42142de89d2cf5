"""Which Latin letters may stand in a translation into Chinese."""

from __future__ import annotations

from engines.mt.latin import is_ordinary, words_that_stay


def test_names_codes_addresses_and_unknown_words_may_stay_and_ordinary_ones_not() -> None:
    stay = words_that_stay("After the tornado, Norton sent an iPhone with numpy to me@a.org.")
    assert {"Norton", "iPhone", "numpy", "Numpy", "me", "a", "org"} <= set(stay)
    assert {"After", "the", "tornado", "sent", "an", "with", "to"}.isdisjoint(stay)


def test_a_capital_at_the_beginning_of_a_sentence_makes_no_name() -> None:
    assert words_that_stay("Shipping is free. Returns are not.") == ()
    assert words_that_stay("We like Shipping.") == ("Shipping",)


def test_words_of_terms_may_stay() -> None:
    assert words_that_stay("run it", ["git 工具"]) == ("git",)


def test_a_long_source_does_not_make_an_endless_grammar() -> None:
    source = "we like " + " ".join(f"Na{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(300))
    assert len(words_that_stay(source)) == 60


def test_what_dictionaries_lack_is_not_ordinary() -> None:
    assert is_ordinary("hurry")
    assert not is_ordinary("numpy")
