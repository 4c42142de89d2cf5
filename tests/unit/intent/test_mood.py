"""Suppositions and questions about a command are told from the command itself."""

from __future__ import annotations

import pytest

from app import paths
from engines.intent.catalog import load_catalog
from engines.intent.mood import is_talk_of_it
from engines.intent.spoken_form import spoken_form
from engines.types import IntentKind, Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("如果停止翻译会怎么样呢", "zh"),
        ("那要是暂停一下呢", "zh"),
        ("停止翻译的话", "zh"),
        ("翻译停止了吗？", "zh"),
        ("停止翻译了没有", "zh"),
        ("你保存过吗", "zh"),
        ("为什么停止翻译", "zh"),
        ("怎么停止翻译", "zh"),
        ("翻译什么时候停止", "zh"),
        ("是不是该暂停了", "zh"),
        ("谁把字调大了", "zh"),
        ("What if we stop the translation?", "en"),
        ("If I say louder, does it get louder?", "en"),
        ("Did you stop listening?", "en"),
        ("Has it been saved?", "en"),
        ("Have the captions stopped?", "en"),
        ("Were the captions saved?", "en"),
        ("Why did it stop?", "en"),
        ("How do I save the transcript?", "en"),
        ("I wonder whether it stopped", "en"),
        ("do you know if it was saved", "en"),
        ("Should we pause?", "en"),
        ("is it recording", "en"),
        ("翻译已经停止了", "zh"),
        ("the captions have already been saved", "en"),
    ],
)
def test_what_is_supposed_or_asked_about_is_talk(text: str, language: Language) -> None:
    assert is_talk_of_it(spoken_form(text), language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("如果方便的话，请停止翻译", "zh"),
        ("可以停了吗", "zh"),
        ("能不能停止翻译", "zh"),
        ("麻烦再说一遍好吗", "zh"),
        ("怎么这么小声", "zh"),
        ("声音已经太大了", "zh"),
        ("停止翻译", "zh"),
        ("If you could stop now, please", "en"),
        ("If possible, slower", "en"),
        ("I was wondering if you could pause", "en"),
        ("Is it possible to pause?", "en"),
        ("Why not pause here?", "en"),
        ("What was that? Repeat please", "en"),
        ("We're done, stop", "en"),
        ("Do you mind speaking up", "en"),
        ("have it read aloud", "en"),
    ],
)
def test_a_request_is_one_whatever_its_form(text: str, language: Language) -> None:
    assert not is_talk_of_it(spoken_form(text), language)


def test_no_command_is_given_in_the_form_of_talk() -> None:
    catalog = load_catalog(paths.resources_dir() / "intents")
    commands = {spec.name for spec in catalog.intents if spec.kind is IntentKind.COMMAND}
    taken = [
        one.text
        for one in catalog.examples()
        if one.name in commands and is_talk_of_it(spoken_form(one.text), one.language)
    ]
    assert taken == []
    for forms in catalog.forms.values():
        for form in forms:
            if form.intent.name in commands and not form.pattern.has_free_slot:
                first = next(form.pattern.samples(1))
                assert not is_talk_of_it(first, form.pattern.language)
