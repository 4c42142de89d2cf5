"""The words about who spoke, in English and 简体中文, by dotted key."""

from __future__ import annotations

from app.words.texts import Words

SPEAKER_LABELS: dict[str, Words] = {
    "settings.tells_speakers": Words("Who spoke", "说话人"),
    "settings.tells_speakers.yes": Words(
        "A number for each voice, from the next session on", "按声音编号，下次收听起生效"
    ),
    "settings.tells_speakers.no": Words("Not shown", "不显示"),
    "speakers.model_missing": Words(
        "Telling voices apart needs a small model.", "区分说话人需要一个小模型。"
    ),
    "speakers.model_missing.more": Words(
        "It has {size}. Until it is there, captions carry no number.",
        "大小为 {size}。安装之前，字幕不带编号。",
    ),
    "engine.dvector": Words("d-vector", "d-vector"),
}
