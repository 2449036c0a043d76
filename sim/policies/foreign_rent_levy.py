"""Levy on rent that leaves the country: withholding on what GPU providers and chip makers pay abroad."""

from sim.parameters import parameter
from sim.policies.framework import Direction, Levy, Slider


class ForeignRentLevy(Levy):
    """Withhold part of the dividends and margins that go abroad."""

    raises = "foreign_levy"
    reaches = "owners and chip makers abroad"
    the_state = "receives the levy"
    moves = (Direction("foreign_rent", -1, {"tax_rate": 0.5}),)
    slider = Slider(
        "levy",
        "Levy on GPU profits that leave the country",
        "% of them",
        largest=100,
        step=5,
        place=5,
        scale=100.0,
        more=True,
    )

    tax_rate: float = parameter(
        0.3,
        "Part withheld",
        unit="share of payments abroad",
        at_least=0.0,
        at_most=1.0,
        source="30 %, US withholding rate on dividends to foreigners (Internal Revenue Code, section 871)",
    )
