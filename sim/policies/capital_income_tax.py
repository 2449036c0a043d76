"""Capital income tax: a higher tax on dividends and interest."""

from typing import ClassVar

from sim.parameters import parameter
from sim.parameters.declare import CHOICE
from sim.policies.framework.levy import Levy


class CapitalIncomeTax(Levy):
    """Add to the tax on dividends and interest."""

    raises: ClassVar[str] = "capital_tax"

    tax_rate: float = parameter(
        0.1, "Added to the rate", unit="share of capital income", at_least=0.0, at_most=0.95, source=CHOICE
    )
