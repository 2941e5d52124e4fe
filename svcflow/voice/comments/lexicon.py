"""What Chinese words say of satisfaction: a small lexicon, written for service work, with negation.

It is the offline judgement of Chinese comments: each word counts 1, after a negation within three characters -1,
after an intensifier 1.5.
It knows words that are good or bad of any service (slow, rude, solved, thanks) and no names of products. Words are in simplified Chinese.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from svcflow.voice.comments.languages import parted

_GOOD = """
好 很好 好吃 好用 好看 不错 满意 喜欢 很棒 棒 赞 点赞 推荐 值得 优秀 完美 方便 便捷 舒适 舒服 干净 卫生 整洁 漂亮 美观 精美 精彩 热情
热心 耐心 细心 细致 周到 友好 友善 亲切 礼貌
和气 专业 认真 负责 靠谱 可靠 放心 安心 贴心 用心 及时 迅速 快速 高效 效率高 很快 挺快 真快 马上 立刻 准时 守时 提前 解决了 修好了
恢复了 搞定 顺利 顺畅 流畅 稳定 清楚 清晰 明白 易懂 实用 有用 有帮助
帮助很大 受益 收获 感谢 谢谢 多谢 感动 开心 高兴 愉快 愉悦 温馨 温暖 惊喜 精致 实惠 便宜 划算 超值 物有所值 性价比高 物美价廉 新鲜
美味 可口 鲜美 地道 香 正品 质量好 一流 强烈推荐 经典 有趣 有意思 生动 深刻
感人 启发 不愧 支持 爱 最爱 超赞 五星 好评 给力 宽敞 安静 齐全 丰富 大方 到位 出色 理想 轻松 简单 省心 省力 省事 彻底 百看不厌
爱不释手 受欢迎 回头客 下次还 还会再 很近 豪华 温柔 幽默 好书 可爱 精品 合适 欣赏
"""
_BAD = """
差 很差 太差 差劲 差评 不好 不行 失望 不满 生气 气愤 愤怒 恼火 无语 无奈 着急 难受 难吃 难用 难看 难闻 难喝 糟糕 糟 烂 垃圾 坑 坑爹
坑人 骗人 骗 欺骗 上当 忽悠 慢 太慢 很慢 拖 拖了 拖延 迟 迟到 太晚 晚了 超时 等了 久等 等太久
很久 半天 没人 没有人 无人 不理 不管 不接 推诿 踢皮球 敷衍 冷漠 冷淡 态度差 恶劣 粗鲁 不耐烦 不专业 不负责 马虎 粗糙 粗心 错误 出错
错了 弄错 搞错 送错 漏 少了 缺 坏 坏了 故障 死机 卡 卡顿 崩溃 报错 失败 不能用 用不了
没法 无法 没用 没解决 没修好 未解决 又出现 又坏 反复 重复 麻烦 复杂 困难 费劲 贵 太贵 浪费 不值 后悔 投诉 退货 退款 退钱 讨厌 恶心 脏
臭 异味 吵 吵闹 噪音 嘈杂 破 旧 陈旧 简陋 凉了 冷了 冷的 生的 油腻 太咸 太油 太辣 不新鲜
变质 头发 虫 拉肚子 假货 盗版 假的 缩水 掉色 不值得 没意思 无聊 乏味 枯燥 肤浅 空洞 罗嗦 啰嗦 看不下去 不推荐 别买 不要买 再也不
不会再 最差 一般般 不咋地 不怎么样 不怎样 忍 受不了 可惜 遗憾 毛病 缺点 不足 不如 害 危险
吹 炒作 造作 失误 混乱 乱 小气 抠 痛苦 晕 倒霉 郁闷 悲剧 扣 催 少得可怜 不靠谱 不实 不符 不舒服 不方便 不喜欢 不满意 不及时 不新 不值
不够 不清楚 不明白 太少 太小 太硬 太薄 反感 恐怖 低劣 劣质 搁置 直接关闭 没有动静 排不上 拖拉
"""
_NOT = re.compile(
    r"(?:不|没|没有|(?<!特)别|无|未|不是|不太|不怎么|不够|并不|不会|不能|毫无|谈不上|算不上|不再)[很太是那么怎够会能有得]{0,2}$"
)
_VERY = re.compile(r"(?:很|非常|特别|十分|极其|极|太|真|超|超级|最|相当|实在|挺|好)[的地得是]{0,1}$")
_CLAUSE = re.compile(r"[，。！？；、,.!?;\s…~～]+")
_BUT = re.compile(r"但是|但|可是|不过|然而|就是|只是|却")


class Judged(NamedTuple):
    """What the lexicon says of a text: score from -1 to 1, and how much good and bad it found."""

    score: float
    good: float
    bad: float


_VALUES = {**dict.fromkeys(parted(_GOOD), 1.0), **dict.fromkeys(parted(_BAD), -1.0)}
_KNOWN = re.compile("|".join(map(re.escape, sorted(_VALUES, key=len, reverse=True))))


def judge_chinese(text: str) -> Judged:
    """The lexicon's judgement of a comment in simplified Chinese. What stands after a "but" weighs more than what it takes back."""
    good = bad = 0.0
    for clause in _CLAUSE.split(text):
        said = _BUT.split(clause)
        for number, part in enumerate(said):
            weight = 0.5 if number < len(said) - 1 else 1.0
            for found in _KNOWN.finditer(part):
                before = part[max(0, found.start() - 5) : found.start()]
                value = weight * _VALUES[found[0]] * (1.5 if _VERY.search(before) else 1.0) * (-1 if _NOT.search(before) else 1)
                good, bad = good + max(value, 0.0), bad - min(value, 0.0)
    balance = good - bad
    return Judged(balance / math.sqrt(balance * balance + 4), good, bad)
