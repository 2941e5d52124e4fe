"""The sentences of which the comments of the bundled survey are made; written for it, nobody has said them.

A comment is made of parts: how it begins, what it is about, how it ends. `{a}` … in braces is filled with one of its `WORDS`. Simplified
Chinese becomes traditional by the characters below.
"""

from __future__ import annotations

WORDS: dict[str, tuple[str, ...]] = {
    "too": ("far too", "much too", "way too", "really too"),
    "long": ("two days", "nearly a week", "forever", "the whole weekend", "three days", "ages"),
    "bad": ("annoying", "disappointing", "frustrating", "unacceptable", "poor", "tiresome"),
    "good": ("great", "excellent", "very good", "wonderful", "impressive", "brilliant"),
    "kind": ("friendly", "patient", "kind", "polite", "helpful"),
    "fast": ("quickly", "within the hour", "faster than I expected", "right away", "the same morning"),
    "thing": ("my laptop", "the printer", "my account", "the VPN", "the report", "my mailbox", "the order form"),
    "很久": ("两天", "快一周", "好几天", "整整三天", "很久", "一个周末"),
    "差": ("失望", "不满", "着急", "无奈", "生气"),
    "好": ("非常好", "很棒", "很满意", "真不错", "特别好"),
    "人": ("态度很好", "很有耐心", "很热情", "很专业", "很礼貌"),
    "快": ("很快", "一个小时内", "当天上午", "比预想的快", "马上"),
    "物": ("电脑", "打印机", "账号", "邮箱", "报表", "系统", "网络"),
}

