"""The words about speaking aloud, in English and 简体中文, by dotted key."""

from __future__ import annotations

from app.words.texts import Words

SPEECH_LABELS: dict[str, Words] = {
    # The session bar
    "speech.toggle": Words("Speak translations aloud", "朗读译文"),
    "speech.toggle.on": Words(
        "Translations are spoken aloud. Press to stop that.", "正在朗读译文，按下即可关闭。"
    ),
    "speech.toggle.off": Words(
        "Translations are not spoken. Press to hear them.", "未朗读译文，按下即可开启。"
    ),
    # A caption
    "captions.say": Words("Say the translation", "朗读译文"),
    "captions.say_source": Words("Say the original", "朗读原文"),
    "captions.say_stop": Words("Stop speaking", "停止朗读"),
    # The settings
    "settings.group.speech": Words("Speech", "朗读"),
    "settings.speaks": Words("Speak translations aloud", "朗读译文"),
    "settings.speaks.yes": Words("Yes", "是"),
    "settings.speaks.no": Words("No", "否"),
    "settings.zh_voice": Words("Chinese voice", "中文声音"),
    "settings.en_voice": Words("English voice", "英文声音"),
    "settings.voice.default": Words("Standard", "默认"),
    "settings.voice.female": Words("{name}, female", "{name}（女声）"),
    "settings.voice.male": Words("{name}, male", "{name}（男声）"),
    "settings.speech_rate": Words("Speed of speech", "语速"),
    "settings.speech_rate.slower": Words("Slower", "较慢"),
    "settings.speech_rate.normal": Words("Normal", "正常"),
    "settings.speech_rate.faster": Words("Faster", "较快"),
    "settings.speech_rate.fast": Words("Fast", "快"),
    "settings.speech_volume": Words("Loudness", "音量"),
    "settings.speech_volume.value": Words("{percent} %", "{percent}%"),
    # Messages
    "message.voice_offer": Words("Natural voices are not installed yet.", "尚未安装自然的声音。"),
    "message.voice_offer.more": Words(
        "{model} speaks Chinese and English ({size} MB to download).",
        "{model} 可朗读中文和英文（需下载 {size} MB）。",
    ),
    "message.voice_behind": Words(
        "The voice could not keep up. Translations left out: {count}.",
        "朗读跟不上：已略过 {count} 条译文。",
    ),
    "message.voice_behind.more": Words(
        "The captions have them all. A faster voice helps; it is in the settings.",
        "字幕中仍有全部译文。可在设置中选择更快的语速。",
    ),
    # The command line
    "cli.say.saved": Words("Saved {name}, {seconds} s.", "已保存 {name}，{seconds} 秒。"),
    "cli.say.nothing": Words("There is nothing to say.", "没有可朗读的内容。"),
    "cli.say.voice_unknown": Words(
        "There is no voice “{name}”. There are: {names}",
        "没有名为“{name}”的声音。可用的有：{names}",
    ),
    "cli.say.no_language": Words(
        "No voice here speaks {language}.", "这里没有会说{language}的声音。"
    ),
}
