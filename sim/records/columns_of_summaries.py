"""The dictionary of columns that experiments write beside the tables of runs: means, intervals, changes.

A name means the same wherever it stands; where it does not, ``OF_TABLES`` has the table's own words. Of a
table whose rows are different figures the unit stands in the row.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.records.columns import CLOCK, TABLES
from sim.records.figures import NOTHING, plain_words
from sim.records.words import MILLIONS, SHARE, Column, name

__all__ = ["IN_ROW", "OF_TABLES", "SHARED", "words_of"]

BASE_YEAR = "billion dollars of the base year a year"
IN_ROW = "as the row says"
"""Unit of a column whose rows are different figures."""
BASE_YEAR_SUM = "billion dollars of the base year"
PER_CENT = "%"
POLICY_COMPARISON = "policy comparison"
"""Kind of results whose tables have names of their own."""


def _number(label: str, description: str, unit: str = IN_ROW) -> Column:
    return Column(label, description, unit, digits=3)


def _ends(what: str, description: str, unit: str = IN_ROW, label: str = "") -> dict[str, Column]:
    """Return the words of a mean and of the two ends of its interval, ``x``, ``x_low``, ``x_high``."""
    label = label or what[:1].upper() + what[1:].replace("_", " ")
    interval = "95 per cent t interval over seeds, empty with one seed"
    return {
        what: _number(label, description, unit),
        f"{what}_low": _number(f"{label}, lower end", f"Lower end of the {interval}", unit),
        f"{what}_high": _number(f"{label}, upper end", f"Upper end of the {interval}", unit),
    }


SHARED: dict[str, Column] = {
    "scenario": name("Scenario", "Scenario of the run"),
    "story": name("Story", "Story, or baseline for the economy without AI"),
    "policy": name("Package", "Package of policies; none for the story without one"),
    "seed": Column("Seed", "Names the random numbers of the run", "number", kind="integer"),
    "year": Column("Year", "Year since the end of the burn-in, counted from 1", "year", kind="integer"),
    "measure": name("Figure", "Name of the figure"),
    "label": name("Label", "The figure in words"),
    "unit": name("Unit", "Unit of the levels in the row"),
    "change_unit": name("Unit of change", "Unit of the changes in the row"),
    "digits": Column("Digits", "Decimals with which the figure is shown", "number", kind="integer"),
    "value": _number("Value", "The figure of one seed"),
    "mean": _number("Mean", "Mean over seeds"),
    "low": _number("Lower end", "Lower end of the 95 per cent t interval over seeds, empty with one seed"),
    "high": _number("Upper end", "Upper end of the 95 per cent t interval over seeds, empty with one seed"),
    "standard_error": _number("Standard error", "Standard error of the mean over seeds"),
    "part": name("Part", "Part of a change, or kind of policy"),
    "gpus": name("GPUs", "Which GPUs are counted: used (rented) or owned (in service)"),
    "basis": name(
        "Basis",
        "Who is compared: start (people by what they were before), place (places in the distribution), now "
        "(whoever is in the group then)",
    ),
    "grouping": name("Grouping", "What people are grouped by"),
    "group": name("Group", "Group of people"),
    "reference": _number("Reference", "Level without the package, mean over seeds", "that of the figure"),
    **_ends("level", "Level, mean over seeds"),
    **_ends("change", "Level with the package less that without it on the same seed, mean over seeds"),
    **_ends("percent", "The same in per cent of the reference, mean over seeds", PER_CENT),
    "share": Column("Share", "Part of the group", SHARE, digits=3),
    "chance": _number(
        "By luck alone", "The same of a life without the policy, against one with other luck", PER_CENT
    ),
    **_ends("beyond", "The share with the policy less that by luck alone", "percentage points"),
    "hole": Column(
        "Gap", "Budget balance of the story less that of the economy without AI, over prices", BASE_YEAR
    ),
    **_ends("closed", "What the package adds to the balance, of the gap", "% of the gap"),
    "size_zero": name("Of size zero", "true where the package is the story without one and was not run"),
    "financed_by": name("Paid by", "The tax whose rate follows its cost, or deficit"),
    "question": name("Question", "What was asked"),
    "reason": name("Reason", "Why there is no answer, or why the figure is what it is"),
    "source": name("Source", "Where a figure comes from"),
    "verdict": name("Verdict", "What the comparison says"),
    "id": name("Name", "Name of the figure"),
    "period": name("Period", "Time of the published figure"),
    "mechanism": name(
        "Mechanism", "Mechanism that is switched; story for all, rest for what none of them does"
    ),
    "outcome": name("Outcome", "Figure that changes"),
    "status": name("Status", "Whether the story has the mechanism"),
    "key": name("Key", "Key of the scenario"),
    "off": name("Off", "Value of the key that switches the mechanism off"),
    "point": Column("Point", "Point of the design", "number", kind="integer"),
    "replicates": Column("Replicates", "Finished runs of the point", "runs", kind="integer"),
    "run": name("Run", "Identity of the run: a hash of everything that shapes it"),
    "counterfactual": name("Counterfactual", "Run that it is held against, on the same seed"),
    "seconds": Column("Time", "Time that the run took", "seconds"),
    "memory_mb": Column("Memory", "Peak memory of the run", "megabytes"),
    "finished": name("Finished", "When the run was finished, universal time"),
    "failed": name("Failed", "When the run failed, universal time"),
    "model": name("Model", "Version and hash of what makes the numbers"),
    "kind": name("Kind", "Kind of failure"),
    "message": name("Message", "What went wrong"),
    "details": name("Details", "Where in the program"),
    "x": _number("Place", "Value of what is varied"),
}
"""Words of columns by name, whatever the table."""

_JOBS = {one: SHARED[one]._replace(unit=MILLIONS, description=f"{SHARED[one].description}, of jobs")
         for one in ("mean", "low", "high")}  # fmt: skip
_MONTHLY = {**CLOCK}
_LOG_POINTS = {one: SHARED[one]._replace(unit="log points times 100") for one in ("mean", "low", "high")}
_RATIO = {one: SHARED[one]._replace(unit="jobs a GPU") for one in ("mean", "low", "high")}
_PER_CENT = {one: SHARED[one]._replace(unit="% of the group") for one in ("mean", "low", "high")}
_AMOUNTS = {
    **_ends("real", "The line with the package less that without it, over consumer prices", BASE_YEAR_SUM),
    **_ends("nominal", "The same in dollars of the year, inflation that differs included", "billion dollars"),
    **_ends("gdp_share", "The real amount over the GDP without the package", "% of GDP", "Share of GDP"),
}
_CLASS = {"change": name("Change", "Class of the change of real disposable income")}

OF_TABLES: Mapping[str, Mapping[str, Column]] = {
    "reconciliation": {
        "first_year": Column("First year", "First of the years that are added up", "year", kind="integer"),
        "year": Column("Last year", "Last of them; debt is that at its end", "year", kind="integer"),
        "line": name(
            "Line",
            "Line of the budget; what adds to the balance is positive. Debt at the end of a year is the one "
            "a year before, less the balance, plus the revaluation",
        ),
        "source": name("Tax", "Which tax of the package, in a line own_tax"),
        **_AMOUNTS,
    },
    "coverage": {
        "label": name("Label", "The package by who paid for it in the story"),
        "source": name("Source", "Tax of the package, part of the rest of the budget that gained, or debt"),
        "share": Column(
            "Share", "Part of the gross cost and of what the rest of the budget lost", SHARE, digits=3
        ),
        "cost": Column(
            "Gross cost", "Mean over the years from the third with a cost to the tenth", BASE_YEAR
        ),
        "missing": Column("Missing", "What debt paid in those years", BASE_YEAR),
        "missing_share": Column("Missing share", "The same, part of what had to be covered", SHARE, digits=3),
        "covered": name("Covered", "true where debt paid at most a twentieth"),
    },
    "books": {
        "line": name("Line", "Line of the budget; what adds to the balance is positive"),
        "source": name("Tax", "Which tax of the package, in a line own_tax"),
        "cents": Column("Cents", "Exact amount of the simulated people", "cents", kind="integer"),
        "nominal": _number("Amount", "The same for the country", "billion dollars"),
        "real": _number("Real amount", "The same over consumer prices of each month", BASE_YEAR_SUM),
    },
    "own_paths": {"value": Column("Value", "Part of adults, or of places", PER_CENT)},
    "realised_ratio": _MONTHLY | _RATIO,
    "realised_ratio_by_year": _RATIO,
    "decomposition": _MONTHLY | _JOBS,
    "decomposition_shapley": _MONTHLY | _JOBS,
    "demand_by_buyer": _MONTHLY | _JOBS,
    "pay_by_force": _MONTHLY | _LOG_POINTS,
    "winners": _CLASS,
    "winner_shares": _CLASS | _PER_CENT,
    "at_a_glance": {
        "label": name("Label", "The package by who paid for it in the story"),
        "seeds": Column("Seeds", "Number of seeds", "number", kind="integer"),
        "cost": Column("Cost", "What the package costs", BASE_YEAR),
        "own_revenue": Column("Revenue", "What the package brings in by itself", BASE_YEAR),
        "missing": Column("Missing", "What debt paid of it from the third year on, if on credit", BASE_YEAR),
        **_ends("poverty", "Change of the poverty rate against no policy", "percentage points"),
        **_ends("employment", "Change of employment against no policy", MILLIONS),
        "loser": name("Loses most", "Tenth of people by income before the policy whose income falls most"),
        **_ends("loss", "Change of the income of that tenth", PER_CENT),
        **_ends(
            "losing", "Adults with over 5 % less than without the policy and with other luck", "% of adults"
        ),
        "losing_by_luck": Column("By luck alone", "The same of two lives without the policy", "% of adults"),
        **_ends("beyond_luck", "The first less the second", "percentage points of adults"),
        "given_jobs": Column(
            "Guaranteed jobs", "People in jobs that a policy gives, counted as employed", "million people"
        ),
        "losing_tenths": Column(
            "Tenths that lose",
            "Tenths of people whose income falls, each told from chance",
            "number",
            kind="integer",
        ),
        "told": name("Told from chance", "Which of poverty, employment and the loss are told from chance"),
    },
    "values": {"value": _number("Value", "The figure, in the unit that table effects gives for it")},
    "groups": {
        "reference": _number("Reference", "Figure of the group without the package", "that of the tables"),
        "value": _number("Value", "Figure of the group with the package", "that of the tables"),
    },
    "regret": {
        "largest": _number("Largest regret", "Most by which it is worse than the best package of a story"),
        "mean": _number("Mean regret", "Mean over stories of how much worse than the best package it is"),
        "low": _number("Mean regret, lower end", "Lower end of the 95 per cent t interval over seeds"),
        "high": _number("Mean regret, upper end", "Upper end of the 95 per cent t interval over seeds"),
        "best_share": Column("Best in", "Part of the stories in which it is the best", SHARE, digits=3),
        "points": Column("Stories", "Stories that are compared", "number", kind="integer"),
    },
    "break_even": {
        "value": _number("Break-even", "Value at which the condition just holds"),
        "low": _number("Break-even, lower end", "Lower end of the 95 per cent bootstrap interval over seeds"),
        "high": _number(
            "Break-even, upper end", "Upper end of the 95 per cent bootstrap interval over seeds"
        ),
        "sure_low": _number(
            "Band, lower end", "Where the band of the whole curve begins to hold the condition"
        ),
        "sure_high": _number(
            "Band, upper end", "Where the band of the whole curve ends to hold the condition"
        ),
        "target": _number("Goal", "What the figure is to be; 0 where the condition has no figure"),
        "unit": name("Unit", "Unit of the value and of the range"),
        **{
            f"range_{end}": _number(f"Range, {end}", "End of the range that was searched")
            for end in ("low", "high")
        },
        **_ends("residual", "What is left of the condition at the value", "that of the condition"),
        "at": _number("Nearest", "Value nearest to the condition that was run"),
        "tolerance": _number("Tolerance", "Largest residual that is accepted", "that of the condition"),
        "missed": name("Missed", "true where the residual is larger than the tolerance"),
        "who_paid": name("Who paid", "The policy by who paid for it in the run nearest to the answer"),
    },
    "curves": {
        "x": _number("Value", "Value that was run", "that of the answer"),
        "mean": _number("Mean", "Figure less its goal, mean over seeds", "that of the condition"),
        **{
            f"band_{end}": _number(
                f"Band, {words} end",
                f"{words.capitalize()} end of a band that holds the whole curve with 95 per cent confidence",
                "that of the condition",
            )
            for end, words in (("low", "lower"), ("high", "upper"))
        },
    },
    "targets": {
        "published": _number("Published", "Published figure"),
        "value": _number("Model", "Figure of the model, mean over seeds"),
        "low": _number("Band, lower end", "Lower end of the band that the figure is to lie in"),
        "high": _number("Band, upper end", "Upper end of that band"),
    },
    "drift": {
        "slope": _number("Slope", "Slope of the series"),
        "t": _number("t", "Slope over its standard error", "ratio"),
        "tolerance": _number("Tolerance", "Largest slope that counts as none"),
    },
    "switches": {"story": name("Value", "Value of the key in the story")},
}
"""Words of columns that mean something of their own in a table."""


def words_of(table: str, column: str, kind: str = "run", own: Mapping[str, Column] = NOTHING) -> Column:
    """Return what is known of a column of a result table; the words of its name where nothing is.

    Parameters
    ----------
    table, column : str
        Where it stands.
    kind : str
        Kind of the results, as their manifest says: a row of the table ``policies`` of a run is a month, of a
        policy comparison a year.
    own : mapping of str to Column
        Words of columns that plugins fill, ``"macro.my_figure"``.
    """
    if (whole := f"{table}.{column}") in own:
        return own[whole]
    of_runs = {} if kind == POLICY_COMPARISON or table not in TABLES else CLOCK | TABLES[table].columns
    places = (of_runs, OF_TABLES.get(table, {}), SHARED, TABLES["policies"].columns)
    found = (words[column] for words in places if column in words)
    return next(found, None) or plain_words(column)
