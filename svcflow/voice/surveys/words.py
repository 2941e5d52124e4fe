"""The headers of a survey's columns, English and Chinese, in the plain form of `svcflow.eventlog.words`."""

from __future__ import annotations

from typing import Literal

from svcflow.eventlog.words.plain import any_of, listed, plain

Kind = Literal["csat", "nps", "ces", "item", "importance"]
Role = Literal["ticket", "respondent", "customer", "time", "comment", "action", "question", "answer"]
KINDS: tuple[Kind, ...] = ("csat", "nps", "ces", "item", "importance")
ROLES: tuple[Role, ...] = ("ticket", "respondent", "customer", "time", "comment", "action", "question", "answer")

_ROLES: dict[Role, str] = {
    "ticket": """
        ticket, ticket id, ticket number, ticket no, case, case id, caseid, case number, incident, incident id, incident number,
        request id,
        issue, issue key, claim id, call id, order id, 工单, 工单号, 工单编号, 工單, 工單號, 工單編號, 案件号, 案件編號, 单号, 單號,
        服务单号
    """,
    "respondent": """
        respondent, respondent id, response, response id, submission id, participant, survey id, questionnaire id, id, 受访者, 受訪者,
        答卷编号, 答卷編號, 问卷编号, 問卷編號, 答题序号, 编号, 序号, 編號
    """,
    "customer": """
        customer, customer id, client, user, user id, caller, requester, contact, email, e mail, email address, account, member id,
        客户, 客户编号, 客户姓名,
        客戶, 客戶編號, 用户, 用戶, 联系人, 會員編號, 会员号
    """,
    "time": """
        time, date, submitted, submitted at, submit time, submission time, answered, answered at, answered on, responded at,
        response date,
        response time stamp, timestamp, completed at, end date, recorded date, survey date, 时间, 日期, 提交时间, 填写时间, 答题时间,
        提交日期, 提交時間, 填寫時間, 評價時間, 评价时间
    """,
    "action": """
        action, action taken, follow up, followup, follow up action, callback, call back, measure, remedy, recovery, closed loop, 措施,
        处理措施, 改进措施, 回访,
        回访结果, 跟进, 跟进措施, 處理措施, 改善措施, 回訪, 跟進
    """,
    "question": "question, question text, question id, item, 问题, 题目, 題目, 問題, 题项, 題項",
    "answer": "answer, response, value, rating, score, reply, 答案, 回答, 评分, 評分, 得分, 选项, 選項",
}
_COMMENT = any_of(
    """
    comment, comments, remark, remarks, feedback, verbatim, suggestion, suggestions, reason, why, text, other, tell us, explain, describe,
    open, note, notes, 评论, 評論, 意见, 意見, 建议, 建議, 原因, 反馈, 回馈, 留言, 说明, 說明, 评语, 評語, 备注, 備註, 其他
    """
)
_NPS = any_of("nps, net promoter, recommend, recommendation, likelihood to recommend, promoter, 推荐, 推薦, 净推荐值, 淨推薦值")
_EASE = any_of("easy, ease, easily, made it easy, simple, effortless, 容易, 方便, 简单, 簡單, 轻松, 輕鬆, 便利, 便捷")
_EFFORT = any_of("ces, effort, customer effort, hard, difficult, difficulty, 费力, 費力, 费劲, 困难, 困難, 努力程度, 省力")
_LITTLE_EFFORT = any_of("省力")
_SCORE = any_of("ces, customer effort score, 客户费力度得分")
_CSAT = any_of(
    """
    csat, satisfaction, satisfied, rating, score, stars, overall, 满意, 满意度, 滿意, 滿意度, 总体, 总体评价, 整体, 整體, 總體, 评分,
    評分, 星级, 星級
    """
)
_OVERALL = any_of("overall, csat, general, in general, all in all, total, 总体, 整体, 總體, 整體, 总的, 综合, 綜合")
_BARE = frozenset(
    listed(
        "satisfaction, csat, customer satisfaction, rating, score, stars, 满意度, 滿意度, 客户满意度, 客戶滿意度, 评分, 評分, 星级, 星級"
    )
)
_IMPORTANCE = any_of("importance of, importance, important, 重要性, 重要度, 重要程度")
_NOT_SCORES = any_of(
    """
    id, number, no, age, year, count, duration, minutes, hours, seconds, phone, zip, postcode, amount, price, cost, version, ip,
    lead time, wait,
    priority, team, agent, line, row, 年龄, 年齡, 电话, 電話, 手机, 手機, 金额, 金額, 时长, 時長, 优先级, 優先級, 编号, 編號, 序号,
    序號, 所用时间
    """
)
_KNOWN: dict[Role, frozenset[str]] = {role: frozenset(plain(phrase) for phrase in listed(phrases)) for role, phrases in _ROLES.items()}


def is_role(header: str, role: Role) -> bool:
    """Whether a header is one of those of a role, as a whole."""
    return bool(_COMMENT.search(plain(header))) if role == "comment" else plain(header) in _KNOWN[role]


def kind_of(header: str) -> Kind | None:
    """What a question asks by its header; None where the header does not say."""
    words = plain(header)
    if _IMPORTANCE.search(words):
        return "importance"
    if _NPS.search(words):
        return "nps"
    if _EFFORT.search(words) or (_EASE.search(words) and not _OVERALL.search(words)):
        return "ces"
    if words in _BARE or (_OVERALL.search(words) and _CSAT.search(words)):
        return "csat"
    return "item" if _CSAT.search(words) else None


def effort_direction(header: str) -> tuple[Literal["higher", "lower"], str]:
    """Which end of an effort scale is good, and why: "easy" asks upwards, "effort" and "hard" downwards."""
    words = plain(header)
    if _EASE.search(words) or _LITTLE_EFFORT.search(words):
        return "higher", "the question asks how easy it was"
    if _SCORE.search(words):
        return "higher", "called CES, which asks since 2013 whether it was made easy; say so if a high answer means much effort"
    return "lower", "the question asks how much effort it took"


def item_of(header: str) -> str:
    """The attribute whose importance a question asks: `Importance of speed` becomes `speed`."""
    return _IMPORTANCE.sub("", plain(header)).strip()


def cannot_be_score(header: str) -> bool:
    """Whether a header says that its numbers are no scores: ids, ages, amounts, durations."""
    return bool(_NOT_SCORES.search(plain(header)))


def is_overall(header: str) -> bool:
    """Whether a header asks about everything together."""
    return bool(_OVERALL.search(plain(header)))
