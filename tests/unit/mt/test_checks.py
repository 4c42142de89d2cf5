from __future__ import annotations

import pytest

from engines.mt.checks import Problem, clean, find_problem, has_letters
from engines.types import LanguagePair

ZH_EN = LanguagePair("zh", "en")
EN_ZH = LanguagePair("en", "zh")
EN_FR = LanguagePair("en", "fr")


@pytest.mark.parametrize(
    ("output", "source", "expected"),
    [
        ("  Good morning.\n", "早上好。", "Good morning."),
        ("Translation: Good morning.", "早上好。", "Good morning."),
        ("Here is the English translation: Good morning.", "早上好。", "Good morning."),
        ("Sure, here you go!\n\nGood morning.", "早上好。", "Good morning."),
        ("译文：早上好。", "Good morning.", "早上好。"),
        ("Good morning.\n\n(Note: this is a greeting.)", "早上好。", "Good morning."),
        ("早上好。\n\n注：这是问候。", "Good morning.", "早上好。"),
        ("Good morning. (Note: this is informal.)", "早上好。", "Good morning."),
        ("早上好。（注：这是问候。）", "Good morning.", "早上好。"),
        ("Sure, here is the translation: Good morning.", "早上好。", "Good morning."),
        ("“Good morning.”", "早上好。", "Good morning."),
        ("Good morning.”", "早上好。", "Good morning."),
        ("English: Good morning.", "早上好。", "Good morning."),
        ("<think>\nhm\n</think>\n\nGood morning.", "早上好。", "Good morning."),
        ("<think>never ends", "早上好。", ""),
        ("One.\nTwo.", "一。二。", "One. Two."),
        ("一。\n二。", "One. Two.", "一。二。"),
    ],
)
def test_what_the_model_adds_is_taken_off(output: str, source: str, expected: str) -> None:
    assert clean(output, source) == expected


@pytest.mark.parametrize(
    ("output", "source"),
    [
        ("“Go,” he said, “now.”", "“走，”他说，“现在。”"),
        ("“Go.”", "“走。”"),
        ("译文：好", "Translation: good"),
        ("One.\nNote: two.", "一。\n注：二。"),
        ("He left. (Note: it is late.)", "他走了。（注：晚了。）"),
        ("He left (in a hurry).", "他走了（急着走）。"),
        ("“Yes” and “no”", "是和不是"),
    ],
)
def test_what_the_source_has_as_well_is_kept(output: str, source: str) -> None:
    assert clean(output, source) == output


@pytest.mark.parametrize(
    ("output", "source", "pair", "problem"),
    [
        ("", "早上好", ZH_EN, Problem.EMPTY),
        ("Then强行 arranges", "然后强行安排", ZH_EN, Problem.WRONG_SCRIPT),
        ("go go go go go go go", "我们走吧", ZH_EN, Problem.LOOP),
        ("我们走吧我们走吧我们走吧我们走吧我们走吧我们走吧", "Let us go now", EN_ZH, Problem.LOOP),
        ("早上好", "早上好", ZH_EN, Problem.WRONG_SCRIPT),
        ("```python\nsort()```", "请写一个排序程序", ZH_EN, Problem.RUNAWAY),
        ("The capital is Paris.", "法国的首都是哪里？", ZH_EN, Problem.ANSWER),
        ("good morning all", "good morning all", EN_ZH, Problem.ECHO),
        ("Bonjour", "good morning everyone", EN_ZH, Problem.ECHO),
        ("the house is red", "The house is red", EN_FR, Problem.ECHO),
        ("".join(f"Line {n} of my poem. " for n in range(9)), "写诗", ZH_EN, Problem.RUNAWAY),
    ],
)
def test_what_is_no_translation_is_named(
    output: str, source: str, pair: LanguagePair, problem: Problem
) -> None:
    assert find_problem(output, source, pair) is problem


@pytest.mark.parametrize(
    ("output", "source", "pair"),
    [
        ("Good morning.", "早上好。", ZH_EN),
        ("Visual Studio Code", "Visual Studio Code", EN_ZH),
        ("GPT-4", "GPT-4", EN_ZH),
        ("OK", "OK", EN_ZH),
        ("迈克用 Python 写程序。", "Mike writes programs in Python.", EN_ZH),
        ("Ha ha ha ha ha ha ha ha", "哈哈哈哈哈哈哈哈哈", ZH_EN),
        ("Yes......", "是……", ZH_EN),
        ("The International Organization for Standardization", "国际标准化组织", ZH_EN),
        ("Restaurant", "Restaurant", EN_FR),
    ],
)
def test_a_good_translation_passes(output: str, source: str, pair: LanguagePair) -> None:
    assert find_problem(output, source, pair) is None


