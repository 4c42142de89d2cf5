"""Whether translation keeps to a list of terms: a hundred of our own, each once in each direction.

The terms are names made up for this purpose, and words whose translation in the list is not the one
a model would choose. Sentences beside them hold the same characters or letters and not the term.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines.evaluation.bench.mt_outputs import OutputCache
from engines.evaluation.scores import ratio_of_sums
from engines.interfaces import Guidance
from engines.mt.glossary import find_terms, has_form
from engines.terms import Term, TermList
from engines.types import LanguagePair

_ZH_EN = LanguagePair("zh", "en")
_EN_ZH = LanguagePair("en", "zh")

_PEOPLE = (
    "李晨曦=Chenxi Lee,佟远航=Yuanhang Tong,欧阳静雯=Jingwen Ouyang,贺兰山月=Helan Shanyue,"
    "司马青=Qing Sima,陆知行=Zhixing Lu,顾北辰=Beichen Gu,沈听澜=Tinglan Shen,"
    "温如玉=Ruyu Wen,江映雪=Yingxue Jiang,周牧野=Muye Chow,徐望舒=Wangshu Hsu,"
    "林疏影=Shuying Lam,许清欢=Qinghuan Hui,叶知秋=Zhiqiu Yip,宋怀瑾=Huaijin Soong,"
    "唐婉儿=Waner Tong,白慕川=Muchuan Pak,方子墨=Zimo Fong,梁思齐=Siqi Leung"
)
_COMPANIES = (
    "同声科技=Tongsheng Labs,海棠资本=Begonia Capital,远帆物流=FarSail Logistics,"
    "青梧书店=Wutong Books,云岭咖啡=Cloudridge Coffee,北辰银行=Polaris Bank,"
    "银杏医院=Ginkgo Hospital,长风航空=Longwind Airways,星火出版社=Sparkfire Press,"
    "蓝鲸能源=Blue Whale Energy,松果传媒=Pinecone Media,磐石保险=Bedrock Insurance,"
    "拾光影业=Lightpick Pictures,锦绣酒店=Brocade Hotel,九州电器=Ninelands Electric,"
    "晨露乳业=Dewdrop Dairy,飞燕快递=Swallow Express,明镜律所=Clearmirror Law,"
    "竹里茶馆=Bamboo Lane Teahouse,沧海集团=Bluesea Group"
)
_PRODUCTS = (
    "鲸语耳机=WhaleTalk earphones,萤火平板=Firefly tablet,逐风单车=WindChaser bike,"
    "听雨音箱=RainSong speaker,墨砚手机=Inkstone phone,琥珀相机=Amber camera,"
    "凌云无人机=SkyReach drone,暖阳台灯=Sunwarm lamp,知更闹钟=Robin alarm clock,"
    "青瓷手表=Celadon watch,飞鸿键盘=WildGoose keyboard,听泉系统=SpringOS,"
    "北斗背包=Dipper backpack,流光投影仪=StreamLight projector,"
    "晨风空调=Breezy air conditioner,白鹭打印机=Egret printer,"
    "山岚净水器=MistPure water filter,星尘显示器=Stardust monitor,"
    "轻舟输入法=LightBoat keyboard app,观澜地图=WaveView Maps"
)
_PROJECTS = (
    "破晓计划=Project Daybreak,方舟工程=Ark Programme,萌芽基金=Sprout Fund,"
    "桥梁行动=Operation Bridge,灯塔项目=Lighthouse Initiative,候鸟计划=Migratory Plan,"
    "清泉工程=Clearspring Scheme,春雨课堂=Spring Rain Classes,启明奖=Morning Star Prize,"
    "望岳论坛=Summit View Forum,百川大会=Hundred Rivers Congress,丝路沙龙=Silkway Salon,"
    "雏鹰训练营=Eaglet Boot Camp,薪火讲座=Torchbearer Lectures,拂晓会议=Dawn Meeting,"
    "潮汐协议=Tidal Accord,麦田调查=Wheatfield Survey,蜂巢平台=Hive Platform,"
    "橄榄周=Olive Week,银河档案=Galaxy Archive"
)
_WORDS = (
    "双减政策=Double Reduction policy,共同富裕=common prosperity,"
    "专精特新企业=little giant firms,碳达峰=carbon peaking,"
    "新质生产力=new quality productive forces,放管服改革=streamlining reform,"
    "城中村=urban village,广场舞=square dancing,内卷=involution,躺平=lying flat,"
    "朋友圈=Moments,公众号=official account,小程序=mini programme,带货主播=livestream seller,"
    "拼团=group deal,预制菜=ready-made dishes,城市书房=city reading room,"
    "社区食堂=neighbourhood canteen,共享充电宝=rental power bank,健康码=health code"
)

_ABOUT_PEOPLE = (
    ("{}明天上午会来我们办公室。", "{} will come to our office tomorrow morning."),
    ("请把合同交给{}签字。", "Please give the contract to {} to sign."),
    ("{}说这个方案还需要修改。", "{} says that the plan still needs changes."),
    ("昨天的会议是由{}主持的。", "Yesterday's meeting was chaired by {}."),
)
_ABOUT_COMPANIES = (
    ("{}去年的收入增长了百分之十二。", "The revenue of {} grew by 12 percent last year."),
    ("我们和{}签了一份三年的合同。", "We signed a three-year contract with {}."),
    ("她以前在{}工作。", "She used to work at {}."),
    ("{}将在上海开一家新的分公司。", "{} will open a new branch in Shanghai."),
)
_ABOUT_PRODUCTS = (
    ("这款{}的电池能用多久？", "How long does the battery of the {} last?"),
    ("我想退掉上周买的{}。", "I want to return the {} that I bought last week."),
    ("{}下个月开始销售。", "The {} goes on sale next month."),
    ("很多顾客喜欢{}的设计。", "Many customers like the design of the {}."),
)
_ABOUT_PROJECTS = (
    ("{}将于九月正式启动。", "The {} will officially start in September."),
    ("有两百多人参加了{}。", "More than two hundred people took part in the {}."),
    ("关于{}，你还有什么问题？", "Do you have any other questions about the {}?"),
    ("政府宣布继续支持{}。", "The government announced that it will keep supporting the {}."),
)
_ABOUT_WORDS = (
    ("很多年轻人都在讨论{}。", "Many young people are talking about {}."),
    ("这篇文章介绍了{}的由来。", "This article explains where {} came from."),
    ("他对{}有不同的看法。", "He has a different view of {}."),
    ("{}是今天讨论的主题。", "{} is the topic of today's discussion."),
)
_GROUPS = (
    (_PEOPLE, _ABOUT_PEOPLE),
    (_COMPANIES, _ABOUT_COMPANIES),
    (_PRODUCTS, _ABOUT_PRODUCTS),
    (_PROJECTS, _ABOUT_PROJECTS),
    (_WORDS, _ABOUT_WORDS),
)

_BESIDE = (
    (_ZH_EN, "他躺平在沙发上睡着了。"),
    (_ZH_EN, "妈妈每天晚上去广场散步跳舞。"),
    (_ZH_EN, "我的朋友圈出了三个错别字。"),
    (_ZH_EN, "这座灯塔已经有一百年的历史了。"),
    (_ZH_EN, "北辰路上有一家银行。"),
    (_ZH_EN, "春雨过后，学生们回到了课堂。"),
    (_ZH_EN, "桥梁的设计和行动计划都已经完成。"),
    (_ZH_EN, "海棠花开了，我们没有资本去旅游。"),
    (_EN_ZH, "There were a few happy moments during the trip."),
    (_EN_ZH, "The lighthouse stands on a rock in the sea."),
    (_EN_ZH, "The hive is full of bees."),
    (_EN_ZH, "He is lying on the flat roof."),
    (_EN_ZH, "The spring rain lasted three days."),
    (_EN_ZH, "We crossed the bridge after the operation."),
    (_EN_ZH, "An amber light was flashing on the camera."),
    (_EN_ZH, "The deal was good for the whole group."),
)
"""Sentences with the characters or letters of terms that do not mean them."""


def bench_terms() -> TermList:
    """Return the hundred terms."""
    pairs = (each.split("=") for group, _ in _GROUPS for each in group.split(","))
    return TermList(
        tuple(Term(han, "zh", translations={"en": (english,)}) for han, english in pairs)
    )


def bench_sentences() -> list[tuple[LanguagePair, str]]:
    """Return two hundred sentences, each with one term; the first n of them are a fair sample."""
    sentences: list[tuple[int, LanguagePair, str]] = []
    for group, about in _GROUPS:
        for index, each in enumerate(group.split(",")):
            han, english = each.split("=")
            in_han, in_english = about[index % len(about)]
            sentence = in_english.format(english)
            sentences.append((index, _ZH_EN, in_han.format(han)))
            sentences.append((index, _EN_ZH, sentence[0].upper() + sentence[1:]))
    return [(pair, text) for _, pair, text in sorted(sentences, key=lambda each: each[0])]


def score_terms(
    cache: OutputCache, limit: int | None, on_sentence: Callable[[str], None]
) -> dict[str, Any]:
    """Translate the sentences with the list and say how often it was kept to.

    Args:
        cache: Makes and keeps the translations.
        limit: Take the first so many sentences.
        on_sentence: Hears how far it is.
    """
    terms = bench_terms()
    guidance = Guidance(terms=terms)
    there: list[float] = []
    kept: list[float] = []
    wrong: list[tuple[str, str, str]] = []
    missed: list[tuple[str, str]] = []
    with_terms = bench_sentences()[:limit]
    sentences = [*with_terms, *_BESIDE]
    for number, (pair, text) in enumerate(sentences, 1):
        (output,) = cache.translate([text], pair, [guidance])
        on_sentence(f"terms {number} of {len(sentences)}  {output.seconds:.1f} s")
        notes = find_terms(text, pair, terms) if number <= len(with_terms) else []
        followed = [note for note in notes if has_form(output.text, note.targets, pair.target)]
        if notes:
            there.append(len(notes))
            kept.append(len(followed))
        if len(followed) < len(notes):
            missed.append((text, output.text))
        meant = {note.target for note in notes}
        wrong += [
            (term.text, text, output.text)
            for term in terms.terms
            if (form := term.forms(pair.target)[0]) not in meant
            and has_form(output.text, (form,), pair.target)
        ]
    enforced = ratio_of_sums(kept, there, "terms kept|terms in the sources")
    return {
        "terms": len(terms.terms),
        "sentences": len(sentences),
        "enforced": enforced.as_record(),
        "wrongly_applied": len(wrong),
        "wrongly_applied_per_sentence": round(len(wrong) / len(sentences), 4),
        "missed": missed,
        "wrong": wrong,
    }
