"""What owners of GPUs expect, what they ask for their money, and where it comes from."""

from __future__ import annotations

from typing import Literal

from sim.parameters.declare import ASSUMPTION, CHOICE, STORY, Section, parameter

Expectations = Literal["obsolescence", "adaptive", "scaling"]


class InvestorParameters(Section):
    """Investment in GPUs by return; read by ``rules.compute_investment = "by_return"``."""

    hurdle_rate: float = parameter(
        0.12,
        "Real return that owners of GPUs ask for",
        unit="share a year",
        at_least=0.0,
        at_most=1.0,
        source="Jagannathan, Matsa, Meier and Tarhan 2016: hurdle rates of 12 to 15 %",
        late=True,
        without_ai=False,
    )
    adjustment_cost: float = parameter(
        10.0,
        "Months in which orders for a fleet that is worth twice its price would double it",
        unit="months",
        at_least=0.5,
        at_most=240.0,
        source="assumption; whole firms take one to ten years (Hall 2004)",
        late=True,
        without_ai=False,
    )
    expectations: Expectations = parameter(
        "obsolescence",
        "What owners expect of the rent: a fall with the price of chips, what they have seen, or no fall",
        source=CHOICE,
        late=True,
        without_ai=False,
    )
    race_prize: float = parameter(
        0.01,
        "What owners believe the lead in AI to be worth, as a flow that all of them race for",
        unit="share of output",
        at_least=0.0,
        at_most=0.2,
        source="set by spending on compute of 1.4 to 2.1 % of GDP in years 1-3; Loury 1979 for the form",
        late=True,
        without_ai=False,
    )
    patience: float = parameter(
        60.0,
        "Months after which owners believe in half of the prize",
        unit="months",
        at_least=1.0,
        at_most=1_200.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    credit_months: float = parameter(
        12.0,
        "Months of revenue that banks lend",
        unit="months",
        at_least=0.0,
        at_most=120.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    equity_issues: float = parameter(
        0.15,
        "Most of all firms' dividends that owners put into new GPUs, where these are worth their price",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="the largest owners spend 400-443 billion dollars (2025), against all dividends and buybacks",
        late=True,
        without_ai=False,
    )
    open_payback: float = parameter(
        24.0,
        "Payback of a GPU below which contracts hold small owners, and whoever enters, back ever less",
        unit="months",
        at_least=0.1,
        at_most=600.0,
        source=ASSUMPTION,
        late=True,
        without_ai=False,
    )
    concentration_half_life: float = parameter(
        36.0,
        "Months after which owners' conduct is half as joint as compute.concentration says",
        unit="months",
        at_least=1.0,
        at_most=1_200.0,
        source=STORY,
        late=True,
        without_ai=False,
    )
