from engines.interfaces import default_voice
from engines.tts.voices import kokoro_voices


def test_the_best_voice_of_a_language_is_its_default() -> None:
    voices = kokoro_voices(
        f"voices/{name}.bin" for name in ("am_michael", "zm_yunyang", "zf_xiaoxiao", "af_heart")
    )
    chinese, english = default_voice(voices, "zh"), default_voice(voices, "en")
    assert chinese is not None
    assert english is not None
    assert (chinese.voice_id, chinese.is_female) == ("zf_xiaoxiao", True)
    assert english.voice_id == "af_heart"
    assert default_voice(voices, "bo") is None


def test_what_is_no_usable_voice_is_left_out() -> None:
    assert kokoro_voices(["model.onnx", "voices/zf_xiaoni.bin", "voices/jf_alpha.bin"]) == ()
