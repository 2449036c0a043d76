"""Indicators: what the result tables report of each month, one family a file, found by their folder."""

import importlib
import pkgutil
from collections import deque
from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.errors import UserError
from sim.indicators.base import (
    Indicator,
    Memory,
    Observation,
    Titles,
    declared,
    indicator,
    price_with_tax,
)
from sim.parameters.explain import show
from sim.parameters.given_numbers import as_numbers
from sim.phases.flows import MonthFlows
from sim.units import MONTHS_PER_YEAR

__all__ = ["Indicators", "Observation", "Titles", "indicator"]

_FAMILIES = [importlib.import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__)]
BUILT_IN = tuple(one for family in _FAMILIES for one in declared(family))
"""The indicators that come with the program."""
_TRUSTED = frozenset(BUILT_IN)

Tables = dict[str, dict[str, Any]]


class Indicators:
    """The indicators of a run, and the last twelve months that yearly sums need.

    Attributes
    ----------
    jobs : deque of int64 arrays (4,)
        Jobs created, destroyed, created at firms of age 0 and of age 0 to 5, by month.
    distribution : dict of str to dict
        Columns by table that come from the last distribution that was recorded.
    real_base : float
        Price level of month 0, in which real figures are stated.
    """

    def __init__(self) -> None:
        self.jobs: deque[Any] = deque(maxlen=MONTHS_PER_YEAR)
        self.distribution: Tables = {}
        self.real_base = 0.0

    def observe(self, flows: MonthFlows) -> None:
        """Take in a month, recorded or not."""
        self.jobs.append(flows.firms.jobs[:4].copy())

    def collect(self, seen: Observation, others: tuple[Indicator, ...] = ()) -> Tables:
        """Return the month's rows of every result table (table, column, value).

        Parameters
        ----------
        seen : Observation
            The month.
        others : tuple of Indicator
            Indicators beside those that come with the program.

        Raises
        ------
        UserError
            One of them gave an array where its table has one row a month, one of another length, or no
            number.
        """
        indicators = (*BUILT_IN, *others)
        if self.real_base == 0.0:
            self.real_base = price_with_tax(seen)
        seen = seen._replace(memory=Memory(real_base=self.real_base))
        if seen.flows.household.distribution.by_gross.shape[0] > 1:
            self.distribution = _tables((one for one in indicators if one.of_distribution), seen)
        figures = self.distribution.get("macro", {})
        seen = seen._replace(memory=Memory(np.sum(self.jobs, axis=0), figures, self.real_base))
        found = _tables((one for one in indicators if not one.of_distribution), seen)
        for table, columns in self.distribution.items():
            found.setdefault(table, {}).update(columns)
        return found


def _tables(indicators: Iterable[Indicator], seen: Observation) -> Tables:
    found: Tables = {}
    shapes: dict[str, tuple[int, ...]] = {}
    for one in indicators:
        own, is_trusted = found.setdefault(one.table, {}), one in _TRUSTED
        for name, value in one.columns(seen).items():
            table, column, columns = one.table, name, own
            if "." in name:
                table, _, column = name.rpartition(".")
                columns = found.setdefault(table, {})
            if not is_trusted:
                value = _numbers(one, column, value)
            if column in columns:
                raise ValueError(f"two indicators fill the column {table}.{column}")
            shape = value.shape if isinstance(value, np.ndarray) else ()
            if shapes.setdefault(table, shape) != shape:
                like = next(iter(columns.values()))
                raise UserError(
                    f"the indicator {one.function.__name__} gave {_amount(value)} for the column {column}; a "
                    f"column of the table {table} has {_amount(like)} a month."
                )
            columns[column] = value
    return found


def _numbers(one: Indicator, column: str, value: Any) -> Any:
    """Return what an indicator that does not come with the program gave, as one number or an array of them.

    Raises
    ------
    UserError
        It holds what is no number, or infinity.
    """
    numbers = as_numbers(value)
    if numbers is None or np.isinf(numbers).any():
        raise UserError(
            f"the indicator {one.function.__name__} gave {show(value)} for the column {column}; it must give "
            "finite numbers, or nan where there is none."
        )
    return numbers if numbers.shape else float(numbers)


def _amount(value: Any) -> str:
    return f"{np.size(value):,} values" if isinstance(value, np.ndarray) and value.shape else "one number"
