"""How far a translation or a language can be trusted, in English and 简体中文, by dotted key."""

from __future__ import annotations

from app.words.texts import Words

TRANSLATION_LABELS: dict[str, Words] = {
    "doubt.number": Words("a number, date or time", "数字、日期或时间"),
    "doubt.unit": Words("a currency or measure", "货币或计量单位"),
    "doubt.negation": Words("whether it says “not”", "是否带有否定"),
    "doubt.name": Words("a name or code", "名称或代号"),
    "doubt.leftover": Words("words left untranslated", "有词语未翻译"),
    "doubt.answer": Words("a question that became a statement", "问句变成了陈述句"),
    "doubt.term": Words("a term of your list", "术语表中的词"),
    "doubt.between": Words("; ", "；"),
    "captions.doubted": Words("Check the translation: {doubts}.", "请核对译文：{doubts}。"),
    "captions.via": Words("Translated through {language}.", "经{language}转译。"),
    "text.doubted": Words("Check sentence {number}: {doubts}.", "请核对第 {number} 句：{doubts}。"),
    "text.doubted.more": Words(
        "{count} more sentences are in doubt.", "另有 {count} 句也可能有误。"
    ),
    "text.terms": Words("Terms of your list kept: {kept}.", "术语表用词：{kept} 处。"),
    "text.terms.missed": Words(
        "Terms of your list kept: {kept}, missed: {missed} ({terms}).",
        "术语表用词：{kept} 处，未用 {missed} 个（{terms}）。",
    ),
    # What is known of a language in one task
    "support.measured": Words("measured here", "已在本程序中测试"),
    "support.documented": Words(
        "supported by the model, not measured here", "模型说明支持，本程序未测试"
    ),
    "support.none": Words("not available", "不支持"),
    "support.short.measured": Words("measured here", "已测试"),
    "support.short.documented": Words("supported, unmeasured", "支持，未测试"),
    "support.short.none": Words("not available", "不支持"),
    "support.installed": Words("{model} (installed)", "{model}（已安装）"),
    "support.column.language": Words("Language", "语言"),
    "support.column.recognition": Words("Recognition", "识别"),
    "support.column.into_chinese": Words("Into Chinese", "译成中文"),
    "support.column.out_of_chinese": Words("From Chinese", "从中文译出"),
    "support.column.speech": Words("Speech", "朗读"),
    "support.title": Words("Languages", "各语言的支持情况"),
    "support.open": Words("Languages", "支持的语言"),
    "support.open.tip": Words(
        "What is known of each minority language of China, task by task",
        "各民族语言在识别、翻译和朗读中的支持情况",
    ),
    "support.note": Words(
        "Supported is what the documents of a model say; nobody measured it here.",
        "“支持”仅依据模型说明，本程序未作测试。",
    ),
    "support.models": Words("With {models}", "可用模型：{models}"),
    "support.pair": Words("{source} → {target}: {support}", "{source} → {target}：{support}"),
    "support.way": Words("{way}, {support}", "{way}，{support}"),
    "support.via": Words("through {language}", "经{language}"),
}
