"""What is happening and why, in sentences made from the figures of the month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from sim.dashboard.beside.luck import Luck
from sim.dashboard.futures import Futures
from sim.dashboard.policies import policy_sentences
from sim.experiments.figures.decomposition import COUNTED, PART_WORDS, PARTS, decompose
from sim.experiments.figures.ratios import NEEDED, average
from sim.mesa_model.economy import Economy
from sim.report.wording import SPACE, number
from sim.units import MONTHS_PER_YEAR

__all__ = ["Forces", "Notice", "answer", "clock", "forces", "tiles"]

TERMS = tuple(dict.fromkeys((*COUNTED, *NEEDED)))

FORCE_WORDS = {
    "income": "what households buy {} out of their income",
    "demand": "what investors, the state and other countries buy {}",
    "reinstatement": "new tasks",
    "entry": "young firms",
    "policy": "policies",
}
"""What else moves the number of jobs, in a sentence."""

MEAN = "mean of 12 months"

MUCH = 0.3
"""Part of all jobs from which on it is explained how so much work can be taken over ..."""
MORE = 1.1
"""... where output has grown so much."""


class Notice(NamedTuple):
    """What has just been done, in words that are true when they are read.

    Parameters
    ----------
    words : str
        Said up to ``month``.
    month : int
        The month in which it was done, or up to which it leads.
    later : str
        Said for a year from then on, and nothing after that.
    """

    words: str = ""
    month: int = 0
    later: str = ""

    def told(self, month: int) -> str:
        """Return what is to be said in ``month``."""
        if month <= self.month:
            return self.words
        return self.later if month <= self.month + MONTHS_PER_YEAR else ""


@dataclass(frozen=True)
class Forces:
    """The change in the number of people at work against the economy without AI, by force, in millions."""

    parts: dict[str, float]

    @property
    def total(self) -> float:
        """Sum of the parts."""
        return self.parts["total"]

    def rows(self) -> list[tuple[str, float]]:
        """Return words and size of every force that is at work, the sum last."""
        used = [(PART_WORDS[part], self.parts[part]) for part in PART_WORDS if abs(self.parts[part]) >= 5e-4]
        return [*used, ("Sum: people at work", self.total)]


def forces(futures: Futures) -> Forces:
    """Split the change of employment as ``tenfold compare`` does, as a mean of the last year."""
    if futures.month == 0:
        return Forces(dict.fromkeys(PARTS, 0.0))
    frames = [
        _frame(futures, economy) for economy in (futures.story, futures.without_policies, futures.without_ai)
    ]
    parts = decompose(*frames).group_by("part").agg(pl.col("value").mean())
    return Forces(dict(parts.iter_rows()))


def clock(month: int) -> str:
    """Write how many months have been lived through.

    >>> clock(14)
    '1 year, 2 months'
    """
    if month == 0:
        return "month 0"
    years, months = divmod(month, MONTHS_PER_YEAR)
    words = [
        f"{count} {unit}{'' if count == 1 else 's'}"
        for count, unit in ((years, "year"), (months, "month"))
        if count
    ]
    return ", ".join(words)


def answer(futures: Futures, split: Forces, against: str, luck: Luck) -> list[str]:
    """Return the sentences that say what is happening and why: means of the last 12 months."""
    if futures.month == 0:
        return [
            "Emad Mostaque says that one GPU replaces ten employees. Others say that people will work with "
            "GPUs and that new jobs appear.",
            "Choose whose future to live through and press play: fifteen years go by twice, once as chosen "
            f"and once {'without the policies' if against == 'no_policies' else 'without AI'}. Then move a "
            "policy, such as a basic income, and see what it changes and for whom.",
        ]
    if against == "no_policies":
        return _policy_effect(futures, luck)
    story, base = futures.story, futures.without_ai
    if not story.scenario.compute.enabled:
        return ["This story has no AI: both futures are the same but for the policies."]
    usual = futures.recent(base, "employment")
    share = 100.0 * split.total / max(usual, 1e-9)
    if abs(share) < 0.5:
        start = f"About as many people work as without AI ({number(split.total, 1, signed=True)} million)."
    else:
        start = (
            f"{number(abs(split.total), 1)} million {_more(split.total)} people work than without AI "
            f"({number(share, 1, signed=True)}{SPACE}%)."
        )
    start += _spread(luck.range_of_change("employment", futures, "without_ai"), len(luck.histories) + 1)
    return [start, _why(futures, split, usual), _pay(futures, base)]


def tiles(futures: Futures, split: Forces) -> list[dict[str, str]]:
    """Return the way from the claim to what becomes of it: four figures with words."""
    compute = futures.story.scenario.compute
    claim = float(compute.gpu_worker_ratio) if compute.enabled else 0.0
    started = futures.month > 0
    gpus = futures.recent(futures.story, "gpus_used") if started else 0.0
    able = futures.series(futures.story, "gpu_worker_ratio")[-1] if started else 0.0
    taken = _taken_over(futures) if gpus > 0.0 else None
    lost = -split.total / gpus if gpus > 0.0 else None
    return [
        _tile("The claim", _short(claim), "employees whose exposed tasks one GPU does, in the end"),
        _tile("A GPU by now", _short(able if started else None), "employees whose exposed tasks it can do"),
        _tile("Work taken over", _short(taken), f"jobs' worth a GPU in use, of the work without AI, {MEAN}"),
        _tile(
            "Jobs gained" if lost is not None and lost < 0.0 else "Jobs lost",
            _short(None if lost is None else abs(lost)),
            f"{_more(-lost if lost else -1.0)} people at work for each GPU in use, {MEAN}",
        ),
    ]  # fmt: skip


def _why(futures: Futures, split: Forces, usual: float) -> str:
    """Say which forces pull which way, the strongest first; ``usual`` million jobs there are without AI."""
    taken, sped = -split.parts["displacement"], -split.parts["assistance"]
    first = f"Of the work without AI, GPUs do alone what takes {number(taken, 1)} million people"
    if sped >= 0.1:
        first += f", and making others faster saves {number(sped, 1)} million more"
    others = [(part, split.parts[part]) for part in FORCE_WORDS]
    felt = [(part, value) for part, value in others if abs(value) >= max(0.1, 0.03 * taken)]
    felt.sort(key=lambda force: -force[1])
    pieces = [f"{_force(part, value)} {number(value, 1, signed=True)}" for part, value in felt]
    if len(felt) == 1 and felt[0][1] > 0.0:
        return f"{first}; {_force(*felt[0])} brings work worth {number(felt[0][1], 1)} million jobs."
    words = f"{first}." + (f" Beside that, in million jobs: {', '.join(pieces)}." if pieces else "")
    output = (futures.recent(economy, "real_gdp") for economy in (futures.story, futures.without_ai))
    times = next(output) / max(1e-9, next(output))
    if taken < MUCH * usual or times < MORE:
        return words
    return f"{words} Both can be: {number(times, 1)} times as much is made as without AI, by people and GPUs."


def _force(part: str, value: float) -> str:
    """Name a force by what it does."""
    return FORCE_WORDS[part].format("more" if value > 0.0 else "less")


def _spread(ends: tuple[float, float] | None, histories: int) -> str:
    """Say between which changes of jobs luck alone makes the difference."""
    if ends is None:
        return ""
    low, high = (number(end, 1, signed=True) for end in ends)
    if low == high:
        return f" Luck hardly matters: {low}{SPACE}million in each of {histories} histories."
    return f" In {histories} histories that differ only in luck: {low} to {high}{SPACE}million."


def _pay(futures: Futures, base: Economy) -> str:
    """Say what happens to pay, to the bottom fifth, to prices and to labour's share."""
    story = futures.story
    wage = _percent(futures, base, "real_median_wage")
    now, then = (100.0 * futures.recent(economy, "labour_share") for economy in (story, base))
    share = f"{number(now, 1)}{SPACE}% of income"
    labour = (
        f"gets {share} instead of {number(then, 1)}{SPACE}%"
        if abs(now - then) >= 0.1
        else f"keeps its {share}"
    )
    fifth = _change(_percent(futures, base, "real_p20_income"))
    prices = _higher(_percent(futures, base, "price_level"))
    return (
        f"The median wage buys {_change(wage)}, and the income that a fifth of adults stay below {fifth}; "
        f"{_poverty(futures, base)}. Prices are {prices}; labour {labour}."
    )


