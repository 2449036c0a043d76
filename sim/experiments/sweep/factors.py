"""Factors of a sweep: what is varied, and over which values or distribution."""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from sim.parameters import Section, find, parameter
from sim.parameters.declare import CHOICE
from sim.parameters.explain import show
from sim.parameters.lists import MOST_ENTRIES, read_tables

__all__ = ["Factor", "Option"]

Value = bool | int | float | str
Distribution = Literal["uniform", "loguniform", "normal", "integers"]

STORY = "scenario"
"""Key of the factor whose values are names of scenarios."""
OPTIONS = "options"
"""Key of a factor made of options: each sets several keys or policies at once."""

ACRONYMS = frozenset({"ai", "gpu", "ubi"})
DIGITS = 6
"""Significant digits of sampled values: libraries differ in the last bits of a logarithm, and runs are known
by their values."""
TAIL = 0.005
"""Probability left out at each end of a normal distribution, so that no value is far out or infinite."""


class Option(Section):
    """One of several bundles of changes, by name: a story, keys, policies."""

    name: str = parameter(..., "Name in the results", source=CHOICE)
    scenario: str = parameter("", "Scenario instead of the sweep's", at_most=500, source=CHOICE)
    set: dict[str, Any] = Field(default_factory=dict)
    """Values by section and key."""
    policy: tuple[dict[str, Any], ...] = ()
    """Policies added to those of the scenario."""

    @field_validator("policy", mode="before")
    @classmethod
    def _as_tuple(cls, tables: Any) -> Any:
        if not isinstance(tables, list | tuple) or not all(isinstance(one, Mapping) for one in tables):
            raise ValueError(f"it is {show(tables)}; it must be a list of tables")
        return tuple(map(dict, tables))


