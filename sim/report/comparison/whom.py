"""Whom it hits: what changes for people by age, kind of household and state, and whom poverty finds.

Figures are of those who are in a group in the last year, whoever they are. Nothing is shown of runs in which
people have no age or no household.
"""

from __future__ import annotations

import math

import polars as pl
from markupsafe import Markup

from sim.experiments.figures.statistics import Estimate
from sim.records.figures import POVERTY
from sim.records.figures import figure as find_figure
from sim.report.comparison.facts import Facts
from sim.report.comparison.groups import (
    Found,
    by_keys,
    dots_figure,
    ends_in_words,
    measured,
    told_cell,
)
from sim.report.comparison.series import last_year, paired_change, summarise
from sim.report.groups.figures import BY_AGE, BY_KIND, BY_STATE
from sim.report.groups.tile_map import place_states, tile_map
from sim.report.html import cell, element, figure, joined, mean_and_band, section, swatch, table, text
from sim.report.story_looks import Story
from sim.report.svg import describe
from sim.report.wording import SPACE, listing, number

__all__ = ["whom_it_hits"]

WORDS = (
    "All is held against {base} on the same seeds, in {last_year}. A group is whoever is in it then: people "
    "grow older, households form and part. Income by age is that of each adult, income by kind of household "
    "that of all its members; both are means, which a few owners of much can move, after taxes, transfers "
    "and benefits, at prices of year 0."
)
POOR = (
    "Poor are the people of a household whose income before taxes is below the official line for its size; "
    "by the supplemental measure, those of one whose income after taxes, credits and benefits is below its "
    "line. Bands are wide where a group has few people."
)
STATES = (
    "All states share one labour market: they differ by the occupations, ages and households of their people."
)
FEWEST = 300
"""Simulated people below which a state says little: the error of its employment rate is then 3 points."""


def whom_it_hits(facts: Facts) -> Markup:
    """Return the chapter; empty where the runs know neither ages nor households."""
    ages = ("employment_rate", "disposable_income", "mean_pay", "poverty")
    kinds = ("disposable_income", "poverty")
    parts = (
        _grid("By age", [dots_figure(facts, BY_AGE, name) for name in ages]),
        _grid("By kind of household", [dots_figure(facts, BY_KIND, name) for name in kinds]),
        _states(facts),
    )
    if not any(parts):
        return Markup()
    sentences = " ".join(filter(None, (_sentence(facts, story) for story in facts.stories)))
    return section(
        "whom",
        "Whom it hits",
        element("p", sentences) if sentences else "",
        element("p", WORDS.format(base=facts.base.label, last_year=facts.last_year)),
        poverty_table(facts),
        *parts,
    )


def poverty_table(facts: Facts) -> Markup:
    """Return poverty of everybody, by age and by the other measure: its level and its changes."""
    body: list[list[str]] = []
    for name in POVERTY:
        about = find_figure(name)
        values = facts.frame(about.table).select("scenario", "seed", "month", value=about.value())
        last = last_year(values)
        levels = by_keys(summarise(last, ["scenario"]))
        changes = by_keys(summarise(paired_change(last, facts.base.name), ["scenario"]))
        if (facts.base.name,) in levels:
            words = mean_and_band(levels[facts.base.name,], about.digits)
            level = cell(words, data_scenario=facts.base.name, data_group=name)
            cells = [told_cell(facts, s, name, changes.get((s.name,)), about.digits) for s in facts.stories]
            body.append([text(about.label) + element("small", about.unit), level, *cells])
    if len(body) < 2:  # the poverty of everybody alone is among the headlines
        return Markup()
    caption = f"Poverty, mean of {facts.last_year}: level in {facts.base.label}, change in the stories"
    caption += "; bold where the band excludes zero" if facts.can_tell else ""
    heads = [
        swatch(facts.base) + text(facts.base.label) + element("small", "%"),
        *(swatch(s) + text(s.label) + element("small", "percentage points") for s in facts.stories),
    ]
    rows = table(caption, ["Figure", *heads], body, class_="headline")
    return rows + element("p", POOR, class_="note")


def _grid(title: str, figures: list[Markup]) -> Markup:
    drawn = joined(figures)
    head = element("h3", title, class_="part")
    return head + element("div", drawn, class_="grid wide") if drawn else Markup()


def _sentence(facts: Facts, story: Story) -> str:
    """Say which groups a story hits most and least, by jobs and by income."""
    parts = []
    for grouping, name, what in (
        (BY_AGE, "employment_rate", "the employment rate by"),
        (BY_KIND, "disposable_income", "the mean real income of households by"),
    ):
        words = ends_in_words(facts, measured(facts, grouping, name), grouping, story)
        parts += [f"{what} {words}"] if words and not words.startswith("no ") else []
    return f"{story.label} changes {listing(parts)}." if parts else ""


