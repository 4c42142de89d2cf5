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
}
