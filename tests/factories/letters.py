"""Real citizens' letters, and personal data planted into them: by a seed, and noting what was planted where.

The names here are written as whole given names and know nothing of the tables the finder uses. Streets and towns are
real ones. What must stay (money, dates, document numbers, credit codes) is planted in the same way.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[3] / "shared" / "data"
LETTERS = DATA / "citizen_letters_and_replies.csv.gz"

CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
CHINESE_ROUND = str.maketrans("0123456789", "〇一二三四五六七八九")
FULL_WIDTH = str.maketrans("0123456789Xx-", "０１２３４５６７８９Ｘｘ－")


def words(line: str) -> list[str]:
    """Return the words of a line."""
    return line.split()


SURNAMES = words(
    "王 王 王 王 李 李 李 李 张 张 张 张 刘 刘 刘 陈 陈 陈 杨 杨 黄 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 "
    "田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 付 方 白 邹 孟 熊 秦 邱 江 尹 薛 闫 段 雷 侯 龙 "
    "史 陶 黎 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戴 莫 孔 向 汤 欧阳 上官 司马 诸葛 皇甫 尉迟 夏侯 令狐"
)
GIVEN = words(
    "伟 芳 娜 敏 静 秀英 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英 建国 建军 建华 志强 志明 志勇 海燕 海涛 国强 国庆 国栋 小红 小明 小军 "
    "晓东 晓燕 春梅 春华 雪梅 玉兰 玉珍 桂芳 桂香 凤英 凤兰 淑珍 淑英 德胜 德明 永强 永红 文斌 文静 文博 俊杰 俊峰 浩然 浩宇 子涵 子轩 雨桐 雨欣 "
    "欣怡 思远 思琪 佳慧 佳怡 嘉豪 嘉欣 梦瑶 梦洁 宇航 宇轩 天佑 一鸣 若曦 诗涵 梓萱 梓豪 泽宇 博文 立新 立军 长青 长生 根生 水生 福生 火根 细妹 "
    "冬梅 夏莲 秋菊 满仓 来福 有才 有根 金花 银花 铁柱 大勇 二妹 三元 四清 五一 连生 喜凤 爱国 爱民 卫东 卫国 卫红 红兵 跃进 援朝 解放 胜利 光荣 光明 "
    "正义 正华 忠良 孝先 礼贤 仁杰 智勇 信义 廉洁 耀祖 光宗 启航 振邦 兴国 安邦 定国 成刚 学文 习武 从军 守业 继红 续东 承恩 恩泽 惠民 利民 为民 新民 "
    "鹏 鹏飞 宏伟 宏图 辉 辉煌 凯 凯旋 婷婷 莉莉 媛媛 圆圆 丹丹 晶晶 倩 琳 颖 璐 瑶 蕾 薇 蓉 茜 岚 彤 昕 晟 煜 烨 淼 焱 犇 喆 堃 翀 珺 琰 璟"
)
BINS = words("622202 622848 621700 621661 622588 621799 623058 622823 436742 552245")
MOBILES = words(
    "130 131 132 133 135 136 137 138 139 147 150 151 152 153 155 156 157 158 159 166 173 175 176 177 178 180 181 182 183 185 186 187 188 189 191 198 199"
)
AREAS = words("010 020 021 025 027 028 0731 0796 0791 0755 0571 0431")
PROVINCES = words("11 13 21 32 33 36 37 41 42 43 44 45 51 52 61")


@dataclass
class Planted:
    """A letter with what was planted: kind, and the offsets of the characters that must be covered (or must stay)."""

    text: str
    plants: list[tuple[str, str, frozenset[int]]] = field(default_factory=list)  # kind, words, offsets


@cache
def letters() -> tuple[dict[str, str], ...]:
    """Return the real letters."""
    with gzip.open(LETTERS, "rt", encoding="utf-8-sig") as file:
        return tuple(csv.DictReader(file))


@cache
def roads() -> tuple[str, ...]:
    """Return names of real streets."""
    with gzip.open(DATA / "ashare_company_year_2019_2021.csv.gz", "rt", encoding="utf-8-sig") as file:
        addresses = {row["reg_address"] for row in csv.DictReader(file)}
    found = {
        m
        for a in addresses
        for m in re.findall(
            r"(?<=[区县镇])((?:(?![省市区县镇乡])[\u4e00-\u9fff]){2,5}?(?:大道|路|街|巷))\d", a
        )
    }
    return tuple(sorted(found))


@cache
def towns() -> tuple[str, ...]:
    """Return names of real towns."""
    with (DATA / "divisions" / "streets.csv").open(encoding="utf-8") as file:
        return tuple(sorted({row["name"] for row in csv.DictReader(file) if row["name"][-1] in "镇乡"}))


# ---------------------------------------------------------------- how digits are written


def written(dice: random.Random, digits: str, cuts: Sequence[int]) -> str:
    """Return digits in one of the ways people write them: apart at the cuts, in other scripts, over two lines."""
    way = dice.randrange(9)
    apart = [digits[low:high] for low, high in zip([0, *cuts], [*cuts, len(digits)], strict=True)]
    if way == 0:
        return " ".join(apart)
    if way == 1:
        return dice.choice("-－—–").join(apart)
    if way == 2:
        return digits.translate(FULL_WIDTH)
    if way == 3:
        return digits.translate(dice.choice([CHINESE, CHINESE_ROUND]))
    if way == 4:
        at = dice.randrange(2, len(digits) - 1)
        return digits[:at] + dice.choice(["\n", "\r\n", " \n"]) + digits[at:]
    if way == 5:
        return dice.choice([" ", "\u3000", "\u00a0", "  "]).join(apart).translate(FULL_WIDTH)
    if way == 6:
        return " ".join(digits) if dice.random() < 0.3 else "-\n".join([apart[0], "".join(apart[1:])])
    return digits


def phone(dice: random.Random) -> tuple[str, str]:
    """Return the words before a phone, and the phone."""
    before = dice.choice(
        [
            "电话：",
            "电话",
            "手机号",
            "我的手机号是",
            "联系电话:",
            "请打",
            "可以找我，",
            "",
            "",
            "（",
            "tel:",
            "联系方式 ",
        ]
    )
    if dice.random() < 0.2:
        area, line = (
            dice.choice(AREAS),
            str(
                dice.randrange(2_000_000, 9_000_000)
                if dice.random() < 0.4
                else dice.randrange(20_000_000, 90_000_000)
            ),
        )
        form = dice.choice(["{}-{}", "({}){}", "（{}）{}", "{} {}", "{}{}"]).format(area, line)
        return before, form if dice.random() < 0.7 else form.translate(FULL_WIDTH)
    number = dice.choice(MOBILES) + f"{dice.randrange(10**8):08d}"
    prefix = dice.choice(["+86 ", "86-", "+86"]) if dice.random() < 0.08 else ""
    return before, prefix + written(dice, number, dice.choice([(3, 7), (3, 7), (4, 8), (3, 6)]))


def id_number(dice: random.Random) -> tuple[str, str]:
    """Return the words before an ID number, and the number with its check character."""
    born = date(1940, 1, 1) + timedelta(days=dice.randrange(25_000))
    head = (
        dice.choice(PROVINCES)
        + f"{dice.randrange(1, 13):02d}{dice.randrange(1, 30):02d}{born:%Y%m%d}{dice.randrange(1000):03d}"
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(head, weights, strict=True)) % 11]
    number = head + (check.lower() if dice.random() < 0.2 else check)
    before = dice.choice(
        ["身份证号码：", "身份证号", "身份证：", "身份证号码是", "证件号 ", "", "", "（", "本人身份证"]
    )
    return before, written(dice, number, dice.choice([(6, 14), (6, 10, 14), (3, 6, 10, 14)]))


def account(dice: random.Random) -> tuple[str, str]:
    """Return the words before a bank account, and the account: a card with its check digit, or a book's number."""
    if dice.random() < 0.25:
        size = dice.choice([12, 15, 17, 19, 20])
        number = str(dice.randrange(10 ** (size - 1), 10**size))
        before = dice.choice(
            ["账号：", "帐号", "银行账号 ", "开户行：中国银行青岚支行 账号", "收款账户：", "存折号码账号"]
        )
        return before, written(dice, number, tuple(range(4, size, 4)))
    size = dice.choice([16, 19, 19])
    head = dice.choice(BINS) + f"{dice.randrange(10 ** (size - 7)):0{size - 7}d}"
    total = sum(
        (v := int(d) * (2 if place % 2 == 0 else 1)) - 9 * (v > 9) for place, d in enumerate(reversed(head))
    )
    number = head + str(-total % 10)
    before = dice.choice(["银行卡号：", "卡号", "工资卡 ", "农行卡号", "打到", "账号", "", "", "（"])
    return before, written(
        dice, number, dice.choice([(4, 8, 12) if size == 16 else (4, 8, 12, 16), (6,), (4, 8)])
    )


