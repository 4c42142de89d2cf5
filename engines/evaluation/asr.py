"""How many characters of a text were recognized wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from engines.evaluation.normalize import NORMALIZER, normalized
from engines.evaluation.scores import Score, ratio_of_sums


@dataclass(frozen=True, slots=True)
class CharacterErrors:
    """The least edits that turn what was heard into what was said, after normalising both."""

    substitutions: int
    deletions: int
    insertions: int
    characters: int
    """Of what was said."""
    is_first_lost: bool
    """Whether the first character said has no counterpart in what was heard."""
    is_last_lost: bool

    @property
    def errors(self) -> int:
        """All edits together."""
        return self.substitutions + self.deletions + self.insertions


def character_errors(said: str, heard: str) -> CharacterErrors:
    """Count the errors of one utterance.

    Raises:
        ValueError: Nothing was said.
    """
    reference, hypothesis = normalized(said), normalized(heard)
    if not reference:
        raise ValueError("a reference needs characters")
    edits = list(Levenshtein.editops(hypothesis, reference))
    # The edits turn the hypothesis into the reference: what they insert was said and not heard.
    missed = {edit.dest_pos for edit in edits if edit.tag == "insert"}
    return CharacterErrors(
        substitutions=sum(edit.tag == "replace" for edit in edits),
        deletions=len(missed),
        insertions=sum(edit.tag == "delete" for edit in edits),
        characters=len(reference),
        is_first_lost=0 in missed,
        is_last_lost=len(reference) - 1 in missed,
    )


def character_error_rate(counts: Iterable[CharacterErrors], signature: str) -> Score:
    """Return errors per character said, over all utterances.

    Raises:
        ValueError: There are none.
    """
    counts = list(counts)
    return ratio_of_sums(
        [count.errors for count in counts],
        [count.characters for count in counts],
        f"CER|{NORMALIZER}|{signature}",
    )
