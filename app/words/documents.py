"""The labels of texts and documents, in English and 简体中文, by dotted key.

======================  ==========  ===========================================
thing                   简体中文      note
======================  ==========  ===========================================
document                文档         a file of words
translation             译文
back-translation        回译         the translation, translated back
======================  ==========  ===========================================
"""

from __future__ import annotations

from app.words.texts import Words

DOCUMENT_LABELS: dict[str, Words] = {
    # The command line
    "cli.step.translate": Words("translating", "翻译中"),
    "cli.document.written": Words("{source} → {target}", "{source} → {target}"),
    "cli.document.interrupted": Words(
        "Stopped; {done} of {total} texts of “{source}” are done and kept."
        " The same command goes on from there.",
        "已停止。“{source}”的 {total} 段文字已完成 {done} 段并已保留。再次运行同一命令即可继续。",
    ),
    "cli.document.failed": Words(
        "“{source}”: {count} texts could not be translated. They stand in the original,"
        " marked “{mark}”:",
        "“{source}”有 {count} 段文字未能翻译，保留原文并以“{mark}”标记：",
    ),
    "cli.document.doubted": Words(
        "“{source}”: {count} texts may not be right. Compare them with the original:",
        "“{source}”有 {count} 段译文可能有误，请与原文核对：",
    ),
    # The pane of texts
    "pane.text": Words("Text", "文本"),
    "text.languages": Words("Languages", "语言"),
    "text.from": Words("From", "原文语言"),
    "text.to": Words("To", "译文语言"),
    "text.swap": Words("Swap the languages", "交换语言"),
    "text.source": Words("Text to translate", "待译文字"),
    "text.source.empty": Words(
        "Type or paste here. Or drop a document: TXT, Markdown, SRT, VTT, DOCX or HTML.",
        "在此输入或粘贴文字，也可拖入文档：TXT、Markdown、SRT、VTT、DOCX 或 HTML。",
    ),
    "text.translation": Words("Translation", "译文"),
    "text.translation.empty": Words(
        "The translation appears here while you type.", "译文会在输入时显示在此处。"
    ),
    "text.paste": Words("Paste", "粘贴"),
    "text.clear": Words("Clear", "清空"),
    "text.copy": Words("Copy", "复制"),
    "text.copied": Words("Copied", "已复制"),
    "text.check": Words("Check it", "回译检查"),
    "text.check.tip": Words(
        "Translate the translation back, to see what the other side reads",
        "把译文翻译回来，看看对方读到的是什么",
    ),
    "text.check.heading": Words(
        "What the other side reads, back in {language}:", "对方读到的意思（回译成{language}）："
    ),
    "text.check.hide": Words("Hide", "收起"),
    "text.state.starting": Words("Looking at the models…", "正在查看模型…"),
    "text.state.missing": Words("There is no translation model yet.", "还没有翻译模型。"),
    "text.state.missing.button": Words(
        "Install the starter set ({size_gb} GB)", "安装入门模型（{size_gb} GB）"
    ),
    "text.state.fetching": Words(
        "The translation model is on its way. The text waits for it.",
        "正在下载翻译模型，文字会等它就绪。",
    ),
    "text.state.loading": Words(
        "The translation model is being loaded. The text waits for it.",
        "正在载入翻译模型，文字会等它就绪。",
    ),
    "text.state.working": Words("Translating…", "正在翻译…"),
    "text.state.counted": Words("{done} of {total} sentences", "已译 {done}/{total} 句"),
    "text.state.marked": Words(
        "{count} sentences could not be translated; they are marked ⚠.",
        "有 {count} 句未能翻译，已用 ⚠ 标记。",
    ),
    "text.state.again": Words("Try again", "重试"),
    "text.state.models": Words("Open Models", "打开模型"),
    "text.state.wrong_way": Words("This is not written in {language}.", "这段文字不是{language}。"),
    # Documents in that pane
    "document.open": Words("Translate a document…", "翻译文档…"),
    "document.open.short": Words("Document…", "文档…"),
    "document.bilingual": Words("Both languages", "双语对照"),
    "document.bilingual.tip": Words(
        "Documents keep the original, with the translation under it",
        "文档保留原文，译文排在下方",
    ),
    "document.name": Words("Document", "文档"),
    "document.kinds": Words("Documents", "文档"),
    "document.working": Words("{done} of {total} texts", "已译 {done}/{total} 段"),
    "document.working_left": Words(
        "{done} of {total} texts, {left} left", "已译 {done}/{total} 段，还需 {left}"
    ),
    "document.reading": Words("Reading the document…", "正在读取文档…"),
    "document.waits_live": Words(
        "{done} of {total} texts. Waits while captions run.",
        "已译 {done}/{total} 段。收听字幕时先暂停。",
    ),
    "document.waits_engine": Words("Waits for the translation model.", "正在等待翻译模型。"),
    "document.paused": Words(
        "Not finished: {done} of {total} texts are done and kept.",
        "尚未完成：已译 {done}/{total} 段，均已保留。",
    ),
    "document.done": Words("Saved as “{name}”", "已保存为“{name}”"),
    "document.done_marked": Words(
        "Saved as “{name}”. {count} texts could not be translated; they are marked ⚠.",
        "已保存为“{name}”。有 {count} 段未能翻译，已用 ⚠ 标记。",
    ),
    "document.done_doubted": Words(
        "Saved as “{name}”. Compare {count} texts with the original: they may not be right.",
        "已保存为“{name}”。有 {count} 段译文可能有误，请与原文核对。",
    ),
    "document.doubted": Words(
        "Compare {count} more with the original: they may not be right.",
        "另有 {count} 段译文可能有误，请与原文核对。",
    ),
    "document.more": Words("{count} more wait", "另有 {count} 个等待"),
    "document.pause": Words("Pause", "暂停"),
    "document.go_on": Words("Go on", "继续"),
    "document.again": Words("Try again", "重试"),
    "document.cancel": Words("Cancel", "取消"),
    "document.forget": Words("Forget it", "放弃"),
    "document.dismiss": Words("Close", "关闭"),
    "document.show_file": Words("Open", "打开"),
    "document.show_folder": Words("Show in folder", "在文件夹中显示"),
    "document.cancel.question": Words(
        "Give up the translation of “{name}”?", "要放弃“{name}”的翻译吗？"
    ),
    "document.cancel.consequence": Words(
        "{done} of {total} texts are translated and would be lost.",
        "已译的 {done}/{total} 段将会丢失。",
    ),
    "document.cancel.button": Words("Give up", "放弃"),
    "file.open_document": Words("Choose documents to translate", "选择要翻译的文档"),
}
