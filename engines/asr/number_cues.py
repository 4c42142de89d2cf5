"""The words around a spoken Chinese numeral that say whether it is meant as a number."""

from __future__ import annotations

import re

DIGITS = "零〇一二三四五六七八九"
NUMERAL_CHARS = DIGITS + "十百千万亿两"
N = f"[{NUMERAL_CHARS}]++"
"""A whole run: possessive, so that no rule takes the 二 of 二十来 for itself."""
D = f"[{DIGITS}]"
MARKS = r"\s，。！？；、,.!?;"

EXACT_UNITS = (
    "平方公里 平方千米 平方厘米 平方米 立方米 公里 千米 厘米 毫米 微米 纳米 海里 英里 "
    "英寸 公斤 千克 毫克 毫升 摄氏度 美元 欧元 英镑 日元 港币 块钱 人民币 千瓦 毫安 兆 "
    "赫兹 分贝 个百分点"
)
"""After these even a single digit is a measurement."""

COUNTED = (
    "世纪 年代 年级 年 个月 周 天 日 号线 号楼 号 小时 分钟 秒 岁 个 人 名 位 口 家 户 页 "
    "行 章 节 届 期 次 步 件 条 张 本 台 辆 架 艘 套 栋 层 楼 间 室 座 米 里 斤 吨 克 元 "
    "块 毛 度 分 瓦 伏 升 亩 倍 种 项 款 篇 部 门 级 路 所 份 首 句 字 遍 场 趟 票 股 "
    "英尺 英亩 公顷 核 码 档 集 册 封 盒 瓶 杯 碗 盘 箱 包 袋 根 片 朵 棵 匹 头 只 把 双 对 "
    "颗 粒 幅 段 轮 队 站 桌 席 单元 学分 学时 人次 车次 航班 万 亿"
)
"""After these ten and more is a count."""


def _any_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


OF_DECIMALS = "升 级 寸 吨 克 秒 斤 伏 瓦 度 折 成 年 岁 米 元 小时 分钟"
"""After these a numeral with one decimal is a measurement too; 三点五个 may be three o'clock."""


NO_UNIT = "(?!之|(?<=次)方|(?<=只)[有能是要好]|(?<=把)[他她它我你这那])"
UNIT = re.compile(rf"(?:{_any_of(EXACT_UNITS + ' ' + COUNTED)}){NO_UNIT}|平(?=[{MARKS}的左以多]|$)")
EXACT_UNIT = re.compile(_any_of(EXACT_UNITS))
OF_DECIMAL = re.compile(
    rf"(?:{_any_of(OF_DECIMALS + ' ' + EXACT_UNITS)}|[倍%])(?!级|会儿)"
    rf"|(?:左右|以[上下]|[{MARKS}])|$"
)
OF_HUNDREDTHS = re.compile("米(?!饭)|升(?![级旗起])|吨|克(?!服)|斤|伏|瓦|元(?!旦)")
"""After these a numeral with two decimals is a measurement: 一点零五米."""
NUMBER_LIKE = frozenset(
    EXACT_UNITS + COUNTED + NUMERAL_CHARS + "幺第点半整多余近约到至之初几来刻钟星期礼拜折成"
)
"""A dictionary word with a numeral and any other character is a word of its own: 三心二意."""

FIXED = re.compile(
    "二百五(?!十)|三百六十行|十万八千里|一千零一夜|七七八八|十字|十月怀胎|百分百|十之八九"
    "|十里(?![路地外])|二十八[星宿]|二十四[桥孝]|两个一百年|三十年河[东西]"
    rf"|(?<![点时百千万二三四五六七八九])十分(?!钟|之)"
    rf"|百分之百(?![{MARKS}到至和]|以[上下]|左右|$)|一百个不|一万个(?:不|为什么)|十[不而](?!到)"
)
"""Fixed expressions that look like a count."""

TIME_OF_DAY = re.compile(
    "(?:早上|上午|中午|下午|晚上|凌晨|傍晚|半夜|夜里|深夜|清晨|今晚|明晚|昨晚|今早|明早|[今明昨后前]天|现在是"
    "|(?:周|星期|礼拜)[一二三四五六日天])(?:的|大约|大概|差不多|才|就|快)?$"
)
UNTIL = re.compile(f"{TIME_OF_DAY.pattern[:-1]}{N}点半?[到至]$")
UNTIL_TEN = re.compile("[到至](?:十[一二三四五六七八九]?|二十[一二三四]?)点")
"""Such a second half is written in digits, so the first is."""
NOT_A_CLOCK = re.compile(
    "意见|建议|要求|原因|看法|内容|理由|问题|启示|体会|希望|说明|经验|不足|共识|结论|感受"
    f"|[{NUMERAL_CHARS}儿都也不没点水]"
)
DONE_AT_A_TIME = re.compile(
    "见|开会|出发|开始|起床|睡觉|[上下]班|[上下]课|集合|吃饭|起飞|[开关]门|[之以]?[前后]|左右"
)
NUMBERED = re.compile(
    "(?:号码?|编|[密代]码|房间|车次|电话|手机|拨打?|波音|空客|(?<![A-Za-z])[A-Z]{1,2})[是为：:]?$"
)
NUMBERED_AFTER = re.compile("室|号|路|房|次|航班|医院|国道|高地|团|师|工作制|飞机|客机|不锈钢")
VERSION = re.compile("(?:版本[号是为]{0,2}|[Vv]ersion|(?<![A-Za-z])[Vv]|地址[是为]?|[Ii][Pp]) ?$")
AFTER_LETTERS = re.compile("[A-Za-z] ?$")
AFTER_LETTER = re.compile("(?<![A-Za-z])(?:[A-Z]|MP)$")
NEGATED = re.compile("(?:[是为到于在达至]|加上?|减去?|乘以?|除以)$")
WEIGHED = re.compile(
    "(?:一共|总共|共计|等于|达到|高达|多达|大约|[超突]过|突破|不到|不足|将近|温度[是为]?)$"
)
"""A round numeral that closes a clause after these is a count, whatever it counts."""
CLOSES = re.compile(rf"[{MARKS}]|$")
HAS_NUMERAL = re.compile(f"[{NUMERAL_CHARS}幺]")
RUN = re.compile(f"[{NUMERAL_CHARS}幺点]+")
CANDIDATE = re.compile(f"第?(?<![0-9])[{NUMERAL_CHARS}幺]|周|星期|礼拜|负")
DAY_AND_TIME = re.compile(f"{N}[日号](?:[早晚]|[上中下]午|凌晨)")
