"""Several translators as one: the first for what it has, the others beside it, two in a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engines.engine_config import EngineConfig
from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, Guidance, Translator
from engines.types import EngineInfo, LanguagePair, TranslatedText


class RoutedTranslator:
    """Translates directly where a model has the pair, and else through a language between.

    One thread owns it, and with it all its translators.

    Args:
        config: The first model, and those beside it.
        load: Loads one model; called at once for the first, and for another when it is needed.

    Raises:
        EngineError: As ``load`` does for the first.
    """

    def __init__(self, config: EngineConfig, load: Callable[[EngineConfig], Translator]) -> None:
        self._config = config
        self._load = load
        self._loaded = {config.model_id: load(replace(config, beside=()))}

    @property
    def info(self) -> EngineInfo:
        """What runs first, and every language that can be reached."""
        languages = dict.fromkeys(
            language
            for config in (self._config, *self._config.beside)
            for language in config.languages
        )
        first = self._loaded[self._config.model_id].info
        return replace(first, languages=tuple(languages))

    def supports(self, pair: LanguagePair) -> bool:
        """Say whether there is a way."""
        return self._config.has_pair(pair)

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        """Return one translation for each text; ``via`` says which way it went.

        A doubt of either leg is one of the whole. Terms are kept to on both; what counts is whether
        they are kept in the end.

        Raises:
            EngineError: PAIR_UNSUPPORTED, TRANSLATION_FAILED or OUT_OF_MEMORY; what loading raises.
        """
        match self._config.route(pair):
            case (only,):
                return self._translator(only.config).translate(texts, pair, guidance)
            case (into, out):
                # What was said before is in the languages of the pair: of no use on either leg.
                terms = Guidance(terms=guidance.terms, is_urgent=guidance.is_urgent)
                between = self._translator(into.config).translate(texts, into.pair, terms)
                onward = [each.text for each in between]
                translated = self._translator(out.config).translate(onward, out.pair, terms)
                return [
                    replace(
                        after,
                        doubts=tuple(dict.fromkeys((*before.doubts, *after.doubts))),
                        terms_missed=tuple(
                            dict.fromkeys((*before.terms_missed, *after.terms_missed))
                        ),
                        via=into.pair.target if after.text else None,
                    )
                    for before, after in zip(between, translated, strict=True)
                ]
            case _:
                raise EngineError(ErrorCode.PAIR_UNSUPPORTED, str(pair), pair=str(pair))

    def _translator(self, config: EngineConfig) -> Translator:
        if config.model_id not in self._loaded:
            self._loaded[config.model_id] = self._load(replace(config, beside=()))
        return self._loaded[config.model_id]
