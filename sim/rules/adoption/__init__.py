"""Slot ``adoption``: which firms begin to use AI. The contract is :class:`AdoptionRule`."""

from typing import Any, ClassVar, NamedTuple

from sim.rules.slots import Moment, Rule


class Prospect(NamedTuple):
    """A firm that does not use AI, or only tries it."""

    firm: int  # row, for draws of the rule's own (``sim.kernels.draws``)
    saving: float  # fall of unit labour cost that full use would bring, customers lost counted as a cost
    adopters: float  # share of its neighbours in the network of firms that use AI and do not only try it


class AdoptionRule(Rule):
    """How likely a firm is to adopt AI; it is asked for every firm in step 3, within the pass over firms.

    ``hazard`` is compiled into that pass, so it is a function of numbers, decorated with ``row_rule``: it
    allocates nothing and calls only compiled functions. How fast the use of adopters deepens is
    ``adoption.speed``.
    """

    slot: ClassVar[str] = "adoption"

    def numbers(self, moment: Moment) -> Any:
        """Return what ``hazard`` needs of the scenario and the month.

        Parameters
        ----------
        moment : Moment
            The economy before firms decide.

        Returns
        -------
        NamedTuple of numbers and arrays
            The same type in every month; an empty tuple for nothing.
        """
        raise NotImplementedError

    @staticmethod
    def hazard(numbers: Any, prospect: Prospect) -> float:
        """Return the probability that the firm begins to use AI this month.

        Parameters
        ----------
        numbers : NamedTuple
            From ``numbers``.
        prospect : Prospect
            The firm.

        Returns
        -------
        float
            A probability; what is above 1 means surely, below 0 never.
        """
        raise NotImplementedError
