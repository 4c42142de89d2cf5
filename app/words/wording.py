"""The labels of everything about how texts read: settings, corrections, names and terms.

======================  ==========  ===========================================
thing                   简体中文      note
======================  ==========  ===========================================
names and terms         名称和术语     what the user wants written their way
correct, correction     更正         the user puts a caption right
as heard                识别原文      a caption before numbers and names were put in form
unsure                  不确定        a word the recognition model doubts
======================  ==========  ===========================================
"""

from __future__ import annotations

from app.words.texts import Words

_SETTINGS: dict[str, tuple[str, str]] = {
    "settings.group.window": ("Window", "窗口"),
    "settings.group.text": ("Text of captions", "字幕文字"),
    "settings.group.models": ("Models", "模型"),
    "settings.script": ("Chinese characters", "中文字形"),
    "settings.script.simplified": ("Simplified", "简体"),
    "settings.script.traditional": ("Traditional", "繁体"),
    "settings.writes_numbers": ("Numbers", "数字"),
    "settings.writes_numbers.yes": ("In digits: 25%", "用阿拉伯数字：25%"),
    "settings.writes_numbers.no": ("In words: 百分之二十五", "用汉字：百分之二十五"),
    "settings.keeps_fillers": ("Fillers (嗯, um)", "语气词（嗯、um）"),
    "settings.keeps_fillers.yes": ("Shown", "显示"),
    "settings.keeps_fillers.no": ("Left out", "省略"),
    "settings.marks_doubtful": ("Unsure words", "不确定的词"),
    "settings.marks_doubtful.yes": ("Underlined with dots", "用点线标出"),
    "settings.marks_doubtful.no": ("Not marked", "不标出"),
    "settings.steadiness": ("While somebody speaks", "说话时的文字"),
    "settings.steadiness.fastest": ("Fastest: every word at once", "最快：立即显示"),
    "settings.steadiness.balanced": ("Steadier: once confirmed", "较稳：确认后显示"),
    "settings.steadiness.calmest": ("Calmest: nothing is rewritten", "最稳：显示后不改动"),
    "settings.terms": ("Names and terms", "名称和术语"),
    "settings.terms.open": ("Open the list…", "打开列表…"),
    "settings.terms.open_count": ("Open the list ({count})…", "打开列表（{count}）…"),
}

WORDING_LABELS: dict[str, Words] = {
    key: Words(*both) for part in (_SETTINGS,) for key, both in part.items()
}
