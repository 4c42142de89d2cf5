"""The labels of the window, in English and 简体中文, by dotted key.

The same thing always has the same name:

======================  ==========  ===========================================
thing                   简体中文      note
======================  ==========  ===========================================
caption                 字幕         one utterance with its translation
listen, listening       收听         taking sound from a source
source (of sound)       声音来源      microphone, system sound or file
system sound            系统声音      what the computer plays
model                   模型
recognition model       识别模型
translation model       翻译模型
engine                  引擎         the program that runs a model
install, fetch          安装, 下载
verify                  校验
held back               未显示        text that was recognised but is not shown
======================  ==========  ===========================================
"""

from __future__ import annotations

from app.words.texts import Words

_FRAME: dict[str, tuple[str, str]] = {
    "app.name": ("Tongsheng", "同声"),
    "app.title": ("Tongsheng 同声", "同声 Tongsheng"),
    "navigation.name": ("Panes", "窗格"),
    "pane.live": ("Live", "实时"),
    "pane.models": ("Models", "模型"),
    "severity.info": ("Note", "提示"),
    "severity.good": ("Done", "完成"),
    "severity.warning": ("Warning", "警告"),
    "severity.error": ("Error", "错误"),
    "duration.seconds": ("{count} s", "{count} 秒"),
    "duration.minutes": ("{count} min", "{count} 分钟"),
    "dialog.keep": ("Keep", "保留"),
    "leave.question": ("Save the captions before you leave?", "退出前要保存字幕吗？"),
    "leave.consequence": (
        "Captions that are not saved are gone after this.",
        "未保存的字幕退出后将无法找回。",
    ),
    "leave.save": ("Save…", "保存…"),
    "leave.leave": ("Leave without saving", "不保存并退出"),
    "leave.stay": ("Stay", "留下"),
}

_LIVE: dict[str, tuple[str, str]] = {
    "direction.name": ("Direction of translation", "翻译方向"),
    "direction.zh-en": ("中文 → English", "中文 → English"),
    "direction.en-zh": ("English → 中文", "English → 中文"),
    "direction.two-way": ("⇄ Two-way", "⇄ 双向"),
    "direction.zh-en.short": ("中→En", "中→En"),
    "direction.en-zh.short": ("En→中", "En→中"),
    "direction.two-way.short": ("⇄", "⇄"),
    "direction.zh-en.tip": ("Hear Chinese, read English", "听中文，看英文"),
    "direction.en-zh.tip": ("Hear English, read Chinese", "听英文，看中文"),
    "direction.two-way.tip": (
        "Hear either language, read the other",
        "听任一语言，看另一种语言",
    ),
    "listen.start": ("Listen", "收听"),
    "listen.stop": ("Stop", "停止"),
    "listen.tip": ("Start or stop listening (space bar)", "开始或停止收听（空格键）"),
    "level.name": ("Sound level", "音量"),
    "level.clipped": ("Too loud: the sound is cut off", "声音过大，出现削波"),
    "source.name": ("Source of sound: {source}", "声音来源：{source}"),
    "source.default_microphone": ("Default microphone", "默认麦克风"),
    "source.system": ("System sound", "系统声音"),
    "source.chosen_microphone": ("Chosen microphone", "所选麦克风"),
    "source.chosen_system": ("Chosen system sound", "所选系统声音"),
    "source.absent": ("{name} (not connected)", "{name}（未连接）"),
    "source.file": ("File", "文件"),
    "source.choose_file": ("File…", "文件…"),
    "source.looking": ("Looking for microphones…", "正在查找麦克风…"),
    "captions.name": ("Captions", "字幕"),
    "captions.copy": ("Copy", "复制"),
    "captions.copy_source": ("Copy the original", "复制原文"),
    "captions.copy_translation": ("Copy the translation", "复制译文"),
    "captions.choose_words": ("Choose words…", "选取文字…"),
    "captions.words": ("Words of this caption", "这条字幕的文字"),
    "captions.unseen": ("{count} new ↓", "{count} 条新字幕 ↓"),
    "captions.save": ("Save captions…", "保存字幕…"),
    "captions.clear": ("Clear", "清空"),
    "held_back.tip": (
        "{count} texts were not shown. See what and why.",
        "有 {count} 段文字未显示，点击查看内容和原因。",
    ),
    "held_back.title": ("Texts that were not shown", "未显示的文字"),
    "held_back.no_speech": (
        "The recognition model itself takes this for noise.",
        "识别模型认为这不是讲话。",
    ),
    "held_back.known_invention": (
        "A sentence that recognition models invent over silence.",
        "识别模型在静音时常凭空写出的句子。",
    ),
    "held_back.loop": ("The text repeats itself.", "文字不断重复。"),
    "empty.starting": ("One moment", "请稍候"),
    "empty.starting.more": (
        "Looking at the models on this machine.",
        "正在查看这台电脑上的模型。",
    ),
    "empty.missing": ("Two models, and captions can begin", "安装两个模型，即可开始"),
    "empty.missing.more": (
        "The starter set recognises and translates speech on this machine alone. "
        "It is fetched once; after that no network is needed.",
        "入门模型只在这台电脑上识别和翻译语音。只需下载一次，之后无需网络。",
    ),
    "empty.missing.button": (
        "Install the starter set ({size_gb} GB)",
        "安装入门模型（{size_gb} GB）",
    ),
    "empty.fetching": ("The models are on their way", "正在下载模型"),
    "empty.fetching.more": (
        "Leave this window open: captions can begin as soon as the recognition model is here.",
        "请保持窗口打开。识别模型就绪后即可开始显示字幕。",
    ),
    "empty.loading": ("The models are being loaded", "正在载入模型"),
    "empty.loading.more": (
        "You can press Listen now: what is said is kept and shown in a moment.",
        "现在就可以按“收听”，说的话会先保留，稍后显示。",
    ),
    "empty.ready": ("Ready when you are", "随时可以开始"),
    "empty.ready.more": (
        "Press the space bar and speak, or drop an audio or video file here. "
        "Captions and their translations appear in this place.",
        "按空格键开始讲话，或把音频、视频文件拖到这里。字幕和译文会显示在此处。",
    ),
    "empty.ready.button": ("Listen", "收听"),
    "empty.listening": ("Listening", "正在收听"),
    "empty.listening.more": (
        "The first caption appears when somebody speaks.",
        "有人讲话时，第一条字幕就会出现。",
    ),
    "empty.failed": ("Captions cannot begin yet", "暂时无法显示字幕"),
    "empty.failed.more": (
        "The models could not be loaded. The message below says why.",
        "模型未能载入，原因见下方消息。",
    ),
    "empty.failed.button": ("Open Models", "打开模型"),
}

