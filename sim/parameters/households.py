"""Households: consumption, the price of equity, the taste for human work."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.country import sector_codes
from sim.parameters.declare import ASSUMPTION, FITTED, STORY, RowOf, Section, parameter

SectorCode = Annotated[str, RowOf(sector_codes)]
"""The code of a sector."""

HumanTouch = Annotated[float, Field(ge=0.0, le=20.0)]


class HouseholdParameters(Section):
    """How people spend."""

    propensity_to_consume: float = parameter(
        0.985,
        "Part of mean disposable income that is spent",
        unit="share",
        at_least=0.0,
        at_most=1.5,
        source=FITTED,
    )
    income_curvature: float = parameter(
        0.5,
        "How fast the part spent falls with income above the mean (zeta)",
        unit="elasticity",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    wealth_propensity: float = parameter(
        0.013,
        "Part of deposits spent in a month on top of income",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    rate_memory: float = parameter(
        12.0,
        "Months over which savers learn a change of the real policy rate",
        unit="months",
        at_least=1.0,
        at_most=120.0,
        source="assumption; spending answers to the rate over one to two years (Christiano, Eichenbaum and "
        "Evans 2005)",
    )
    claims_propensity: float = parameter(
        0.03,
        "Part of the value of equity and property spent in a year on top of income",
        unit="share a year",
        at_least=0.0,
        at_most=0.5,
        source="Chodorow-Reich, Nenov and Simsek 2021: 3.2 cents of a dollar of stock market wealth",
    )
    rate_sensitivity: float = parameter(
        10.0,
        "How strongly spending out of deposits reacts to the real interest rate",
        unit="log points for a unit of the rate",
        at_least=0.0,
        at_most=100.0,
        source=ASSUMPTION,
    )
    spends_real_interest: bool = parameter(
        True,
        "Whether people count the interest that makes up for inflation as saving and not as income",
        source="Hicks 1939; Sargent 1973: income is what leaves real wealth as it was",
    )
    sector_elasticity: float = parameter(
        0.5,
        "Elasticity of substitution between sectors in consumption (eps_s)",
        unit="elasticity",
        at_least=0.05,
        at_most=5.0,
        source=ASSUMPTION,
    )
    pension_share: float = parameter(
        0.36,
        "Part of firms' dividends that reaches households through pensions and other widely held assets",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="fits the ratio of equities and businesses to other net worth, Fed DFA 2023Q1",
    )
    equity_multiple: float = parameter(
        16.0,
        "Price of equity in firms",
        unit="years of dividends",
        at_least=1.0,
        at_most=100.0,
        source=ASSUMPTION,
    )
    human_touch: float = parameter(
        0.0,
        "Response of demand to the human work in a product, beyond the sector mean (theta)",
        unit="log points for a unit of human content",
        at_least=0.0,
        at_most=20.0,
        source="zero by default: a premium for human work is stated far more than it is paid",
        late=True,
    )
    human_touch_by_sector: dict[SectorCode, HumanTouch] = parameter(
        {},
        "Replaces human_touch in the sectors it names (the bakery)",
        unit="of sector code to number",
        at_least=0.0,
        at_most=20.0,
        source=STORY,
        late=True,
    )
