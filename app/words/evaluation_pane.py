"""The labels of the evaluation pane, in English and 简体中文, by dotted key."""

from __future__ import annotations

from app.words.texts import Words

EVALUATION_PANE_LABELS: dict[str, Words] = {
    "pane.evaluate": Words("Evaluate", "评测"),
    "evaluation.title.empty": Words("No run yet", "尚无评测记录"),
    "evaluation.empty": Words(
        "A run measures the installed models against the plan's figures. Choose sets above and"
        " press Run: every number comes with its interval, and can be repeated from the command"
        " line.",
        "评测会衡量已安装的模型是否达到行动计划的指标。请在上方选择数据集并点击“开始评测”。"
        "每个数字都附有置信区间，并可用命令行重复得出。",
    ),
    "evaluation.table": Words("The plan's figures", "行动计划指标"),
    "evaluation.sets_chosen": Words("{count} of {total} sets", "数据集 {count}/{total}"),
    "evaluation.add_folder": Words("Add a set from a folder…", "从文件夹添加数据集…"),
    "evaluation.add_table": Words("Add a set from a table…", "从表格添加数据集…"),
    "evaluation.record": Words("Record a set…", "录制数据集…"),
    "evaluation.limit": Words("{count} of each figure", "每项 {count} 条"),
    "evaluation.limit.name": Words("How many items of each figure", "每项指标的样本数"),
    "evaluation.all": Words("All items", "全部样本"),
    "evaluation.start": Words("Run", "开始评测"),
    "evaluation.pause": Words("Pause", "暂停"),
    "evaluation.go_on": Words("Go on", "继续"),
    "evaluation.cancel": Words("Stop", "停止"),
    "evaluation.cancel.tip": Words(
        "What is done is kept; the run can be gone on with", "已完成的部分会保留，可以继续评测"
    ),
    "evaluation.working": Words("{step}, {done} of {total}", "{step}，{done}/{total}"),
    "evaluation.working_left": Words(
        "{step}, {done} of {total}, {left} left", "{step}，{done}/{total}，剩余{left}"
    ),
    "evaluation.paused": Words("Paused at {done} of {total}", "已暂停，{done}/{total}"),
    "evaluation.measures": Words("Measures {models}", "评测 {models}"),
    "evaluation.no_models": Words("Install models first", "请先安装模型"),
    "evaluation.run_choice": Words("Run", "评测记录"),
    "evaluation.run_line": Words("{date}, {items} items", "{date}，{items} 条"),
    "evaluation.run_unfinished": Words(
        "{date}, stopped at {done} of {total}", "{date}，停在 {done}/{total}"
    ),
    "evaluation.resume": Words("Go on with it", "继续评测"),
    "evaluation.open_row": Words("Details", "详情"),
    "evaluation.compare": Words("Compare", "比较"),
    "evaluation.compare.with": Words("With {date}", "与 {date} 比较"),
    "evaluation.export": Words("Export", "导出"),
    "evaluation.delete": Words("Delete", "删除"),
    "evaluation.delete.question": Words("Delete this run?", "删除这次评测？"),
    "evaluation.delete.consequence": Words(
        "Its numbers and items are gone. What people judged stays.",
        "数字和样本结果将被删除，人工评定会保留。",
    ),
    "evaluation.signature": Words("Copy the signature", "复制签名"),
    "evaluation.signature.tip": Words(
        "tongsheng evaluate --repeat SIGNATURE runs it again",
        "可用 tongsheng evaluate --repeat 签名 重新评测",
    ),
    "file.tables": Words("Tables", "表格"),
    "file.open_table": Words("Choose a set", "选择数据集"),
    "record_set.title": Words("Record a set", "录制数据集"),
    "record_set.speaker": Words("Name of who reads", "朗读者姓名"),
    "record_set.needs_speaker": Words("Write down who reads first.", "请先填写朗读者姓名。"),
    "record_set.distance": Words("Distance to the microphone", "与麦克风的距离"),
    "record_set.metres": Words("{count} m away", "距离 {count} 米"),
    "record_set.level": Words("Level", "音量"),
    "record_set.progress": Words(
        "Sentence {place} of {total}, {count} recorded", "第 {place}/{total} 句，已录 {count} 句"
    ),
    "record_set.record": Words("Record", "开始录音"),
    "record_set.stop": Words("Done", "读完了"),
    "record_set.wait": Words("Opening the microphone", "正在打开麦克风"),
    "record_set.read_now": Words("Read the sentence now", "请朗读这句话"),
    "record_set.keeping": Words("Saving…", "正在保存…"),
    "record_set.kept": Words("Kept. The next one.", "已保存，请读下一句。"),
    "record_set.too_quiet": Words(
        "Nothing was heard. Try again, or look at the microphone.",
        "没有听到声音。请重试，或检查麦克风。",
    ),
    "record_set.back": Words("Back", "上一句"),
    "record_set.skip": Words("Skip", "跳过"),
    "record_set.name": Words("Recorded here", "本机录制"),
    "message.signature_copied": Words("The signature is in the clipboard.", "签名已复制。"),
    "message.signature_copied.more": Words("", ""),
    "message.evaluation_exported": Words(
        "Report, JSON and CSV are in “{name}”.", "报告、JSON 和 CSV 已保存到“{name}”。"
    ),
    "message.evaluation_exported.more": Words("", ""),
    "evaluation.history": Words("Over time", "历次评测"),
    "evaluation.history.latest": Words(
        "Last: {value} ({interval}); runs: {count}", "最近：{value}（{interval}），共 {count} 次"
    ),
    "evaluation.back": Words("Back to the table", "返回指标表"),
    "evaluation.play": Words("Play", "播放"),
    "evaluation.judge": Words("Judge translations", "人工评定"),
    "evaluation.search": Words("Search in the items", "在样本中查找"),
    "evaluation.tab.items": Words("Items, the worst first", "样本（由差到好）"),
    "evaluation.tab.groups": Words("Groups", "分组"),
    "evaluation.tab.confusion": Words("Which was taken for which", "混淆矩阵"),
    "evaluation.confused": Words(
        "{expected} taken for {found}: {count}", "{expected} 被认作 {found}：{count}"
    ),
    "evaluation.item.reference": Words("Reference", "参考"),
    "evaluation.item.heard": Words("Heard", "识别"),
    "evaluation.item.source": Words("Source", "原文"),
    "evaluation.item.translation": Words("Translation", "译文"),
    "evaluation.item.baseline": Words("Baseline", "基线"),
    "evaluation.item.expected": Words("Expected", "应为"),
    "evaluation.item.found": Words("Found", "识别为"),
    "evaluation.item.nothing": Words("nothing known", "未识别"),
    "evaluation.item.errors": Words("{errors} of {length} wrong", "{length} 中错 {errors}"),
    "evaluation.problem.reference_missing": Words("no reference, not scored", "缺少参考，未计分"),
    "evaluation.problem.reference_doubtful": Words(
        "the reference cannot be right, not scored", "参考有误，未计分"
    ),
    "evaluation.problem.audio_unreadable": Words("cannot be read, not scored", "无法读取，未计分"),
    "evaluation.problem.no_voice": Words("nothing spoke it, not scored", "没有语音，未计分"),
    "evaluation.problem.no_speaker_model": Words(
        "nothing tells voices apart, not scored", "无法区分说话人，未计分"
    ),
    "evaluation.problem.engine_failed": Words(
        "the engine failed, scored as wrong", "引擎出错，按错误计分"
    ),
    "evaluation.compared": Words("The goal is compared with {measure}.", "目标与{measure}比较。"),
    "evaluation.compared.recognition": Words(
        "1 − CER, averaged over scenarios", "“1 − 字错误率”的各场景平均值"
    ),
    "evaluation.compared.far_field": Words(
        "1 − CER at five metres, averaged over scenarios", "五米处“1 − 字错误率”的各场景平均值"
    ),
    "evaluation.compared.intent": Words(
        "the share of utterances with the right intent, from text", "文本输入的意图识别正确率"
    ),
    "evaluation.compared.zh_en": Words(
        "the share that people judged adequate; scores and ratios stand beside it",
        "人工评定的合格率，自动评分与比值仅供并列参考",
    ),
    "evaluation.compared.en_zh": Words(
        "the share that people judged adequate; scores and ratios stand beside it",
        "人工评定的合格率，自动评分与比值仅供并列参考",
    ),
    "evaluation.compared.minority": Words(
        "the points of chrF2++ gained over the baseline", "相对基线提升的 chrF2++ 分数"
    ),
    "evaluation.compared.other_speech": Words(
        "nothing; it is measured beside the plan", "无（计划外指标）"
    ),
    "evaluation.compared.meeting": Words(
        "nothing; 1 − cpCER is measured beside the plan", "无（“1 − cpCER”为计划外指标）"
    ),
    "evaluation.compare.title": Words("{before} beside {after}", "{before} 与 {after}"),
    "evaluation.compare.worse": Words("Worse", "变差"),
    "evaluation.compare.better": Words("Better", "变好"),
    "evaluation.compare.head.figure": Words("Figure", "指标"),
    "evaluation.compare.head.before": Words("Before", "之前"),
    "evaluation.compare.head.after": Words("After", "之后"),
    "evaluation.compare.head.difference": Words("Difference", "差值"),
    "evaluation.compare.head.items": Words("Items in both", "共同样本"),
    "evaluation.compare.head.chance": Words("Chance", "显著性"),
    "evaluation.judge.title": Words("How good is the translation?", "译文质量如何？"),
    "evaluation.judge.help": Words(
        "Whose translation it is, is not said. Number keys rate, Backspace takes the last rating"
        " back. From 4 on a translation counts as adequate.",
        "不显示译文来源。按数字键评分，按退格键撤回上一次评分。4 分及以上视为合格。",
    ),
    "evaluation.judge.rater": Words("Your name", "您的姓名"),
    "evaluation.judge.scale": Words("Scale", "评分方式"),
    "evaluation.judge.scale.wmt": Words("WMT, 0 to 6", "WMT，0 至 6 分"),
    "evaluation.judge.scale.pass_fail": Words("Pass or fail", "合格或不合格"),
    "evaluation.judge.count": Words("{done} of {total} judged", "已评 {done}/{total}"),
    "evaluation.judge.undo": Words("Take back", "撤回"),
    "evaluation.judge.done": Words("Everything is judged. Thank you.", "全部评定完成，谢谢。"),
    "evaluation.judge.none": Words("This run has no translations.", "这次评测没有译文。"),
    "evaluation.judge.wmt.0": Words("Nonsense, no meaning kept", "毫无意义，未保留原意"),
    "evaluation.judge.wmt.1": Words("Between nonsense and some meaning", "介于 0 与 2 之间"),
    "evaluation.judge.wmt.2": Words("Some meaning kept", "保留部分原意"),
    "evaluation.judge.wmt.3": Words("Between some and most meaning", "介于 2 与 4 之间"),
    "evaluation.judge.wmt.4": Words(
        "Most meaning kept, few mistakes in grammar", "保留大部分原意，语法错误少"
    ),
    "evaluation.judge.wmt.5": Words("Between most and perfect", "介于 4 与 6 之间"),
    "evaluation.judge.wmt.6": Words("Perfect meaning and grammar", "原意与语法完全正确"),
    "evaluation.judge.pass_fail.0": Words("Fail", "不合格"),
    "evaluation.judge.pass_fail.1": Words("Pass", "合格"),
}
