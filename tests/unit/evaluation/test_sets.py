"""Public sets are read in the layouts they come in, found by looking, and broken rows are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engines.errors import EngineError, ErrorCode
from engines.evaluation.items import ItemSet, Layout, Part
from engines.evaluation.sets.library import SetLibrary, importer_of, load_set
from engines.evaluation.sets.own import Prompt, RecordedSet
from engines.types import SAMPLE_RATE_HZ, LanguagePair
from tests.helpers.sound import tone, write_wav

ZH_EN, EN_ZH = LanguagePair("zh", "en"), LanguagePair("en", "zh")


def put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def sound(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_wav(path, tone(0.2))


def aishell1(root: Path) -> None:
    base = root / "data_aishell"
    put(
        base,
        "transcript/aishell_transcript_v0.8.txt",
        "BAC009S0002W0122 而 对 楼市 成交\nBAC009S0764W0121 甚至 出现 交易\n"
        "BAC009S0764W0122\nBAC009S0765W0121 一线 城市\n",
    )
    sound(
        base,
        "wav/train/S0002/BAC009S0002W0122.wav",
        "wav/test/S0764/BAC009S0764W0121.wav",
        "wav/test/S0764/BAC009S0764W0122.wav",
        "wav/test/S0765/BAC009S0765W0121.wav",
    )


def aishell2(root: Path) -> None:
    put(root, "iOS/test/trans.txt", "IT0011W0001\t换一首歌\n")
    put(
        root, "iOS/test/wav.scp", "IT0011W0001\twav/T0011/IT0011W0001.wav\nIT0011W0002\twav/x.wav\n"
    )
    put(root, "iOS/dev/trans.txt", "ID0012W0001\t没有\n")
    put(root, "iOS/dev/wav.scp", "ID0012W0001\twav/D0012/ID0012W0001.wav\n")
    sound(root, "iOS/test/wav/T0011/IT0011W0001.wav", "iOS/dev/wav/D0012/ID0012W0001.wav")


def aishell3(root: Path) -> None:
    put(root, "test/content.txt", "SSB00050001.wav\t广 guang3 州 zhou1\nSSB00060001.wav\t女 nv3\n")
    put(root, "train/content.txt", "SSB00090001.wav\t不 bu4\n")
    sound(root, "test/wav/SSB0005/SSB00050001.wav")


TEXT_GRID = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 9
tiers? <exists>
size = 1
item []:
    item [1]:
        class = "IntervalTier"
        name = "{speaker}"
        xmin = 0
        xmax = 9
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 0.05
            text = ""
        intervals [2]:
            xmin = 0.05
            xmax = 0.1
            text = "<sil>大家好"
        intervals [3]:
            xmin = 0.15
            xmax = 0.12
            text = "倒着说"
"""


def aishell4(root: Path) -> None:
    put(root, "test/TextGrid/M_R001S01C01.TextGrid", TEXT_GRID.format(speaker="M_R001S01C01_1"))
    put(root, "test/TextGrid/gone.TextGrid", TEXT_GRID.format(speaker="x"))
    sound(root, "test/wav/M_R001S01C01.wav")


def alimeeting(root: Path) -> None:
    far = "Test_Ali/Test_Ali_far"
    put(root, f"{far}/textgrid_dir/R8001_M8004.TextGrid", TEXT_GRID.format(speaker="N_SPK8013"))
    sound(root, f"{far}/audio_dir/R8001_M8004_MS801.wav")


def wenetspeech(root: Path) -> None:
    def segment(sid: str, subset: str, text: str) -> dict[str, object]:
        times = {"begin_time": 0.0, "end_time": 0.1, "confidence": 1.0}
        return {"sid": sid, "text": text, "subsets": [subset], **times}

    audio = {
        "aid": "TEST_MEETING_T0",
        "path": "audio/test_meeting/T0.wav",
        "duration": 0.2,
        "segments": [
            segment("TEST_MEETING_T0_S0", "TEST_MEETING", "我们开始"),
            segment("TEST_MEETING_T0_S1", "TEST_MEETING", ""),
            segment("X_S2", "L", "训练用的"),
        ],
    }
    put(root, "WenetSpeech.json", json.dumps({"audios": [audio]}))
    sound(root, "audio/test_meeting/T0.wav")


