"""Levy on rent that leaves the country: withholding on what GPU providers and chip makers pay abroad."""

from typing import ClassVar

from sim.parameters import parameter
from sim.policies.framework.levy import Levy


class ForeignRentLevy(Levy):
    """Withhold part of the dividends and margins that go abroad."""

    raises: ClassVar[str] = "foreign_levy"

    tax_rate: float = parameter(
        0.3,
        "Part withheld",
        unit="share of payments abroad",
        at_least=0.0,
        at_most=1.0,
        source="30 %, US withholding rate on dividends to foreigners (Internal Revenue Code, section 871)",
    )
