"""One caption: what a session said, and what the reader made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from app.bridge.capture import CaptureRun
from engines.asr.doubtful_words import doubtful_spans
from engines.events import HeldBackReason
from engines.types import Doubt, Language, Transcript, Translation


@dataclass(slots=True)
class Caption:
    """One row. The reader's changes are kept beside what the session said, and can be undone."""

    run: CaptureRun
    transcript: Transcript
    """As it is shown and saved."""
    translation: Translation | None = None
    awaits_translation: bool = False
    """A translation is expected, so its place is kept and nothing moves when it comes."""
    received: Transcript | None = None
    """As the session said it, where something else is shown."""
    received_translation: Translation | None = None
    is_corrected: bool = False
    """The reader wrote the text that is shown."""
    is_as_heard: bool = False
    """The recognizer's own words are shown, without numbers, names and marks put in form."""
    speaker: str = ""
    """Who said it, where somebody wrote that down."""

    @property
    def is_final(self) -> bool:
        """Whether the source text stays as it is, but for the reader's changes."""
        return self.transcript.is_final

    @property
    def is_translation_current(self) -> bool:
        """Whether the translation is of the text that is shown, and stays."""
        return (
            self.translation is not None
            and self.is_final
            and self.translation.is_final
            and self.translation.revision == self.transcript.revision
        )

    @property
    def time(self) -> str:
        """When it was said: the time of day, or the position in a file."""
        return moment(self.run, self.transcript.start_s)

    @property
    def text(self) -> str:
        """Both languages, as they are copied."""
        who = f"{self.speaker}: " if self.speaker else ""
        lines = [who + self.transcript.text.strip()]
        if self.translation is not None:
            lines.append(self.translation.text.strip())
        return "\n".join(lines)

    @property
    def has_other_form(self) -> bool:
        """Whether it can be shown as heard, or in form again."""
        original = self.transcript.original.strip()
        formatted = (self.received or self.transcript).text.strip()
        return self.is_final and not self.is_corrected and original not in {"", formatted}

    @property
    def doubtful_spans(self) -> list[tuple[int, int]]:
        """Where the words are that the recognizer is unsure of; none once the reader wrote it."""
        return [] if self.is_corrected or not self.is_final else doubtful_spans(self.transcript)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What may be wrong with the translation, unless it is of an older text anyway."""
        if self.translation is None or (self.is_corrected and not self.is_translation_current):
            return ()
        return self.translation.doubts

    def correct(self, text: str) -> None:
        """Show what the reader wrote; the translation is of the old text from now on."""
        self._remember()
        revision = self.transcript.revision + 1
        self.transcript = replace(self.transcript, stable=text, revision=revision)
        self.is_corrected, self.is_as_heard = True, False

    def undo_correction(self) -> None:
        """Show what the session said, and its translation."""
        if self.received is not None:
            self.transcript, self.translation = self.received, self.received_translation
            self.received = self.received_translation = None
            self.is_corrected = self.is_as_heard = self.awaits_translation = False

    def show_as_heard(self, is_as_heard: bool) -> None:
        """Show the recognizer's own words, or the text in form again."""
        if not self.has_other_form or is_as_heard == self.is_as_heard:
            return
        if is_as_heard:
            self._remember()
            self.transcript = replace(self.transcript, stable=self.transcript.original)
        elif self.received is not None:
            self.transcript, self.received, self.received_translation = self.received, None, None
        self.is_as_heard = is_as_heard

    def _remember(self) -> None:
        if self.received is None:
            self.received, self.received_translation = self.transcript, self.translation


@dataclass(frozen=True, slots=True, eq=False)
class HeldBack:
    """A text that is kept but not shown, and why."""

    run: CaptureRun
    utterance_id: int
    revision: int
    text: str
    reason: HeldBackReason
    language: Language
    start_s: float
    end_s: float

    @property
    def time(self) -> str:
        """When it was heard: the time of day, or the position in a file."""
        return moment(self.run, self.start_s)

    def as_caption(self) -> Caption:
        """Return the caption it would have been."""
        language = self.language or self.run.config.spoken_languages[0]
        transcript = Transcript(
            self.utterance_id,
            self.revision,
            self.text,
            "",
            language,
            (),
            self.start_s,
            self.end_s,
            is_final=True,
        )
        return Caption(self.run, transcript)


def moment(run: CaptureRun, start_s: float) -> str:
    """Return when something was said: the time of day, or the position in a file."""
    if run.is_live:
        return f"{run.started_at + timedelta(seconds=start_s):%H:%M:%S}"
    minutes, seconds = divmod(int(start_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
