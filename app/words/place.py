"""The words about a room and a place in it, in English and 简体中文, by dotted key."""

from __future__ import annotations

from app.words.texts import Words

PLACE_LABELS: dict[str, Words] = {
    "place.name": Words("How well this place works", "此处的收音条件"),
    "place.test": Words("Test this place", "测试此处"),
    "place.test.tip": Words(
        "Listens to a few sentences and says how well this room and place will work",
        "听几句话，然后说明在这个房间、这个位置的识别效果",
    ),
    "place.waiting": Words("Say a few sentences…", "请说几句话…"),
    "place.waiting.tip": Words(
        "Speak from where you will speak later. About three seconds of speech are needed.",
        "请在之后要说话的位置说话，约需三秒钟的语音。",
    ),
    # In the bar, the verdict and its first reason in as few words as possible
    "place.short.good": Words("Good here", "此处良好"),
    "place.short.usable": Words("Usable here", "此处可用"),
    "place.short.poor": Words("Poor here", "此处较差"),
    "place.short.noise": Words("Noisy", "噪声大"),
    "place.short.echo": Words("Echo", "有回声"),
    "place.short.quiet": Words("Too quiet", "声音太小"),
    "place.short.clipping": Words("Too loud", "声音过大"),
    # The details
    "place.verdict.good": Words("This place will work well.", "此处效果良好。"),
    "place.verdict.usable": Words(
        "This place can be used, with more mistakes than close by.",
        "此处可以使用，但错误会比近处多。",
    ),
    "place.verdict.poor": Words(
        "This place will give many mistakes.", "在此处识别会出现较多错误。"
    ),
    "place.help.noise": Words(
        "There is noise. Close the window, turn off a fan, or come closer to the microphone.",
        "环境噪声较大。请关上窗户、关掉风扇，或靠近麦克风。",
    ),
    "place.help.echo": Words(
        "The room echoes. Come closer to the microphone, or put another one on the table.",
        "房间有回声。请靠近麦克风，或在桌上另放一个麦克风。",
    ),
    "place.help.quiet": Words(
        "The voice is very quiet. Come closer, or turn the microphone up.",
        "声音很小。请靠近一些，或调高麦克风音量。",
    ),
    "place.help.clipping": Words(
        "The sound is cut off. Turn the microphone down, or move back a little.",
        "声音被削波。请调低麦克风音量，或稍微离远一些。",
    ),
    "place.snr": Words("Voice over noise: {snr} dB", "语音高于噪声：{snr} 分贝"),
    "place.drr": Words("Direct sound over echo: {drr} dB", "直达声高于回声：{drr} 分贝"),
    "place.drr.low": Words(
        "Direct sound over echo: {drr} dB or less", "直达声高于回声：{drr} 分贝或更低"
    ),
    "place.drr.unknown": Words(
        "Direct sound over echo: hidden by the noise", "直达声高于回声：被噪声掩盖，无法判断"
    ),
    "place.errors": Words(
        "Expect about {value} wrong characters in 100 ({low} to {high}).",
        "预计每 100 个字约有 {value} 个错误（{low} 至 {high} 个）。",
    ),
    "place.evidence": Words(
        "Measured with {model} on {count} read Mandarin sentences in simulated rooms, "
        "compared with the last {seconds} s of speech here. "
        "Another model or another way of speaking gives other figures.",
        "依据：用 {model} 对模拟房间中的 {count} 句普通话朗读语音测得，"
        "并与此处最近 {seconds} 秒的语音比较。换用其他模型或说话方式，数值会有所不同。",
    ),
}
