"""At a glance: one sentence and one row for each policy, of the same figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from sim.country import in_currency
from sim.experiments.figures.statistics import FEWEST_SEEDS, Estimate
from sim.experiments.lab.glance import CHANGED, estimate_of
from sim.experiments.lab.measures import MEASURES
from sim.experiments.lab.packages import NONE
from sim.report.html import CARDS, KEPT, Cell, cell, element, fold, joined, mean_and_band, table, text
from sim.report.policies.facts import PolicyFacts, rows
from sim.report.policies.heads import policy_head, references
from sim.report.wording import NOTHING, SPACE, band, few_seeds, listing, number, quantity

__all__ = ["glance_blocks", "glance_sentence", "story_sentence"]

Row = Mapping[str, Any]
AMOUNT = "billion dollars of the base year a year"
"""Unit of cost and revenue in the table, so that they can be compared between runs with other prices."""
LOSING = {True: "beyond luck, percentage points of adults", False: "% of adults"}
"""Unit of those who lose, where the life of the same adults with other luck is known and where it is not."""
MOST_SENTENCES = 6
"""Sentences that stand before the tables; more are folded below them."""
TENTHS = {"1": "the poorest tenth of people", "10": "the richest tenth of people"}
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "all")


def glance_blocks(facts: PolicyFacts) -> list[Markup]:
    """Return a table for every story, and a sentence for each policy; where there are many, most folded."""
    blocks = []
    found = {story: list(rows(facts.glance, story=story).iter_rows(named=True)) for story in facts.stories}
    few = sum(map(len, found.values())) <= MOST_SENTENCES
    if not few and facts.can_tell:
        said = (element("li", story_sentence(facts, story, mine)) for story, mine in found.items())
        blocks.append(element("ul", joined(said), class_="sentences"))
    for place, (story, mine) in enumerate(found.items()):
        heading = f"{facts.labels[story]}, year {facts.last}"
        words = joined(element("li", glance_sentence(row, facts.labels[story])) for row in mine)
        sentences = element("ul", words, class_="sentences")
        shown = _table(facts, story, mine)
        if few:
            blocks += [element("h3", heading, class_="part"), sentences, shown]
            continue
        both = shown + fold(f"{heading}: each policy in a sentence", sentences, KEPT)
        blocks += [element("h3", heading, class_="part"), both] if place == 0 else [fold(heading, both, KEPT)]
    if facts.arms:
        blocks.append(element("p", _reading_aid(facts, sum(map(len, found.values()))), class_="note"))
    if warning := few_seeds(facts.seeds):
        blocks.append(element("p", warning, class_="note"))
    return blocks


def _reading_aid(facts: PolicyFacts, found: int) -> str:
    """Say what the small print below a policy is of, and how many changes chance alone would tell."""
    aid = (
        "In small print below a policy: who paid, in shares of its cost and of what the rest of the budget "
        "lost with it, so that a tax that brings in as much as the policy costs can have less than 100"
        f"{SPACE}% (years 3 to 10; public finance below has the amounts)."
    )
    changes = found * len(CHANGED)
    by_chance = number(0.05 * changes, 0)
    if not facts.can_tell or by_chance == "0":
        return aid
    return (
        f"{aid} If no policy did anything, about {by_chance} of the {changes} changes of poverty and "
        "employment would be clear of chance all the same: 1 in 20."
    )


def story_sentence(facts: PolicyFacts, story: str, found: Sequence[Row]) -> str:
    """Say how many packages that are paid for lower poverty in a story, the one that does most, who loses."""
    paid = [row for row in found if row["missing"] is None]
    which = " that are paid for" if len(paid) < len(found) else ""
    falls = [row for row in paid if "poverty" in row["told"].split(", ") and row["poverty"] < 0.0]
    begin = f"In {facts.labels[story]}, year {facts.last},"
    if not falls:
        return f"{begin} none of {len(paid)} packages{which} lowers poverty beyond chance."
    most = min(falls, key=lambda row: row["poverty"])
    size = number(-most["poverty"], MEASURES["poverty_rate"].digits)
    limit = estimate_of(most, "poverty").high
    near = sum(row["poverty"] <= limit for row in falls) - 1 if limit is not None else 0
    others = (
        f" ({near} {'other lies' if near == 1 else 'others lie'} within its interval)" if near > 0 else ""
    )
    harmless = sum(row["loser"] is None for row in falls)
    return (
        f"{begin} {len(falls)} of {len(paid)} packages{which} lower poverty beyond chance, {most['label']} "
        f"most: by {size} percentage points{others}; it {_cost(most)}. With "
        f"{harmless} of these {len(falls)} no tenth of people clearly loses income."
    )


def glance_sentence(row: Row, story: str) -> str:
    """Say in a sentence what a policy costs, what it does to poverty and jobs, who loses, how sure it is.

    Parameters
    ----------
    row : mapping
        Of the table ``at_a_glance``.
    story : str
        The story in words.
    """
    parts = [_cost(row), *_changes(row)]
    seeds = f"{row['seeds']} seed" + ("s" if row["seeds"] != 1 else "")
    where = f"In {story}, year {row['year']}, {row['label']}"
    return f"{where} {listing(parts)}; {losers(row)}; {how_sure(row)} ({seeds})."


def losers(row: Row) -> str:
    """Say which tenth of people loses most, where one is known to lose."""
    if row["loser"] is None:
        if row["seeds"] < FEWEST_SEEDS:
            return "who loses cannot be told"
        return "no tenth of people clearly loses income"
    who = TENTHS.get(row["loser"], f"tenth {row['loser']} of people by income, 1 being the poorest,")
    most = f"{who} loses most, {number(-row['loss'], 1)}{SPACE}% of its income"
    several = row["losing_tenths"]
    return f"{most}; {NUMBERS[several]} of the ten tenths lose" if several > 1 else most


def how_sure(row: Row) -> str:
    """Say which of the changes of poverty and employment is told from chance."""
    if row["seeds"] < FEWEST_SEEDS:
        return "with so few seeds none of it can be told from chance"
    told = [name for name in CHANGED if name in row["told"].split(", ")]
    if len(told) == len(CHANGED):
        return "both changes are clear of chance"
    if not told:
        return "both changes may be chance"
    other = next(name for name in CHANGED if name not in told)
    return f"the change of {told[0]} is clear of chance, that of {other} may be chance"


def _cost(row: Row) -> str:
    cost, own = (row[name] or 0.0 for name in ("cost", "own_revenue"))
    words = [
        f"{verb} {quantity(amount, 0, MEASURES['policy_cost'].words.unit)}"
        for verb, amount in (("costs", cost), ("brings in", own))
        if round(amount) != 0
    ]
    said = f"{listing(words)} at base-year prices" if words else "has no cost of its own"
    return said if row["missing"] is None else f"{said} (on credit: {missing(row)})"


def missing(row: Row) -> str:
    """Say what is missing of the cost of a package on credit."""
    amount = quantity(row["missing"], 0, MEASURES["policy_cost"].words.unit)
    return f"{amount} is missing"


def _changes(row: Row) -> list[str]:
    found: list[str] = []
    for name, measure in CHANGED.items():
        one, about = estimate_of(row, name), MEASURES[measure]
        if one.mean is None:
            continue
        size = number(abs(one.mean), about.digits)
        verb = "lowers" if one.mean < 0.0 else "raises"
        words = f"{verb} {name} by {size} {about.change_unit.split(' of ')[0]}"
        if float(size.replace(",", "")) == 0.0:
            words = f"leaves {name} as it is"
        limits = band(one.low, one.high, about.digits, signed=True) if row["seeds"] >= FEWEST_SEEDS else ""
        what = "" if any("interval" in before for before in found) else f"95{SPACE}% interval "
        words = f"{words} ({what}{limits})" if limits else words
        given = row["given_jobs"] if name == "employment" else None
        found.append(words if given is None else f"{words}, {_given(given, one.mean)}")
    return found


def _given(jobs: float, change: float | None) -> str:
    """Say how many jobs a policy gives, and what is left of the change without them."""
    others = (change or 0.0) - jobs
    moved = f"{'fewer' if others < 0.0 else 'more'} other jobs"
    return f"{number(jobs, 1)} million people in guaranteed jobs and {number(abs(others), 1)} million {moved}"


def _table(facts: PolicyFacts, story: str, found: list[dict[str, Any]]) -> Markup:
    """Return the row of every policy below the levels without AI and without a policy."""
    body: list[list[str]] = []
    empty = cell(NOTHING, class_="empty")
    for name, head in references(facts, story):
        levels = (
            _cell(facts.level(name, NONE, measure), name, NONE, measure, "level")
            for measure in CHANGED.values()
        )
        body.append([head, empty, *levels, cell(NOTHING, class_="words empty"), empty, empty])
    looks = {arm.name: arm for arm in facts.looks(story)}
    for row in found:
        policy = row["policy"]
        cost = Estimate(row["cost"] or row["own_revenue"])
        note = "" if row["cost"] or not row["own_revenue"] else "brought in"
        told = row["told"].split(", ")
        changes = (
            _cell(estimate_of(row, name), story, policy, measure, "change", is_told=name in told)
            for name, measure in CHANGED.items()
        )
        body.append(
            [
                policy_head(facts, story, looks[policy]),
                text(number(cost.mean, 0)) + (element("small", note) if note else ""),
                *changes,
                cell(_tenths(row), class_="words"),
                _losing(facts, row),
                cell(_certain(row), class_="words"),
            ]
        )
    figures = [*(_head(facts, measure) for measure in ("policy_cost", *CHANGED.values()))]
    losing = text(f"Lose over 5{SPACE}%") + element("small", LOSING[_knows_luck(found)])
    heads = [*figures, text("Who loses") + element("small", "tenths by income"), losing]
    heads.append(text("How sure") + element("small", "poverty, employment"))
    caption = f"{facts.labels[story]}: at a glance, change against no policy in year {facts.last}"
    if facts.can_tell:
        caption += f", with 95{SPACE}% intervals; bold where the interval excludes zero"
    counted = [
        f"{_given(row['given_jobs'], row['employment'])} ({facts.arm_labels[story][row['policy']].what})"
        for row in found
        if row["given_jobs"]
    ]
    note = f"Employment counts {listing(counted)}." if counted else ""
    shown = table(caption, ["Policy", *heads], body, class_=f"headline policies glance {CARDS}")
    return shown + element("p", note, class_="note") if note else shown


def _tenths(row: Row) -> Markup:
    """Return what :func:`losers` says, short enough for a cell."""
    if row["loser"] is None:
        return text("cannot be told" if row["seeds"] < FEWEST_SEEDS else "no tenth of people")
    which = {"1": "poorest tenth", "10": "richest tenth"}.get(row["loser"], f"tenth {row['loser']}")
    size = f"{number(row['loss'], 1, signed=True)}{SPACE}%"
    if row["losing_tenths"] == 1:
        return text(f"{which} {size}")
    most = f"most the {which}, {size}"
    return text(f"{row['losing_tenths']} of 10 tenths") + element("small", most)


def _certain(row: Row) -> str:
    """Return what :func:`how_sure` says, short enough for a cell."""
    if row["seeds"] < FEWEST_SEEDS:
        return "too few seeds"
    told = [name for name in CHANGED if name in row["told"].split(", ")]
    return {0: "may be chance", len(CHANGED): "both clear"}.get(len(told), f"only {listing(told)} clear")


def _losing(facts: PolicyFacts, row: Row) -> Cell:
    """Return how many adults lose over 5 per cent beyond luck, and below it both shares that this is from."""
    beyond, chance = estimate_of(row, "beyond_luck"), row["losing_by_luck"]
    if beyond.mean is None:
        return cell(number(row["losing"], 0))
    both = f"{number(row['losing'], 0)} with it, {number(chance, 0)} by luck"
    told = facts.can_tell and beyond.is_told_from_zero
    return cell(mean_and_band(beyond, 1, signed=True), element("small", both), class_="told" if told else "")


def _knows_luck(found: Sequence[Row]) -> bool:
    return any(row["beyond_luck"] is not None for row in found)


def _head(facts: PolicyFacts, measure: str) -> Markup:
    about = facts.about(measure)
    if measure == "policy_cost":
        return text(about.short) + element("small", in_currency(AMOUNT))
    unit = about.change_unit
    level = "" if unit == about.unit else f" (level: {about.unit})"
    return text(about.short) + element("small", unit + level)


def _cell(one: Estimate, story: str, policy: str, measure: str, what: str, *, is_told: bool = False) -> Cell:
    about = MEASURES[measure]
    return cell(
        mean_and_band(one, about.digits, signed=what == "change"),
        class_="told" if is_told else "",
        data_story=story,
        data_policy=policy,
        data_measure=measure,
        data_what=what,
    )
