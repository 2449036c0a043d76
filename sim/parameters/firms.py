"""Firms: technology, prices, expectations, birth and death, cash."""

from __future__ import annotations

from typing import ClassVar

from sim.parameters.declare import ASSUMPTION, FITTED, Section, parameter


class FirmParameters(Section):
    """Behaviour of firms that has nothing to do with AI."""

    removed: ClassVar[frozenset[str]] = frozenset({"productivity_shock_sd"})

    team_elasticity: float = parameter(
        0.5,
        "Elasticity of substitution between the teams of a firm (sigma)",
        unit="elasticity",
        at_least=0.05,
        at_most=0.95,
        source=ASSUMPTION,
    )
    markup_scale: float = parameter(
        0.985,
        "Multiplies the markup of every sector, which the income shares of the base year set",
        unit="factor",
        at_least=0.1,
        at_most=5.0,
        source=FITTED,
    )
    own_cost_weight: float = parameter(
        0.5,
        "Part of a change of its own cost that the largest firms pass on; they follow the prices of their "
        "rivals in the rest, the smallest firms not at all",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="Amiti, Itskhoki and Konings 2019: 0.5 for large firms, 1 for small ones, 0.6 on average",
    )
    strategic_sales: float = parameter(
        4.0,
        "Sales at which a firm looks at its rivals half as much as the largest do, base-year prices",
        unit="million dollars a year",
        at_least=0.001,
        at_most=100_000.0,
        source="set: the smaller half of firms then passes on all of its cost, and the mean over firms by "
        "their sales is 0.6",
    )
    strategic_steepness: float = parameter(
        4.0,
        "How sharply large firms, which look at their rivals, are told from small ones, which do not; 1 = "
        "gradually",
        unit="exponent",
        at_least=0.1,
        at_most=20.0,
        source="set: firms of two sizes in Amiti, Itskhoki and Konings 2019, each alike",
    )
    stock_response: float = parameter(
        0.02,
        "Rise of the wanted price of a firm whose stock is empty, fall where it is twice what it wants",
        unit="share of the price",
        at_least=0.0,
        at_most=1.0,
        source="assumption; at 0.06 small firms pass on 0.1 less of their own cost than is published, since "
        "who becomes cheaper is short of goods",
    )
    slack_in_prices: float = parameter(
        1.0,
        "Fall, with unemployment above its natural rate, of the answer of prices to a want of goods that "
        "people can make; 0 = none",
        unit="elasticity",
        at_least=0.0,
        at_most=5.0,
        source="time to fill a vacancy along the Beveridge curve: a matching elasticity of 0.5 (Petrongolo "
        "and Pissarides 2001)",
    )
    saving_kept: float = parameter(
        0.3,
        "Part of the saving of cost by AI that a firm does not pass on in its price while no rival uses AI",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    rival_erosion: float = parameter(
        0.5,
        "Part of the kept saving that is lost once all firms of the sector use AI",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    entry_elasticity: float = parameter(
        1.0,
        "Elasticity of entry to the profit margin of a sector relative to the base years",
        unit="elasticity",
        at_least=0.0,
        at_most=5.0,
        source="Hopenhayn 1992 for the form; 0.5 to 2 in estimates",
    )
    entry_competition: float = parameter(
        1.0,
        "Fall of the kept saving with the number of firms in the sector",
        unit="elasticity",
        at_least=0.0,
        at_most=10.0,
        source=ASSUMPTION,
    )
    spare_rows: float = parameter(
        2.0,
        "Rows of the table of firms, for entrants; entry stops when none is empty",
        unit="times the firms of the base year",
        at_least=1.05,
        at_most=5.0,
        source="assumption; more firms than that have no place",
    )
    price_adjustment: float = parameter(
        0.12,
        "Part of the way to the target price that a price moves in a month",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    inventory_target: float = parameter(
        0.5,
        "Stock a firm wants to hold",
        unit="months of expected demand",
        at_least=0.0,
        at_most=12.0,
        source=ASSUMPTION,
    )
    inventory_speed: float = parameter(
        0.25,
        "Part of the gap to the wanted stock that a firm closes in a month",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    expectation_weight: float = parameter(
        0.25,
        "Weight of the newest month in adaptive expectations of demand",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    price_elasticity: float = parameter(
        3.0,
        "Elasticity of a firm's share of its sector to its relative price (eps_f)",
        unit="elasticity",
        at_least=0.0,
        at_most=20.0,
        source=ASSUMPTION,
    )
    habit: float = parameter(
        0.15,
        "Speed at which customers' spending moves to the firms they now prefer",
        unit="share a month",
        at_least=0.001,
        at_most=1.0,
        source="starting value of the project's prototype",
    )
    team_coverage: float = parameter(
        0.3,
        "Part of a team's work that colleagues of other teams cover when it is short of people",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    demand_shock_sd: float = parameter(
        0.12,
        "Random monthly change of a firm's share of demand",
        unit="standard deviation of the log",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    productivity_sd: float = parameter(
        0.2,
        "Spread of productivity over firms",
        unit="standard deviation of the log",
        at_least=0.0,
        at_most=1.5,
        source=FITTED,
    )
    entry_rate: float = parameter(
        0.094,
        "Firms founded in a year",
        unit="share of firms a year",
        at_least=0.0,
        at_most=1.0,
        source="Census Business Dynamics Statistics 2022: 519,559 firms of age 0, 9.4 %",
    )
    entrant_size: float = parameter(
        4.3,
        "People a new firm plans for",
        unit="persons",
        at_least=1.0,
        at_most=1_000.0,
        source="Census Business Dynamics Statistics 2022, firms of age 0",
    )
    exit_rate: float = parameter(
        0.06,
        "Old firms that close in a year",
        unit="share of firms a year",
        at_least=0.0,
        at_most=0.99,
        source="starting value, fitted by scripts/fit_baseline.py to 8.8 % exits (Census BDS 2022)",
    )
    young_exit_rate: float = parameter(
        0.32,
        "New firms that close in their first year",
        unit="share of firms a year",
        at_least=0.0,
        at_most=0.99,
        source="starting value; Census BDS 2022: 105,594 deaths at age 1 on 365,981 firms",
    )
    exit_size: float = parameter(
        10.0,
        "Employees at which the exit hazard is half that of the smallest firms",
        unit="employees",
        at_least=0.1,
        at_most=1000000.0,
        source=FITTED,
    )
    young_growth: float = parameter(
        0.05,
        "Growth of a new firm's appeal to customers, fading over six years",
        unit="log points a year",
        at_least=-1.0,
        at_most=2.0,
        source=FITTED,
    )
    exit_age_decay: float = parameter(
        3.0,
        "Years over which the exit rate falls from that of new to that of old firms",
        unit="years",
        at_least=0.1,
        at_most=100.0,
        source=ASSUMPTION,
    )
    overdraft_limit: float = parameter(
        6.0,
        "Overdraft at which a firm closes",
        unit="months of its wage bill",
        at_least=0.0,
        at_most=120.0,
        source=ASSUMPTION,
    )
    cash_buffer: float = parameter(
        2.0,
        "Cash a firm keeps before it pays out",
        unit="months of costs",
        at_least=0.0,
        at_most=60.0,
        source=ASSUMPTION,
    )
    payout_rate: float = parameter(
        0.2,
        "Part of the cash above the buffer that a firm pays to its owners",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    investment_share: float = parameter(
        0.45,
        "Part of the gross operating surplus spent on replacement investment",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    size_tail: float = parameter(
        1.06,
        "Exponent of the tail of firm sizes at the start (Zipf)",
        unit="exponent",
        at_least=1.01,
        at_most=3.0,
        source="Axtell 2001, Science: 1.059",
    )
    output_cap: float = parameter(
        1.1,
        "Most a firm can produce beyond its plan",
        unit="times the plan",
        at_least=1.0,
        at_most=10.0,
        source=ASSUMPTION,
    )
    largest_firm_share: float = parameter(
        0.015,
        "Largest firm at the start",
        unit="share of employment",
        at_least=0.0001,
        at_most=0.5,
        source=ASSUMPTION,
    )