# ---------------------------------------------------------------- names and addresses

NAMED = (
    "我叫{}，", "我叫{}。", "姓名：{}，", "姓名 {}\n", "联系人：{}。", "联系人{}，", "{}先生，", "{}女士反映，", "{}同志，", "签名：{}\n", "投诉人：{}\n", "我是{}，",
    "本人{}，", "村民{}反映，", "业主{}说，", "我丈夫{}，", "我儿子{}在外地打工，", "找到主任{}，", "{}主任说，", "{}书记答应过，", "{}，男，45岁，", "（{}，女）",
    "此致\n敬礼！\n{}\n", "法人代表{}，", "户主{}，", "老板{}跑了，", "我和邻居{}商量过，", "{}老师，", "当事人{}，", "申请人 {}，", "被告{}，", "举报人：{} ",
)  # fmt: skip


def name(dice: random.Random) -> tuple[str, str, str]:
    """Return the words before a name, the name, and the words after it."""
    family, given = dice.choice(SURNAMES), dice.choice(GIVEN)
    whole = family + given
    way = dice.randrange(12)
    if way == 0:
        whole = " ".join(whole)
    elif way == 1:
        at = dice.randrange(1, len(whole))
        whole = whole[:at] + "\n" + whole[at:]
    elif way == 2 and len(whole) == 2:
        whole = whole[0] + "\u3000" + whole[1]
    before, after = dice.choice(NAMED).split("{}")
    return before, whole, after