def thchs30(root: Path) -> None:
    base = root / "data_thchs30"
    put(base, "data/D4_750.wav.trn", "东北军 的 一些 爱\ndong1 bei3\nd ong1\n")
    put(base, "data/A11_0.wav.trn", "绿 是 阳春\nlv4\nl v4\n")
    put(base, "test/D4_750.wav.trn", "../data/D4_750.wav.trn\n")
    put(base, "test/D4_751.wav.trn", "../data/D4_751.wav.trn\n")
    sound(base, "data/D4_750.wav", "data/A11_0.wav")


def common_voice(root: Path) -> None:
    base = root / "zh-CN"
    put(
        base,
        "test.tsv",
        "client_id\tpath\tsentence\tlocale\nabc\tcommon_voice_zh-CN_1.wav\t你好世界\tzh-CN\n"
        "abc\tgone.wav\t没有\tzh-CN\n",
    )
    put(base, "train.tsv", "client_id\tpath\tsentence\tlocale\n")
    sound(base, "clips/common_voice_zh-CN_1.wav")


def fleurs(root: Path) -> None:
    base = root / "cmn_hans_cn"
    put(base, "test.tsv", "1904\t10001.wav\t这里 是。\t这里是\t这 里\t3200\tMALE\n1905\tx.wav\n")
    sound(base, "audio/test/10001.wav")


def magicdata(root: Path) -> None:
    put(
        root,
        "test/TRANS.txt",
        "UtteranceID\tSpeakerID\tTranscription\n38_5718_2017.wav\t38_5718\t打开空调\n"
        "38_5718_2018.wav\t38_5718\t没有声音\n",
    )
    sound(root, "test/38_5718/38_5718_2017.wav")


def wmt(root: Path) -> None:
    put(
        root,
        "wmttest2022.zh-en.xml",
        '<?xml version="1.0"?><dataset id="wmttest2022"><doc origlang="zh" id="d1" domain="news">'
        '<src lang="zh"><p><seg id="1">你好</seg><seg id="2">再见</seg></p></src>'
        '<ref lang="en" translator="A"><p><seg id="1">Hello</seg></p></ref>'
        '<hyp system="Online-B" lang="en"><p><seg id="1">Hi</seg><seg id="2">Bye</seg></p></hyp>'
        "</doc></dataset>",
    )


def wmt_sgm(root: Path) -> None:
    for kind, text in (("src.zh", "你好"), ("ref.en", "Hello &amp; welcome")):
        put(
            root,
            f"newstest2020-zhen-{kind}.sgm",
            f'<srcset setid="x"><doc docid="d1"><seg id="1">{text}</seg></doc></srcset>',
        )


def wmt_plain(root: Path) -> None:
    put(root, "wmt22.en-zh.src", "Hello\nBye\n")
    put(root, "wmt22.en-zh.ref", "你好\n再见\n")
    put(root, "wmt22.en-zh.Online-B", "您好\n拜拜\n")
    put(root, "wmt22.en-zh.Short", "您好\n")


def wmt_plus(root: Path) -> None:
    rows = [
        {"domain": "canary", "source": "x", "target": "x"},
        {
            "domain": "news",
            "document_id": "d",
            "segment_id": 1,
            "source": "Hello",
            "target": "你好",
            "is_bad_source": False,
        },
        {"domain": "news", "document_id": "d", "segment_id": 2, "source": "A", "target": ""},
    ]
    put(root, "en-zh_CN.jsonl", "\n".join(map(json.dumps, rows)))


def flores(root: Path) -> None:
    put(root, "flores200_dataset/devtest/eng_Latn.devtest", "Hello\n")
    put(root, "flores200_dataset/devtest/zho_Hans.devtest", "你好\n")
    put(root, "flores200_dataset/devtest/uig_Arab.devtest", "سالام\n")


def flores_plus(root: Path) -> None:
    for name, text in (("eng_Latn", "Hello"), ("cmn_Hans", "你好"), ("fra_Latn", "Salut")):
        row = {"id": 0, "text": text, "domain": "wikinews", "url": "u1"}
        put(root, f"devtest/{name}.jsonl", json.dumps(row))


