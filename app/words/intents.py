"""The words about commands by voice, in English and 简体中文, by dotted key."""

from __future__ import annotations

from app.words.texts import Words

INTENT_LABELS: dict[str, Words] = {
    # The command line
    "cli.step.learn": Words("learning commands", "学习命令中"),
    "cli.intents.good": Words(
        "{intents} intents, {phrasings} phrasings, {patterns} patterns: nothing to mend.",
        "{intents} 个意图，{phrasings} 种说法，{patterns} 个句式：没有问题。",
    ),
    "cli.intents.bad": Words("{count} to mend.", "有 {count} 处需要修改。"),
    "cli.intents.no_model": Words(
        "Only exact forms are understood. For everything else: {command}",
        "目前只能理解固定句式。要理解其他说法：{command}",
    ),
    # Settings
    "settings.group.voice": Words("Commands by voice", "语音命令"),
    "settings.voice_commands": Words("Do what I say", "听从语音命令"),
    "settings.voice_commands.off": Words("Off", "关闭"),
    "settings.voice_commands.wake_phrase": Words(
        "After “Tongsheng”, or holding F8", "说“同声同声”之后，或按住 F8"
    ),
    "settings.voice_commands.hands_free": Words(
        "Also plain commands, hands free", "也可直接说出命令，无需唤醒"
    ),
    "engine.e5": Words("e5", "e5"),
    # Messages
    "action.undo_voice": Words("Undo", "撤销"),
    "voice.model_missing": Words(
        "Commands are understood in exact words only.", "目前只能听懂固定说法的命令。"
    ),
    "voice.model_missing.more": Words(
        "A model of {size} lets you say them in your own words.",
        "安装 {size} 的模型后，可以用自己的话下命令。",
    ),
    "voice.called": Words("I am listening.", "我在听。"),
    "voice.called.more": Words(
        "Say a command, such as “larger text”.", "请说出命令，例如“字大一点”。"
    ),
    "voice.not_understood": Words("I did not understand that command.", "没有听懂这个命令。"),
    "voice.not_understood.more": Words(
        "Nothing was changed. Say it once more, in other words.",
        "没有改动任何内容。请换个说法再说一次。",
    ),
    "voice.done": Words("Heard: {command}", "已执行：{command}"),
    "voice.done.more": Words("", ""),
    "voice.undone": Words("Undone.", "已撤销。"),
    "voice.undone.more": Words("", ""),
    "voice.nothing_to_undo": Words("There is nothing to undo.", "没有可撤销的操作。"),
    "voice.nothing_to_undo.more": Words("", ""),
    "voice.not_done": Words("Heard, and not done: {command}", "听到了，但未执行：{command}"),
    "voice.not_done.more": Words("{reason}", "{reason}"),
    "voice.saved": Words("Saved as “{name}”.", "已保存为“{name}”。"),
    "voice.saved.more": Words("In the folder {folder}", "位置：{folder}"),
    "voice.not_undone": Words("That was not undone.", "没有撤销。"),
    "voice.not_undone.more": Words("{reason}", "{reason}"),
    "voice.file_changed": Words(
        "The file was changed or moved since, so it stays.", "文件之后被改动或移走，因此予以保留。"
    ),
    "voice.nothing_to_save": Words("There are no captions yet.", "目前还没有字幕。"),
    "voice.no_action": Words(
        "This window has nothing to do that with.", "这个窗口目前没有对应的功能。"
    ),
    "voice.nothing_to_repeat": Words("There is no translation yet.", "目前还没有译文。"),
    "voice.nothing_to_search": Words("Say what to search for.", "请说出要搜索的内容。"),
    "voice.nothing_to_mark": Words("There is nothing kept to mark.", "没有可标记的已保存内容。"),
    "voice.already": Words("That is so already.", "已经是这样了。"),
    "voice.no_such_target": Words(
        "Captions are translated between Chinese and English.", "字幕只在中文和英文之间翻译。"
    ),
    "voice.both_ways": Words(
        "Both directions are on: each utterance goes its own way.",
        "双向翻译已开启：每句话按自己的语言翻译。",
    ),
    "voice.at_the_end": Words("It cannot go further.", "已经到头了。"),
    # The commands, as a message names them
    "voice.command.start": Words("start listening", "开始聆听"),
    "voice.command.stop": Words("stop listening", "停止聆听"),
    "voice.command.pause": Words("pause", "暂停"),
    "voice.command.translate_to": Words("translate to {language}", "翻译成{language}"),
    "voice.command.switch_direction": Words("switch direction", "切换方向"),
    "voice.command.repeat": Words("repeat", "再说一遍"),
    "voice.command.slower": Words("slower", "慢一点"),
    "voice.command.faster": Words("faster", "快一点"),
    "voice.command.louder": Words("louder", "大声一点"),
    "voice.command.quieter": Words("quieter", "小声一点"),
    "voice.command.read_aloud": Words("read it aloud", "朗读译文"),
    "voice.command.save": Words("save", "保存"),
    "voice.command.mark": Words("mark this", "标记这句"),
    "voice.command.search": Words("search for “{query}”", "搜索“{query}”"),
    "voice.command.larger_text": Words("larger text", "字大一点"),
    "voice.command.smaller_text": Words("smaller text", "字小一点"),
    "voice.command.show_only": Words("show only {language}", "只显示{language}"),
    "voice.command.show_translation": Words("show only the translation", "只显示译文"),
    "voice.command.show_source": Words("show only the original", "只显示原文"),
    "voice.command.open_settings": Words("open the settings", "打开设置"),
    "voice.command.show_both": Words("show both languages", "显示两种语言"),
    "voice.command.scene_meeting": Words("scene: meeting", "场景：会议"),
    "voice.command.scene_travel": Words("scene: travel", "场景：旅行"),
    "voice.command.undo": Words("undo", "撤销"),
}
