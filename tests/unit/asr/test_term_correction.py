"""The user's terms, heard in other characters or letters."""

from __future__ import annotations

import pytest

from engines.asr.term_correction import TermCorrector
from engines.asr.text_edits import apply_edits
from engines.terms import Term, TermList

TERMS = TermList(
    (
        Term("李晨曦", "zh"),
        Term("佟丽娅", "zh"),
        Term("陈默", "zh"),
        Term("张珊", "zh"),
        Term("曾子墨", "zh"),
        Term("欧阳娜娜", "zh"),
        Term("海棠科技", "zh"),
        Term("佟声", "zh"),
        Term("绿萝", "zh"),
        Term("史载", "zh"),
        Term("量子位", "zh", ("亮子卫",)),
        Term("通义千问", "zh", ("统一千问", "通一千问")),
        Term("单于洪", "zh"),
        Term("林清玄", "zh"),
        Term("沈从文", "zh"),
        Term("甘肃宁夏", "zh"),
        Term("PyTorch", "en", ("pie torch",)),
        Term("Kubernetes", "en"),
        Term("Grafana", "en"),
        Term("Kafka", "en"),
        Term("Claude", "en", ("clod",)),
        Term("Anthropic", "en"),
        Term("Terraform", "en"),
        Term("Redis", "en"),
        Term("Celery", "en"),
        Term("Go", "en"),
        Term("LangChain", "en"),
        Term("Notion", "en"),
        Term("Visual Studio Code", "en"),
        Term("C++", "en"),
    )
)


@pytest.fixture(scope="module")
def corrector() -> TermCorrector:
    return TermCorrector(TERMS)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        # the same syllables, other characters
        ("请李晨西发言", "请李晨曦发言"),
        ("李晨希来了", "李晨曦来了"),
        ("我是黎晨曦", "我是李晨曦"),
        ("童丽雅主演", "佟丽娅主演"),
        ("主持人增子莫", "主持人曾子墨"),
        ("欧阳那那的大提琴", "欧阳娜娜的大提琴"),
        ("海唐科技的产品", "海棠科技的产品"),
        ("海堂科技和海糖科技", "海棠科技和海棠科技"),
        ("铜声软件", "佟声软件"),
        ("我买了一盆绿罗", "我买了一盆绿萝"),
        ("善于红同学", "单于洪同学"),
        ("作家林青玄", "作家林清玄"),
        # tones do not count, near syllables count nearly
        ("请李陈西发言", "请李晨曦发言"),
        ("请李成西发言", "请李晨曦发言"),
        ("你晨西来了", "李晨曦来了"),
        ("经理是张三", "经理是张珊"),
        ("经理陈墨来了", "经理陈默来了"),
        ("同利亚主演", "佟丽娅主演"),
        ("沈丛文的小说", "沈从文的小说"),
        ("沈虫文的小说", "沈从文的小说"),
        ("作家林勤玄", "作家林清玄"),
        ("海糖科技", "海棠科技"),
        # what the user said it was heard as
        ("亮子卫的报道", "量子位的报道"),
        ("用统一千问写", "用通义千问写"),
        ("用clod写代码", "用Claude写代码"),
        # Latin letters
        ("我们用Cubernetes部署", "我们用Kubernetes部署"),
        ("用 pytorch 训练", "用 PyTorch 训练"),
        ("we use pie torch here", "we use PyTorch here"),
        ("打开Gravana看看", "打开Grafana看看"),
        ("消息队列是Kofka", "消息队列是Kafka"),
        ("terra form的配置", "Terraform的配置"),
        ("Anthropik的模型", "Anthropic的模型"),
        ("在visual studio code里打开", "在Visual Studio Code里打开"),
        ("terraform的配置", "Terraform的配置"),
        ("Kuberneties is down", "Kubernetes is down"),
    ],
)
def test_a_term_is_written_as_the_user_writes_it(
    corrector: TermCorrector, heard: str, written: str
) -> None:
    assert apply_edits(heard, corrector.find(heard).edits) == written


@pytest.mark.parametrize(
    "text",
    [
        # words of their own
        "他沉默了很久",
        "会议室里一片沉默",
        "他是在家工作",
        "事情是在那里发生的",
        # parts of longer words
        "同声传译的设备",
        "我们异口同声地说",
        "童声合唱团唱童声部",
        # not the same sound
        "请李晨光发言",
        "请林晨曦发言",
        "张三丰是武当派的",
        "下载童声音箱",
        "李成功来了",
        "佟大为主演",
        "海洋科技",
        "科技公司",
        "甘肃和宁夏",
        # written right already
        "李晨曦来了",
        "海棠科技的产品",
        "用PyTorch训练",
        "Grafana和Kafka",
        # English words that are commoner
        "the cloud is down",
        "我们用cloud服务",
        "my salary is low",
        "eat more celery",
        "we go home",
        "let us go",
        "he readies the table",
        "pie and torch",
        "read is a verb",
        "the coffee is cold",
        "a long chain of lotion bottles",
        "a clawed foot",
        "graph and chart",
        "a tropical storm",
        "",
        "好。",
    ],
)
def test_what_is_a_word_of_its_own_stays(corrector: TermCorrector, text: str) -> None:
    assert corrector.find(text).edits == ()


def test_hits_count_what_was_right_and_what_was_corrected(corrector: TermCorrector) -> None:
    found = corrector.find("李晨曦和李晨西用pytorch")
    assert found.hits == {"李晨曦": 2, "PyTorch": 1}


def test_promised_text_is_counted_and_not_edited(corrector: TermCorrector) -> None:
    text = "李晨西和李晨曦和李晨希"
    found = corrector.find(text, keep_before=5)
    assert apply_edits(text, found.edits) == "李晨西和李晨曦和李晨曦"
    assert found.hits == {"李晨曦": 2}


def test_a_longer_term_wins_over_one_inside_it() -> None:
    corrector = TermCorrector(TermList((Term("海棠", "zh"), Term("海棠科技", "zh"))))
    text = "海棠科记"
    assert apply_edits(text, corrector.find(text).edits) == "海棠科技"


def test_an_empty_list_finds_nothing() -> None:
    found = TermCorrector(TermList()).find("李晨西用pytorch")
    assert (found.edits, dict(found.hits)) == ((), {})
