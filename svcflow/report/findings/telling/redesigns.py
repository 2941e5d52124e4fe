"""What redesigns do, in words."""

from __future__ import annotations

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.redesign.money import Amount, Returns
from svcflow.report.findings.finding import Changed
from svcflow.report.findings.redesigns import BestRedesign, NoneHelps, RedesignEffect
from svcflow.report.findings.telling.phrases import indicator_names, indicator_title, joined, named
from svcflow.report.findings.telling.sentences import sentence, trust
from svcflow.report.scale import Scale, between, scale_of


@sentence.register
def _(finding: RedesignEffect) -> str:
    effect = _effect(named(finding.redesign.title), finding.effect)
    better = tell("Also better: {names}.", names=indicator_names(finding.better)) if finding.better else ""
    worse = tell("Worse: {names}.", names=indicator_names(finding.worse)) if finding.worse else ""
    return joined(effect, better, worse, _money(finding.money), trust(finding.grade))


def _effect(redesign: str, effect: Changed) -> str:
    """What happens to one indicator, with the interval in the same unit."""
    like = scale_of((effect.low, effect.high, effect.difference))
    texts = {"redesign": redesign, "indicator": indicator_title(effect.name, effect.title)}
    if effect.verdict == "same":
        return tell("{redesign}: {indicator} does not change.", **texts)
    if effect.verdict == "unclear":
        low, high = (like.change(value, effect.unit) for value in (effect.low, effect.high))
        return tell(
            "{redesign}: no clear change in {indicator} (95 % interval {interval}, simulated).", interval=between(low, high), **texts
        )
    small, large = sorted((abs(effect.low), abs(effect.high)))
    texts["size"] = _size(abs(effect.difference), effect.unit, like)
    texts["interval"] = between(_size(small, effect.unit, like), _size(large, effect.unit, like))
    if effect.difference < 0:
        return tell("{redesign}: {indicator} falls by {size} (95 % interval {interval}, simulated).", **texts)
    return tell("{redesign}: {indicator} rises by {size} (95 % interval {interval}, simulated).", **texts)


def _size(value: float, unit: str, like: Scale) -> str:
    if unit == "h":
        return like.text(value)
    return units.points(value).lstrip("+") if unit == "share" else units.quantity(value, unit)


def _money(money: Returns | None) -> str:
    """What it is worth: with its costs where they were given, else what it saves or costs in a year."""
    if money is None:
        return ""
    if money.one_off == 0 and money.running_month == 0:
        return _yearly(money)
    months, net = units.count(money.horizon_months), money.net_benefit
    if net.low > 0 and money.payback_months is not None:
        return tell(
            "Over {months} months it brings {net} ± {half} more than it costs, and has paid for itself after {payback} months.",
            months=months, payback=units.number(money.payback_months), **_amount(net, money.currency),
        )  # fmt: skip
    if net.high < 0:
        return tell("Over {months} months it costs {net} ± {half} more than it brings.", months=months, **_amount(net, money.currency))
    low, high = (units.change(_rounded(value), money.currency) for value in (net.low, net.high))
    return tell(
        "Whether it pays is not clear: between {low} and {high} over {months} months, costs taken off.", low=low, high=high, months=months
    )


def _yearly(money: Returns) -> str:
    saved = money.paid if money.counts == "paid" else money.worked
    if saved is None:
        return ""
    if saved.low > 0 and money.counts == "paid":
        return tell("It saves {net} ± {half} of paid hours a year.", **_amount(saved, money.currency))
    if saved.low > 0:
        return tell("It frees working hours that are worth {net} ± {half} a year.", **_amount(saved, money.currency))
    if saved.high < 0:
        return tell("It costs {net} ± {half} more a year.", **_amount(saved, money.currency))
    return ""


def _amount(amount: Amount, currency: str) -> dict[str, str]:
    """The size of an amount and half the width of its interval."""
    half = units.quantity(_rounded((amount.high - amount.low) / 2), currency)
    return {"net": units.quantity(_rounded(abs(amount.value)), currency), "half": half}


def _rounded(amount: float) -> float:
    """An amount to three digits: nobody knows more of it."""
    return float(f"{amount:.2e}")


@sentence.register
def _(finding: BestRedesign) -> str:
    scale = scale_of((finding.saving_h, finding.next_h))
    most = tell(
        "Of the {count} redesigns compared, this one shortens the mean lead time most: {best} (by {saving}). "
        "The next is: {next} (by {less}).",
        count=units.count(finding.of),
        best=named(finding.best.title),
        saving=scale.text(finding.saving_h),
        next=named(finding.next.title),
        less=scale.text(finding.next_h),
    )
    sure = "" if finding.certain else tell("Their intervals overlap, so which of the two is better is not sure.")
    return joined(most, sure, trust(finding.grade))


@sentence.register
def _(finding: NoneHelps) -> str:
    return tell_many(
        "svcflow tried {count} redesign in the model; it does not shorten the lead time.",
        "svcflow tried {count} redesigns in the model; none of them shortens the lead time beyond chance.",
        finding.tried,
    )
