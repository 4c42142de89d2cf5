"""The labels of recordings, in English and 简体中文, by dotted key.

======================  ==========  ===========================================
thing                   简体中文      note
======================  ==========  ===========================================
recording               录音         a sound or video file that is written down
write down              转写
subtitles               字幕
speaker                 说话人
======================  ==========  ===========================================
"""

from __future__ import annotations

from app.words.texts import Words

FILES_LABELS: dict[str, Words] = {
    "pane.files": Words("Files", "文件"),
    "files.list": Words("Recordings", "录音列表"),
    "files.add": Words("Add files", "添加文件"),
    "files.pause": Words("Pause", "暂停"),
    "files.go_on": Words("Go on", "继续"),
    "files.again": Words("Try again", "重试"),
    "files.remove": Words("Remove", "移除"),
    "files.remove.question": Words("Remove “{name}” from the list?", "从列表中移除“{name}”？"),
    "files.remove.consequence": Words(
        "What was written down of it, with your corrections, is deleted. The file itself stays.",
        "已转写的内容和您的更正将被删除，文件本身不受影响。",
    ),
    "files.export": Words("Export", "导出"),
    "files.export.subtitles": Words("Subtitles (.{form})…", "字幕（.{form}）…"),
    "files.export.text": Words("{form}…", "{form}…"),
    "files.export.film": Words("Copy of the film with subtitles…", "带字幕轨的视频副本…"),
    "files.export.shown": Words("Languages in subtitles", "字幕语言"),
    "files.export.both": Words("Both", "双语"),
    "files.export.source": Words("What was said", "仅原文"),
    "files.export.translation": Words("Translation", "仅译文"),
    "files.film": Words("Matroska film", "Matroska 视频"),
    "files.speaker": Words("Speaker", "说话人"),
    "files.speaker.none": Words("No name", "不标注"),
    "files.speaker.new": Words("Another name…", "其他姓名…"),
    "files.speaker.ask": Words("Who is speaking in the chosen captions?", "所选字幕由谁说出？"),
    "files.said_by": Words("{name}:", "{name}："),
    "files.empty": Words("Write a recording down", "转写录音"),
    "files.empty.more": Words(
        "Drop sound or video files here, or choose them. They are written down and translated in"
        " the direction chosen above, one after the other, while you do something else.",
        "把音频或视频文件拖到这里，或点击选择。程序会按上方所选方向依次转写并翻译，您可以同时做别的事。",
    ),
    "files.nothing_yet": Words(
        "What is said appears here as it is written down.", "转写出的内容会显示在这里。"
    ),
    "files.nothing": Words("Nothing was said in this file.", "这个文件中没有人说话。"),
    "recording.waiting": Words("Waits", "等待中"),
    "recording.loading": Words("Loading the models", "正在加载模型"),
    "recording.working": Words("{done} of {total}", "已完成 {done}，共 {total}"),
    "recording.working_left": Words(
        "{done} of {total}, {left} left", "已完成 {done}，共 {total}，剩余{left}"
    ),
    "recording.held": Words("Gives way to live captions", "让位于实时字幕"),
    "recording.paused": Words("Paused at {done}", "已暂停于 {done}"),
    "recording.done": Words("{total}", "{total}"),
    "recording.done_warned": Words("{total}, not all of it", "{total}，有缺失"),
    "recording.failed": Words("Stopped: {why}", "已停止：{why}"),
    "recording.not_kept": Words("{state}, not kept", "{state}，不保存"),
    "recording.no_model": Words("speech recognition", "语音识别"),
    "player.play": Words("Play", "播放"),
    "player.pause": Words("Pause playback", "暂停播放"),
    "player.position": Words("Position", "播放位置"),
    "player.speed": Words("Speed", "速度"),
    "player.picture": Words("Picture", "画面"),
    "message.exported": Words("Saved as “{name}”.", "已保存为“{name}”。"),
    "message.exported.more": Words("", ""),
}
