"""Two translators in a row, through a language between, where no model has the pair itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engines.errors import EngineError, ErrorCode
from engines.interfaces import NO_GUIDANCE, Guidance, Translator
from engines.types import EngineInfo, Language, LanguagePair, TranslatedText


class PivotTranslator:
    """Translates directly where ``first`` has the pair, and else by way of ``via``.

    One thread owns it, and with it both translators, which may be the same.

    Args:
        first: Translates into the language between.
        second: Translates out of it.
        via: The language between.
    """

    def __init__(self, first: Translator, second: Translator, via: Language) -> None:
        self._first = first
        self._second = second
        self._via = via

    @property
    def info(self) -> EngineInfo:
        """What runs first, and every language that can be reached."""
        info = self._first.info
        languages = dict.fromkeys((*info.languages, *self._second.info.languages))
        return replace(info, languages=tuple(languages))

    def supports(self, pair: LanguagePair) -> bool:
        """Say whether there is a way."""
        into, out = self._legs(pair)
        return self._first.supports(pair) or (
            self._via not in {pair.source, pair.target}
            and self._first.supports(into)
            and self._second.supports(out)
        )

    def translate(
        self, texts: Sequence[str], pair: LanguagePair, guidance: Guidance = NO_GUIDANCE
    ) -> list[TranslatedText]:
        """Return one translation for each text; ``via`` says which way it went.

        A doubt of either leg is one of the whole. Terms are kept to on both; what counts is whether
        they are kept in the end.

        Raises:
            EngineError: PAIR_UNSUPPORTED, TRANSLATION_FAILED or OUT_OF_MEMORY.
        """
        if not self.supports(pair):
            raise EngineError(ErrorCode.PAIR_UNSUPPORTED, str(pair), pair=str(pair))
        if self._first.supports(pair):
            return self._first.translate(texts, pair, guidance)
        into, out = self._legs(pair)
        # What was said before is in the languages of the pair: of no use on either leg.
        terms = Guidance(terms=guidance.terms)
        between = self._first.translate(texts, into, terms)
        translated = self._second.translate([each.text for each in between], out, terms)
        return [
            replace(
                after,
                doubts=tuple(dict.fromkeys((*before.doubts, *after.doubts))),
                terms_missed=tuple(dict.fromkeys((*before.terms_missed, *after.terms_missed))),
                via=self._via if after.text else None,
            )
            for before, after in zip(between, translated, strict=True)
        ]

    def _legs(self, pair: LanguagePair) -> tuple[LanguagePair, LanguagePair]:
        return LanguagePair(pair.source, self._via), LanguagePair(self._via, pair.target)
