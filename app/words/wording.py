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
    "settings.is_accurate": ("Finished sentences", "说完的句子"),
    "settings.is_accurate.no": ("Quick", "快速"),
    "settings.is_accurate.yes": ("Fewer mistakes, seconds later", "更准确，晚几秒"),
    "settings.terms": ("Names and terms", "名称和术语"),
    "settings.terms.open": ("Open the list…", "打开列表…"),
    "settings.terms.open_count": ("Open the list ({count})…", "打开列表（{count}）…"),
}

_TERMS: dict[str, tuple[str, str]] = {
    "terms.title": ("Names and terms", "名称和术语"),
    "terms.intro": (
        "Where one of these is heard, it is written and translated as it stands here. A name you"
        " correct in a caption is added by itself.",
        "听到其中的词时，会按此处的写法显示和翻译。在字幕中更正的名称会自动加入。",
    ),
    "terms.column.text": ("Written as", "写法"),
    "terms.column.language": ("Language", "语言"),
    "terms.column.translation": ("Translated as", "译作"),
    "terms.translation.hint": (
        "What translations call it, if that matters",
        "译文中的写法（可不填）",
    ),
    "terms.column.heard_as": ("Also heard as", "曾识别为"),
    "terms.column.hits": ("In captions", "字幕中"),
    "terms.column.hits.tip": (
        "How often it stands in the captions of this window",
        "在此窗口的字幕中出现的次数",
    ),
    "terms.heard.hint": (
        "What it is mistaken for, if anything; separate several with commas",
        "常被误识别成的词（可不填），多个用逗号分隔",
    ),
    "terms.card.new": ("A new name or term", "新的名称或术语"),
    "terms.card.change": ("Change this one", "修改此项"),
    "terms.add": ("Add", "添加"),
    "terms.save": ("Save", "保存"),
    "terms.new": ("New", "新建"),
    "terms.remove": ("Remove", "删除"),
    "terms.undo": ("Undo", "撤销"),
    "terms.import": ("Import…", "导入…"),
    "terms.export": ("Export…", "导出…"),
    "terms.added": ("“{term}” was added.", "已添加“{term}”。"),
    "terms.changed": ("“{term}” was changed.", "已修改“{term}”。"),
    "terms.removed": ("Removed: {count}. Undo brings them back.", "已删除 {count} 项，可撤销。"),
    "terms.imported": ("New or changed: {count}.", "新增或更改 {count} 项。"),
    "terms.exported": ("Saved as “{name}”.", "已保存为“{name}”。"),
    "file.open_terms": ("Import names and terms", "导入名称和术语"),
    "file.save_terms": ("Export names and terms", "导出名称和术语"),
    "file.terms_name": ("terms", "术语"),
    "file.terms": ("Lists of terms", "术语列表"),
    "format.csv": ("CSV table", "CSV 表格"),
    "format.tbx": ("TBX glossary", "TBX 术语库"),
}

_CAPTIONS: dict[str, tuple[str, str]] = {
    "captions.correct": ("Correct…", "更正…"),
    "captions.correct.tip": ("Correct (F2)", "更正（F2）"),
    "captions.correct.editor": (
        "The text of this caption. Enter saves, Escape leaves it as it was.",
        "这条字幕的文字。按 Enter 保存，按 Esc 放弃。",
    ),
    "captions.undo_correction": ("Undo the correction", "撤销更正"),
    "captions.show_as_heard": ("Show as heard", "显示识别原文"),
    "captions.show_formatted": ("Show formatted", "显示整理后的文字"),
    "captions.corrected": ("Corrected. Heard: {heard}", "已更正。识别为：{heard}"),
    "captions.old_translation": (
        "The translation is of the text before the correction.",
        "译文对应更正前的文字。",
    ),
    "captions.is_as_heard": ("Shown as heard.", "显示的是识别原文。"),
    "captions.unsure": ("Unsure: {words}", "不确定：{words}"),
    "captions.between_words": (", ", "、"),
    "message.term_learned": (
        "“{term}” is now on your list of names and terms.",
        "“{term}”已加入名称和术语列表。",
    ),
    "message.term_learned.more": (
        "It will be written so when it is heard again.",
        "以后听到时会这样写。",
    ),
    "action.forget_term": ("Undo", "撤销"),
    "held_back.column.time": ("Time", "时间"),
    "held_back.column.text": ("Text", "文字"),
    "held_back.column.reason": ("Why it was not shown", "未显示的原因"),
    "held_back.show": ("Show it after all", "仍然显示"),
    "held_back.none": ("Every text is shown.", "所有文字都已显示。"),
}

WORDING_LABELS: dict[str, Words] = {
    key: Words(*both) for part in (_SETTINGS, _TERMS, _CAPTIONS) for key, both in part.items()
}
