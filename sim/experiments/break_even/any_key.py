"""The value of any key of a scenario at which any figure meets a goal.

The goal is a level (``unemployment_rate`` = 6) or a difference from a reference on the same seeds
(``real_median_income`` = -5 per cent against the economy without AI, or against the same story without some
policies). Figures are those of the last year of the runs, in the unit in which people read them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.errors import UserError
from sim.experiments.break_even.answer import WIDE, BreakEven, written
from sim.experiments.break_even.laboratory import ROUNDS, Laboratory, Real
from sim.experiments.lab.measures import OF_PAIRS, named_measures
from sim.experiments.lab.packages import Package, parse_packages
from sim.experiments.public_finance.financing import DEFAULT_PAYER, is_paid_for
from sim.experiments.run.run import ScenarioLike, as_scenario
from sim.parameters import Declaration, declarations, find
from sim.parameters.explain import nearest
from sim.records.figures import Figure
from sim.scenario import Scenario

__all__ = ["WITHOUT", "KeyQuestion", "break_even_key"]

WITHOUT = "none"
"""Reference: the same story at the same value of the key, without the policies that were added."""
POINTS_A_ROUND = 3


def break_even_key(
    story: ScenarioLike,
    key: str,
    figure: str,
    value: float,
    *,
    against: ScenarioLike | None = None,
    policies: str = "none",
    low: float | None = None,
    high: float | None = None,
    tolerance: float | None = None,
    **options: Any,
) -> BreakEven:
    """Find the value of a key at which a figure meets a value.

    Parameters
    ----------
    story : Scenario, str or Path
        Where the key is varied.
    key : str
        Any key with numbers: ``compute.gpu_worker_ratio``, ``policy.universal_basic_income.amount``.
    figure : str
        Any figure, by name.
    value : float
        What it is to be, in the unit in which it is shown; with ``against``, by how much it is to differ: in
        per cent where changes of the figure are told in per cent, else in its unit.
    against : Scenario, str, Path or None
        A scenario on the same seeds that the figure is held against; ``"none"`` for the same story at the
        same value without ``policies``; None for the level of the figure.
    policies : str
        Policies added to the story, as for ``compare --policies``.
    low, high : float or None
        Ends of the range; by default those that the key may have.
    tolerance : float or None
        Largest residual; by default 2 per cent of what the figure moves over the range.
    **options
        As for ``break_even_poverty``.

    Raises
    ------
    UserError
        If there is no such key, figure or package, or the range is not valid.
    """
    question = KeyQuestion.of(
        story, key, figure, value, against=against, policies=policies, low=low, high=high, options=options
    )
    return question.answer(tolerance)


@dataclass(frozen=True)
class KeyQuestion:
    """A question that was checked, and may be asked.

    Attributes
    ----------
    lab : Laboratory
        The story and the seeds.
    key, about : str, Declaration
        What is varied.
    figure, value : Figure, float
        What is to be met.
    against : Scenario, str or None
        What it is held against.
    package : Package or None
        Policies that are added.
    grid : float array
        First values of the key, from one end of the range to the other.
    """

    lab: Laboratory
    key: str
    about: Declaration
    figure: Figure
    value: float
    against: Scenario | str | None
    package: Package | None
    grid: Real

    @classmethod
    def of(
        cls,
        story: ScenarioLike,
        key: str,
        figure: str,
        value: float,
        *,
        against: ScenarioLike | None = None,
        policies: str = "none",
        low: float | None = None,
        high: float | None = None,
        options: dict[str, Any] | None = None,
    ) -> KeyQuestion:
        """Check a question, as :func:`break_even_key` takes it, before anything runs."""
        lab = Laboratory(story, options or {}, key)
        (shown,) = named_measures([figure], [lab.story])
        packages = parse_packages([policies], plugins=lab.story.plugins)
        if len(packages) > 1:
            raise UserError(f"break-even takes one package, but {policies} makes {len(packages)}.")
        if against == WITHOUT and not packages:
            raise UserError("--against none is the story without the policies of --policies; name some.")
        if shown.name in OF_PAIRS and against != WITHOUT:
            raise UserError(
                f"figure {shown.name} compares a story with itself without policies; "
                "ask with --policies and --against none."
            )
        reference = against
        if against is not None and against != WITHOUT:
            size = {"people": lab.story.run.people, "months": lab.story.run.months}
            reference = as_scenario(against, plugins=lab.story.plugins, **size)
        about = _declaration(lab.story, key)
        grid = _grid(lab, key, about, low, high)
        package = packages[0] if packages else None
        question = cls(lab, key, about, shown, value, reference, package, grid)  # type: ignore[arg-type]
        for x in grid:
            question.story_at(x)
        return question

    @property
    def is_whole(self) -> bool:
        """Whether the key takes whole numbers only."""
        return self.about.kind == "whole number"

    @property
    def is_difference(self) -> bool:
        """Whether the figure is held against a reference."""
        return self.against is not None and self.figure.name not in OF_PAIRS

    @property
    def unit(self) -> str:
        """Unit of the value that is to be met."""
        return self.figure.change_unit if self.is_difference else self.figure.unit

    @property
    def words(self) -> str:
        """The question in words."""
        sign = "+" if self.is_difference and self.value > 0 else ""
        met = f"{sign}{self.value:g} {self.unit}".rstrip()
        with_package = f" with {self.package.unpaid_label}" if self.package else ""
        if self.against == WITHOUT:
            held = f" against the same without {self.package.unpaid_label}" if self.package else ""
            with_package = ""
        else:
            held = f" against {self.against.name}" if isinstance(self.against, Scenario) else ""
        is_met = "differs by" if self.is_difference else "is"
        return f"value of {self.key} at which {self._label} {is_met} {met}{held}{with_package}"

    @property
    def runs(self) -> int:
        """Runs that it takes at most."""
        values = self.grid.size + POINTS_A_ROUND * int(self.lab.options.get("rounds", ROUNDS))
        references = values if self.against == WITHOUT else int(self.against is not None)
        return int(len(self.lab.seeds) * (values + references))

    def story_at(self, x: float, *, with_package: bool = True) -> Scenario:
        """Return the story at a value of the key."""
        story = self.lab.story
        if self.package and with_package:
            story = story.with_({"policy": [*story.policy, *self.package.policies]})
        changes: dict[str, Any] = {self.key: int(x) if self.is_whole else float(x)}
        if self.payer:
            changes[f"policy.{self.key.split('.')[1]}.financed_by"] = self.payer
        return story.with_(changes, place="break-even")

    @property
    def payer(self) -> str:
        """What pays for a policy that only the key brings in; empty where nothing has to, or is asked to."""
        first, kind, *_ = (*self.key.split("."), "")
        there = (*self.lab.story.policy, *(self.package.policies if self.package else ()))
        if first != "policy" or any(policy.kind == kind for policy in there):
            return ""
        (policy,) = self.lab.story.with_({"policy": [{"kind": kind}]}).policy
        return DEFAULT_PAYER if is_paid_for(policy) else ""

    def answer(self, tolerance: float | None = None) -> BreakEven:
        """Run the question."""
        fixed = None
        if isinstance(self.against, Scenario):
            fixed = self.lab.plain(self.against, self.figure.name)

        def respond(values: Sequence[float]) -> dict[float, Real]:
            if self.against == WITHOUT and self.package:
                pairs = {x: (self.story_at(x, with_package=False), self.package) for x in values}
                found = self.lab.pairs(pairs, self.figure.name)
                return {x: self._response(one.with_it, one.without) for x, one in found.items()}
            levels = self.lab.stories({x: self.story_at(x) for x in values}, self.figure.name)
            return {x: self._response(level, fixed) for x, level in levels.items()}

        snap = round if self.is_whole else float
        found = self.lab.find(respond, self.grid, tolerance, rising=None, snap=snap)
        label = self.figure.label
        change = self.unit if self.is_difference else self.figure.difference_unit
        return BreakEven(
            question=self.words,
            unit=self.about.unit,
            range=(float(self.grid[0]), float(self.grid[-1])),
            crossing=found,
            response=f"{change} of {self._label}".strip(),
            reason="" if found.exists else self._how_near(found.curve["x"], found.curve["mean"]),
            varied=self.key,
            target=self.value,
            axis=f"{label}, {self.unit}" + (", difference" if self.is_difference else ""),
            who_paid=self._who_paid(found.value),
            **self.lab.asked,
        )

    def _who_paid(self, value: float | None) -> str:
        return "" if value is None else self.lab.payers_at(value, self.story_at(value).policy)

    @property
    def _label(self) -> str:
        label = self.figure.label
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]

    def _response(self, level: Real, reference: Real | None) -> Real:
        if reference is None:
            return level - self.value
        change = 100.0 * (level / reference - 1.0) if self.figure.relative else level - reference
        return np.asarray(change - self.value)

    def _how_near(self, x: Any, mean: Any) -> str:
        """Say how near the figure comes to the value."""
        values, left = x.to_numpy(), mean.to_numpy()
        best = int(np.argmin(np.abs(left)))
        nearest_found, digits = left + self.value, max(self.figure.digits, 1)
        return (
            f"{self._label} comes nearest at {written(values[best])}, where it is "
            f"{nearest_found[best]:.{digits}f} {self.unit} instead of {self.value:g}; over the range it "
            f"goes from {nearest_found.min():.{digits}f} to {nearest_found.max():.{digits}f}."
        )


def _declaration(story: Scenario, key: str) -> Declaration:
    """Return what is known of a key that holds a number.

    Raises
    ------
    UserError
        There is no such key, or it holds none.
    """
    about, value = find(key), _value(story.resolved(), key)
    first, *rest = key.split(".")
    if first == "policy" and len(rest) == 2 and rest[0] in story.extensions.kinds():
        known = declarations(story.extensions.policy(rest[0]))
        about = known.get(rest[1])
        if about is None:
            offer = nearest(rest[1], known)
            more = f"; the nearest is {offer}" if offer else f"; valid are {', '.join(known)}"
            raise UserError(f"policy.{rest[0]} has no key {rest[1]}{more}.")
    elif value is None:
        story.with_({key: 0.0}, place="break-even")  # says what is wrong with it
        raise UserError(f"there is no key {key}; tenfold parameters lists them.")
    if about is not None and about.kind in ("number", "whole number"):
        return about
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
        return _plain(key)  # an entry of a table
    kind = "table" if about is None and isinstance(value, dict) else about.kind if about else "text"
    raise UserError(f"{key} is a {kind}; break-even varies a key that holds a number.")


def _plain(key: str) -> Declaration:
    """Return what is known of a number in a table: that it is one."""
    name = key.rpartition(".")[2]
    return Declaration(name, name, "", None, "number", None, None, (), "", False, True, False)


def _value(tables: Any, key: str) -> Any:
    for part in key.split("."):
        if not isinstance(tables, dict) or part not in tables:
            return None
        tables = tables[part]
    return tables


def _grid(lab: Laboratory, key: str, about: Declaration, low: float | None, high: float | None) -> Real:
    """Return the first values that are tried."""
    start = about.at_least if low is None else low
    end = about.at_most if high is None else high
    for bound, option in ((start, "--from"), (end, "--to")):
        if bound is None or not math.isfinite(bound):
            raise UserError(f"{key} has no end of its range of its own; name one with {option}.")
    assert start is not None
    assert end is not None
    if start >= end:
        raise UserError(f"the range of {key} is {start:g} to {end:g}; it must rise.")
    is_wide = start > 0.0 and end >= WIDE * start
    spaced = np.geomspace if is_wide else np.linspace
    grid = spaced(start, end, lab.grid)
    grid[0], grid[-1] = start, end
    return np.unique(np.round(grid)) if about.kind == "whole number" else np.asarray(grid)
