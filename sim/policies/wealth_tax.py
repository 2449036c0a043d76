"""Wealth tax: a yearly tax on net worth above an exemption (Saez and Zucman 2019)."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import Direction, Levy, Now
from sim.policies.framework.financing import WEALTH_EXEMPTION
from sim.state.levers import Levers


class WealthTax(Levy):
    """Tax deposits, equity and property above ``exemption``, at most what a person has in deposits.

    Of several wealth taxes the lowest exemption counts for all.
    """

    raises = "wealth_tax"
    reaches = "adults above the exemption"
    moves = (
        Direction("government_debt", -1, {"tax_rate": 0.05}),
        Direction("income_deciles.10.taxes", 1, {"tax_rate": 0.05}),
    )

    tax_rate: float = parameter(
        0.02,
        "Tax on net worth above the exemption",
        unit="share a year",
        at_least=0.0,
        at_most=0.5,
        source="2 %, the lower rate of the proposal studied by Saez and Zucman 2019",
    )
    exemption: float = parameter(
        WEALTH_EXEMPTION,
        "Net worth that is free, in base-year prices",
        unit="dollars",
        at_least=0.0,
        at_most=1e10,
        source=CHOICE,
    )

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Set the exemption; the rate is added with the other taxes."""
        if self.is_null:
            return levers
        own = now.cents(self.exemption)
        return levers._replace(
            wealth_exemption=min(own, levers.wealth_exemption) if levers.wealth_tax > 0.0 else own
        )