def _number(dice: random.Random, most: int) -> str:
    digits = str(dice.randrange(1, most))
    way = dice.randrange(6)
    if way == 0:
        return digits.translate(FULL_WIDTH)
    if way == 1 and len(digits) < 3:
        tens, ones = divmod(int(digits), 10)
        units = "〇一二三四五六七八九"
        return {0: "", 1: "十"}.get(tens, units[tens] + "十") + (units[ones] if ones else "")
    return digits


def address(dice: random.Random) -> tuple[str, str, str]:
    """Return the words before an address with the town, the part that leads to a door, and the words after it."""
    building = f"{_number(dice, 40)}{dice.choice(['栋', '幢', '号楼', '座'])}"
    room = f"{dice.randrange(1, 30)}{dice.randrange(1, 9):02d}"
    home = building + dice.choice(
        [
            f"{_number(dice, 6)}单元{room}室",
            f"{room}室",
            f"{_number(dice, 6)}单元{room}",
            f"-{dice.randrange(1, 5)}-{room}",
            f"{room}",
        ]
    )
    estate = dice.choice(words("金色 幸福 阳光 锦绣 翠湖 东方 碧桂 丽景 和谐 滨江")) + dice.choice(
        words("花园 家园 小区 新村 公寓 名都 苑 华府")
    )
    village = dice.choice(words("石塘 上湾 李家 大塘 桥头 枫林 新屋 长坪 樟树 白沙")) + "村"
    road = f"{dice.choice(roads())}{_number(dice, 500)}号"
    fine = dice.choice(
        [
            road,
            road + estate + home,
            estate + home,
            road + home,
            f"{village}{_number(dice, 15)}组{_number(dice, 90)}号",
            f"{village}{_number(dice, 90)}号",
        ]
    )
    lived = dice.choice(["家住{}", "住址：{}", "我住在{}", "家庭住址 {}", "地址：{}", "户籍地址：{}"])
    if dice.random() < 0.25:
        fine, lived = (
            f"{village}{dice.choice(['第', ''])}{_number(dice, 15)}{dice.choice(['组', '村民小组'])}",
            "家住{}",
        )
    elif not fine.endswith("号") and dice.random() < 0.4:
        lived = dice.choice(["{}", "我是{}", "就在{}"])
    fine = _spread(dice, fine)
    place = dice.choice(["青岚县", "青岚县", ""]) + dice.choice([dice.choice(towns()), ""])
    after = dice.choice(["，", "。", "的住户，" if "室" in fine else "，", "\n"])
    return lived.replace("{}", place), fine, after


