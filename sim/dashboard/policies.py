"""What the page says of policies: what each costs, and who pays."""

from __future__ import annotations

from sim.mesa_model.economy import Economy
from sim.policies.framework.financing import DEFICIT, PAYERS
from sim.report.wording import SPACE, money, number

__all__ = ["policy_sentences"]

LEAST = 0.05
"""Billion dollars a year below which nothing is said."""


class Account:
    """What a policy cost and brought in the last month, in billion dollars a year."""

    def __init__(self, economy: Economy, row: int) -> None:
        policy = economy.simulation.policies.policies[row]
        self.name, self.payer = policy.in_words(), policy.financed_by
        columns = ("cost", "tax_revenue", "own_revenue", "rate")
        figures = [float(economy.indicator(column, "policies")[row]) for column in columns]
        self.cost, self.paid, self.own, self.rate = figures

    def sentence(self) -> str:
        """Say it; nothing where there is nothing to say."""
        words = f"The {self.name} "
        if self.own >= LEAST and self.cost < LEAST:
            return f"{words}brings {money(number(self.own, 0))} billion a year."
        if self.cost < LEAST:
            return ""
        words += f"costs {money(number(self.cost, 0))} billion a year"
        if self.payer == DEFICIT:
            return f"{words}, which adds to the public debt."
        words += f"; {PAYERS[self.payer].payer.split(':')[0]} bring {money(number(self.paid, 0))} billion"
        words += f" at a rate of {number(100 * self.rate, 1)}{SPACE}%"
        rest = self.cost - self.paid - self.own
        open_part = f"; {money(number(rest, 0))} billion are not covered."
        return words + (open_part if rest > 0.05 * self.cost else ".")


def policy_sentences(economy: Economy) -> list[str]:
    """Say what each policy of the scenario costs and who pays, in the last month at a yearly rate.

    Nothing is said between the move of a policy and the end of its first month.
    """
    policies = len(economy.scenario.policy)
    if len(economy.indicator("cost", "policies")) != policies:
        return []
    accounts = [Account(economy, row) for row in range(policies)]
    return [sentence for sentence in (account.sentence() for account in accounts) if sentence]
