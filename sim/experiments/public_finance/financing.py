"""What is to pay for a package that names no payer, and a financing that cannot cover its cost, known before.

Before a comparison the base of each tax is looked up in a small economy with the story, in its third year
or its last: a tax brings at most its cap times its base. The cost is known beforehand where everybody is
paid the same. Only what falls short by more than ``MARGIN`` is refused: how bases react is known after the
run, and says then who really paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from sim.base_year.calibration import load
from sim.country import in_currency
from sim.errors import UserError
from sim.policies import Policy
from sim.policies.framework.financing import DEFICIT, PAYERS, TAXES
from sim.policies.framework.month import BASE
from sim.policies.universal_basic_income import UniversalBasicIncome
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.units import CENTS_PER_DOLLAR, MONTHS_PER_YEAR

__all__ = [
    "DEFAULT_PAYER",
    "Shortfall",
    "TaxBases",
    "is_borrowed",
    "is_paid_for",
    "refuse_shortfalls",
    "shortfall",
    "with_payer",
]

DEFAULT_PAYER = "consumption_tax"
"""What pays where a package does not say: of all taxes the one with the broadest base, whatever AI does."""
MARGIN = 1.25
"""A tax may bring so much more than what a small economy says."""
PEOPLE, YEARS = 1_000, 3
"""Size of that economy, and the year within which a cost must be covered."""
BILLION = 1e9


class Shortfall(NamedTuple):
    """What a tax cannot bring of a cost, billion dollars of the base year a year."""

    cost: float
    most: float

    @property
    def missing(self) -> float:
        """What is missing."""
        return self.cost - self.most


def is_paid_for(policy: Policy) -> bool:
    """Whether the state pays for a policy, so that something has to pay for it."""
    return policy.the_state.startswith("pays")


def with_payer(table: dict[str, object], policy: Policy) -> dict[str, object]:
    """Return the table of a policy of a package with the default payer, where the state pays for it."""
    if "financed_by" in table or not is_paid_for(policy):
        return table
    return {**table, "financed_by": DEFAULT_PAYER}


def is_borrowed(policies: Sequence[Policy]) -> bool:
    """Whether policies cost something that no tax of theirs pays for: on credit, known before a run."""
    paid = [policy for policy in policies if policy.the_state.startswith("pays") and not policy.is_null]
    brings = any(policy.the_state.startswith("receives") for policy in policies)
    return not brings and any(policy.financed_by == DEFICIT for policy in paid)


class TaxBases:
    """What taxes can bring in a story, looked up when it is first asked for.

    Parameters
    ----------
    story : Scenario
        With policies of its own or without: they are left out.
    """

    def __init__(self, story: Scenario) -> None:
        self.story = story

    def most(self, tax: str, largest_rate: float = 0.0) -> float:
        """Return what a tax brings at its cap, billion dollars of the base year a year."""
        return (largest_rate or TAXES[tax].cap) * self._bases[tax]

    @cached_property
    def _bases(self) -> dict[str, float]:
        """What a unit of the rate of every tax brings; each pays for a dollar, so that all are measured."""
        taxes = [tax for tax in PAYERS if tax != DEFICIT]
        policies = [{"kind": "universal_basic_income", "amount": 1.0, "financed_by": tax} for tax in taxes]
        run = self.story.run
        changes = {"policy": policies, "run.people": min(PEOPLE, run.people)}
        simulation = Simulation(self.story.with_(changes), seed=1)
        simulation.run(min(run.months, YEARS * MONTHS_PER_YEAR))
        macro = simulation.state.macro
        yearly = (
            MONTHS_PER_YEAR * simulation.weight / CENTS_PER_DOLLAR / float(macro.price_level[0]) / BILLION
        )
        return {tax: float(macro.policies[row, BASE]) * yearly for row, tax in enumerate(taxes)}


def shortfall(policy: Policy, bases: TaxBases) -> Shortfall | None:
    """Return what the tax of a policy cannot bring in a story; None where that is not known, or nothing."""
    cost = known_cost(policy)
    if policy.financed_by == DEFICIT or cost <= 0.0:
        return None
    found = Shortfall(cost, bases.most(policy.financed_by, policy.largest_rate))
    return found if found.cost > MARGIN * found.most else None


def refuse_shortfalls(named: list[tuple[str, tuple[Policy, ...]]], stories: list[Scenario]) -> None:
    """Refuse packages whose payer is known not to cover them.

    Parameters
    ----------
    named : list of tuple of str and tuple of Policy
        Packages by name.
    stories : list of Scenario
        Where they are to be paid for; the first in which one is not is named.

    Raises
    ------
    UserError
        One sentence with cost, what the tax brings at most, what is missing, and what else could be done.
    """
    known = [TaxBases(story) for story in stories]
    for name, policies in named:
        for policy in policies:
            for bases in known:
                if (short := shortfall(policy, bases)) is not None:
                    raise UserError(_sentence(name, policy, bases, short))


def _sentence(name: str, policy: Policy, bases: TaxBases, short: Shortfall) -> str:
    could = [
        tax for tax in PAYERS
        if tax not in (DEFICIT, policy.financed_by) and bases.most(tax) >= short.cost
    ]  # fmt: skip
    offer = f"let {' or '.join(could)} pay" if could else "pay less, or raise largest_rate"
    return in_currency(
        f"package {name}: it costs {short.cost:,.0f} billion dollars of the base year a year and "
        f"{policy.financed_by} brings at most {short.most:,.0f} billion in {bases.story.name}; "
        f"{short.missing:,.0f} billion are missing: {offer}, or compare it on credit (--on-credit, "
        "on_credit=True, or financed_by=deficit)."
    )


def known_cost(policy: Policy) -> float:
    """Return what a policy costs a year if that is known before the run, else 0; billion dollars."""
    if not isinstance(policy, UniversalBasicIncome):
        return 0.0
    everybody = policy.model_copy(update={"amount": 0.0, "per_child": 0.0, "treated_share": 1.0})
    if any(getattr(everybody, key) != getattr(UniversalBasicIncome(amount=0.0), key) for key in WHO):
        return 0.0
    adults = load().figure("population")
    return MONTHS_PER_YEAR * policy.amount * policy.treated_share * adults / BILLION


WHO = ("eligible", "earnings_below", "youngest", "oldest", "with_children", "states", "tenure", "duration")
"""Keys that say who is paid, and for how long."""
