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
        "Only exact forms are understood. For everything else: tongsheng models install {model}",
        "目前只能理解固定句式。要理解其他说法：tongsheng models install {model}",
    ),
}