@pytest.mark.parametrize(
    ("output", "source", "expected"),
    [
        ('Here is the translation:\n\n"Show me."', "给我看。", "Show me."),
        ("This sentence means “Show me.”", "给我看。", "Show me."),
        ("The Chinese text “给我看” translates to “Show me.”.", "给我看。", "Show me."),
        ("This translates to: Show me.", "给我看。", "Show me."),
        ("翻译如下：给我看。", "Show me.", "给我看。"),
        ("这句话的意思是：“给我看。”", "Show me.", "给我看。"),
        ("这句英文的翻译是：给我看。", "Show me.", "给我看。"),
        ("以下是中文翻译：\n给我看。", "Show me.", "给我看。"),
        ("“Show me.”可以翻译为“给我看。”", "Show me.", "给我看。"),
    ],
)
def test_a_remark_that_holds_the_translation_is_taken_off(
    output: str, source: str, expected: str
) -> None:
    assert clean(output, source) == expected


@pytest.mark.parametrize(
    ("output", "source", "pair", "problem"),
    [
        ("The Chinese text translates to showing things.", "给我看", ZH_EN, Problem.COMMENT),
        ('The phrase "gei wo" means that one shows.', "给我看", ZH_EN, Problem.COMMENT),
        ("The translation of this sentence is unclear.", "给我看", ZH_EN, Problem.COMMENT),
        ("In English, this means to show something.", "给我看", ZH_EN, Problem.COMMENT),
        ("这句话的意思是说话人想看东西", "Show me the thing.", EN_ZH, Problem.COMMENT),
        ("这段文本可以翻译成“给我”或“看看”两种说法", "Show me.", EN_ZH, Problem.COMMENT),
        ("好的，我来帮您翻译这句话。", "Show me the thing.", EN_ZH, Problem.COMMENT),
        ("I'm sorry, but I can't assist with that.", "给灵魂乐评零分。", ZH_EN, Problem.ASSISTANT),
        ("I will not translate this text.", "将当前专辑评为零星", ZH_EN, Problem.ASSISTANT),
        ("As an AI language model, I have no car.", "我有一辆车。", ZH_EN, Problem.ASSISTANT),
        ("很抱歉，我无法提供帮助。", "Rate this song zero.", EN_ZH, Problem.ASSISTANT),
        ("作为一个人工智能，我没有车。", "I have a car.", EN_ZH, Problem.ASSISTANT),
        ("当然，我可以帮助你翻译。", "Translate this.", EN_ZH, Problem.ASSISTANT),
        ("请提供需要翻译的文本。", "Translate this.", EN_ZH, Problem.ASSISTANT),
        ("Sure, I can help you with that!", "把灯关上。", ZH_EN, Problem.ASSISTANT),
        ("Please provide the full text.", "把灯关上。", ZH_EN, Problem.ASSISTANT),
    ],
)
def test_what_the_model_says_for_itself_is_named(
    output: str, source: str, pair: LanguagePair, problem: Problem
) -> None:
    text = clean(output, source)
    assert find_problem(text, source, pair) is problem


@pytest.mark.parametrize(
    ("output", "source", "pair"),
    [
        ("What does this sentence mean?", "这句话的意思是什么？", ZH_EN),
        ("The meaning of this sentence is: stop.", "这句话的意思是：停。", ZH_EN),
        ("The word “mǎ” means “horse”.", "“马”这个字的意思是“horse”。", ZH_EN),
        ("This text was translated into English.", "这篇文章译成了英语。", ZH_EN),
        ("Here is my translation: read it.", "这是我的翻译：读吧。", ZH_EN),
        ("That translated into higher prices.", "结果就是涨价。", ZH_EN),
        ("That line of work means long hours.", "做这一行就得加班。", ZH_EN),
        ("I'm sorry, but I can't help you.", "对不起，我帮不了你。", ZH_EN),
        ("I don't translate songs.", "我不翻译歌曲。", ZH_EN),
        ("Sure, I can help you.", "当然，我可以帮你。", ZH_EN),
        ("请提供更多信息。", "Please give us more information.", EN_ZH),
        ("好的，我会去。", "Okay, I will go.", EN_ZH),
        ("Sorry, I don't know.", "抱歉，我不知道。", ZH_EN),
        ("这个词的意思是“马”。", "This word means “horse”.", EN_ZH),
        ("翻译如下所示。", "The translation is shown below.", EN_ZH),
        ("这本书去年译成了中文。", "A Chinese edition of this book came out last year.", EN_ZH),
        ("这真有意思，是不是？", "That is fun, isn't it?", EN_ZH),
        ("很抱歉，我们无法参加。", "We regret that we cannot come.", EN_ZH),
        ("人工智能语言模型很大。", "AI language models are large.", EN_ZH),
        ("请打开 www.example.com 和 setup.py。", "Open www.example.com and setup.py.", EN_ZH),
        ("我用 iPhone。", "I use an iPhone.", EN_ZH),
    ],
)
def test_a_source_that_speaks_of_translation_or_declines_is_translated(
    output: str, source: str, pair: LanguagePair
) -> None:
    assert clean(output, source) == output
    assert find_problem(output, source, pair) is None


def test_numbers_and_signs_have_nothing_to_translate() -> None:
    assert not has_letters("12:30 — 5%……")
    assert has_letters("5 元")