def _poverty(futures: Futures, other: Economy) -> str:
    """Say how many are poor, by the measure that ``tenfold validate`` holds against the country's."""
    now, then = (100.0 * futures.recent(economy, "poverty_rate") for economy in (futures.story, other))
    part = f"{number(now, 1)}{SPACE}% of people are poor"
    return part + (f" instead of {number(then, 1)}{SPACE}%" if abs(now - then) >= 0.1 else ", as many")


def _percent(futures: Futures, other: Economy, column: str) -> float:
    """Return the change of a column of the story against another future, in per cent."""
    return 100.0 * (futures.recent(futures.story, column) / max(1e-9, futures.recent(other, column)) - 1.0)


def _policy_effect(futures: Futures, luck: Luck) -> list[str]:
    """Say what the policies change."""
    story, plain = futures.story, futures.without_policies
    if plain is story:
        return [
            "There is no policy yet: move one, and this page shows what it changes from the next month on."
        ]
    jobs = futures.recent(story, "employment") - futures.recent(plain, "employment")
    now, then = futures.gains.recent(story), futures.gains.recent(plain)
    poor, rich = (100.0 * (now[place] / max(then[place], 1e-9) - 1.0) for place in (0, 4))
    price = _percent(futures, plain, "price_level")
    spread = _spread(luck.range_of_change("employment", futures, "without_policies"), len(luck.histories) + 1)
    return [
        f"With the policies the poorer half has {_change(poor)} to live on, the richest 0.1{SPACE}% "
        f"{_change(rich)}; {_poverty(futures, plain)}.",
        f"{number(abs(jobs), 1)} million {_more(jobs)} people work, and prices are {_higher(price)}.{spread}",
        *policy_sentences(story),
    ]


