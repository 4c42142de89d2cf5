"""The words of evaluations: on the command line, in the window, in reports."""

from __future__ import annotations

from typing import Final

from app.words.texts import Words

EVALUATION_LABELS: Final[dict[str, Words]] = {
    # Rows of the plan's table
    "evaluation.figure.recognition": Words("Chinese speech, close by", "中文语音识别（近场）"),
    "evaluation.figure.far_field": Words("Chinese speech at 5 m", "中文语音识别（5 米远场）"),
    "evaluation.figure.intent": Words("Dialogue intent", "对话意图识别"),
    "evaluation.figure.zh_en": Words("Translation, Chinese to English", "翻译：中译英"),
    "evaluation.figure.en_zh": Words("Translation, English to Chinese", "翻译：英译中"),
    "evaluation.figure.minority": Words("Minority languages", "少数民族语言翻译"),
    "evaluation.figure.other_speech": Words("Speech in other languages", "其他语言语音识别"),
    "evaluation.figure.meeting": Words("Meetings: who said what", "会议转写（区分说话人）"),
    # How a row stands
    "evaluation.verdict.pass": Words("Pass", "达标"),
    "evaluation.verdict.fail": Words("Fail", "未达标"),
    "evaluation.verdict.not_enough_data": Words("Not enough data", "数据不足"),
    "evaluation.verdict.not_yet_judged": Words("Not yet judged", "尚未人工评定"),
    "evaluation.verdict.not_measured": Words("Not measured", "未评测"),
    "evaluation.verdict.no_goal": Words("No goal", "无目标值"),
    # What is measured
    "evaluation.measure.accuracy": Words("Accuracy", "准确率"),
    "evaluation.measure.accuracy_spoken": Words("From speech", "语音输入准确率"),
    "evaluation.measure.cer": Words("CER", "字错误率"),
    "evaluation.measure.wer": Words("WER", "词错误率"),
    "evaluation.measure.cpcer": Words("cpCER", "cpCER（区分说话人的字错误率）"),
    "evaluation.measure.cer_whoever": Words("CER, whoever spoke", "字错误率（不区分说话人）"),
    "evaluation.measure.chrf2++": Words("chrF2++", "chrF2++"),
    "evaluation.measure.bleu": Words("BLEU", "BLEU"),
    "evaluation.measure.comet": Words("COMET", "COMET"),
    "evaluation.measure.ratio": Words("Ratio to {detail}", "与 {detail} 之比"),
    "evaluation.measure.ratio.none": Words("Ratio to another system", "与参照系统之比"),
    "evaluation.measure.human": Words("Judged adequate by people", "人工评定合格率"),
    "evaluation.measure.gain": Words("chrF2++ gained over the baseline", "相对基线 chrF2++ 提升"),
    "evaluation.measure.baseline": Words("chrF2++ of the baseline", "基线 chrF2++"),
    # Why there is no score, and what to know of one
    "evaluation.note.not_yet_judged": Words("not yet judged", "尚未评定"),
    "evaluation.note.not_installed": Words("not installed", "未安装"),
    "evaluation.note.no_reference_system": Words(
        "the sets have no other system", "数据集中没有参照系统"
    ),
    "evaluation.note.no_baseline": Words("no baseline was named", "未指定基线模型"),
    "evaluation.note.not_spoken": Words("nothing was spoken", "没有语音数据"),
    "evaluation.note.synthetic": Words("synthetic speech", "合成语音"),
    "evaluation.note.no_items": Words("no set has items for it", "数据集中没有相应内容"),
    "evaluation.note.no_intent_model": Words(
        "without the model of sentences: exact phrasings and letters alone",
        "未安装句向量模型：仅凭固定说法和字符判断",
    ),
    "evaluation.note.no_model": Words("no model for it is installed", "没有安装所需模型"),
    "evaluation.note.scenario_left_out": Words(
        "too few items to enter the average: {value}", "样本过少，未计入平均：{value}"
    ),
    "evaluation.note.one_speaker": Words("only one speaker: {value}", "只有一位说话人：{value}"),
    "evaluation.note.reference_missing": Words(
        "without a reference, not scored: {value}", "缺少参考文本，未计分：{value}"
    ),
    "evaluation.note.reference_doubtful": Words(
        "with a reference that cannot be right, not scored: {value}",
        "参考文本有误，未计分：{value}",
    ),
    "evaluation.note.audio_unreadable": Words(
        "recordings that cannot be read, not scored: {value}", "录音无法读取，未计分：{value}"
    ),
    "evaluation.note.no_voice": Words(
        "without a recording or a voice, not scored: {value}", "没有录音或语音，未计分：{value}"
    ),
    "evaluation.note.no_speaker_model": Words(
        "without a model that tells voices apart, not scored: {value}",
        "没有安装区分说话人的模型，未计分：{value}",
    ),
    "evaluation.note.engine_failed": Words(
        "where the engine failed, scored as wrong: {value}", "引擎出错，按错误计分：{value}"
    ),
    "evaluation.note.other_normalizer": Words(
        "The two runs even out texts differently.", "两次评测的文本规整方式不同。"
    ),
    "evaluation.note.other_far_field": Words(
        "The two runs simulate distance differently.", "两次评测的远场模拟方式不同。"
    ),
    "evaluation.note.other_items": Words(
        "{value} items are in one of the runs only.", "有 {value} 条只出现在其中一次评测中。"
    ),
    "evaluation.synthetic": Words("synthetic speech", "合成语音"),
    "evaluation.simulated": Words("simulated", "模拟"),
    # Groups
    "evaluation.group.scenario": Words("By scenario", "按场景"),
    "evaluation.group.speaker": Words("By speaker", "按说话人"),
    "evaluation.group.distance": Words("By distance", "按距离"),
    "evaluation.group.snr": Words("By signal-to-noise ratio", "按信噪比"),
    "evaluation.group.rt60": Words("By reverberation time", "按混响时间"),
    "evaluation.group.language": Words("By language", "按语言"),
    "evaluation.group.domain": Words("By domain", "按领域"),
    "evaluation.group.set": Words("By set", "按数据集"),
    "evaluation.group.intent": Words("By intent", "按意图"),
    "evaluation.group.unnamed": Words("not known", "未知"),
    "evaluation.group.not_averaged": Words("not in the average", "未计入平均"),
    # Steps
    "cli.step.read": Words("reading", "读取"),
    "cli.step.hash": Words("reading recordings", "读取录音"),
    "cli.step.load": Words("loading", "加载"),
    "cli.step.recognition": Words("recognition", "语音识别"),
    "cli.step.far_field": Words("recognition at 5 m", "远场识别"),
    "cli.step.meeting": Words("meetings", "会议"),
    "cli.step.intent": Words("intents", "意图"),
    "cli.step.intent_spoken": Words("spoken intents", "语音意图"),
    "cli.step.translation": Words("translation", "翻译"),
    "cli.step.score": Words("scoring", "计分"),
    # The command
    "evaluation.head.figure": Words("Figure", "指标"),
    "evaluation.head.goal": Words("Goal", "目标"),
    "evaluation.head.value": Words("Measured", "实测"),
    "evaluation.head.interval": Words("95 % interval", "95% 置信区间"),
    "evaluation.head.items": Words("Items", "样本数"),
    "evaluation.head.verdict": Words("Verdict", "结论"),
    "evaluation.head.models": Words("Models", "模型"),
    "evaluation.goal.above": Words("above {value}", "高于 {value}"),
    "evaluation.goal.significant": Words("significantly above 0", "显著高于 0"),
    "evaluation.goal.none": Words("–", "–"),
    "evaluation.run": Words("Run {run_id}", "评测 {run_id}"),
    "evaluation.kept": Words(
        "What is done is kept. Go on with “tongsheng evaluate --resume {run_id}”.",
        "已完成的部分已保留。可用“tongsheng evaluate --resume {run_id}”继续。",
    ),
    "evaluation.costs": Words(
        "Speed: {speed}. Memory: {memory}. Time: {time}.",
        "速度：{speed}。内存：{memory}。用时：{time}。",
    ),
    "evaluation.costs.speech": Words("{value} s per second of sound", "每秒音频 {value} 秒"),
    "evaluation.costs.text": Words("{value} s per text", "每条文本 {value} 秒"),
    "evaluation.costs.intent": Words("{value} ms per intent", "每条意图 {value} 毫秒"),
    "evaluation.broken": Words(
        "{count} rows of the sets could not be used:", "数据集中有 {count} 行无法使用："
    ),
    "evaluation.written": Words("Written: {path}", "已写入：{path}"),
    "evaluation.other_version": Words(
        "That was measured with version {there}; this is {here}.",
        "当时使用的版本是 {there}，当前版本是 {here}。",
    ),
    "evaluation.sets": Words("Sets", "数据集"),
    "evaluation.runs": Words("Runs", "评测记录"),
    "evaluation.set.line": Words(
        "{name}: {spoken} recordings or sentences to speak, {parallel} translations,"
        " {intents} intents",
        "{name}：语音 {spoken} 条，翻译 {parallel} 条，意图 {intents} 条",
    ),
    "evaluation.state.finished": Words("finished", "已完成"),
    "evaluation.state.unfinished": Words("{done} of {total} items", "已完成 {done}/{total} 条"),
    "evaluation.compare.significant": Words("p = {p}: significant", "p = {p}：差异显著"),
    "evaluation.compare.chance": Words("p = {p}: may be chance", "p = {p}：差异不显著"),
    "evaluation.compare.changed": Words(
        "{count} items came out otherwise: {better} better, {worse} worse.",
        "有 {count} 条结果不同：{better} 条变好，{worse} 条变差。",
    ),
    # Reports
    "report.title": Words("Evaluation report", "评测报告"),
    "report.date": Words("Measured", "评测时间"),
    "report.version": Words("Version", "版本"),
    "report.signature": Words("Signature", "签名"),
    "report.definitions": Words("How it is measured", "度量方法"),
    "report.details": Words("Details", "明细"),
    "report.worst": Words("Worst items", "错误最多的样本"),
    "report.reference": Words("Reference", "参考"),
    "report.hypothesis": Words("Result", "结果"),
    "report.source": Words("Source", "原文"),
    "report.confusion": Words("Which intents are taken for which", "意图混淆矩阵"),
    "report.expected": Words("Expected", "应为"),
    "report.found": Words("Found", "识别为"),
    "report.legend": Words(
        "Right text is plain, substituted is boxed, missing is struck out, added is underlined.",
        "正确部分为普通文字；替换加框，遗漏加删除线，多出加下划线。",
    ),
    "report.definition.recognition": Words(
        "Accuracy is 1 − CER after the normaliser named in the signature, averaged over scenarios."
        " Intervals are bootstrapped over speakers.",
        "准确率为 1 − 字错误率，先按签名中的规整方式处理，再对各场景取平均；"
        "置信区间按说话人自助抽样得出。",
    ),
    "report.definition.far_field": Words(
        "The same on sound recorded at five metres, or simulated at exactly 5.00 m with the"
        " reverberation times and the noise named in the signature.",
        "以同样方法计算 5 米处的录音，或按签名中的混响时间与噪声在 5.00 米处模拟的声音。",
    ),
    "report.definition.meeting": Words(
        "A meeting is heard whole and its voices are told apart. What each person said is compared"
        " with what one voice was heard to say, matched so that the errors are fewest (cpCER)."
        " Accuracy is 1 − cpCER. Intervals are bootstrapped over meetings.",
        "整段会议录音一次识别并区分说话人；将每位与会者的全部发言与一个声音的识别结果对应，"
        "取错误最少的对应方式（cpCER）。准确率为 1 − cpCER，置信区间按会议自助抽样得出。",
    ),
    "report.definition.intent": Words(
        "The share of utterances whose intent is right.", "意图判断正确的语句所占比例。"
    ),
    "report.definition.translation": Words(
        "The goal is compared with the share of translations that people judged adequate, and with"
        " nothing else. Automatic scores and the ratio to another system stand beside it.",
        "目标值只与人工评定的合格率比较；自动评分及与参照系统之比仅供参考。",
    ),
    "report.definition.verdict": Words(
        "A pass needs the lower end of the interval above the goal, at least 30 items, and at least"
        " 5 speakers or documents.",
        "只有置信区间下限高于目标值、样本不少于 30 条、说话人或文档不少于 5 个时才算达标。",
    ),
}
