"""Scores of translations: checked against sacrebleu itself, on sentences written here."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
import sacrebleu

from engines.engine_config import EngineConfig, EngineKind
from engines.errors import EngineError, ErrorCode
from engines.evaluation.bench import mt_slice
from engines.evaluation.bench.mt import score_set, untranslated_requests
from engines.evaluation.bench.mt_choices import score_context, score_way, ways
from engines.evaluation.bench.mt_corpora import (
    ParallelSentence,
    ParallelSet,
    reported_sets,
    tuning_sets,
)
from engines.evaluation.bench.mt_faults import count_faults, false_alarms
from engines.evaluation.bench.mt_outputs import BATCH, Output, OutputCache
from engines.evaluation.bench.mt_requests import REQUEST_LIKE
from engines.evaluation.bench.mt_speed import time_short_sentences
from engines.evaluation.bench.mt_terms import bench_sentences, bench_terms, score_terms
from engines.evaluation.mt_scores import metrics
from engines.interfaces import NO_GUIDANCE, Guidance
from engines.mt.glossary import find_terms
from engines.types import Doubt, LanguagePair, TranslatedText
from tests.helpers.fake_engines import FakeTranslator

ZH_EN = LanguagePair("zh", "en")
EN_ZH = LanguagePair("en", "zh")
CHAT_KINDS = (EngineKind.LLAMACPP_CHAT, EngineKind.CTRANSLATE2_CHAT)
REFERENCES = ["The cat sat on the mat.", "It will rain tomorrow.", "He has three apples."]
OUTPUTS = ["The cat is on the mat.", "Tomorrow it rains.", "He has three apples."]


def test_values_are_those_of_sacrebleu() -> None:
    measured = metrics(REFERENCES, "en")
    expected = {
        "chrF2++": sacrebleu.corpus_chrf(OUTPUTS, [REFERENCES], word_order=2).score,
        "chrF2": sacrebleu.corpus_chrf(OUTPUTS, [REFERENCES]).score,
        "BLEU": sacrebleu.corpus_bleu(OUTPUTS, [REFERENCES]).score,
    }
    for name, value in expected.items():
        score = measured[name].score(OUTPUTS)
        assert score.value == pytest.approx(value)
        assert score.ci_low <= value <= score.ci_high
        assert (score.n, "version:" in score.signature) == (3, True)


def test_chinese_is_cut_into_characters_for_bleu() -> None:
    (score,) = [metrics(["今天下雨了。"], "zh")["BLEU"].score(["今天下雨了。"])]
    assert score.value == pytest.approx(100)
    assert "tok:zh" in score.signature


def test_a_system_is_worth_itself() -> None:
    ratio = metrics(REFERENCES, "en")["chrF2"].ratio(OUTPUTS, OUTPUTS)
    assert (ratio.value, ratio.ci_low, ratio.ci_high) == (1, 1, 1)


def test_the_slice_has_the_promised_size_and_no_line_twice() -> None:
    for lines, size, total in (
        (mt_slice.WMT22_ZH_EN, 200, 1875),
        (mt_slice.WMT22_EN_ZH, 200, 2037),
        (mt_slice.TATOEBA_ZH_EN, 100, 1000),
    ):
        assert len(set(lines)) == len(lines) == size
        assert 0 <= min(lines) <= max(lines) < total


@pytest.fixture
def little_corpora(tmp_path: Path) -> Path:
    systems = ("Online-A", "Online-B", "Online-G", "Online-W", "Online-Y")
    for name, count in (("zh-en", 1875), ("en-zh", 2037)):
        path = tmp_path / "mt" / "wmt22" / f"{name}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")
            rows.writerow(("src", "ref", *systems, "domain"))
            rows.writerows([(f"s{n}", f"r{n}", *[f"o{n}"] * 5, "news") for n in range(count)])
    path = tmp_path / "mt" / "tatoeba" / "zh-en.test1000.tsv"
    path.parent.mkdir()
    path.write_text("zh\ten\n" + "".join(f"z{n}\te{n}\n" for n in range(1000)), encoding="utf-8")
    return tmp_path


def test_what_is_tuned_on_is_never_reported(little_corpora: Path) -> None:
    reported = reported_sets(little_corpora)
    assert [(each.name, len(each.sentences)) for each in reported] == [
        ("wmt22 zh-en", 200),
        ("wmt22 en-zh", 200),
        ("tatoeba zh-en", 100),
    ]
    for one, other in zip(reported, tuning_sets(little_corpora), strict=False):
        assert {s.line for s in one.sentences}.isdisjoint(s.line for s in other.sentences)
    (first, *_) = reported_sets(little_corpora, limit=2)
    assert first.sentences == reported[0].sentences[:2]
    line = mt_slice.WMT22_ZH_EN[0]
    assert (first.sentences[0].source, first.sentences[0].reference) == (f"s{line}", f"r{line}")


def test_corpora_that_are_missing_or_too_short_are_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        reported_sets(tmp_path)
    assert caught.value.code is ErrorCode.FILE_NOT_FOUND
    short = tmp_path / "mt" / "wmt22" / "zh-en.tsv"
    short.parent.mkdir(parents=True)
    short.write_text("src\tref\na\tb\n", encoding="utf-8")
    with pytest.raises(EngineError) as caught:
        reported_sets(tmp_path)
    assert caught.value.code is ErrorCode.FILE_UNREADABLE


def test_a_run_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "cache.jsonl"
    first = FakeTranslator()
    list(OutputCache(path, first).translate(["a", "b"], ZH_EN, [NO_GUIDANCE] * 2))
    path.write_bytes(path.read_bytes() + b'{"key": "half a li')
    second = FakeTranslator()
    made = list(OutputCache(path, second).translate(["a", "c"], ZH_EN, [NO_GUIDANCE] * 2))
    assert [output.text for output in made] == ["zh->en:a", "zh->en:c"]
    assert second.given == ["c"]


def test_another_direction_or_list_of_terms_is_another_output(tmp_path: Path) -> None:
    translator = FakeTranslator()
    cache = OutputCache(tmp_path / "cache.jsonl", translator)
    for pair, guidance in (
        (ZH_EN, NO_GUIDANCE),
        (EN_ZH, NO_GUIDANCE),
        (ZH_EN, Guidance(terms=bench_terms())),
        (ZH_EN, NO_GUIDANCE),
    ):
        list(cache.translate(["a"], pair, [guidance]))
    assert translator.given == ["a", "a", "a"]


def test_texts_are_translated_several_at_once_and_each_of_them_once(tmp_path: Path) -> None:
    path = tmp_path / "cache.jsonl"
    texts = [f"a{n}" for n in range(BATCH + 2)]
    translator = CountingTranslator()
    cache = OutputCache(path, translator)
    made = list(cache.translate_together([*texts, "a0"], ZH_EN))
    assert [one.text for one in made] == [f"zh->en:{text}" for text in [*texts, "a0"]]
    assert translator.given == texts
    assert len(translator.guidance) == 2
    assert cache.pace()["texts"] == len(texts)
    assert cache.pace()["tokens_per_s"] > 0
    again = OutputCache(path, translator)
    assert [one.text for one in again.translate_together(texts, ZH_EN)] == [
        f"zh->en:{text}" for text in texts
    ]
    assert (translator.given, again.pace()["texts"]) == (texts, 0)
    # One at a time is another measurement, and so is another way to run the model.
    list(cache.translate(["a0"], ZH_EN, [NO_GUIDANCE]))
    list(OutputCache(path, translator, "beam 4").translate(["a0"], ZH_EN, [NO_GUIDANCE]))
    assert translator.given == [*texts, "a0", "a0"]


def test_a_text_that_cannot_be_translated_does_not_spoil_the_others(tmp_path: Path) -> None:
    class Fails(FakeTranslator):
        def translate(
            self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
        ) -> list[TranslatedText]:
            if "bad" in texts:
                raise EngineError(ErrorCode.TRANSLATION_FAILED)
            return super().translate(texts, pair, guidance)

    cache = OutputCache(tmp_path / "cache.jsonl", Fails())
    made = list(cache.translate_together(["a", "bad", "b"], ZH_EN))
    assert [one.text for one in made] == ["zh->en:a", "", "zh->en:b"]


def test_only_short_sentences_are_timed_and_as_captions_ask_for_them(tmp_path: Path) -> None:
    translator = FakeTranslator()
    sentences = [
        ParallelSentence(n, text, "", "", ()) for n, text in enumerate(["短。", "长" * 21])
    ]
    timed = time_short_sentences(
        [parallel(*sentences)], OutputCache(tmp_path / "c.jsonl", translator), lambda _: None
    )
    assert timed["little"].n == 1
    assert translator.given == ["短。"]
    assert translator.guidance[0].is_urgent


def test_each_way_to_run_a_model_has_an_engine_an_arithmetic_and_a_search() -> None:
    one, other = (EngineConfig(k, "m", "qwen2", Path("m"), ()) for k in CHAT_KINDS)
    chosen = {
        (way.config.kind, way.config.compute_type, way.config.beam_size) for way in ways(one, other)
    }
    assert chosen == {
        (EngineKind.LLAMACPP_CHAT, "int8", 0),
        (EngineKind.CTRANSLATE2_CHAT, "int8", 0),
        (EngineKind.CTRANSLATE2_CHAT, "int8", 4),
        (EngineKind.CTRANSLATE2_CHAT, "float32", 0),
    }


def test_a_way_is_scored_in_batches_and_timed_alone(tmp_path: Path) -> None:
    sentences = [ParallelSentence(n, f"句{n}。", f"Number {n}.", "", ()) for n in range(30)]
    translator = FakeTranslator()
    record = score_way(
        [parallel(*sentences)], OutputCache(tmp_path / "c.jsonl", translator), lambda _: None
    )
    assert record["little"]["chrF2"]["n"] == 25
    assert record["little"]["one_at_a_time_s"]["n"] == 10


def test_context_is_what_stood_before_in_the_same_document(tmp_path: Path) -> None:
    whole = "天气很好，我们今天去公园散步吧。"
    rows = [("他来了。", "a"), ("他走了。", "a"), (whole, "a"), ("她来了。", "b")]
    sentences = [
        ParallelSentence(n, text, "He came.", "", (), document)
        for n, (text, document) in enumerate(rows)
    ]
    translator = FakeTranslator()
    record = score_context(
        parallel(*sentences), OutputCache(tmp_path / "c.jsonl", translator), lambda _: None
    )
    assert (record["sentences"], record["that_lean_on_context"]) == (4, 3)
    told: dict[str, set[tuple[str, ...]]] = {}
    for text, guidance in zip(translator.given, translator.guidance, strict=True):
        told.setdefault(text, set()).add(tuple(source for source, _ in guidance.context))
    assert told[whole] == {(), ("他来了。", "他走了。")}
    assert told["她来了。"] == {()}


class CountingTranslator(FakeTranslator):
    """Says how many tokens it wrote: one a text."""

    @property
    def tokens_written(self) -> int:
        return len(self.given)


def parallel(*sentences: ParallelSentence) -> ParallelSet:
    return ParallelSet("little", ZH_EN, sentences)


def test_a_set_is_scored_beside_the_others_and_its_faults_are_counted(tmp_path: Path) -> None:
    others = tuple((name, "It rains.") for name in ("Online-A", "Online-B", "Online-G"))
    sentences = parallel(
        ParallelSentence(0, "下雨了。", "It rains.", "news", others),
        ParallelSentence(1, "有三十人。", "There are thirty people.", "social", others),
    )
    translator = FakeTranslator()
    translator.doubts = (Doubt.NUMBER,)
    heard: list[Output] = []
    scores = score_set(sentences, OutputCache(tmp_path / "c.jsonl", translator), heard.append)
    assert [each.system for each in scores.others] == ["Online-B", "Online-G", "Online-A"]
    assert set(scores.by_domain) == {"news", "social"}
    assert scores.marked == len(heard) == 2
    # The fake gives the Chinese back: seven characters of it, and no thirty in English figures.
    assert scores.faults.wrong_script_characters == 7
    assert scores.faults_of_reference.wrong_script_characters == 0
    assert scores.faults_of_reference.outputs_with_number_doubt == 0
    assert translator.given == ["下雨了。", "有三十人。"]


def test_faults_are_told_apart() -> None:
    sources = ["你好。", "一共48个。", "他不会来。", "你是谁？", "给我看。", "下周一见。"]
    outputs = ["", "There are 84.", "He is coming.", "I am fine.", "哈哈 " * 9, "See you."]
    faults = count_faults(sources, outputs, ZH_EN)
    assert (faults.empty, faults.looping, faults.answers) == (1, 1, 1)
    assert (faults.numbers_in_sources, faults.numbers_lost) == (1, 1)
    assert faults.outputs_with_number_doubt == 2
    assert faults.negation_doubts == 1
    assert faults.wrong_script_characters == 18


def test_false_alarms_are_rates_on_translations_by_people() -> None:
    rates = false_alarms(
        [
            parallel(
                ParallelSentence(0, "有三十人。", "Thirty people.", "", ()),
                ParallelSentence(1, "有三十人。", "Some people.", "", ()),
            )
        ]
    )
    assert rates == {"little": {"number": 0.5}}


def test_a_request_that_was_obeyed_is_found(tmp_path: Path) -> None:
    class Obeys(FakeTranslator):
        def translate(
            self, texts: object, pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
        ) -> list[TranslatedText]:
            return [TranslatedText("Paris." if pair == ZH_EN else "好的。")]

    asked, failed = untranslated_requests(OutputCache(tmp_path / "c.jsonl", Obeys()))
    assert asked == len(REQUEST_LIKE) == 40
    assert len(failed) == 40


def test_every_sentence_of_the_bench_of_terms_has_one_term(tmp_path: Path) -> None:
    terms, sentences = bench_terms(), bench_sentences()
    assert (len(terms.terms), len(sentences)) == (100, 200)
    assert all(len(find_terms(text, pair, terms)) == 1 for pair, text in sentences)
    # The fake gives the source back: nothing is kept, and nothing is put where it does not belong.
    record = score_terms(OutputCache(tmp_path / "c.jsonl", FakeTranslator()), 4, lambda _: None)
    assert record["enforced"]["value"] == 0
    assert (len(record["missed"]), record["wrongly_applied"]) == (4, 0)
