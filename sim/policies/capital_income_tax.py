"""Capital income tax: a higher tax on dividends and interest."""

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework import Direction, Levy


class CapitalIncomeTax(Levy):
    """Add to the tax on dividends and interest."""

    raises = "capital_tax"
    reaches = "owners"
    moves = (
        Direction("disposable_income_gini", -1, {"tax_rate": 0.3}),
        Direction("government_debt", -1, {"tax_rate": 0.3}),
    )

    tax_rate: float = parameter(
        0.1, "Added to the rate", unit="share of capital income", at_least=0.0, at_most=0.95, source=CHOICE
    )
