"""Government: purchases, transfers, taxes, benefits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sim.parameters.debt import DebtParameters
from sim.parameters.declare import ASSUMPTION, CHOICE, FITTED, STORY, parameter


class GovernmentParameters(DebtParameters):
    """Public finance of the base year; policies change it month by month."""

    replaced: ClassVar[Mapping[str, str]] = {
        "ubi": (
            '[[policy]] kind = "universal_basic_income", amount = {value} '
            "(or --set policy.universal_basic_income.amount={value})"
        ),
        "gpu_tax": (
            '[[policy]] kind = "gpu_tax", tax_rate = {value} (or --set policy.gpu_tax.tax_rate={value})'
        ),
        "wealth_tax": (
            '[[policy]] kind = "wealth_tax", tax_rate = {value}, exemption = 0 '
            "(or --set policy.wealth_tax.tax_rate={value} --set policy.wealth_tax.exemption=0)"
        ),
    }

    purchases: float = parameter(
        0.17,
        "Purchases of goods and services, following nominal trend",
        unit="share of base-year GDP",
        at_least=0.0,
        at_most=0.6,
        source="BEA Use table 2023: 4.71 of 27.7 trillion dollars",
    )
    indexation: float = parameter(
        0.5,
        "Part of a deviation of prices from their trend that purchases and care follow, and all transfers "
        "where amounts follow output",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    income_indexation: float = parameter(
        1.0,
        "Part of a deviation of nominal output from its trend that purchases and care follow, and "
        "transfers and tax brackets where amounts follow output",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="assumption; public spending has kept its share of GDP since 1970 (BEA)",
    )
    amounts_follow: Literal["law", "output"] = parameter(
        "law",
        "What amounts and limits of benefits and taxes follow: each what its law says (prices, wages or "
        "nothing: column index of benefits.csv; tax brackets prices, the largest unemployment benefit "
        "wages), or all of them output",
        source="as in benefits.csv; 26 USC 1(f); law of the states on weekly benefits",
    )
    estate_tax: float = parameter(
        0.0,
        "Tax on what people leave who lived alone, at most their deposits; with population.life_cycle",
        unit="share of the estate",
        at_least=0.0,
        at_most=1.0,
        source=CHOICE,
    )
    last_wage_indexation: float = parameter(
        1.0,
        "Part of the growth of wages by which the last wage of those outside the labour force, and so their "
        "social insurance, rises every year",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="Social Security Administration: benefits of new pensioners follow average wages",
    )
    social_insurance_indexation: float = parameter(
        1.0,
        "Part of what output has grown beyond wages that social insurance follows where amounts follow "
        "output: with 1 the state keeps its share of income where wages fall behind, with 0 insurance "
        "follows wages alone",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="benefits have kept or raised their share of GDP since 1960 (BEA NIPA table 3.1); by law, new "
        "pensions follow wages (Social Security Administration)",
    )
    transfer_floor: float = parameter(
        350.0,
        "Base transfer to every adult outside the labour force, following prices, or output",
        unit="dollars a month",
        at_least=0.0,
        at_most=20000.0,
        source=FITTED,
    )
    transfer_rate: float = parameter(
        0.75,
        "Base transfer on top, by the last wage (social insurance)",
        unit="share of the last wage",
        at_least=0.0,
        at_most=2.0,
        source=FITTED,
    )
    transfer_take_up: float = parameter(
        0.62,
        "Adults outside the labour force entitled to the transfer by last wage (retired, disabled)",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    household_benefits: bool = parameter(
        False,
        "Whether pensions, disability insurance, tax credits, food and income support are paid by their own "
        "rules (benefits.csv) in the place of the base transfer to everybody outside the labour force",
        source="law of 2026; see the tables of benefits",
    )
    benefits_count_grants: bool = parameter(
        True,
        "Whether food and income support count what policies pay as income",
        source="federal law counts other cash income; a policy may exempt itself",
    )
    months_between_tests: int = parameter(
        1,
        "Months from one test of a household's means to the next; between them tax credits, food, income "
        "support and care for the poor stay as they are, in money",
        unit="months",
        at_least=1,
        at_most=12,
        source="SNAP certifies households for 6 to 12 months (7 CFR 273.10(f)); tax credits are yearly",
    )
    pension_scale: float = parameter(
        1.0,
        "Multiplies old-age pensions",
        unit="factor on the schedule",
        at_least=0.0,
        at_most=10.0,
        source="1 is the law of 2026",
    )
    disability_scale: float = parameter(
        1.0,
        "Multiplies disability insurance",
        unit="factor on the schedule",
        at_least=0.0,
        at_most=10.0,
        source="1 is the law of 2026",
    )
    food_scale: float = parameter(
        1.0,
        "Multiplies food benefits",
        unit="factor on the schedule",
        at_least=0.0,
        at_most=10.0,
        source="1 is the law of 2026",
    )
    child_credit_scale: float = parameter(
        1.0,
        "Multiplies the child tax credit",
        unit="factor on the schedule",
        at_least=0.0,
        at_most=10.0,
        source="1 is the law of 2026",
    )
    earned_credit_scale: float = parameter(
        1.0,
        "Multiplies the earned income tax credit",
        unit="factor on the schedule",
        at_least=0.0,
        at_most=10.0,
        source="1 is the law of 2026",
    )
    supplemental_scale: float = parameter(
        1.0,
        "Multiplies income support of the old and disabled",
        unit="factor on the schedule",
        at_least=0.0,
        at_most=10.0,
        source="1 is the law of 2026",
    )
    health_scale: float = parameter(
        1.0,
        "Multiplies health care that the state pays for, of the old and of poor households",
        unit="factor on the schedule",
        at_least=0.0,
        at_most=10.0,
        source="1 is what the programmes spent for each person insured",
    )
    contribution_rate: float = parameter(
        0.07,
        "Contributions of employers for social insurance, to the state",
        unit="share of the wage",
        at_least=0.0,
        at_most=1.0,
        source="BEA NIPA tables 2.1 and 7.8: 6 to 7 per cent of wages",
    )
    employee_contribution_rate: float = parameter(
        0.085,
        "Contributions of the employed for social insurance, to the state",
        unit="share of the wage",
        at_least=0.0,
        at_most=0.5,
        source="BEA NIPA table 2.1: 8 per cent of wages, employees and self-employed",
    )
    health_contribution_rate: float = parameter(
        0.085,
        "Contributions of employers to health insurance, which employees spend on health care",
        unit="share of the wage",
        at_least=0.0,
        at_most=0.5,
        source="BEA NIPA tables 2.1 and 7.8: 8 to 9 per cent of wages, life and accident insurance included",
    )
    pension_contribution_rate: float = parameter(
        0.06,
        "Contributions of employers to pensions, which employees save",
        unit="share of the wage",
        at_least=0.0,
        at_most=0.5,
        source="BEA NIPA tables 2.1 and 7.8: 6 per cent of wages",
    )
    production_tax: float = parameter(
        1.0,
        "Taxes less subsidies on production and imports that firms pay out of sales, by sector",
        unit="factor on the measured share of the sector's value added",
        at_least=0.0,
        at_most=3.0,
        source="1 is as measured: BEA Use table 2023, 6.5 per cent of GDP",
    )
    wage_tax_scale: float = parameter(
        1.7,
        "Multiplies the rates of every bracket of the schedule: income tax and payroll tax",
        unit="factor",
        at_least=0.0,
        at_most=5.0,
        source="fitted, on rates by bracket (sim/data/tax_brackets.csv): Tax-Calculator, 2026 current law",
    )
    corporate_tax: float = parameter(
        0.095,
        "Tax on profits",
        unit="share of profits",
        at_least=0.0,
        at_most=0.95,
        source="profit taxes of 1.9 per cent of GDP (BEA NIPA table 3.2) over profits of all firms, "
        "unincorporated ones included",
    )
    capital_tax: float = parameter(
        0.15, "Tax on dividends and interest", unit="share", at_least=0.0, at_most=0.95, source=ASSUMPTION
    )
    consumption_tax: float = parameter(
        0.0,
        "Tax on consumption",
        unit="share of spending, tax included",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    replacement_rate: float = parameter(
        0.45,
        "Unemployment benefit",
        unit="share of the last wage",
        at_least=0.0,
        at_most=1.0,
        source="US Department of Labor: gross replacement about 0.40-0.45",
    )
    benefit_ceiling: float = parameter(
        2080.0,
        "Largest unemployment benefit, following wages, or output",
        unit="dollars a month",
        at_least=0.0,
        at_most=50000.0,
        source="DOL: largest weekly benefit of about 480 dollars",
    )
    benefit_months: int = parameter(
        6,
        "Longest time on unemployment benefit",
        unit="months",
        at_least=0,
        at_most=1_200,
        source="26 weeks in most states",
    )
    benefit_take_up: float = parameter(
        0.45,
        "Eligible unemployed who receive the benefit",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source="starting value; 28-30 % of all unemployed receive it (US Department of Labor)",
    )
    safety_net_erosion: float = parameter(
        0.0,
        "Fall of benefits and base transfers below what they would be by their index",
        unit="share a year",
        at_least=0.0,
        at_most=1.0,
        source=STORY,
        late=True,
    )
    poverty_line: float = parameter(
        1330.0,
        "Disposable income below which a person counts as poor, in base-year prices",
        unit="dollars a month",
        at_least=0.0,
        at_most=20_000.0,
        source="adult in an average household; HHS guideline 2026: 15,960 dollars a year for one person",
    )

    @property
    def employer_contributions(self) -> float:
        """What employers pay on top of the wage, share of it."""
        return self.contribution_rate + self.health_contribution_rate + self.pension_contribution_rate
