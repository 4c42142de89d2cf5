"""Which of several hypotheses to keep: what the recognizer heard, weighed with what people say.

The scores are combined as logarithms of probabilities, the language model's with a weight (shallow
fusion over an n-best list; Chan et al., ICASSP 2016, section 2.3). Where the audio was heard in
several versions, each has one vote: its posterior over the texts it wrote.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from engines.asr.filters import bare_text
from engines.chinese_script import ChineseScript
from engines.interfaces import Candidate
from engines.opencc_script import script_converter

_WEIGHT = 0.3
"""Of the language model's logarithm beside the recognizer's; from 0.2 to 0.7 little changes."""

_UNHEARD = -2.0
"""What a version gives to a wording it did not write: so much below the worst that it wrote."""

_CLEAR_LEAD = 2.0
"""A first one so far ahead of the second is kept without asking: one utterance in six, at the
price of 0.2 points of character error rate."""

_HOPELESS = 5.0
"""So far behind the first no wording is asked about."""

_MOST_ASKED = 8
"""Wordings that the language model is asked about: they bound what an utterance costs. With 4 of
them 27.9 % of the characters are wrong, with 6 27.3, with 8 or 10 27.2."""

_LEAST_LENGTH = 0.6
"""Of the length of the decoder's first text: what is shorter leaves out words."""

AskLikelihood = Callable[[Sequence[str]], list[float]]
"""Texts to natural logarithms of their probabilities."""


@dataclass(slots=True)
class _Wording:
    """Candidates that differ in nothing but punctuation and script."""

    text: str
    """As the language model is to read it: of the likeliest of them."""
    index: int
    """Of the likeliest of them."""
    log_probability: float
    """Of the likeliest of them."""
    by_version: dict[int, float] = field(default_factory=dict)
    """Logarithm of what its candidates have together, by version."""


def likeliest(candidates: Sequence[Candidate], ask: AskLikelihood) -> int:
    """Return the index of the candidate to keep.

    Args:
        candidates: At least one; of one language.
        ask: Asks the language model; not called where one wording is clearly ahead.

    Raises:
        EngineError: What ``ask`` raises.
    """
    wordings = _without_fragments(_wordings(candidates), candidates)
    heard = _heard(wordings)
    order = sorted(range(len(wordings)), key=lambda number: -heard[number])
    first = order[0]
    asked = [number for number in order if heard[number] > heard[first] - _HOPELESS][:_MOST_ASKED]
    if len(asked) == 1 or heard[first] - heard[order[1]] > _CLEAR_LEAD:
        return wordings[first].index
    said = ask([wordings[number].text for number in asked])
    total = {
        number: heard[number] + _WEIGHT * likelihood
        for number, likelihood in zip(asked, said, strict=True)
    }
    return wordings[max(asked, key=total.__getitem__)].index


def heard_most(candidates: Sequence[Candidate]) -> int:
    """Return the index of the candidate whose wording the recognizer alone thinks likeliest.

    One wording may come with several punctuations and in both scripts; their probabilities add up.
    That is worth 0.4 to 1.2 points of character error rate over the first text of the beam.

    Args:
        candidates: At least one; of one language.
    """
    wordings = _without_fragments(_wordings(candidates), candidates)
    heard = _heard(wordings)
    return wordings[max(range(len(wordings)), key=heard.__getitem__)].index


def _wordings(candidates: Sequence[Candidate]) -> list[_Wording]:
    simplified = script_converter(ChineseScript.SIMPLIFIED)
    found: dict[str, _Wording] = {}
    for index, candidate in enumerate(candidates):
        text = simplified(candidate.text, candidate.language)
        wording = found.setdefault(
            bare_text(text), _Wording(text, index, candidate.log_probability)
        )
        if candidate.log_probability > wording.log_probability:
            wording.text, wording.index = text, index
            wording.log_probability = candidate.log_probability
        before = wording.by_version.get(candidate.version, -math.inf)
        wording.by_version[candidate.version] = _log_sum([before, candidate.log_probability])
    return list(found.values())


def _without_fragments(
    wordings: Sequence[_Wording], candidates: Sequence[Candidate]
) -> list[_Wording]:
    """Leave out what breaks off: a text that ends early is likely for its shortness alone.

    Its probability is a product of fewer factors, for the recognizer and for the language model.
    The decoder's own order, which goes by the probability of a token, puts whole texts first.
    """
    first: dict[int, str] = {}
    for candidate in candidates:
        first.setdefault(candidate.version, candidate.text)
    least = _LEAST_LENGTH * max(len(bare_text(text)) for text in first.values())
    return [wording for wording in wordings if len(bare_text(wording.text)) >= least]


def _heard(wordings: Sequence[_Wording]) -> list[float]:
    """Return for each wording the mean over the versions of the logarithm of its posterior."""
    versions = sorted({version for wording in wordings for version in wording.by_version})
    heard = [0.0] * len(wordings)
    for version in versions:
        written = [w.by_version[version] for w in wordings if version in w.by_version]
        everything = _log_sum(written)
        unheard = min(written) + _UNHEARD
        for number, wording in enumerate(wordings):
            share = wording.by_version.get(version, unheard) - everything
            heard[number] += share / len(versions)
    return heard


def _log_sum(logarithms: Sequence[float]) -> float:
    largest = max(logarithms)
    return largest + math.log(sum(math.exp(each - largest) for each in logarithms))
