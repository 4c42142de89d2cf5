"""The labels of conversations between two people, in English and 简体中文, by dotted key."""

from __future__ import annotations

from app.words.texts import Words

CONVERSE_LABELS: dict[str, Words] = {
    "pane.converse": Words("Converse", "对话"),
    "converse.start": Words("Begin", "开始"),
    "converse.stop": Words("End", "结束"),
    "converse.start.tip": Words(
        "Both of you just speak; the language decides which way it goes",
        "双方直接说话，程序按语言判断翻译方向",
    ),
    "converse.spoken": Words("Spoken aloud", "朗读译文"),
    "converse.silent": Words("Not spoken", "不朗读译文"),
    "message.speech_offer": Words("Translations are not spoken aloud.", "译文没有朗读。"),
    "message.speech_offer.more": Words(
        "Each side can read them; spoken, nobody needs to look at the screen.",
        "双方可以看屏幕；打开朗读后，不看屏幕也能交谈。",
    ),
    "action.speak_aloud": Words("Speak aloud", "打开朗读"),
    "converse.turn": Words("Turn the upper half", "翻转上半屏"),
    "converse.swap": Words("Swap the sides", "交换两侧"),
    "converse.talk.zh": Words("Hold to speak Chinese", "按住说中文"),
    "converse.talk.en": Words("Hold to speak English", "按住说英语"),
    "converse.talk_own.zh": Words("按住说中文", "按住说中文"),
    "converse.talk_own.en": Words("Hold to speak English", "Hold to speak English"),
    "converse.wait.zh": Words("请稍候", "请稍候"),
    "converse.wait.en": Words("One moment", "One moment"),
    "converse.speak.zh": Words("请讲", "请讲"),
    "converse.speak.en": Words("Speak now", "Speak now"),
    "converse.panel.zh": Words("The Chinese side", "中文一侧"),
    "converse.panel.en": Words("The English side", "英语一侧"),
    "converse.empty.zh": Words(
        "点“开始”后双方直接说话，或按住下面的按钮说话。",
        "点“开始”后双方直接说话，或按住下面的按钮说话。",
    ),
    "converse.empty.en": Words(
        "Press Begin and just speak, both of you. Or hold the button while you speak.",
        "Press Begin and just speak, both of you. Or hold the button while you speak.",
    ),
    "converse.listening": Words("being listened to", "正在听"),
}
"""What stands on a side is in the language of that side, whatever the window speaks: so both
languages of those labels are the same."""
