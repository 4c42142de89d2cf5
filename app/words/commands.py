"""The labels of the command line and of ``doctor``, in English and 简体中文，by dotted key."""

from __future__ import annotations

from app.words.texts import Words

COMMAND_LABELS: dict[str, Words] = {
    # What long work is doing
    "cli.step.recognise": Words("recognising", "识别中"),
    "cli.step.download": Words("downloading", "下载中"),
    "cli.step.copy": Words("copying", "复制中"),
    "cli.step.verify": Words("checking", "校验中"),
    "cli.step.convert": Words("converting", "转换中"),
    "cli.step.measure": Words("measuring", "测速中"),
    "cli.step.wait": Words("waiting for another installation", "等待另一个安装完成"),
    # transcribe and caption
    "cli.transcribe.interrupted": Words(
        "Stopped. What was recognised so far is written.", "已停止。已识别的内容已写入。"
    ),
    "cli.caption.loading": Words("Loading the models.", "正在载入模型。"),
    "cli.caption.listening": Words("Listening. Ctrl+C ends.", "正在听。按 Ctrl+C 结束。"),
    "cli.caption.no_device": Words(
        "There is no input called “{name}”. There are: {names}",
        "没有名为“{name}”的输入。可选：{names}",
    ),
    "cli.caption.no_devices": Words(
        "There is no input called “{name}”, nor any other of its kind.",
        "没有名为“{name}”的输入，也没有其他同类输入。",
    ),
    # translate
    "cli.translate.doubted": Words("Please check: {doubts}", "请核对：{doubts}"),
    # models
    "cli.models.fetching": Words("Fetching {model}, {size}.", "正在下载 {model}，共 {size}。"),
    "cli.models.preparing": Words(
        "Preparing {model} for this machine, once; this takes some minutes.",
        "正在为这台电脑准备 {model}，只需一次，约几分钟。",
    ),
    "cli.models.private_use": Words("not for commercial use", "不可商用"),
    "cli.state.absent": Words("not installed", "未安装"),
    "cli.state.partial": Words("incomplete", "不完整"),
    "cli.state.installed": Words("installed", "已安装"),
    "cli.state.damaged": Words("damaged", "已损坏"),
    "cli.task.recognition": Words("recognition", "识别"),
    "cli.task.translation": Words("translation", "翻译"),
    "cli.task.synthesis": Words("speech", "语音合成"),
    "cli.task.understanding": Words("understanding", "语义理解"),
    "cli.task.voice-activity": Words("voice detection", "语音检测"),
    "cli.task.denoising": Words("noise reduction", "降噪"),
    "cli.task.speaker": Words("speaker", "说话人"),
    # doctor
    "doctor.verdict.good": Words("[ok]     ", "[正常]"),
    "doctor.verdict.worse": Words("[limited]", "[受限]"),
    "doctor.verdict.missing": Words("[missing]", "[缺少]"),
    "doctor.well": Words("Everything needed is there.", "所需的都已具备。"),
    "doctor.unwell": Words("Something needed is missing.", "缺少必需的部分。"),
    "doctor.remedies": Words("To mend it, run:", "请运行以下命令修复："),
    "doctor.python.good": Words("Python {version}", "Python {version}"),
    "doctor.python.bad": Words(
        "Python {version}: 64-bit Python 3.11 or 3.12 is needed",
        "Python {version}：需要 64 位的 Python 3.11 或 3.12",
    ),
    "doctor.packages.good": Words("All Python packages", "Python 软件包齐全"),
    "doctor.packages.bad": Words("Python packages: {names}", "Python 软件包：{names}"),
    "doctor.library.good": Words("All system libraries and fonts", "系统库和字体齐全"),
    "doctor.library.bad": Words(
        "System package {name}, for {purpose}", "系统软件包 {name}，用于{purpose}"
    ),
    "doctor.processor.good": Words("A processor with fast vectors", "处理器支持快速向量运算"),
    "doctor.processor.bad": Words(
        "The processor has no AVX2: recognition will be slow",
        "处理器不支持 AVX2:识别会较慢",
    ),
    "doctor.processor.unknown": Words("Processor", "处理器"),
    "doctor.memory.good": Words("{total} of memory", "内存 {total}"),
    "doctor.memory.bad": Words(
        "{total} of memory: the starter models take {needed}",
        "内存 {total}：入门模型需要 {needed}",
    ),
    "doctor.disk.good": Words("{free} of free disk space", "磁盘可用空间 {free}"),
    "doctor.disk.bad": Words(
        "{free} of free disk space: {needed} are needed", "磁盘可用空间 {free}：需要 {needed}"
    ),
    "doctor.microphone.good": Words("Microphones: {count}", "麦克风：{count} 个"),
    "doctor.microphone.bad": Words(
        "No microphone: files and text still work", "没有麦克风：仍可处理文件和文字"
    ),
    "doctor.system_audio.good": Words(
        "What the computer plays can be heard ({count})", "可以收听电脑播放的声音（{count}）"
    ),
    "doctor.system_audio.bad": Words(
        "What the computer plays cannot be heard: no sound server was found",
        "无法收听电脑播放的声音：没有找到声音服务",
    ),
    "doctor.model.bad": Words(
        "The model {model} is incomplete or damaged", "模型 {model} 不完整或已损坏"
    ),
    "doctor.recognition.good": Words("Recognition models: {count}", "识别模型：{count} 个"),
    "doctor.recognition.bad": Words("No recognition model is installed", "没有安装识别模型"),
    "doctor.translation.good": Words("Translation models: {count}", "翻译模型：{count} 个"),
    "doctor.translation.bad": Words("No translation model is installed", "没有安装翻译模型"),
    # What system packages are for, by the words of ``app.system_packages``
    "doctor.purpose.creating the program's own Python environment": Words(
        "creating the program's own Python environment", "创建程序自己的 Python 环境"
    ),
    "doctor.purpose.the microphone": Words("the microphone", "麦克风"),
    "doctor.purpose.sound through PulseAudio or PipeWire": Words(
        "sound through PulseAudio or PipeWire", "通过 PulseAudio 或 PipeWire 录音"
    ),
    "doctor.purpose.translation through llama.cpp": Words(
        "translation through llama.cpp", "通过 llama.cpp 翻译"
    ),
    "doctor.purpose.the window": Words("the window", "窗口"),
    "doctor.purpose.the keyboard in the window": Words(
        "the keyboard in the window", "窗口中的键盘输入"
    ),
    "doctor.purpose.text in the window": Words("text in the window", "窗口中的文字"),
    "doctor.purpose.the window under X11": Words("the window under X11", "X11 下的窗口"),
    "doctor.purpose.Chinese characters, which are boxes without it": Words(
        "Chinese characters, which are boxes without it", "显示汉字（否则显示为方框）"
    ),
}