def _spread(dice: random.Random, fine: str) -> str:
    way = dice.randrange(8)
    if way == 0:
        at = dice.randrange(1, len(fine))
        return fine[:at] + "\n" + fine[at:]
    return re.sub(r"(?<=[号栋幢座元])(?=.)", " ", fine) if way == 1 else fine


# ---------------------------------------------------------------- what must stay


def staying(dice: random.Random) -> tuple[str, str, str]:
    """Return words before, something that looks like a personal number and is none, and words after."""
    amount = dice.randrange(10**6, 10**11)
    day = date(2015, 1, 1) + timedelta(days=dice.randrange(3000))
    digits = "".join(dice.choice("0123456789") for _ in range(12))
    return dice.choice(
        [
            ("共投入", f"{amount}", "元，"),
            ("资金", f"{amount:,}.{dice.randrange(100):02d}", "元，"),
            ("人民币", f"￥{amount}", "，"),
            ("按照", f"青政办发〔{day.year}〕{dice.randrange(1, 99)}号", "文件，"),
            ("根据", f"(湘){day.year}第{dice.randrange(10**6, 10**8):08d}号", "不动产权证，"),
            ("信用代码：", f"9136082{dice.randrange(10)}MA3{digits[:6]}K{dice.randrange(10)}", "，"),
            ("统一社会信用代码", f"91{dice.choice(PROVINCES)}0{digits[:13]}", "，"),
            ("在", f"{day:%Y-%m-%d}", "那天，"),
            ("从", f"{day:%Y.%m.%d}-{day + timedelta(days=400):%Y.%m.%d}", "，"),
            ("项目代码", f"{day.year}-3608{digits[:2]}-{digits[2:4]}-{digits[4:6]}-{digits[6:]}", "，"),
            ("受理编号：", f"{day:%Y%m%d}{digits[:6]}", "，"),
            ("订单号", f"{day:%Y%m%d%H%M%S}{digits[:5]}", "，"),
            ("热线", "12345", "，"),
            ("面积", f"{dice.randrange(10**3, 10**7)}", "平方米，"),
            ("标准", f"GB{dice.randrange(10**4, 10**5)}-{day.year}", "，"),
        ]
    )


MAKERS: dict[str, Callable[[random.Random], tuple[str, ...]]] = {
    "PHONE": phone, "ID_NUMBER": id_number, "BANK_ACCOUNT": account, "NAME": name, "ADDRESS": address, "STAYS": staying,
}  # fmt: skip


def planted(seed: int, each: int) -> Iterator[Planted]:
    """Yield the letters with `each` plants of every kind spread over them, between their sentences."""
    dice = random.Random(seed)
    texts = [row["留言详情"].strip() for row in letters()]
    shares: list[list[str]] = [[] for _ in texts]
    for kind in MAKERS:
        for _ in range(each):
            dice.choice(shares).append(kind)
    for text, kinds in zip(texts, shares, strict=True):
        if kinds:
            yield _plant(dice, text, kinds)


def _plant(dice: random.Random, text: str, kinds: list[str]) -> Planted:
    spots = [0, *(match.end() for match in re.finditer(r"[。！？；，](?![\[(（])", text))]
    chosen = sorted(dice.choice(spots) for _ in kinds)
    dice.shuffle(kinds)
    done, last, letter = "", 0, Planted("")
    for spot, kind in zip(chosen, kinds, strict=True):
        before, words, *rest = MAKERS[kind](dice)
        done += text[last:spot] + before
        last = spot
        offsets = frozenset(
            len(done) + at for at, c in enumerate(words) if re.match(r"[\u4e00-\u9fff〇]|\w", c)
        )
        letter.plants.append((kind, before + words, offsets))
        done += words + (rest[0] if rest else "）" if before == "（" else dice.choice("，，。；\n"))
    letter.text = done + text[last:]
    return letter
