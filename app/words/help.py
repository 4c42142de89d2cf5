"""The labels of help, check-up and about, in English and 简体中文, by dotted key."""

from __future__ import annotations

from app.words.texts import Words

HELP_LABELS: dict[str, Words] = {
    "help.open": Words("Help", "帮助"),
    "help.title": Words("Help", "帮助"),
    "help.pages": Words("Pages", "页面"),
    "help.page": Words("Page", "页面内容"),
    "help.search": Words("Search the help", "搜索帮助"),
    "help.none": Words("Nothing was found.", "没有找到相关内容。"),
    "help.menu.help": Words("Help", "帮助"),
    "help.menu.doctor": Words("Check this computer…", "检查这台电脑…"),
    "help.menu.about": Words("About Tongsheng…", "关于同声…"),
    "help.menu.update": Words("Look for a newer version…", "检查新版本…"),
    # A newer version
    "update.title": Words("Look for a newer version", "检查新版本"),
    "update.asking": Words("Asking the package index…", "正在查询软件包索引…"),
    "update.newer": Words(
        "Version {newest} is out; you have {installed}.",
        "已有新版本 {newest}；您的版本是 {installed}。",
    ),
    "update.current": Words("Version {installed} is up to date.", "版本 {installed} 已是最新。"),
    "update.unreachable": Words(
        "The package index did not answer. Check the network and pip's settings, then try again.",
        "软件包索引没有应答。请检查网络和 pip 的设置，然后重试。",
    ),
    "update.unlisted": Words(
        "The package index answered and lists no version of Tongsheng.",
        "软件包索引有应答，但其中没有同声的任何版本。",
    ),
    # The check-up
    "checkup.title": Words("Check this computer", "检查这台电脑"),
    "checkup.list": Words("What was found", "检查结果"),
    "checkup.running": Words("Looking…", "正在检查…"),
    "checkup.reading": Words("Reading the models, {percent} %", "正在读取模型，{percent}%"),
    "checkup.column.verdict": Words("State", "状态"),
    "checkup.column.text": Words("What", "项目"),
    "checkup.column.remedy": Words("The command that mends it", "修复命令"),
    "checkup.verdict.good": Words("Good", "正常"),
    "checkup.verdict.worse": Words("Limited", "受限"),
    "checkup.verdict.missing": Words("Missing", "缺少"),
    "checkup.copy_remedy": Words("Copy the command", "复制命令"),
    "checkup.copy_report": Words("Copy report", "复制报告"),
    "checkup.copied": Words("Copied", "已复制"),
    "checkup.again": Words("Check again", "重新检查"),
    "checkup.note": Words(
        "The report holds no speech, no names and no folders of yours.",
        "报告不含语音、姓名或您的文件夹。",
    ),
    # About
    "about.title": Words("About Tongsheng", "关于同声"),
    "about.what": Words(
        "Hears, translates and captions speech on your own machine.",
        "在您自己的电脑上听写、翻译语音并显示字幕。",
    ),
    "about.version": Words("Version {version}", "版本 {version}"),
    "about.licence": Words(
        "Licence: Apache-2.0. Qt is used under LGPL-3.0. Each model has a licence of its own,"
        " which the models pane shows.",
        "许可证：Apache-2.0。Qt 以 LGPL-3.0 使用。每个模型有各自的许可证，可在“模型”窗格查看。",
    ),
    "about.data": Words("Your data is kept in {folder}", "您的数据保存在 {folder}"),
    "about.sbom": Words("Bill of materials: {path}", "软件物料清单：{path}"),
    "about.parts": Words("What it is made of", "组成部分及其许可证"),
}