def _states(facts: Facts) -> Markup:
    """Return a map of jobs for each story with a table of every state; the table alone without squares."""
    jobs = measured(facts, BY_STATE, "employment")
    if not jobs.changes:
        return Markup()
    sampled = _sampled(facts)
    others = {name: measured(facts, BY_STATE, name) for name in ("disposable_income", "poverty")}
    known = [
        abs(one.mean or 0.0) for (_, state), one in jobs.changes.items() if sampled.get(state, 0.0) >= FEWEST
    ]
    strongest = _rounded_up(max(known, default=1.0))
    figures = [_map(facts, story, jobs, others, sampled, strongest) for story in facts.stories]
    return _grid("By state", figures)


def _map(
    facts: Facts,
    story: Story,
    jobs: Found,
    others: dict[str, Found],
    sampled: dict[str, float],
    strongest: float,
) -> Markup:
    title = f"{story.label}: employed people by state"
    unit = f"% against {facts.base.label}, mean of {facts.last_year}"
    rows = _state_table(facts, story, jobs, others, sampled, f"{title}, sorted by their change")
    tiles = place_states(jobs.groups)
    if not tiles:
        return element("div", rows)
    country = facts.relative_changes.get((story.name, "employment"), Estimate()).mean or 0.0
    squares, told = [], []
    for state, tile in tiles.items():
        one = jobs.changes.get((story.name, state))
        is_known = one is not None and sampled.get(state, 0.0) >= FEWEST
        apart = is_known and facts.can_tell and _is_apart(one, country)
        told += [state] if apart else []
        squares.append((*tile, one.mean if is_known and one is not None else None, apart))
    schema = {"abbreviation": pl.String, "column": pl.Int64, "row": pl.Int64, "value": pl.Float64}
    frame = pl.DataFrame(squares, {**schema, "framed": pl.Boolean}, orient="row")
    drawing = tile_map(frame, strongest=strongest, digits=0, unit="%")
    few = frame["value"].null_count()
    notes = [f"{STATES} All of the country: {number(country, 1, signed=True)}{SPACE}%."]
    if facts.can_tell:
        notes.append("A frame marks states whose band excludes that; one in twenty would have one by chance.")
    if few:
        notes.append(f"Grey: fewer than {FEWEST} simulated people, too few to say.")
    ranked = sorted((one, state) for state, _, _, one, _ in squares if one is not None)
    words = (
        f"lowest {ranked[0][1]} {number(ranked[0][0], 1, signed=True)} %, highest {ranked[-1][1]} "
        f"{number(ranked[-1][0], 1, signed=True)} %"
        if ranked
        else f"none of {len(squares)} has people enough"
    )
    description = f"A square for each of {len(squares)} states, {unit}: {words}; {few} states are grey."
    return figure(
        title, unit, describe(drawing, title, description), rows, " ".join(notes), f"states-{story.name}"
    )


def _state_table(
    facts: Facts,
    story: Story,
    jobs: Found,
    others: dict[str, Found],
    sampled: dict[str, float],
    caption: str,
) -> Markup:
    """Return every state, those with the largest loss of jobs first, those with few people last."""

    def place(state: str) -> tuple[bool, float]:
        one = jobs.changes.get((story.name, state), Estimate())
        return sampled.get(state, 0.0) < FEWEST, math.inf if one.mean is None else one.mean

    body: list[list[str]] = []
    for state in sorted(jobs.groups, key=place):
        few = sampled.get(state, 0.0) < FEWEST
        size = element(
            "small", f"{number(sampled.get(state, 0.0), 0)} simulated people" + (": few" if few else "")
        )
        cells = [
            told_cell(
                facts,
                story,
                f"states {name} {state}",
                found.changes.get((story.name, state)),
                found.about.digits,
            )
            for name, found in (("employment", jobs), *others.items())
        ]
        body.append([text(state) + size, *cells])
    heads = [
        text(found.about.label) + element("small", found.about.change_unit)
        for found in (jobs, *others.values())
    ]
    return table(f"{caption}, mean of {facts.last_year}", ["State", *heads], body)


def _sampled(facts: Facts) -> dict[str, float]:
    """Return the simulated people of each state in the last year of the counterfactual, children included."""
    adults = facts.frame("macro").filter(scenario=facts.base.name)
    adults = adults.select((pl.col("employment") / pl.col("employment_rate")).mean())
    people = facts.comparison.scenarios[facts.base.name].run.people
    frame = facts.frame("states").filter(scenario=facts.base.name)
    values = frame.select("scenario", "seed", "month", "state", value=pl.col("persons"))
    means = last_year(values, ["state"]).group_by("state").agg(pl.col("value").mean())
    scale = people / float(adults.item())
    return {state: scale * persons for state, persons in means.iter_rows()}


def _is_apart(one: Estimate | None, country: float) -> bool:
    if one is None or one.low is None or one.high is None:
        return False
    return one.low != one.high and not one.low <= country <= one.high


def _rounded_up(value: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, 50, ..., at least 1: an end for a legend."""
    size = 10.0 ** math.floor(math.log10(max(value, 1.0)))
    return next(step * size for step in (1.0, 2.0, 3.0, 5.0, 10.0) if value <= step * size)
