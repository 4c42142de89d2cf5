"""A host that passes everything on, for those who only watch some of what passes."""

from __future__ import annotations

from collections.abc import Set

from app.bridge.capture import Host
from engines.asr.text_style import TextStyle
from engines.engine_config import WorkerConfig
from engines.interfaces import SpeechRequest, TextRequest
from engines.pipeline.config import SessionConfig
from engines.types import AudioChunk


class PassingHost:
    """Stands before another host; see ``Host`` for what each call means."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def load(self, config: WorkerConfig) -> None:
        """Pass it on, as all the others do."""
        self._host.load(config)

    def start_session(self, config: SessionConfig) -> None:
        """Open a session."""
        self._host.start_session(config)

    def feed(self, chunk: AudioChunk) -> None:
        """Take audio."""
        self._host.feed(chunk)

    def end_session(self) -> None:
        """Hear that no more audio comes."""
        self._host.end_session()

    def restyle(self, style: TextStyle) -> None:
        """Change the look of texts."""
        self._host.restyle(style)

    def translate(self, request: TextRequest) -> None:
        """Translate a text."""
        self._host.translate(request)

    def drop_texts(self, request_ids: Set[int]) -> None:
        """Take texts back."""
        self._host.drop_texts(request_ids)

    def speak(self, request: SpeechRequest) -> None:
        """Speak a text."""
        self._host.speak(request)

    def drop_speech(self, request_ids: Set[int]) -> None:
        """Take texts to speak back."""
        self._host.drop_speech(request_ids)

    def close(self) -> None:
        """Leave."""
        self._host.close()