NEGATIVE_EN: dict[str, tuple[str, ...]] = {
    "Diagnose": (
        "Nobody looked at the request for {long}, the first answer came {too} late.",
        "I called the hotline and then waited {long} until the first line even asked what was wrong.",
        "The first reply took {long}, that is {bad}.",
        "My request lay in the inbox for {long} before anyone at the front desk opened it.",
    ),
    "Investigate": (
        "The specialists needed {long} before they even started on {thing}.",
        "It was passed to the experts and then nothing happened for {long}. Very {bad}.",
        "Waiting for a specialist took {too} long, nobody could tell me when an expert would be free.",
        "Second level support kept me waiting for {long}, {thing} was unusable all the time.",
    ),
    "Implement fix": (
        "They knew the cause, yet the repair of {thing} was not installed for {long}.",
        "The fix did not work the first time and I had to report it again. {bad}!",
        "The patch for {thing} came {too} late and broke again the next day.",
        "Repairing {thing} dragged on for {long}, and the same error came back.",
    ),
    "Test fix": (
        "The repair was ready but testing it took {long}.",
        "Everything hung on a test that nobody found time for, {bad}.",
        "Quality checks held the release up for {long}, I do not understand why.",
    ),
    "Resolve": (
        "After it was solved nobody told me for {long}.",
        "I had to ask myself whether it was done, the final message came {too} late.",
        "The ticket was closed without a word, that is {bad}.",
    ),
}
POSITIVE_EN: dict[str, tuple[str, ...]] = {
    "speed": (
        "{thing} was working again {fast}, {good}!",
        "I got an answer {fast}. Thank you.",
        "Solved {fast}, I could go on with my work.",
        "No waiting at all, {good} service.",
    ),
    "solution": (
        "The problem with {thing} was solved for good, {good} work.",
        "They found the cause and {thing} has run perfectly since.",
        "Solved at the first attempt, I am very happy with {thing}.",
        "A clear explanation and a solution that works, {good}.",
    ),
    "courtesy": (
        "The person on the phone was {kind} and took time for me.",
        "Very {kind} staff, I felt taken seriously.",
        "{good} support, {kind} from beginning to end.",
    ),
}
NEUTRAL_EN: tuple[str, ...] = (
    "It was about {thing}.",
    "The ticket was about {thing}, it is closed now.",
    "Some parts were quick, others took their time.",
    "Works now. No further remarks on {thing}.",
    "As expected, neither fast nor slow.",
)
WISHES_EN: tuple[str, ...] = (
    "It would be helpful if you sent a short update every day.",
    "Please tell us in advance how long it will take.",
    "I wish I could see the state of my ticket online.",
    "You should have more people on the late shift.",
    "I suggest a callback option for the hotline.",
    "Could you please offer a chat as well?",
)
NEGATIVE_ZH: dict[str, tuple[str, ...]] = {
    "Diagnose": (
        "提交以后{很久}都没人看，第一次回复太慢了。",
        "一线客服{很久}才来问是什么问题，让人{差}。",
        "打了热线，等了{很久}才有人受理，太慢。",
    ),
    "Investigate": (
        "转给专家之后{很久}没有动静，让人{差}。",
        "等专家等了{很久}，{物}一直不能用。",
        "二线工程师太忙，{很久}都排不上，没人告诉我什么时候能处理。",
        "专家一直没空，{物}拖了{很久}，很{差}。",
    ),
    "Implement fix": (
        "原因早就找到了，修复却拖了{很久}。",
        "{物}修了一次没修好，同样的错误又出现了，很{差}。",
        "补丁来得太晚，第二天又坏了，只好重新报修。",
    ),
    "Test fix": (
        "修好了却一直在测试，又等了{很久}。",
        "测试没人做，{物}上线拖了{很久}，让人{差}。",
    ),
    "Resolve": (
        "解决了也不通知，{很久}以后自己问了才知道。",
        "工单直接关闭，一句话也没有，令人{差}。",
    ),
}
POSITIVE_ZH: dict[str, tuple[str, ...]] = {
    "speed": (
        "{快}就解决了，{好}！",
        "响应及时，{物}{快}恢复了，谢谢。",
        "没有等待，效率高，{好}。",
    ),
    "solution": (
        "{物}的问题彻底解决了，{好}。",
        "一次就修好了，原因也讲得清楚，满意。",
        "找到了原因，{物}之后再没出过问题，感谢。",
    ),
    "courtesy": (
        "客服{人}，{好}。",
        "接电话的同事{人}，听我把话说完。",
        "服务{人}，从头到尾都放心。",
    ),
}
NEUTRAL_ZH: tuple[str, ...] = (
    "这次是{物}的问题。",
    "已经关闭了，没有其他意见。",
    "有的地方快，有的地方慢，一般。",
    "{物}现在能用，和以前差不多。",
)
WISHES_ZH: tuple[str, ...] = (
    "希望每天能有一次进度更新。",
    "建议提前告知需要多长时间。",
    "希望可以在网上看到工单状态。",
    "最好能在晚班多安排几个人。",
    "能不能增加在线聊天？",
    "建议热线提供回拨。",
)
ENDINGS_EN: tuple[str, ...] = (
    "Regards, Maria Keller",
    "You can reach me at {mail}.",
    "Call me on {phone} if you need more.",
    "Dear Mr Novak, thanks for reading.",
)
ENDINGS_ZH: tuple[str, ...] = ("联系人：王小明先生。", "我的邮箱是{mail}。", "可以打我电话{phone}。", "李女士，谢谢。")
MAILS: tuple[str, ...] = ("maria.keller@example.com", "j.novak@example.org", "wang@example.cn")
PHONES_EN: tuple[str, ...] = ("+44 20 7946 0123", "(202) 555-0147", "0151 4960 777")
PHONES_ZH: tuple[str, ...] = ("13800000000", "010-55501234")
SIMPLIFIED = (
    "专业两个么从关内决几别务动单却号后听响坏处复头师应当彻态报拨无时机来样气没测满"
    "热狀现电礼线经给络统网联脑补见让议讲诉试话误说谢账转过这进邮错长闭问间静预题马状"
)
TRADITIONAL = (
    "專業兩個麼從關內決幾別務動單卻號後聽響壞處復頭師應當徹態報撥無時機來樣氣沒測滿"
    "熱狀現電禮線經給絡統網聯腦補見讓議講訴試話誤說謝賬轉過這進郵錯長閉問間靜預題馬狀"
)
