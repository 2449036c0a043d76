"""The course of life: who leaves home, lives together, parts and has children."""

from __future__ import annotations

from sim.parameters.declare import ASSUMPTION, FITTED, Section, parameter

SAMPLE = "fitted, so that shares stay as in the sample of households"
CENSUS = "Census Bureau, America's Families and Living Arrangements 2025, table AD-1"
HOUSEHOLDS = "Census Bureau, America's Families and Living Arrangements 2025, table HH-4"
BIRTHS = "NCHS, births: final data for 2024"


class LifeParameters(Section):
    """Chances a year of what changes a household, with ``population.life_cycle`` and ``households``.

    Deaths, newcomers and births follow the projection of the population.
    """

    leaving_home: float = parameter(
        0.095,
        "Young adults who leave the household of their parents in a year, from leaving_from on",
        unit="share a year",
        at_least=0.0,
        at_most=1.0,
        source=(
            f"{SAMPLE}: 70 % of those of 18 to 24 live with somebody a generation older (58 % with parents: "
            f"{CENSUS})"
        ),
    )
    leaving_home_late: float = parameter(
        0.17,
        "The same from late_from on",
        unit="share a year",
        at_least=0.0,
        at_most=1.0,
        source=(
            f"{SAMPLE}: 27 % of those of 25 to 34 live with somebody a generation older (16 % with parents: "
            f"{CENSUS})"
        ),
    )
    leaving_from: int = parameter(
        19, "Age from which people leave home", unit="years", at_least=16, at_most=40, source=ASSUMPTION
    )
    late_from: int = parameter(
        25,
        "Age from which leaving_home_late counts in place of leaving_home",
        unit="years",
        at_least=16,
        at_most=60,
        source=ASSUMPTION,
    )
    leaving_until: int = parameter(
        29,
        "Age from which those who are still at home stay",
        unit="years",
        at_least=16,
        at_most=80,
        source=ASSUMPTION,
    )
    joining: float = parameter(
        0.112,
        "Single people who look for somebody to live with in a year, near them and of about their age",
        unit="share a year",
        at_least=0.0,
        at_most=1.0,
        source=f"{CENSUS}: 58 % of adults live with a spouse or partner; fitted to it",
    )
    joining_until: int = parameter(
        73,
        "Age from which single people no longer look for somebody",
        unit="years",
        at_least=16,
        at_most=100,
        source=ASSUMPTION,
    )
    partner_ages: int = parameter(
        12,
        "Largest difference of the ages of two people who begin to live together",
        unit="years",
        at_least=0,
        at_most=50,
        source="husband less wife: mean 2.1, standard deviation 5.1 years, CPS table FG3, 2023",
    )
    splitting: float = parameter(
        0.012,
        "Couples who part in a year; each takes half of what they have, children stay with one of them",
        unit="share a year",
        at_least=0.0,
        at_most=1.0,
        source="NCHS 2023: 672,502 divorces in 45 states and DC, of 65 million married couples",
    )
    family_by_pay: float = parameter(
        0.0,
        "How steeply births to people without a partner, and partings, fall with pay: power of the ratio to "
        "usual pay at the age; if above 0, children stay with the one who is paid less",
        unit="power",
        at_least=0.0,
        at_most=10.0,
        source="0: whatever the pay; 2 gives lone parents the pay that the CPS finds; " + FITTED,
    )
    splitting_until: int = parameter(
        67,
        "Age from which couples stay together",
        unit="years",
        at_least=16,
        at_most=120,
        source=ASSUMPTION,
    )
    generation: int = parameter(
        16,
        "Difference of ages from which the two eldest of a household are parent and child, not a couple",
        unit="years",
        at_least=10,
        at_most=40,
        source=ASSUMPTION,
    )
    birth_age: float = parameter(
        30.0,
        "Age at which people have children",
        unit="years",
        at_least=16.0,
        at_most=50.0,
        source=f"{BIRTHS}: mean age of mothers 29.7",
    )
    birth_age_spread: float = parameter(
        5.8,
        "Standard deviation of the age at which people have children",
        unit="years",
        at_least=0.5,
        at_most=20.0,
        source=f"{BIRTHS}: births by age of the mother",
    )
    single_births: float = parameter(
        0.27,
        "Children who come to people without a partner as often as to couples with one child",
        unit="ratio of the chances",
        at_least=0.0,
        at_most=1.0,
        source="27 % of children live with one parent, Census Bureau 2022 (childstats.gov); fitted",
    )
    first_births: float = parameter(
        0.16,
        "Children who come to couples without a child as often as to those with one",
        unit="ratio of the chances",
        at_least=0.0,
        at_most=1.0,
        source=f"households by size, {HOUSEHOLDS}; fitted to it",
    )
    later_births: float = parameter(
        0.28,
        "Children who come to couples with two children and more as often as to those with one",
        unit="ratio of the chances",
        at_least=0.0,
        at_most=1.0,
        source=f"households by size, {HOUSEHOLDS}; fitted to it",
    )
    heirs_from: int = parameter(
        45,
        "Age from which people inherit from somebody who lived alone",
        unit="years",
        at_least=16,
        at_most=80,
        source=ASSUMPTION,
    )
    heirs_until: int = parameter(
        64,
        "Age until which people inherit from somebody who lived alone",
        unit="years",
        at_least=16,
        at_most=120,
        source=ASSUMPTION,
    )
    drawing_down: float = parameter(
        0.0,
        "Part of their claims that old households sell in a year, times the years they have left on average",
        unit="ratio",
        at_least=0.0,
        at_most=3.0,
        source="1: all over the rest of life (Modigliani and Brumberg 1954); 0: never; " + FITTED,
    )
    drawing_from: int = parameter(
        65,
        "Age of the eldest from which a household sells claims, and below which it buys them",
        unit="years",
        at_least=40,
        at_most=120,
        source=ASSUMPTION,
    )
    money_kept: float = parameter(
        12.0,
        "Money that buyers of claims keep at hand",
        unit="months of the last pay of who keeps the purse",
        at_least=0.0,
        at_most=120.0,
        source=ASSUMPTION,
    )