_STATUS: dict[str, tuple[str, str]] = {
    "status.starting": ("Looking at the models…", "正在查看模型…"),
    "status.missing": ("No recognition model yet", "尚无识别模型"),
    "status.loading": ("Loading the models…", "正在载入模型…"),
    "status.loading_heard": (
        "Listening; captions follow once the models are loaded",
        "正在收听；模型载入后显示字幕",
    ),
    "status.ready": ("Ready", "就绪"),
    "status.ready_partly": (
        "Ready; the translation model is being loaded…",
        "就绪；正在载入翻译模型…",
    ),
    "status.opening": ("Opening the source of sound…", "正在打开声音来源…"),
    "status.listening": ("Listening", "正在收听"),
    "status.behind": ("Listening, {seconds} s behind", "正在收听，落后 {seconds} 秒"),
    "status.finishing_behind": (
        "Finishing: {seconds} s of speech are left",
        "正在完成，还有 {seconds} 秒语音待识别",
    ),
    "status.finishing": ("Finishing the last sentence…", "正在完成最后一句…"),
    "status.restarting": (
        "The speech engine is starting again…",
        "语音引擎正在重新启动…",
    ),
    "status.failed": ("Not ready", "未就绪"),
    "status.fetching": (
        "Fetching {what}, {done} of {total} MB",
        "正在下载{what}，{done} / {total} MB",
    ),
    "status.fetching_left": (
        "Fetching {what}, {done} of {total} MB, {left} left",
        "正在下载{what}，{done} / {total} MB，还需 {left}",
    ),
    "status.preparing": (
        "Preparing {what} for this machine, {percent} %",
        "正在为这台电脑准备{what}，{percent}%",
    ),
    "status.verifying": ("Verifying {model}, {percent} %", "正在校验 {model}，{percent}%"),
    "status.removing": ("Removing {model}…", "正在删除 {model}…"),
    "status.importing": ("Importing models…", "正在导入模型…"),
    "status.cancel": ("Stop this", "停止"),
    "status.progress": ("Progress", "进度"),
}

