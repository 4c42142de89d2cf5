"""What every row is scored with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from engines.evaluation.request import ModelUse, RunRequest
from engines.evaluation.results import IntentResult, ItemResult, SpokenResult, TranslatedResult
from engines.evaluation.signature import signature
from engines.types import LanguagePair

R = TypeVar("R", SpokenResult, TranslatedResult, IntentResult)


@dataclass(frozen=True, slots=True)
class Context:
    """A run, as its scores name it."""

    request: RunRequest
    signature: str

    @classmethod
    def of(cls, request: RunRequest) -> Context:
        """Return the context of a run."""
        return cls(request, signature(request))

    def signed(self, *parts: str) -> str:
        """Return the signature of a score: what it is, then the run."""
        return "|".join([*parts, self.signature])

    def models(self, *roles: str) -> tuple[str, ...]:
        """Return the models in some roles, as rows name them."""
        uses: Iterable[ModelUse | None] = (getattr(self.request.models, role) for role in roles)
        return tuple(str(use) for use in uses if use is not None)

    def translators(self, pair: LanguagePair, role: str = "translator") -> tuple[str, ...]:
        """Return the models that a direction went through, as rows name them."""
        use: ModelUse | None = getattr(self.request.models, role)
        if use is None:
            return ()
        names = {one.config.model_id: str(one) for one in (use, *use.beside)}
        legs = [leg.config.model_id for leg in use.config.route(pair)]
        return tuple(dict.fromkeys(names.get(one, one) for one in legs)) or (str(use),)


def scored(results: Sequence[R]) -> list[R]:
    """Return those that count."""
    return [one for one in results if is_scored(one)]


def is_scored(result: ItemResult) -> bool:
    """Say whether an item counts."""
    return result.problem is None or result.problem.is_scored


def problems(results: Sequence[ItemResult]) -> tuple[str, ...]:
    """Return a note for each kind of problem, with how many items have it."""
    kinds = [one.problem for one in results if one.problem is not None]
    return tuple(f"{kind}:{kinds.count(kind)}" for kind in dict.fromkeys(sorted(kinds)))
