"""What ``--self-test`` says, in English and 简体中文, by dotted key."""

from __future__ import annotations

from app.words.texts import Words

SELF_TEST_LABELS: dict[str, Words] = {
    "selftest.window": Words("The window opened after {seconds} s.", "窗口在 {seconds} 秒后打开。"),
    "selftest.resources": Words(
        "{count} files of the program are in their place.", "程序自带的 {count} 个文件齐全。"
    ),
    "selftest.modules": Words(
        "{count} modules of the program can be loaded.", "程序的 {count} 个模块均可载入。"
    ),
    "selftest.engines": Words(
        "The models were loaded after {seconds} s: {models}.",
        "模型在 {seconds} 秒后载入：{models}。",
    ),
    "selftest.heard": Words(
        "Heard, {percent} % as it was said: {text}", "识别结果，与原文一致 {percent}%：{text}"
    ),
    "selftest.translated": Words(
        "Translated, {count} of {total} words as expected: {text}",
        "翻译结果，含 {total} 个预期词语中的 {count} 个：{text}",
    ),
    "selftest.left": Words("The window closed in good order.", "窗口已正常关闭。"),
    "selftest.passed": Words("Self-test passed.", "自检通过。"),
    "selftest.failed": Words("Self-test failed: {reason}", "自检失败：{reason}"),
    "selftest.no_models": Words(
        "There are no models to test with. Install them with “{install}”,"
        " or test the rest with “{window}”.",
        "没有可用于自检的模型。请先运行“{install}”安装模型，或用“{window}”检查其余部分。",
    ),
    "selftest.reason.file": Words("the file {name} is missing", "缺少文件 {name}"),
    "selftest.reason.module": Words(
        "{name} cannot be loaded: {detail}", "无法载入 {name}：{detail}"
    ),
    "selftest.reason.heard": Words("too little of the clip was heard", "识别结果与原文相差太大"),
    "selftest.reason.translated": Words(
        "the translation is not that of the clip", "译文与原文不符"
    ),
    "selftest.reason.time": Words(
        "it took more than {seconds} s, waiting for: {step}", "超过 {seconds} 秒，仍在等待：{step}"
    ),
    "selftest.step.window": Words("the window", "窗口打开"),
    "selftest.step.engines": Words("the models to load", "模型载入"),
    "selftest.step.captions": Words("captions of the clip", "录音的字幕"),
    "selftest.step.end": Words("the window to close", "窗口关闭"),
}