_MESSAGES: dict[str, tuple[str, str]] = {
    "message.dismiss": ("Put away", "关闭"),
    "message.models_missing": ("The models are not installed yet.", "尚未安装模型。"),
    "message.models_missing.more": (
        "Install the starter set, or import models in the Models pane.",
        "请安装入门模型，或在“模型”窗格中导入。",
    ),
    "message.untranslated": (
        "There is no translation model, so captions come without a translation.",
        "尚无翻译模型，字幕不带译文。",
    ),
    "message.untranslated.more": (
        "Install the starter set, or any translation model in the Models pane.",
        "请安装入门模型，或在“模型”窗格中安装任一翻译模型。",
    ),
    "message.installed": ("{model} is installed.", "{model} 已安装。"),
    "message.installed.more": ("", ""),
    "message.verified": ("Every file of {model} is as it should be.", "{model} 的文件完好无损。"),
    "message.verified.more": ("", ""),
    "message.removed": ("{model} was removed.", "{model} 已删除。"),
    "message.removed.more": ("", ""),
    "message.imported": ("Imported models: {count}.", "已导入 {count} 个模型。"),
    "message.imported.more": ("", ""),
    "message.worker_back": ("The speech engine works again.", "语音引擎已恢复。"),
    "message.worker_back.more": (
        "What was said in the meantime is being captioned now.",
        "其间说的话正在补上字幕。",
    ),
    "message.saved": ("Captions saved as “{name}”.", "字幕已保存为“{name}”。"),
    "message.saved.more": ("", ""),
    "message.cleared": ("{count} captions were taken away.", "已清空 {count} 条字幕。"),
    "message.cleared.more": ("", ""),
    "message.crashed": ("The program ended unexpectedly last time.", "程序上次意外退出。"),
    "message.crashed.more": (
        "A report was written. It holds neither sound nor text.",
        "已生成报告，其中不含声音和文字内容。",
    ),
    "action.install_starter": (
        "Install the starter set ({size_gb} GB)",
        "安装入门模型（{size_gb} GB）",
    ),
    "action.open_models": ("Open Models", "打开模型"),
    "action.choose_source": ("Choose a source…", "选择声音来源…"),
    "action.listen_again": ("Listen again", "重新收听"),
    "action.load_again": ("Start the engine again", "重新启动引擎"),
    "action.install_again": ("Install again", "重新安装"),
    "action.save_elsewhere": ("Save elsewhere…", "另存为…"),
    "action.choose_file": ("Choose a file…", "选择文件…"),
    "action.undo_clear": ("Undo", "撤销"),
    "action.show_file": ("Show the folder", "打开文件夹"),
    "action.show_log": ("Open the log", "打开日志"),
    "action.show_report": ("Open the report", "打开报告"),
}

