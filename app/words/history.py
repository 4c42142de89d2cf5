"""The labels of the history, in English and 简体中文, by dotted key.

======================  ==========  ===========================================
thing                   简体中文      note
======================  ==========  ===========================================
history                 历史记录      what was said, kept on this machine
session                 会话         from listening to stopping
private                 私密         nothing is kept
======================  ==========  ===========================================
"""

from __future__ import annotations

from app.words.texts import Words

HISTORY_LABELS: dict[str, Words] = {
    "pane.history": Words("History", "历史记录"),
    "history.search": Words("Search what was said, in any language", "搜索说过的话，任何语言均可"),
    "history.sessions": Words("Sessions", "会话"),
    "history.utterances": Words("What was said", "说过的话"),
    "history.all": Words("All sessions", "全部会话"),
    "history.count.one": Words("1 utterance", "1 句"),
    "history.count": Words("{count} utterances", "{count} 句"),
    "history.hits": Words("{count} found", "找到 {count} 句"),
    "history.searching": Words("Searching …", "正在搜索……"),
    "history.minutes": Words("{count} min", "{count} 分钟"),
    "history.hours": Words("{hours} h {minutes} min", "{hours} 小时 {minutes} 分钟"),
    "history.source.file": Words("file", "文件"),
    "history.source.imported": Words("imported", "已导入"),
    # Filters
    "history.when": Words("When", "时间"),
    "history.when.any": Words("Any time", "任何时间"),
    "history.when.today": Words("Today", "今天"),
    "history.when.week": Words("Last 7 days", "最近 7 天"),
    "history.when.month": Words("Last 30 days", "最近 30 天"),
    "history.when.year": Words("Last 12 months", "最近 12 个月"),
    "history.language": Words("Language", "语言"),
    "history.language.any": Words("Any language", "任何语言"),
    "history.tag": Words("Tag", "标签"),
    "history.tag.any": Words("Any tag", "任何标签"),
    "history.marked_only": Words("Marked", "已标记"),
    "history.marked_only.tip": Words("Only what is marked", "只看已标记的内容"),
    # States
    "history.opening": Words("Opening the history …", "正在打开历史记录……"),
    "history.opening.more": Words(
        "Captions run meanwhile, and are kept.", "其间字幕照常进行，并会保存。"
    ),
    "history.empty": Words("Nothing is kept yet", "还没有历史记录"),
    "history.empty.more": Words(
        "What is said in Live is kept here, on this machine alone. Press the space bar to begin,"
        " or import subtitles.",
        "“实时”中说的话会保存在这里，只保存在这台电脑上。按空格键开始，或导入字幕。",
    ),
    "history.empty_off": Words("Nothing is kept", "没有保存历史记录"),
    "history.empty_off.more": Words(
        "Keeping the history is switched off. The settings switch it on.",
        "历史记录已关闭，可在设置中打开。",
    ),
    "history.read_only": Words(
        "The history cannot be written now. It can be read, and nothing of it can be changed.",
        "历史记录目前无法写入，只能查看，不能修改。",
    ),
    "history.nothing_found": Words("Nothing found", "没有找到"),
    "history.nothing_found.more": Words(
        "Try other words, or fewer filters.", "换个词试试，或减少筛选条件。"
    ),
    "history.failed": Words("The history cannot be opened", "无法打开历史记录"),
    "history.failed.more": Words(
        "Captions go on, but are not kept. Save them from the live pane.",
        "字幕照常进行，但不会保存。请在“实时”中另存。",
    ),
    "history.again": Words("Try again", "重试"),
    # One utterance
    "history.detail": Words("The chosen utterance", "所选的一句"),
    "history.detail.source": Words("What was said", "原文"),
    "history.detail.translation": Words("Translation", "译文"),
    "history.detail.speaker": Words("Speaker", "说话人"),
    "history.detail.note": Words("Note", "备注"),
    "history.detail.heard": Words("Heard: {text}", "识别原文：{text}"),
    "history.detail.corrected": Words("Corrected. It was: {text}", "已更正。原为：{text}"),
    "history.detail.hint": Words(
        "Change the text to correct it; Ctrl+Enter keeps it, Esc takes it back.",
        "直接修改即可更正；Ctrl+Enter 保存，Esc 撤回。",
    ),
    "history.revert": Words("As it was", "恢复原文"),
    "history.mark": Words("Mark", "标记"),
    "history.unmark": Words("Unmark", "取消标记"),
    "history.play": Words("Play", "播放"),
    "history.stop_playing": Words("Stop", "停止播放"),
    "history.no_audio": Words("The sound of this session was not kept", "这次会话没有保存录音"),
    "history.copy": Words("Copy", "复制"),
    # What can be done
    "history.import": Words("Import", "导入"),
    "history.export": Words("Export", "导出"),
    "history.describe": Words("Title and tags", "标题和标签"),
    "history.merge": Words("Merge", "合并"),
    "history.split": Words("Split again", "拆分"),
    "history.delete": Words("Delete", "删除"),
    "history.undo": Words("Undo", "撤销"),
    "history.title": Words("Title", "标题"),
    "history.tags": Words("Tags, separated by commas", "标签，用逗号分隔"),
    "history.note": Words("Note", "备注"),
    "history.keep_changes": Words("Keep", "保存"),
    "history.cancel": Words("Cancel", "取消"),
    "history.delete.question": Words(
        "Delete {count} sessions for good?", "永久删除 {count} 个会话？"
    ),
    "history.delete.question.one": Words("Delete this session for good?", "永久删除这个会话？"),
    "history.delete.utterances": Words(
        "Delete {count} utterances for good?", "永久删除 {count} 句？"
    ),
    "history.delete.utterances.one": Words("Delete this utterance for good?", "永久删除这句话？"),
    "history.delete.consequence": Words(
        "Text, sound and the copies in the backups go. This cannot be undone.",
        "文字、录音和备份中的副本都会删除，且无法撤销。",
    ),
    "history.delete.now": Words("Delete for good", "永久删除"),
    "file.open_subtitles": Words("Import subtitles", "导入字幕"),
    "file.subtitles": Words("Subtitles", "字幕"),
    "file.export_history": Words("Export", "导出"),
    "format.srt_bilingual": Words("Subtitles, both languages (SRT)", "双语字幕（SRT）"),
    "format.srt_source": Words("Subtitles, original (SRT)", "原文字幕（SRT）"),
    "format.srt_translation": Words("Subtitles, translation (SRT)", "译文字幕（SRT）"),
    "format.docx": Words("Word document", "Word 文档"),
    "format.html": Words("Web page", "网页"),
    "document_head.time": Words("Time", "时间"),
    "document_head.speaker": Words("Speaker", "说话人"),
    "document_head.source": Words("Original", "原文"),
    "document_head.translation": Words("Translation", "译文"),
    "document_head.note": Words("Note", "备注"),
    # Messages
    "message.history_imported": Words("“{name}” is in the history.", "“{name}”已导入历史记录。"),
    "message.history_imported.more": Words("{count} utterances.", "共 {count} 句。"),
    "message.history_old": Words(
        "{count} sessions are older than {days} days.", "有 {count} 个会话早于 {days} 天。"
    ),
    "message.history_old.more": Words(
        "As the settings say, they will be deleted for good, with their sound, once you agree;"
        " from then on without asking.",
        "按照设置，在您同意后它们会连同录音被永久删除；以后不再询问。",
    ),
    "message.history_old.one": Words(
        "1 session is older than {days} days.", "有 1 个会话早于 {days} 天。"
    ),
    "message.history_old.one.more": Words(
        "As the settings say, it will be deleted for good, with its sound, once you agree; from"
        " then on without asking.",
        "按照设置，在您同意后它会连同录音被永久删除；以后不再询问。",
    ),
    "action.delete_old": Words("Delete them", "删除"),
    # Private mode
    "private": Words("Private", "私密"),
    "private.on": Words("Private: nothing is kept", "私密：不保存任何内容"),
    "private.tip": Words("Keep nothing of what is said from now on", "从现在起不保存任何内容"),
    "private.off_by_settings": Words("History is off", "历史记录已关闭"),
    # Settings
    "settings.group.history": Words("History", "历史记录"),
    "settings.keeps_history": Words("Keep what is said", "保存说过的话"),
    "settings.keeps_history.yes": Words("On this machine", "保存在本机"),
    "settings.keeps_history.no": Words("Not at all", "不保存"),
    "settings.keeps_audio": Words("Keep the sound", "保存录音"),
    "settings.keeps_audio.yes": Words("Yes, as FLAC, not encrypted", "保存为 FLAC，不加密"),
    "settings.keeps_audio.no": Words("No", "不保存"),
    "settings.retention_days": Words("Delete after", "自动删除"),
    "settings.retention_days.never": Words("Never", "从不"),
    "settings.retention_days.days": Words("{count} days", "{count} 天后"),
}
