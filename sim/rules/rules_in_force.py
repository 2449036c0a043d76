"""The market rules of a scenario, one a slot, and what they keep from month to month."""

from collections.abc import Mapping
from typing import NamedTuple

from sim.parameters import Parameters
from sim.parameters.rules import SLOTS, RuleParameters
from sim.rules.adoption import AdoptionRule
from sim.rules.compute_investment import ComputeInvestmentRule
from sim.rules.compute_price import ComputePriceRule
from sim.rules.matching import MatchingRule
from sim.rules.policy_rate import PolicyRateRule
from sim.rules.pricing import PricingRule
from sim.rules.slots import NO_OTHERS, Moment, Rule, make
from sim.rules.wages import WageRule
from sim.state.columns import State
from sim.state.levers import Levers
from sim.state.structure import Structure


class RulesOfMonth(NamedTuple):
    """The rule of every slot, and what it may look at in a month."""

    wages: WageRule
    policy_rate: PolicyRateRule
    matching: MatchingRule
    pricing: PricingRule
    compute_price: ComputePriceRule
    compute_investment: ComputeInvestmentRule
    adoption: AdoptionRule
    moments: Mapping[str, Moment]  # by slot


class Rules:
    """The rules that a scenario chose.

    What they keep lies side by side in ``macro.kept_by_rules``, in the order of the slots.

    Parameters
    ----------
    chosen : RuleParameters
        The section ``rules`` of a validated scenario.
    others : mapping of (slot, name) to rule
        Rules that do not come with the program.
    sizes : mapping of str to int
        Rows of the tables of the country: ``occupations``, ``sectors``.

    Attributes
    ----------
    size : int
        Numbers that the rules keep.
    """

    def __init__(
        self,
        chosen: RuleParameters,
        others: Mapping[tuple[str, str], type[Rule]] = NO_OTHERS,
        *,
        sizes: Mapping[str, int],
    ) -> None:
        self._rules = {slot: make(slot, getattr(chosen, slot), others) for slot in SLOTS}
        self._kept: dict[str, dict[str, slice]] = {}
        self.size = 0
        for slot, rule in self._rules.items():
            self._kept[slot] = {}
            for name, size in rule.keeps.items():
                length = sizes[size] if isinstance(size, str) else size
                self._kept[slot][name] = slice(self.size, self.size + length)
                self.size += length

    def begin(
        self,
        state: State,
        structure: Structure,
        parameters: Parameters,
        levers: Levers,
        seed: int,
        month: int,
    ) -> None:
        """Let every rule fill what it keeps; ``month`` is the one before the first."""
        rules = self.in_month(state, structure, parameters, levers, seed, month)
        for slot, rule in self._rules.items():
            rule.begin(rules.moments[slot])

    def in_month(
        self,
        state: State,
        structure: Structure,
        parameters: Parameters,
        levers: Levers,
        seed: int,
        month: int,
    ) -> RulesOfMonth:
        """Return the rules with what they may look at in ``month``."""
        moments = {}
        for slot, places in self._kept.items():
            kept = {name: state.macro.kept_by_rules[place] for name, place in places.items()}
            moments[slot] = Moment(state, structure, parameters, levers, seed, month, kept)
        return RulesOfMonth(**self._rules, moments=moments)
