"""Public debt: what it is held against, which taxes answer to it, and how long it keeps its rate."""

from __future__ import annotations

from typing import Literal

from sim.parameters.declare import Section, parameter


class DebtParameters(Section):
    """The keys of the section ``government`` that are about its debt."""

    debt_base: Literal["output", "trend"] = parameter(
        "output",
        "What debt is held against: output of the last year, or its trend",
        source="debt over GDP, as published",
    )
    debt_target: float = parameter(
        1.0,
        "Debt towards which tax rates steer",
        unit="share of annual GDP",
        at_least=-2.0,
        at_most=5.0,
        source="CBO, fiscal year 2025: debt held by the public about 100 % of GDP",
    )
    surplus_lowers: Literal["all_taxes", "wage_tax"] = parameter(
        "all_taxes",
        "What falls when debt is below its target: the rates of the taxes on wages, profits, capital income "
        "and consumption alike, or that on wages alone",
        source="assumption; no tax is favoured and nothing is paid per head",
    )
    debt_raises: Literal["all_taxes", "wage_tax"] = parameter(
        "all_taxes",
        "What rises when debt is above its target: the rates of the taxes on wages, profits, capital income "
        "and consumption alike, or that on wages alone",
        source="assumption; no tax is favoured, and no tax is driven beyond where it brings less",
    )
    least_tax_scale: float = parameter(
        0.85,
        "Lowest factor on tax rates: how far a surplus may lower them",
        unit="factor",
        at_least=0.0,
        at_most=1.0,
        source="CBO: federal revenue was 14.5 to 20 per cent of GDP since 1975, on average 17.3",
    )
    largest_tax_scale: float = parameter(
        1.5,
        "Highest factor on tax rates: how far a debt may raise them",
        unit="factor",
        at_least=1.0,
        at_most=10.0,
        source="assumption: from the taxes of the base year to those of the countries of the OECD that "
        "tax most, 27 to 45 per cent of GDP (OECD Revenue Statistics)",
    )
    debt_reaction: float = parameter(
        0.15,
        "Rise of the scale of tax rates for each unit that debt over GDP is above the target",
        unit="factor",
        at_least=0.0,
        at_most=10.0,
        source="Bohn 1998: surpluses rise by 0.03 to 0.05 of GDP with each unit of debt over GDP; 0.04 at "
        "taxes of 0.27 of GDP",
    )
    debt_years: float = parameter(
        6.0,
        "Years in which the rate on bonds and deposits follows the policy rate, a part every month: what is "
        "owed keeps its rate until it falls due; 0 = at once",
        unit="years",
        at_least=0.0,
        at_most=100.0,
        source="Treasury: marketable debt has 5 to 6 years to run on average (2010-2024)",
    )
