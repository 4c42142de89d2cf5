"""Rows of translation: sacrebleu's own values, minority languages against a baseline, COMET."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from engines.evaluation.goals import Figure, Verdict
from engines.evaluation.request import RunModels, RunRequest
from engines.evaluation.results import Measure, MeasureKind, Row, TranslatedResult
from engines.evaluation.scoring.context import Context
from engines.evaluation.scoring.translation import translation_rows
from engines.types import LanguagePair

BO_ZH = LanguagePair("bo", "zh")
SENTENCES = ("今天天气很好", "我们明天去北京", "他买了三本书", "会议推迟到下周", "请给我一杯水")


def results(count: int = 40, **changed: object) -> list[TranslatedResult]:
    made = [
        TranslatedResult(
            key=f"k{index:03d}",
            figure=Figure.MINORITY,
            set_id="s",
            item_id=str(index),
            pair=BO_ZH,
            source="བོད",
            references=(SENTENCES[index % 5] + "。", "另一种说法"),
            hypothesis=SENTENCES[index % 5] + "吧",
            baseline="完全不同的话",
        )
        for index in range(count)
    ]
    return [replace(one, **changed) for one in made]  # type: ignore[arg-type]


def row_of(items: list[TranslatedResult], **changed: object) -> Row:
    request = RunRequest((), RunModels(), (items[0].figure,))
    context = Context.of(replace(request, **changed))  # type: ignore[arg-type]
    (row,) = (row for row in translation_rows(context, items) if row.items)
    return row


def measure(row: Row, kind: MeasureKind) -> Measure:
    return next(one for one in row.measures if one.kind is kind)


def test_chrf_and_bleu_are_sacrebleus_with_all_references() -> None:
    items = results()
    row = row_of(items)
    ours = [one.hypothesis for one in items]
    streams = [[one.references[at] for one in items] for at in range(2)]
    chrf, bleu = measure(row, MeasureKind.CHRF).score, measure(row, MeasureKind.BLEU).score
    assert chrf is not None
    assert bleu is not None
    assert chrf.value == CHRF(word_order=2).corpus_score(ours, streams).score
    assert bleu.value == BLEU(tokenize="zh").corpus_score(ours, streams).score
    assert "nrefs:2" in chrf.signature
    assert chrf.ci_low <= chrf.value <= chrf.ci_high


def test_texts_may_have_different_numbers_of_references() -> None:
    items = results()
    items[0] = replace(items[0], references=items[0].references[:1])
    score = measure(row_of(items), MeasureKind.CHRF).score
    assert score is not None
    assert "nrefs:var" in score.signature


def test_a_minority_language_passes_when_the_gain_over_its_baseline_is_sure() -> None:
    row = row_of(results())
    gain = measure(row, MeasureKind.GAIN)
    assert row.verdict is Verdict.PASS
    assert gain.score is not None
    assert gain.score.ci_low > 0
    assert gain.p_value is not None
    assert gain.p_value < 0.05
    assert measure(row, MeasureKind.BASELINE).score is not None


def test_no_gain_does_not_pass() -> None:
    row = row_of([replace(one, baseline=one.hypothesis) for one in results()])
    assert row.verdict is Verdict.FAIL
    assert measure(row, MeasureKind.GAIN).p_value == 1.0


def test_without_a_baseline_nothing_is_claimed() -> None:
    row = row_of(results(baseline=""))
    assert row.verdict is Verdict.NOT_MEASURED
    assert measure(row, MeasureKind.GAIN).note == "no_baseline"


def test_the_gain_is_over_the_texts_the_baseline_translated() -> None:
    items = [
        replace(one, baseline=one.hypothesis if index < 32 else "")
        for index, one in enumerate(results())
    ]
    row = row_of(items)
    gain = measure(row, MeasureKind.GAIN).score
    assert gain is not None
    assert (gain.value, gain.n, row.items) == (0.0, 32, 40)
    assert row.verdict is Verdict.FAIL


def test_the_ratio_is_over_the_texts_the_other_system_translated() -> None:
    items = results(figure=Figure.ZH_EN, pair=LanguagePair("zh", "en"))
    items = [
        replace(one, others=(("Online", one.references[0]),)) if index < 30 else one
        for index, one in enumerate(items)
    ]
    ratio = measure(row_of(items), MeasureKind.RATIO)
    assert ratio.detail == "Online"
    assert ratio.score is not None
    assert ratio.score.n == 30
    assert 0 < ratio.score.value < 1
    missing = measure(row_of(items, reference_system="Nobody"), MeasureKind.RATIO)
    assert (missing.score, missing.note) == (None, "no_reference_system")


def test_comet_is_taken_where_it_is_installed_and_said_to_lack_where_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert measure(row_of(results()), MeasureKind.COMET).note == "not_installed"
    asked: list[list[dict[str, str]]] = []

    def predict(rows: list[dict[str, str]], **_: object) -> SimpleNamespace:
        asked.append(rows)
        return SimpleNamespace(scores=[0.8 + 0.001 * at for at in range(len(rows))])

    package = ModuleType("comet")
    package.load_from_checkpoint = lambda path: SimpleNamespace(predict=predict)  # type: ignore[attr-defined]
    package.__spec__ = SimpleNamespace(name="comet")  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "comet", package)
    found = measure(row_of(results(), comet_model=tmp_path / "wmt22.ckpt"), MeasureKind.COMET)
    assert found.score is not None
    assert found.score.value == pytest.approx(0.8195)
    assert asked[0][0] == {"src": "བོད", "mt": "今天天气很好吧", "ref": "今天天气很好。"}
