"""What there is to say about a caption besides its words, in the current language."""

from __future__ import annotations

from app.strings import doubts_text, language_name, tr
from app.ui.captions.caption import Caption
from engines.events import HeldBackReason


def remarks(caption: Caption, marks_doubtful: bool) -> list[str]:
    """Return what there is to say about a caption besides its words."""
    said = []
    if caption.is_corrected and caption.received is not None:
        said.append(tr("captions.corrected", heard=caption.received.text.strip()))
        if caption.translation is not None and not caption.is_translation_current:
            said.append(tr("captions.old_translation"))
    if caption.is_as_heard:
        said.append(tr("captions.is_as_heard"))
    if caption.doubts:
        said.append(tr("captions.doubted", doubts=doubts_text(caption.doubts)))
    if caption.translation is not None and caption.translation.via is not None:
        said.append(tr("captions.via", language=language_name(caption.translation.via)))
    spans = caption.doubtful_spans if marks_doubtful else []
    if spans:
        text = caption.transcript.text
        words = tr("captions.between_words").join(text[start:end] for start, end in spans)
        said.append(tr("captions.unsure", words=words))
    return said


def held_back_words(reason: HeldBackReason) -> str:
    """Return why a text is not shown."""
    return tr(f"held_back.{reason}")