def ntrex(root: Path) -> None:
    base = root / "NTREX-128"
    put(base, "newstest2019-src.eng.txt", "One\nTwo\n")
    put(base, "newstest2019-ref.zho-CN.txt", "一\n二\n")
    put(base, "newstest2019-ref.bod.txt", "གཅིག\n")
    put(root, "DOCUMENT_IDS.tsv", "doc1\ndoc2\n")


def tatoeba(root: Path) -> None:
    put(root, "test.src", "你好。\n谢谢。\n")
    put(root, "test.trg", "Hello.\nThanks.\n")
    put(root, "test.id", "cmn_Hans\teng\ncmn_Hans\txxx\n")


def tatoeba_pairs(root: Path) -> None:
    put(
        root,
        "Sentence pairs in Mandarin Chinese-English - 2025-01-01.tsv",
        "1\t你好。\t2\tHello.\nbroken\n",
    )


def tatoeba_export(root: Path) -> None:
    put(root, "sentences.csv", "1\tcmn\t你好。\n2\teng\tHello.\n3\tfra\tSalut.\nx\n")
    put(root, "links.csv", "1\t2\n2\t1\n1\t3\n")


def xsid(root: Path) -> None:
    def sentence(number: int, text: str, intent: str) -> str:
        about = f"# id: {number}\n# text: {text}\n# intent: {intent}\n"
        return about + "1\t今\tweather/find\tO\n\n"

    put(root, "zh.test.conll", sentence(1, "今天会下雨吗", "weather/find") + sentence(2, "", "x"))
    put(root, "zh.valid.conll", sentence(1, "明天冷吗", "weather/find"))


def massive(root: Path) -> None:
    rows = [
        {
            "id": "0",
            "partition": "test",
            "scenario": "alarm",
            "intent": "alarm_set",
            "utt": "五点叫我",
        },
        {
            "id": "1",
            "partition": "train",
            "scenario": "alarm",
            "intent": "alarm_set",
            "utt": "叫我",
        },
        {"id": "2", "partition": "test", "scenario": "alarm", "intent": "", "utt": "什么"},
    ]
    lines = [json.dumps({**row, "annot_utt": "", "locale": "zh-CN"}) for row in rows]
    put(root, "1.0/data/zh-CN.jsonl", "\n".join([*lines, "no json"]))


def crosswoz(root: Path) -> None:
    def message(role: str, content: str, *acts: list[str]) -> dict[str, object]:
        return {"role": role, "content": content, "dialog_act": list(acts)}

    dialogue = {
        "sys-usr": [1, 2],
        "messages": [
            message("usr", "我想找餐馆", ["Request", "餐馆", "名称", ""]),
            message("sys", "好的", ["Inform", "餐馆", "名称", "x"]),
            message("usr", "还要酒店", ["Request", "酒店", "", ""], ["Inform", "餐馆", "", ""]),
        ],
    }
    put(root, "test.json", json.dumps({"10": dialogue}))
    put(root, "train.json", json.dumps({"11": dialogue}))