class Factor(Section):
    """One thing that a sweep varies.

    ``key`` is a scenario key (``compute.gpu_worker_ratio``, ``policy.gpu_tax.rate``), ``scenario`` for
    stories, or ``options``. It has ``values``, a ``distribution``, or a list of ``option`` tables.
    """

    key: str = parameter(..., "Key that is varied", source=CHOICE)
    name: str = parameter("", "Name in the results; the last part of the key", at_most=60, source=CHOICE)
    label: str = parameter("", "Words on charts", at_most=100, source=CHOICE)
    distribution: Distribution | None = parameter(
        None, "How values are drawn; uniform where low and high are given alone", source=CHOICE
    )
    low: float | None = parameter(None, "Lowest value", at_least=-1e18, at_most=1e18, source=CHOICE)
    high: float | None = parameter(None, "Highest value", at_least=-1e18, at_most=1e18, source=CHOICE)
    mean: float | None = parameter(None, "Mean (normal)", at_least=-1e18, at_most=1e18, source=CHOICE)
    sd: float | None = parameter(None, "Standard deviation (normal)", at_least=0, at_most=1e18, source=CHOICE)
    levels: int = parameter(5, "Values on a grid", unit="values", at_least=2, at_most=1000, source=CHOICE)
    scale: Literal["linear", "log"] | None = parameter(
        None, "Scale on charts; logarithmic for loguniform", source=CHOICE
    )
    inverse: bool = parameter(
        False,
        "Give the key one over the value, and infinity for 0: elasticities of supply",
        source=CHOICE,
    )
    counterfactual: bool | None = parameter(
        None,
        "Whether the counterfactual gets the value too; by default where it matters without AI",
        source=CHOICE,
    )
    values: tuple[Value, ...] = ()
    option: tuple[Option, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _between_two_ends(cls, tables: Any) -> Any:
        """Draw evenly between ``low`` and ``high`` where nothing says how."""
        said = {"distribution", "values", "option", "mean", "sd"}
        if isinstance(tables, Mapping) and {"low", "high"} <= set(tables) and not said & set(tables):
            return {**tables, "distribution": "uniform"}
        return tables

    @field_validator("values", "option", mode="before")
    @classmethod
    def _as_tuple(cls, items: Any, info: Any) -> Any:
        if not isinstance(items, list | tuple):
            raise ValueError(f"it is {show(items)}; it must be a list")
        if len(items) > MOST_ENTRIES:
            raise ValueError(f"it has {len(items):,} entries; {MOST_ENTRIES:,} is the most")
        if info.field_name == "option":
            return tuple(read_tables(items, Option, "option"))
        for item in items:
            if not isinstance(item, bool | int | float | str):
                raise ValueError(f"{show(item)} is not a number, flag or text")
            if isinstance(item, float) and not math.isfinite(item):
                raise ValueError(f"{show(item)} is not a finite number")
        return tuple(items)

    @model_validator(mode="after")
    def _check(self) -> Factor:
        given = [bool(self.values), bool(self.option), self.distribution is not None]
        if sum(given) != 1:
            raise ValueError(
                "give it either values, or low and high, or a distribution, or tables [[factor.option]]"
            )
        if (self.key == OPTIONS) != bool(self.option):
            raise ValueError('tables [[factor.option]] go with key = "options", and the other way round')
        if self.key == OPTIONS and not self.name:
            raise ValueError('a factor with key = "options" needs a name')
        if self.key == STORY and not all(isinstance(value, str) for value in self.values or [0]):
            raise ValueError('a factor with key = "scenario" needs the names of scenarios as values')
        names: list[Value] = [one.name for one in self.option] or list(self.values)
        if len({(isinstance(name, bool), name) for name in names}) < len(names):
            raise ValueError("a value is there twice")
        if self.distribution is not None:
            self._check_distribution(self.distribution)
        if self.inverse and not (self.is_numeric and self.reach[0] >= 0.0):
            raise ValueError("inverse = true needs numbers that are not negative")
        if self.scale == "log" and not (self.is_numeric and self.reach[0] > 0):
            raise ValueError("a logarithmic scale needs numbers above 0")
        return self

    def _check_distribution(self, distribution: str) -> None:
        if distribution == "normal":
            if self.mean is None or not self.sd:
                raise ValueError("a normal distribution needs mean and sd, with sd above 0")
            return
        if self.low is None or self.high is None or self.low >= self.high:
            raise ValueError(f"the distribution {distribution} needs low and high, with low below high")
        if distribution == "loguniform" and self.low <= 0:
            raise ValueError("the distribution loguniform needs low above 0")
        if distribution == "integers" and not (self.low.is_integer() and self.high.is_integer()):
            raise ValueError("the distribution integers needs whole numbers as low and high")

    @property
    def column(self) -> str:
        """Name of the factor's column in the results."""
        return self.name or f"{'inverse_' * self.inverse}{self.key.rpartition('.')[2]}"

    @property
    def words(self) -> str:
        """Name of the factor on charts and in sentences."""
        words = self.column.replace("_", " ").split()
        return self.label or " ".join(word.upper() if word in ACRONYMS else word for word in words)

    @property
    def is_numeric(self) -> bool:
        """Whether its values are numbers, so that they have an order."""
        if self.distribution is not None:
            return True
        return bool(self.values) and not any(isinstance(value, bool | str) for value in self.values)

    @property
    def is_pair(self) -> bool:
        """Whether it has two values, whatever they are: there is one way from the first to the second."""
        return len(self.option or self.values) == 2

    @property
    def is_log(self) -> bool:
        """Whether charts and surfaces show it on a logarithmic scale."""
        return (self.scale or ("log" if self.distribution == "loguniform" else "linear")) == "log"

    @property
    def is_whole(self) -> bool:
        """Whether the values are whole numbers."""
        return self.distribution == "integers" or (
            bool(self.values) and all(isinstance(value, int) for value in self.values)
        )

    @property
    def reach(self) -> tuple[float, float]:
        """Lowest and highest value of a numeric factor."""
        if self.distribution is None:
            numbers = [float(value) for value in self.values]
            return min(numbers), max(numbers)
        return float(self.at(0.0)), float(self.at(1.0))

    @property
    def applies_without_ai(self) -> bool:
        """Whether the counterfactual of a point gets the point's value too."""
        if self.counterfactual is not None:
            return self.counterfactual
        if self.key in (STORY, OPTIONS) or self.key.startswith("policy."):
            return False
        declared = find(self.key)
        return declared is None or (declared.without_ai and not declared.policy)

    def at(self, quantile: float) -> Value:
        """Return the value at ``quantile`` (0 to 1) of the distribution, or of the list of values."""
        names = [one.name for one in self.option] or self.values
        if names:
            return names[min(int(quantile * len(names)), len(names) - 1)]
        if self.distribution == "normal":
            assert self.mean is not None
            assert self.sd is not None
            value = NormalDist(self.mean, self.sd).inv_cdf(min(max(quantile, TAIL), 1.0 - TAIL))
            low, high = (
                -math.inf if self.low is None else self.low,
                math.inf if self.high is None else self.high,
            )
            return _rounded(min(max(value, low), high))
        assert self.low is not None
        assert self.high is not None
        match self.distribution:
            case "integers":
                size = int(self.high) - int(self.low) + 1
                return int(self.low) + min(int(quantile * size), size - 1)
            case "loguniform":
                return _rounded(self.low * (self.high / self.low) ** quantile)
            case _:
                return _rounded(self.low + (self.high - self.low) * quantile)

    def given(self, value: Value) -> Value:
        """Return what the key is set to at a value of the factor."""
        if not self.inverse:
            return value
        return 1.0 / float(value) if value else math.inf

    @property
    def grid_size(self) -> int:
        """Values of a full grid, at most."""
        return self.levels if self.distribution is not None else len(self.option or self.values)

    def grid(self) -> list[Value]:
        """Return the values of a full grid: all that are listed, or ``levels`` of the distribution."""
        if self.distribution is None:
            return [one.name for one in self.option] or list(self.values)
        found = [self.at(place / (self.levels - 1)) for place in range(self.levels)]
        return list(dict.fromkeys(found))

    def to_unit(self, value: float) -> float:
        """Return where ``value`` lies between lowest (0) and highest (1), on the factor's scale."""
        low, high = self.reach
        if self.is_log:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return (value - low) / (high - low) if high > low else 0.0

    def from_unit(self, place: float) -> float:
        """Return the value at ``place`` between lowest (0) and highest (1), on the factor's scale."""
        low, high = self.reach
        if self.is_log:
            return float(_rounded(low * (high / low) ** place))
        return float(_rounded(low + (high - low) * place))


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
