"""What an indicator sees of a month, and how a function becomes one."""

from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from sim.parameters import Parameters
from sim.phases.flows import MonthFlows
from sim.state.columns import Array, State
from sim.state.levers import bought_of_a_dollar
from sim.state.structure import Structure

__all__ = ["Indicator", "Memory", "Observation", "Titles", "declared", "indicator"]


class Titles(NamedTuple):
    """Names of the rows of the tables that have several a month."""

    occupations: tuple[str, ...]
    sectors: tuple[str, ...]
    providers: tuple[str, ...]
    model_owners: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


class Memory(NamedTuple):
    """What indicators need of other months."""

    jobs: Array | None = None
    """int64 (4,): jobs created, destroyed, created at firms of age 0 and of age 0 to 5, in twelve months."""
    distribution: Mapping[str, float] = {}
    """Figures of table ``macro`` taken from the newest distribution that was recorded."""
    real_base: float = 1.0
    """Price level of month 0, in which real figures are stated."""


class Observation(NamedTuple):
    """One month of one economy, as indicators see it."""

    state: State
    """At the end of the month."""
    flows: MonthFlows
    weight: float
    """Real people, or firms, that one simulated one stands for."""
    parameters: Parameters
    titles: Titles
    policies: tuple[tuple[str, str], ...]
    """Name of each policy in force and the tax that pays for it, or ``deficit``."""
    structure: Structure
    """What no month changes."""
    memory: Memory = Memory()


def price_with_tax(seen: Observation) -> float:
    """Return the consumer price level with the tax on what is bought, 1 in the base year but for that tax."""
    return float(seen.state.macro.price_level[0]) / bought_of_a_dollar(seen.flows.levers.consumption_tax)


class Indicator(NamedTuple):
    """A function that fills columns of a result table."""

    table: str
    function: Callable[[Observation], Any]
    of_distribution: bool

    def columns(self, seen: Observation) -> Mapping[str, Any]:
        """Return the month's values by column; a single one goes by the name of the function."""
        found = self.function(seen)
        return found if isinstance(found, Mapping) else {self.function.__name__: found}


def indicator(table: str, *, of_distribution: bool = False) -> Callable[[Any], Any]:
    """Declare a function as an indicator of ``table``; its words stand in ``sim/records/columns.py``.

    The function takes an :class:`Observation`. It returns a mapping of column to value, or one value: the
    column then has the name of the function. A value is a number in a table of one row a month, else an array
    of the month's rows. What one pass over persons finds for another table too goes by ``"table.column"``.

    Parameters
    ----------
    table : str
        Result table, ``"macro"``.
    of_distribution : bool
        The function reads the distributions over persons, so it is called in the months in which they are
        recorded; its last values stand until the next.

    Raises
    ------
    TypeError
        No table was named.
    """
    if not isinstance(table, str):
        raise TypeError('an indicator names its table: @indicator("macro")')

    def declare(function: Any) -> Any:
        function.indicator = Indicator(table, function, of_distribution)
        return function

    return declare


def declared(module: ModuleType) -> Iterator[Indicator]:
    """Return the indicators of a module, in the order in which they stand there."""
    for value in vars(module).values():
        found = getattr(value, "indicator", None)
        if isinstance(found, Indicator) and found.function.__module__ == module.__name__:
            yield found