@pytest.mark.parametrize(
    ("make", "layout", "items", "broken"),
    [
        (aishell1, Layout.AISHELL_1, 2, ["v0.8.txt:3", "W0122"]),
        (aishell2, Layout.AISHELL_2, 1, ["IT0011W0002"]),
        (aishell3, Layout.AISHELL_3, 1, ["SSB00060001"]),
        (aishell4, Layout.AISHELL_4, 1, ["gone", "ends before it begins"]),
        (alimeeting, Layout.ALIMEETING, 1, ["ends before it begins"]),
        (wenetspeech, Layout.WENETSPEECH, 1, ["TEST_MEETING_T0_S1"]),
        (thchs30, Layout.THCHS_30, 1, ["D4_751"]),
        (common_voice, Layout.COMMON_VOICE, 1, ["gone.wav"]),
        (fleurs, Layout.FLEURS, 1, ["test.tsv:2"]),
        (magicdata, Layout.MAGICDATA, 1, ["38_5718_2018"]),
        (wmt, Layout.WMT, 1, ["d1/2"]),
        (wmt_sgm, Layout.WMT, 1, []),
        (wmt_plain, Layout.WMT, 2, ["Short"]),
        (wmt_plus, Layout.WMT, 1, ["d/2"]),
        (flores, Layout.FLORES, 4, []),
        (flores_plus, Layout.FLORES, 2, []),
        (ntrex, Layout.NTREX, 4, ["bo"]),
        (tatoeba, Layout.TATOEBA, 2, ["test.id:2"]),
        (tatoeba_pairs, Layout.TATOEBA, 2, [":2"]),
        (tatoeba_export, Layout.TATOEBA, 2, ["sentences.csv:4"]),
        (xsid, Layout.XSID, 1, ["zh.test.conll"]),
        (massive, Layout.MASSIVE, 1, ["zh-CN.jsonl:3", "zh-CN.jsonl:4"]),
        (crosswoz, Layout.CROSSWOZ, 1, []),
    ],
)
def test_a_public_set_is_known_by_its_layout_and_its_broken_rows_are_named(
    tmp_path: Path, make: Callable[[Path], None], layout: Layout, items: int, broken: list[str]
) -> None:
    make(tmp_path)
    loaded = load_set(tmp_path, "set")
    assert loaded.layout is layout
    assert len(loaded.spoken) + len(loaded.parallel) + len(loaded.intents) == items
    named = [f"{row.where} {row.reason}" for row in loaded.broken]
    for expected in broken:
        assert any(expected in one for one in named), (expected, named)
    assert len(named) == len(broken), named


def only_text(loaded: ItemSet) -> list[str]:
    return [one.text for one in loaded.spoken]


def test_only_the_test_split_is_taken_unless_all_is_asked_for(tmp_path: Path) -> None:
    aishell1(tmp_path)
    assert only_text(load_set(tmp_path, "s")) == ["甚至出现交易", "一线城市"]
    assert "而对楼市成交" in only_text(load_set(tmp_path, "s", Part.ALL))


def test_speakers_texts_and_times_are_those_of_the_set(tmp_path: Path) -> None:
    aishell1(tmp_path / "1")
    aishell3(tmp_path / "3")
    aishell4(tmp_path / "4")
    assert {one.speaker for one in load_set(tmp_path / "1", "s").spoken} == {"S0764", "S0765"}
    assert only_text(load_set(tmp_path / "3", "s")) == ["广州"]
    (meeting,) = load_set(tmp_path / "4", "s").spoken
    assert (meeting.text, meeting.start_s, meeting.end_s) == ("大家好", 0.05, 0.1)
    assert meeting.speaker == "M_R001S01C01_1"


def test_what_other_systems_made_comes_with_the_references(tmp_path: Path) -> None:
    wmt(tmp_path)
    (item,) = load_set(tmp_path, "s").parallel
    assert (item.pair, item.source, item.references) == (ZH_EN, "你好", ("Hello",))
    assert item.others == (("Online-B", "Hi"),)
    assert (item.document, item.domain) == ("d1", "news")


def test_a_set_of_many_languages_gives_the_directions_of_the_plan(tmp_path: Path) -> None:
    flores(tmp_path)
    pairs = {str(one.pair) for one in load_set(tmp_path, "s").parallel}
    assert pairs == {"zh->en", "en->zh", "zh->ug", "ug->zh"}


def test_intents_are_learnt_from_the_part_that_is_not_reported(tmp_path: Path) -> None:
    massive(tmp_path)
    loaded = load_set(tmp_path, "s")
    assert [one.text for one in loaded.intents] == ["五点叫我"]
    assert [one.text for one in loaded.training] == ["叫我"]


def test_one_message_with_two_wishes_is_no_single_intent(tmp_path: Path) -> None:
    crosswoz(tmp_path)
    loaded = load_set(tmp_path, "s")
    assert [(one.text, one.intent, one.dialogue) for one in loaded.intents] == [
        ("我想找餐馆", "Request/餐馆", "10")
    ]