_MODELS: dict[str, tuple[str, str]] = {
    "task.recognition": ("Recognition", "语音识别"),
    "task.translation": ("Translation", "翻译"),
    "task.synthesis": ("Speech synthesis", "语音合成"),
    "task.understanding": ("Understanding", "语义理解"),
    "task.voice-activity": ("Voice activity", "语音检测"),
    "task.denoising": ("Denoising", "降噪"),
    "task.speaker": ("Speakers", "说话人"),
    "task.recognition.model": ("the recognition model", "识别模型"),
    "task.translation.model": ("the translation model", "翻译模型"),
    "task.synthesis.model": ("the synthesis model", "合成模型"),
    "task.understanding.model": ("the understanding model", "语义模型"),
    "task.voice-activity.model": ("the voice activity model", "语音检测模型"),
    "task.denoising.model": ("the denoising model", "降噪模型"),
    "task.speaker.model": ("the speaker model", "说话人模型"),
    "models.table": ("Models", "模型列表"),
    "models.none": ("No models yet", "尚无模型"),
    "models.in_use": ("Models in use:", "正在使用的模型："),
    "models.column.model": ("Model", "模型"),
    "models.column.languages": ("Languages", "语言"),
    "models.column.size": ("Size", "大小"),
    "models.column.memory": ("Memory", "内存"),
    "models.column.licence": ("Licence", "许可证"),
    "models.column.state": ("State", "状态"),
    "models.more_languages": ("{names} and {count} more", "{names}等，另有 {count} 种"),
    "models.memory": ("{size} of memory", "占用内存 {size}"),
    "models.commercial.yes": ("commercial use allowed", "可商用"),
    "models.commercial.no": ("⊘ not for commercial use", "⊘ 不可商用"),
    "models.state.absent": ("Not installed", "未安装"),
    "models.state.partial": ("Partly downloaded", "未下载完"),
    "models.state.installed": ("Installed", "已安装"),
    "models.state.damaged": ("Damaged", "已损坏"),
    "models.state.in_use": ("In use", "使用中"),
    "models.state.waiting": ("Waiting", "等待中"),
    "models.state.fetching": ("Fetching, {percent} %", "下载中 {percent}%"),
    "models.state.working": ("At work, {percent} %", "处理中 {percent}%"),
    "models.use": ("Use this", "使用此模型"),
    "models.install": ("Install", "安装"),
    "models.resume": ("Go on fetching", "继续下载"),
    "models.mend": ("Fetch damaged files again", "重新下载损坏的文件"),
    "models.cancel": ("Cancel", "取消"),
    "models.verify": ("Verify", "校验"),
    "models.remove": ("Remove…", "删除…"),
    "models.remove_now": ("Remove", "删除"),
    "models.licence": ("Licence…", "许可证…"),
    "models.import_folder": ("Import a folder…", "导入文件夹…"),
    "models.import_file": ("Import a file…", "导入文件…"),
    "remove.question": ("Remove {model} from this machine?", "要从这台电脑删除 {model} 吗？"),
    "remove.consequence": (
        "It can be installed again, which takes a download.",
        "以后可以重新安装，但需要再次下载。",
    ),
    "licence.is": ("Licence: {licence}", "许可证：{licence}"),
    "licence.commercial": ("Commercial use is allowed.", "允许商业使用。"),
    "licence.non_commercial": ("Commercial use is not allowed.", "不允许商业使用。"),
    "licence.origin": (
        "The full text is kept where the model comes from:",
        "许可证全文见模型的来源：",
    ),
    "licence.source": ("{source}", "{source}"),
}

_SETTINGS: dict[str, tuple[str, str]] = {
    "settings.open": ("Settings", "设置"),
    "settings.title": ("Settings", "设置"),
    "settings.close": ("Close", "关闭"),
    "settings.language": ("Language", "语言"),
    "settings.language.system": ("As the system", "跟随系统"),
    "settings.theme": ("Appearance", "外观"),
    "settings.theme.system": ("As the system", "跟随系统"),
    "settings.theme.light": ("Light", "浅色"),
    "settings.theme.dark": ("Dark", "深色"),
    "settings.text_size": ("Size of captions", "字幕大小"),
    "settings.text_size.small": ("Small", "小"),
    "settings.text_size.medium": ("Medium", "中"),
    "settings.text_size.large": ("Large", "大"),
    "settings.text_size.huge": ("Huge", "特大"),
    "settings.recognizer": ("Recognition model", "识别模型"),
    "settings.translator": ("Translation model", "翻译模型"),
    "settings.engine": ("Translation engine", "翻译引擎"),
    "settings.engine.fastest": ("The faster one on this machine", "这台电脑上较快的一种"),
    "settings.engine.only": ("The only one for this model", "此模型只有一种引擎"),
    "engine.faster-whisper": ("faster-whisper", "faster-whisper"),
    "engine.ctranslate2-seq2seq": ("CTranslate2", "CTranslate2"),
    "engine.ctranslate2-chat": ("CTranslate2", "CTranslate2"),
    "engine.llamacpp-chat": ("llama.cpp", "llama.cpp"),
    "file.open_sound": ("Open an audio or video file", "打开音频或视频文件"),
    "file.open_models": ("Import models", "导入模型"),
    "file.save_captions": ("Save captions", "保存字幕"),
    "file.captions_name": ("captions", "字幕"),
    "file.sound": ("Audio and video", "音频和视频"),
    "file.all": ("All files", "所有文件"),
    "format.txt": ("Text", "文本"),
    "format.srt": ("SubRip subtitles", "SubRip 字幕"),
    "format.vtt": ("WebVTT subtitles", "WebVTT 字幕"),
    "format.json": ("JSON", "JSON"),
}

WINDOW_LABELS: dict[str, Words] = {
    key: Words(*both)
    for part in (_FRAME, _LIVE, _STATUS, _MESSAGES, _MODELS, _SETTINGS)
    for key, both in part.items()
}