def _taken_over(futures: Futures) -> float | None:
    """Return the realised ratio of the last year, gross: policies move output, not what a GPU does of it."""
    frames = (_frame(futures, economy) for economy in (futures.without_policies, futures.without_ai))
    return average(*frames)["gross"]


def _frame(futures: Futures, economy: Economy) -> pl.DataFrame:
    columns = {name: futures.series(economy, name)[-MONTHS_PER_YEAR:] for name in TERMS}
    months = range(len(columns["employment"]))
    return pl.DataFrame({"month": months, "year": [month / MONTHS_PER_YEAR for month in months], **columns})


def _tile(label: str, value: str, note: str) -> dict[str, str]:
    return {"label": label, "value": value, "note": note}


def _short(value: float | None) -> str:
    """Write a ratio with as many digits as tell something."""
    if value is None:
        return number(None, 0)
    size = abs(value)
    return number(value, 2 if size < 0.995 else 1 if size < 9.95 and size != round(size) else 0)


def _more(change: float) -> str:
    return "more" if change > 0.0 else "fewer"


def _change(percent: float) -> str:
    if abs(percent) < 0.5:
        return "as much"
    return f"{number(abs(percent), 0)}{SPACE}% {'more' if percent > 0 else 'less'}"


def _higher(percent: float) -> str:
    if abs(percent) < 0.05:
        return "the same"
    return f"{number(abs(percent), 1)}{SPACE}% {'higher' if percent > 0 else 'lower'}"
