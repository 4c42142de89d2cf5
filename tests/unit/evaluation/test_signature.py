"""A signature names every model that a number came from, and gives the run back."""

from __future__ import annotations

from dataclasses import replace

from engines.engine_config import EngineConfig
from engines.evaluation.codec import decoded, encoded
from engines.evaluation.request import ModelUse, RunModels, RunRequest
from engines.evaluation.scoring.context import Context
from engines.evaluation.signature import parse_signature, signature
from engines.types import LanguagePair
from tests.helpers.fake_engines import worker_config

ZH_EN, EN_ZH, BO_EN = LanguagePair("zh", "en"), LanguagePair("en", "zh"), LanguagePair("bo", "en")


def two_translators() -> RunRequest:
    base = worker_config().recognizer
    second: EngineConfig = replace(base, model_id="b,+second", pairs=(EN_ZH, BO_EN))
    first = replace(base, model_id="first", pairs=(ZH_EN,), beside=(second,))
    use = ModelUse(first, "1" * 64, (ModelUse(second, "2" * 64),))
    return RunRequest((), RunModels(translator=use))


def test_models_beside_the_translator_are_signed_with_their_bytes() -> None:
    first, second = parse_signature(signature(two_translators())).models["translator"]
    assert (first.model_id, first.digest) == ("first", "1" * 12)
    assert (second.model_id, second.digest) == ("b,+second", "2" * 12)


def test_a_row_names_the_models_its_direction_went_through() -> None:
    context = Context.of(two_translators())
    assert context.translators(ZH_EN) == ("first@111111111111",)
    assert context.translators(EN_ZH) == ("b,+second@222222222222",)
    through_english = context.translators(LanguagePair("bo", "zh"))
    assert through_english == ("b,+second@222222222222",)
    assert context.translators(ZH_EN, "baseline") == ()


def test_a_stored_request_keeps_them() -> None:
    request = two_translators()
    assert decoded(encoded(request), RunRequest) == request
