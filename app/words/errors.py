"""What a person is told for each error code: what happened, what still works, what to do.

``{name}`` marks a value that every raiser of the code gives; a test reads the raisers.
"""

from __future__ import annotations

from app.words.texts import ErrorWords, Words
from engines.errors import ErrorCode


def _words(
    happened: tuple[str, str], still_works: tuple[str, str], to_do: tuple[str, str]
) -> ErrorWords:
    return ErrorWords(Words(*happened), Words(*still_works), Words(*to_do))


_OTHER_SOURCES_WORK = (
    "Audio files and text can still be translated.",
    "仍可转写音频文件、翻译文字。",
)
_OTHER_FILES_WORK = ("Other files are not affected.", "其他文件不受影响。")
_OTHER_MODELS_WORK = ("The other models still work.", "其他模型仍可使用。")
_NOTHING_LOST = ("Everything recognised so far is kept.", "已识别的内容都已保留。")
_LISTENING_GOES_ON = ("Listening goes on.", "程序仍在继续听。")
_INSTALLED_MODELS_WORK = (
    "Installed models work without a network.",
    "已安装的模型无需网络即可使用。",
)

ERRORS: dict[ErrorCode, ErrorWords] = {
    # Sound
    ErrorCode.AUDIO_LIBRARY_MISSING: _words(
        (
            "The system library that records sound (PortAudio) is missing.",
            "缺少录音所需的系统库（PortAudio）。",
        ),
        _OTHER_SOURCES_WORK,
        (
            "Run “tongsheng doctor”: it prints the command that installs it.",
            "运行“tongsheng doctor”，它会给出安装命令。",
        ),
    ),
    ErrorCode.MICROPHONE_ABSENT: _words(
        ("No microphone was found.", "没有找到麦克风。"),
        _OTHER_SOURCES_WORK,
        (
            "Plug one in, or choose another source of sound.",
            "请插入麦克风，或选择其他声音来源。",
        ),
    ),
    ErrorCode.MICROPHONE_BUSY: _words(
        ("Another program is using the microphone.", "麦克风正被其他程序占用。"),
        _OTHER_SOURCES_WORK,
        (
            "Close that program, or choose another microphone.",
            "请关闭该程序，或选择其他麦克风。",
        ),
    ),
    ErrorCode.MICROPHONE_LOST: _words(
        ("The microphone stopped sending sound.", "麦克风不再传来声音。"),
        _NOTHING_LOST,
        (
            "Check that it is plugged in, then start listening again.",
            "请检查麦克风是否接好，然后重新开始。",
        ),
    ),
    ErrorCode.MICROPHONE_REFUSED: _words(
        ("The system does not let this program record.", "系统不允许本程序录音。"),
        _OTHER_SOURCES_WORK,
        (
            "Allow the microphone in the system's privacy settings, then try again.",
            "请在系统隐私设置中允许使用麦克风，然后重试。",
        ),
    ),
    ErrorCode.SYSTEM_AUDIO_UNAVAILABLE: _words(
        (
            "What the computer plays cannot be recorded here.",
            "无法录制这台电脑播放的声音。",
        ),
        ("Microphones and audio files still work.", "麦克风和音频文件仍可使用。"),
        (
            "Choose a microphone, or run “tongsheng doctor” to see what is missing.",
            "请选择麦克风，或运行“tongsheng doctor”查看缺少什么。",
        ),
    ),
    ErrorCode.INPUT_SWITCHED: _words(
        (
            "“{device}” is gone; the system now listens to “{new_device}”.",
            "“{device}”已断开，系统改用“{new_device}”。",
        ),
        _LISTENING_GOES_ON,
        (
            "To use another device, stop and choose it.",
            "如需使用其他设备，请停止后重新选择。",
        ),
    ),
    ErrorCode.AUDIO_DROPPED: _words(
        (
            "The computer could not keep up, and some sound was skipped.",
            "电脑处理不及，漏听了一段声音。",
        ),
        _LISTENING_GOES_ON,
        (
            "Close other busy programs, or choose a smaller model.",
            "请关闭其他繁忙的程序，或选择较小的模型。",
        ),
    ),
    ErrorCode.FILE_NOT_FOUND: _words(
        ("There is no file “{path}”.", "找不到文件“{path}”。"),
        _OTHER_FILES_WORK,
        ("Check the name and the folder.", "请检查文件名和所在文件夹。"),
    ),
    ErrorCode.FILE_UNREADABLE: _words(
        ("The file “{path}” cannot be opened.", "无法打开文件“{path}”。"),
        _OTHER_FILES_WORK,
        ("Check that you may read it.", "请检查您是否有权读取它。"),
    ),
    ErrorCode.FILE_EMPTY: _words(
        ("The file “{path}” is empty.", "文件“{path}”是空的。"),
        _OTHER_FILES_WORK,
        ("Choose another file, or copy it again.", "请选择其他文件，或重新复制。"),
    ),
    ErrorCode.FILE_NOT_AUDIO: _words(
        ("The file “{path}” is not audio or video.", "文件“{path}”不是音频或视频。"),
        _OTHER_FILES_WORK,
        (
            "Choose an audio or video file, such as WAV, MP3, M4A, MP4 or MKV.",
            "请选择音频或视频文件，例如 WAV、MP3、M4A、MP4 或 MKV。",
        ),
    ),
    ErrorCode.FILE_WITHOUT_SOUND: _words(
        ("The file “{path}” has no sound track.", "文件“{path}”没有声音轨道。"),
        _OTHER_FILES_WORK,
        ("Choose a file with sound.", "请选择有声音的文件。"),
    ),
    ErrorCode.FILE_TRUNCATED: _words(
        (
            "The file “{path}” is damaged or cut off.",
            "文件“{path}”已损坏或不完整。",
        ),
        ("The part before the damage was used.", "损坏之前的部分已处理。"),
        (
            "Copy or download the file again to get the rest.",
            "请重新复制或下载该文件，以处理其余部分。",
        ),
    ),
    ErrorCode.OUTPUT_ABSENT: _words(
        ("Nothing was found that plays sound.", "没有找到可播放声音的设备。"),
        ("Texts can still be read.", "文字仍可阅读。"),
        ("Connect a loudspeaker or headphones, and try again.", "请连接扬声器或耳机后重试。"),
    ),
    ErrorCode.OUTPUT_UNWRITABLE: _words(
        ("“{path}” cannot be written.", "无法写入“{path}”。"),
        ("Nothing that was there has been changed.", "原有文件没有改动。"),
        (
            "Choose another folder, or check rights and free space.",
            "请选择其他文件夹，或检查权限和剩余空间。",
        ),
    ),
    ErrorCode.STANDARD_OUTPUT_UNWRITABLE: _words(
        ("Standard output cannot be written.", "无法写入标准输出。"),
        ("What was written so far may end in the middle.", "已写出的内容可能不完整。"),
        (
            "Check the free space of what it was sent to, or send it elsewhere.",
            "请检查输出目标的剩余空间，或改为输出到别处。",
        ),
    ),
    ErrorCode.RECORDING_CHANGED: _words(
        ("“{path}” is not the file it was.", "“{path}”已不是原来的文件。"),
        ("What was written down of it so far is kept.", "已写下的内容仍然保留。"),
        (
            "Add the file again to write down what it holds now.",
            "若要转写现在的内容，请重新添加该文件。",
        ),
    ),
    # Documents
    ErrorCode.DOCUMENT_UNSUPPORTED: _words(
        (
            "“{path}” is not a kind of document that can be translated.",
            "“{path}”不是可翻译的文档类型。",
        ),
        _OTHER_FILES_WORK,
        (
            "Choose a TXT, Markdown, SRT, VTT, DOCX or HTML file.",
            "请选择 TXT、Markdown、SRT、VTT、DOCX 或 HTML 文件。",
        ),
    ),
    ErrorCode.DOCUMENT_DAMAGED: _words(
        (
            "The document “{path}” is damaged, or is not what its name says.",
            "文档“{path}”已损坏，或与扩展名不符。",
        ),
        _OTHER_FILES_WORK,
        (
            "Open it in the program it comes from and save it again.",
            "请用原来的程序打开它，然后重新保存。",
        ),
    ),
    # Models
    ErrorCode.MANIFEST_INVALID: _words(
        (
            "The list of models has a mistake in line {line}: {detail}",
            "模型清单第 {line} 行有误：{detail}",
        ),
        _NOTHING_LOST,
        (
            "Mend that line, or put the original list back.",
            "请改正该行，或恢复原来的清单。",
        ),
    ),
    ErrorCode.INTENTS_INVALID: _words(
        (
            "The commands have a mistake in {path}, line {line}: {detail}",
            "命令文件 {path} 第 {line} 行有误：{detail}",
        ),
        (
            "Everything else works; voice commands are off.",
            "其他功能正常，语音命令已停用。",
        ),
        (
            "Mend that line, or put the original file back.",
            "请改正该行，或恢复原来的文件。",
        ),
    ),
    ErrorCode.MODEL_UNKNOWN: _words(
        ("There is no model called “{model}”.", "没有名为“{model}”的模型。"),
        _OTHER_MODELS_WORK,
        ("Choose one from the list of models.", "请从模型列表中选择。"),
    ),
    ErrorCode.MODEL_MISSING: _words(
        ("The model “{model}” is not installed.", "模型“{model}”尚未安装。"),
        _OTHER_MODELS_WORK,
        ("Install it, or choose an installed one.", "请安装它，或选择已安装的模型。"),
    ),
    ErrorCode.MODEL_INCOMPLETE: _words(
        ("The model “{model}” is only partly downloaded.", "模型“{model}”没有下载完整。"),
        _OTHER_MODELS_WORK,
        (
            "Install it again: the download goes on where it stopped.",
            "请再次安装，下载会从中断处继续。",
        ),
    ),
    ErrorCode.MODEL_CORRUPT: _words(
        ("The files of the model “{model}” are damaged.", "模型“{model}”的文件已损坏。"),
        _OTHER_MODELS_WORK,
        (
            "Install it again: only damaged files are fetched.",
            "请重新安装，只会下载损坏的文件。",
        ),
    ),
    ErrorCode.MODEL_UNSUPPORTED: _words(
        (
            "This program has no engine for the model “{model}”.",
            "本程序没有可运行模型“{model}”的引擎。",
        ),
        _OTHER_MODELS_WORK,
        ("Choose another model or engine.", "请选择其他模型或引擎。"),
    ),
    ErrorCode.MODEL_LOAD_FAILED: _words(
        ("The model “{model}” could not be loaded.", "无法载入模型“{model}”。"),
        _OTHER_MODELS_WORK,
        ("Verify it, or choose another model.", "请校验该模型，或选择其他模型。"),
    ),
    ErrorCode.MODEL_CONVERSION_FAILED: _words(
        (
            "The model “{model}” could not be converted for a second engine.",
            "无法为另一个引擎转换模型“{model}”。",
        ),
        ("The model works without it.", "该模型仍可使用。"),
        (
            "Check free disk space and memory, then install it again.",
            "请检查磁盘空间和内存，然后重新安装。",
        ),
    ),
    ErrorCode.MODEL_IN_USE: _words(
        ("The model “{model}” is in use.", "模型“{model}”正在使用中。"),
        ("Nothing was changed.", "没有做任何改动。"),
        (
            "Stop listening or choose another model, then try again.",
            "请先停止收听或改用其他模型，然后重试。",
        ),
    ),
    ErrorCode.MODEL_NOT_RECOGNISED: _words(
        ("No known model was found in “{path}”.", "在“{path}”中没有找到已知的模型。"),
        ("Nothing was changed.", "没有做任何改动。"),
        (
            "Choose the folder, archive or file that holds every file of the model.",
            "请选择包含该模型全部文件的文件夹、压缩包或文件。",
        ),
    ),
    ErrorCode.NETWORK_UNREACHABLE: _words(
        ("The download server cannot be reached.", "无法连接下载服务器。"),
        _INSTALLED_MODELS_WORK,
        (
            "Check the network and try again, or import the model from a folder.",
            "请检查网络后重试，或从文件夹导入模型。",
        ),
    ),
    ErrorCode.SOURCE_REFUSED: _words(
        ("The download server refused the request.", "下载服务器拒绝了请求。"),
        _INSTALLED_MODELS_WORK,
        (
            "Try again later, or set an access token if the model needs one.",
            "请稍后重试；如果该模型需要访问令牌，请先设置。",
        ),
    ),
    ErrorCode.SOURCE_UNCONFIGURED: _words(
        (
            "A place this model comes from is not set up on this machine.",
            "这台电脑尚未配置该模型的下载来源。",
        ),
        _INSTALLED_MODELS_WORK,
        (
            "Set the source up, or import the model from a folder.",
            "请配置下载来源，或从文件夹导入模型。",
        ),
    ),
    ErrorCode.SOURCE_MISMATCH: _words(
        (
            "What was downloaded is not the expected file, so it was thrown away.",
            "下载到的不是预期的文件，已丢弃。",
        ),
        _INSTALLED_MODELS_WORK,
        (
            "Try again. If it happens twice, the source may have been changed.",
            "请重试。若再次出现，该来源的文件可能已被改动。",
        ),
    ),
    ErrorCode.SOURCES_EXHAUSTED: _words(
        (
            "No source could deliver the model “{model}”.",
            "所有来源都无法提供模型“{model}”。",
        ),
        ("What was downloaded so far is kept.", "已下载的部分会保留。"),
        (
            "Check the network and try again, or import the model from a folder.",
            "请检查网络后重试，或从文件夹导入模型。",
        ),
    ),
    ErrorCode.ARCHIVE_UNSAFE: _words(
        (
            "An archive holds files that do not belong there, so it was not opened.",
            "压缩包中含有可疑文件，因此没有解开。",
        ),
        ("Nothing was changed.", "没有做任何改动。"),
        ("Get the archive from a source you trust.", "请从可信的来源重新获取。"),
    ),
    ErrorCode.ARCHIVE_UNREADABLE: _words(
        ("An archive cannot be read.", "无法读取压缩包。"),
        ("Nothing was changed.", "没有做任何改动。"),
        ("Copy or download it again.", "请重新复制或下载。"),
    ),
    ErrorCode.DISK_FULL: _words(
        ("The disk is nearly full: {free} are free.", "磁盘空间不足，仅剩 {free}。"),
        _NOTHING_LOST,
        ("Free some space and try again.", "请清理磁盘后重试。"),
    ),
    ErrorCode.DISK_REFUSED: _words(
        (
            "The folder of the models cannot be read or written.",
            "无法读写模型文件夹。",
        ),
        _OTHER_MODELS_WORK,
        ("Check the rights of that folder.", "请检查该文件夹的权限。"),
    ),
    ErrorCode.CANCELLED: _words(
        ("Stopped, as you asked.", "已按您的要求停止。"),
        ("What was finished is kept.", "已完成的部分会保留。"),
        ("Start again when you like.", "可随时重新开始。"),
    ),
    # Recognition and translation
    ErrorCode.RECOGNITION_FAILED: _words(
        ("One utterance could not be recognised.", "有一句话没能识别。"),
        _LISTENING_GOES_ON,
        (
            "If it happens again, choose another recognition model.",
            "如果再次出现，请改用其他识别模型。",
        ),
    ),
    ErrorCode.TRANSLATION_FAILED: _words(
        ("A text could not be translated.", "有一段文字没能翻译。"),
        ("The original text is kept.", "原文已保留。"),
        (
            "If it happens again, choose another translation model.",
            "如果再次出现，请改用其他翻译模型。",
        ),
    ),
    ErrorCode.SYNTHESIS_FAILED: _words(
        ("A text could not be spoken.", "有一段文字没能朗读。"),
        ("It can still be read.", "文字仍可阅读。"),
        (
            "If it happens again, choose another voice in the settings.",
            "如果再次出现，请在设置中改用其他声音。",
        ),
    ),
    ErrorCode.VOICE_UNKNOWN: _words(
        ("There is no voice “{voice}”.", "没有名为“{voice}”的声音。"),
        ("The other voices still speak.", "其他声音仍可使用。"),
        ("Choose another voice.", "请选择其他声音。"),
    ),
    ErrorCode.LANGUAGE_UNSUPPORTED: _words(
        (
            "The recognition model does not know the language “{language}”.",
            "识别模型不支持语言“{language}”。",
        ),
        ("Its other languages still work.", "它支持的其他语言仍可使用。"),
        ("Choose another language or model.", "请选择其他语言或模型。"),
    ),
    ErrorCode.PAIR_UNSUPPORTED: _words(
        (
            "The translation model cannot translate {pair}.",
            "翻译模型不支持 {pair} 方向。",
        ),
        ("Captions without translation still work.", "仍可显示不带翻译的字幕。"),
        ("Choose another direction or model.", "请选择其他方向或模型。"),
    ),
    ErrorCode.OUT_OF_MEMORY: _words(
        ("The computer ran out of memory.", "电脑内存不足。"),
        _NOTHING_LOST,
        (
            "Close other programs, or choose a smaller model.",
            "请关闭其他程序，或选择较小的模型。",
        ),
    ),
    # The worker
    ErrorCode.WORKER_CRASHED: _words(
        (
            "The speech engine stopped unexpectedly and is being started again.",
            "语音引擎意外停止，正在重新启动。",
        ),
        (
            "Listening goes on; captions follow in a moment.",
            "程序仍在继续听，字幕稍后恢复。",
        ),
        ("You need not do anything.", "您无需操作。"),
    ),
    ErrorCode.WORKER_GAVE_UP: _words(
        (
            "The speech engine stopped several times and was not started again.",
            "语音引擎多次停止，不再重新启动。",
        ),
        _NOTHING_LOST,
        (
            "Choose another model, or start listening again.",
            "请改用其他模型，或重新开始。",
        ),
    ),
    # Evaluation
    ErrorCode.EVALUATION_UNKNOWN: _words(
        ("There is no evaluation “{name}”.", "没有名为“{name}”的评测。"),
        ("The other evaluations are not affected.", "其他评测不受影响。"),
        (
            "Run “tongsheng evaluate --list” to see those there are.",
            "运行“tongsheng evaluate --list”查看已有的评测。",
        ),
    ),
    ErrorCode.EVALUATION_CHANGED: _words(
        (
            "“{name}” is not what it was when this was measured.",
            "“{name}”与当时评测所用的不一致。",
        ),
        ("Nothing was measured: the figures would not compare.", "未进行评测，结果将无法比较。"),
        (
            "Bring back the data set or model of that time, or start a new evaluation.",
            "请恢复当时的数据集或模型，或新建一次评测。",
        ),
    ),
    ErrorCode.EVALUATION_EMPTY: _words(
        ("There is nothing to measure.", "没有可评测的内容。"),
        ("Nothing was changed.", "没有任何改动。"),
        (
            "Choose a set that has items for these figures, and install models for them.",
            "请选择包含相应内容的数据集，并安装所需模型。",
        ),
    ),
    ErrorCode.EVALUATION_STOPPED: _words(
        ("The evaluation stopped unexpectedly.", "评测意外停止。"),
        ("Everything measured so far is kept.", "已评测的内容都已保留。"),
        ("Go on with it; it starts where it stopped.", "请继续评测，将从中断处开始。"),
    ),
    ErrorCode.SET_NOT_RECOGNISED: _words(
        ("“{path}” is not a data set this program knows.", "无法识别数据集“{path}”。"),
        ("The other sets are not affected.", "其他数据集不受影响。"),
        (
            "Choose the folder the set was unpacked to, or a TSV or JSONL table.",
            "请选择数据集解压后的文件夹，或一个 TSV、JSONL 表格。",
        ),
    ),
    ErrorCode.EXTRA_MISSING: _words(
        ("This needs the optional package “{package}”.", "此功能需要可选组件“{package}”。"),
        ("Everything else works without it.", "其他功能不受影响。"),
        ("Install “tongsheng[{extra}]”, then try again.", "请安装“tongsheng[{extra}]”后重试。"),
    ),
    ErrorCode.SCHEDULER_UNREACHABLE: _words(
        ("The cluster at {address} does not answer.", "集群 {address} 没有响应。"),
        ("Everything measured so far is kept.", "已评测的内容都已保留。"),
        (
            "Check the address, or run without “--scheduler”.",
            "请检查地址，或去掉“--scheduler”在本机运行。",
        ),
    ),
    # The program's own files
    ErrorCode.SETTINGS_UNREADABLE: _words(
        ("The settings could not be read.", "无法读取设置。"),
        ("The program runs with its defaults.", "程序以默认设置运行。"),
        (
            "Choose your settings again; the old file was set aside.",
            "请重新设置；旧的设置文件已另存。",
        ),
    ),
    ErrorCode.SETTINGS_UNWRITABLE: _words(
        ("The settings could not be saved.", "无法保存设置。"),
        ("They hold until you quit.", "在退出程序之前仍然有效。"),
        (
            "Check free disk space and the rights of the settings folder.",
            "请检查磁盘空间和设置文件夹的权限。",
        ),
    ),
    ErrorCode.SETTINGS_FILE_UNREADABLE: _words(
        ("“{path}” holds no settings of this program.", "“{path}”不是本程序的设置文件。"),
        ("Your settings are as they were.", "您的设置没有改变。"),
        ("Choose a file that this program exported.", "请选择由本程序导出的文件。"),
    ),
    ErrorCode.SCENE_UNKNOWN: _words(
        ("There is no scene “{name}”.", "没有名为“{name}”的场景。"),
        ("The scene you are in goes on.", "当前场景保持不变。"),
        ("Choose one of the scenes in the settings.", "请在设置中选择一个场景。"),
    ),
    ErrorCode.SCENE_TAKEN: _words(
        ("There is a scene “{name}” already.", "已有名为“{name}”的场景。"),
        ("Nothing was changed.", "没有做任何更改。"),
        ("Choose another name.", "请换一个名称。"),
    ),
    ErrorCode.TERMS_UNREADABLE: _words(
        (
            "The list of names and terms “{path}” could not be read.",
            "无法读取名称和术语列表“{path}”。",
        ),
        ("The file was left as it is.", "文件内容未作改动。"),
        (
            "A CSV file needs the columns text and language, or a column for each language;"
            " JSON and TBX files come from an export.",
            "CSV 文件需要 text 和 language 两列，或每种语言一列；JSON 和 TBX 文件应由导出生成。",
        ),
    ),
    # History
    ErrorCode.HISTORY_UNWRITABLE: _words(
        ("What is said cannot be kept in the history.", "无法把内容保存到历史记录。"),
        (
            "Captions go on; save them from the window before you leave.",
            "字幕照常进行；退出前请在窗口中另存。",
        ),
        (
            "Check free disk space and the rights of the folder of “{path}”.",
            "请检查磁盘空间，以及“{path}”所在文件夹的权限。",
        ),
    ),
    ErrorCode.HISTORY_UNREADABLE: _words(
        ("The history cannot be read.", "无法读取历史记录。"),
        ("Captions and translations go on.", "字幕和翻译照常进行。"),
        (
            "Open the history again; if that does not help, restart.",
            "请重新打开历史记录；仍不行请重启程序。",
        ),
    ),
    ErrorCode.HISTORY_TOO_NEW: _words(
        (
            "The history was written by a newer version of this program.",
            "历史记录由本程序的更新版本写入。",
        ),
        (
            "It was left as it is. Captions go on and are not kept.",
            "历史记录未作改动。字幕照常进行，但不会保存。",
        ),
        ("Install that version again.", "请重新安装该版本。"),
    ),
    ErrorCode.HISTORY_DAMAGED: _words(
        ("The history was damaged and has been mended.", "历史记录曾损坏，现已修复。"),
        (
            "{count} utterances are there. The damaged file was set aside.",
            "共保留 {count} 句。损坏的文件已另存。",
        ),
        ("Look at “{path}” if something is missing.", "如有缺失，请查看“{path}”。"),
    ),
    ErrorCode.INTERNAL: _words(
        ("Something went wrong inside the program.", "程序内部出错。"),
        _NOTHING_LOST,
        (
            "Try again. If it happens again, report it with the log.",
            "请重试。如果再次出现，请附上日志报告问题。",
        ),
    ),
}