def test_a_table_of_ones_own_says_by_its_columns_what_it_is(tmp_path: Path) -> None:
    sound(tmp_path, "a.wav")
    put(
        tmp_path,
        "speech.tsv",
        "audio\ttext\tspeaker\tscenario\tdistance_m\na.wav\t你好\t甲\t闲谈\t5\n"
        "a.wav\t再见\t甲\t闲谈\tfar\n\t你说\t\t\t\n",
    )
    rows = [
        {"source": "你好", "reference": "Hello", "from": "zh", "to": "en", "system:X": "Hi"},
        {"source": "你好", "reference": "Hello", "from": "zh", "to": "??"},
        {"text": "开灯", "intent": "light_on"},
        {"nothing": 1},
    ]
    put(tmp_path, "texts.jsonl", "\n".join(json.dumps(row) for row in rows))
    loaded = load_set(tmp_path, "s")
    assert loaded.layout is Layout.TABLE
    first, machine = loaded.spoken
    assert (first.distance_m, first.is_far, first.is_synthetic) == (5.0, True, False)
    assert (machine.audio, machine.is_synthetic) == (None, True)
    assert loaded.parallel[0].others == (("X", "Hi"),)
    assert [one.intent for one in loaded.intents] == ["light_on"]
    named = [row.where for row in loaded.broken]
    assert named == ["speech.tsv:3", "texts.jsonl:2", "texts.jsonl:4"]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "notes.txt", "hello")
    with pytest.raises(EngineError) as caught:
        importer_of(tmp_path)
    assert caught.value.code is ErrorCode.SET_NOT_RECOGNISED


def test_a_set_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    put(tmp_path, "WenetSpeech.json", '{"audios": 3}')
    with pytest.raises(EngineError) as caught:
        load_set(tmp_path, "s")
    assert caught.value.code is ErrorCode.FILE_UNREADABLE


def test_the_digest_changes_with_a_text_and_with_a_recording(tmp_path: Path) -> None:
    aishell3(tmp_path)
    first = load_set(tmp_path, "s").digest
    assert load_set(tmp_path, "s").digest == first
    write_wav(tmp_path / "test/wav/SSB0005/SSB00050001.wav", tone(0.3))
    second = load_set(tmp_path, "s").digest
    put(tmp_path, "test/content.txt", "SSB00050001.wav\t广 guang3\n")
    assert len({first, second, load_set(tmp_path, "s").digest}) == 3


def test_a_set_that_was_shown_once_is_remembered_by_name(tmp_path: Path) -> None:
    folder, register = tmp_path / "My AISHELL", tmp_path / "sets.json"
    aishell3(folder)
    library = SetLibrary(tmp_path / "none", register)
    added = library.add(folder)
    assert added.set_id == "My-AISHELL"
    again = SetLibrary(tmp_path / "none", register)
    assert again.find("My-AISHELL") == added
    assert again.find(str(folder)) == added
    again.forget("My-AISHELL")
    assert again.known() == []


def test_sentences_recorded_in_the_window_are_a_set(tmp_path: Path) -> None:
    recorded = RecordedSet(tmp_path / "mine", "Mine")
    prompt = Prompt("p1", "今天天气很好", "zh", "dialogue")
    samples = np.full(SAMPLE_RATE_HZ, 0.25, np.float32)
    recorded.add(prompt, samples, "小 王", 1.0)
    recorded.add(prompt, samples, "小 王", 5.0)
    # Read once more: the later recording counts.
    RecordedSet(tmp_path / "mine", "Mine").add(prompt, samples[:8000], "小 王", 5.0)
    loaded = load_set(tmp_path / "mine", "mine")
    assert loaded.title == "Mine"
    assert [(one.speaker, one.distance_m) for one in loaded.spoken] == [
        ("小 王", 1.0),
        ("小 王", 5.0),
    ]
    assert loaded.broken == ()


def test_the_set_that_comes_with_the_program_is_whole_and_says_that_it_is_synthetic() -> None:
    root = Path(__file__).resolve().parents[3] / "resources" / "evaluation" / "tongsheng-small"
    loaded = load_set(root, "tongsheng-small")
    assert loaded.broken == ()
    assert all(one.is_synthetic for one in loaded.spoken)
    assert {one.scenario for one in loaded.spoken} == {
        *("command", "dialogue", "numbers", "names", "news", "technical", "code-switched")
    }
    assert len(loaded.parallel) > 60
    assert len(loaded.intents) > 60
