"""The linear layer learns, says how sure it is, and is read back as it was written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engines.errors import EngineError, ErrorCode
from engines.intent.classifier import IntentClassifier, train
from engines.intent.features import run_vectors
from engines.intent.softmax import Floats, fit, softmax

TEXTS = [f"{word} {number}" for word in ("louder", "quieter") for number in range(20)]
LABELS = [text.split()[0] for text in TEXTS]


def vectors(texts: list[str]) -> Floats:
    return np.array([[text.startswith("l"), 1.0] for text in texts], dtype=np.float32)


def test_what_was_learnt_holds_for_what_was_not() -> None:
    classifier = train(vectors(TEXTS), TEXTS, LABELS)
    (row,) = classifier.probabilities(vectors(["louder now"]), ["louder now"])
    assert classifier.names == ("louder", "quieter")
    assert row[0] > 0.9


def test_the_same_phrasings_give_the_same_classifier() -> None:
    one, two = (train(vectors(TEXTS), TEXTS, LABELS) for _ in range(2))
    texts = ["quieter please"]
    first = one.probabilities(vectors(texts), texts)
    assert np.array_equal(first, two.probabilities(vectors(texts), texts))


def test_scores_are_frequencies_where_labels_contradict_each_other() -> None:
    # Every text is there with both labels, three times out of four with the first.
    texts = [f"word {index // 4}" for index in range(400)]
    labels = ["no" if index % 4 == 3 else "yes" for index in range(400)]
    order = np.random.default_rng(1).permutation(400)
    texts, labels = [texts[i] for i in order], [labels[i] for i in order]
    classifier = train(np.ones((400, 1), np.float32), texts, labels)
    rows = classifier.probabilities(np.ones((400, 1), np.float32), texts)
    assert rows[:, classifier.names.index("yes")].mean() == pytest.approx(0.75, abs=0.06)


def test_it_is_read_back_unless_the_phrasings_changed(tmp_path: Path) -> None:
    path = tmp_path / "derived" / "intents.npz"
    classifier = train(vectors(TEXTS), TEXTS, LABELS)
    classifier.save(path, "of these")
    assert IntentClassifier.load(path, "of others") is None
    again = IntentClassifier.load(path, "of these")
    assert again is not None
    texts = ["louder"]
    assert np.array_equal(
        again.probabilities(vectors(texts), texts), classifier.probabilities(vectors(texts), texts)
    )
    assert [one.name for one in path.parent.iterdir()] == ["intents.npz"]


SAID = {
    "larger_text": ("把字号调大一点", "字号再大一点", "字大一点", "请把字调大"),
    "save": ("保存翻译结果", "把结果保存下来", "保存一下", "请保存记录"),
    "stop": ("请停止", "停止翻译", "现在停下来", "别再翻译了"),
}
MISHEARD = {"八字好掉大一点": "larger_text", "保存珍惜结果": "save", "清停只翻一": "stop"}


def test_what_has_the_sounds_of_a_command_and_the_wrong_characters_is_still_told(
    tmp_path: Path,
) -> None:
    texts = [text for said in SAID.values() for text in said] * 5
    labels = [label for label, said in SAID.items() for _ in said] * 5
    nothing = np.zeros((len(texts), 1), np.float32)
    path = tmp_path / "intents.npz"
    train(nothing, texts, labels, by_sound=True).save(path, "of these")
    by_sound = IntentClassifier.load(path, "of these")
    assert by_sound is not None
    by_sight = train(nothing, texts, labels)
    right = {}
    for name, one in (("sound", by_sound), ("sight", by_sight)):
        rows = one.probabilities(np.zeros((len(MISHEARD), 1), np.float32), list(MISHEARD))
        right[name] = [
            float(row[one.names.index(label)])
            for row, label in zip(rows, MISHEARD.values(), strict=True)
        ]
    assert all(probability > 0.5 for probability in right["sound"])
    assert sum(right["sound"]) > sum(right["sight"])


def test_texts_without_chinese_are_told_as_before() -> None:
    texts = ["louder please", ""]
    plain = train(vectors(TEXTS), TEXTS, LABELS)
    by_sound = train(vectors(TEXTS), TEXTS, LABELS, by_sound=True)
    given = vectors(texts)
    assert np.array_equal(plain.probabilities(given, texts), by_sound.probabilities(given, texts))


def test_a_damaged_file_is_learnt_again(tmp_path: Path) -> None:
    path = tmp_path / "intents.npz"
    path.write_bytes(b"not at all")
    assert IntentClassifier.load(path, "x") is None


def test_learning_can_be_given_up() -> None:
    def stop() -> None:
        raise EngineError(ErrorCode.CANCELLED)

    with pytest.raises(EngineError, match="cancelled"):
        train(vectors(TEXTS), TEXTS, LABELS, stop)


def test_the_fit_is_the_minimum() -> None:
    rng = np.random.default_rng(3)
    features = rng.normal(size=(60, 4)).astype(np.float32)
    classes = (features[:, 0] + 0.5 * rng.normal(size=60) > 0).astype(np.int64)
    weights = fit(features, classes, 2, strength=0.01)

    def loss(matrix: Floats) -> float:
        rows = softmax(features @ matrix[:-1] + matrix[-1])[np.arange(60), classes]
        return float(-np.log(rows).mean() + 0.005 * np.square(matrix[:-1]).sum())

    best = loss(weights)
    for _ in range(20):
        nearby = weights + 0.05 * rng.normal(size=weights.shape).astype(np.float32)
        assert loss(nearby) > best


def test_runs_tell_words_apart_and_ignore_case_and_marks() -> None:
    one, same, other, blank = run_vectors(["Louder!", "louder", "quieter", "。"])
    assert np.array_equal(one, same)
    assert one @ other < 0.5
    assert np.linalg.norm(one) == pytest.approx(1)
    assert not blank.any()
