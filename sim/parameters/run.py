"""Size and length of a run."""

from __future__ import annotations

from sim.parameters.declare import CHOICE, Section, parameter


class RunParameters(Section):
    """How many people, how many months, which random numbers."""

    people: int = parameter(
        100_000,
        "Simulated persons aged 16 and over, who stand for all adults of the country",
        unit="persons",
        at_least=1_000,
        at_most=300_000_000,
        source=CHOICE,
    )
    months: int = parameter(
        180,
        "Months simulated after the burn-in",
        unit="months",
        at_least=1,
        at_most=1_200,
        source=CHOICE,
        late=True,
    )
    burn_in_months: int = parameter(
        120,
        "Months simulated without AI before month 0, in which the joint distribution settles",
        unit="months",
        at_least=0,
        at_most=1_200,
        source=CHOICE,
    )
    base_year_after_burn_in: bool = parameter(
        True,
        "Whether the tables and keys in money describe month 0, not the first month of the burn-in",
        source=CHOICE,
    )
    seed: int = parameter(
        1,
        "Names the random numbers: two scenarios with the same seed share them",
        unit="",
        at_least=0,
        at_most=2_147_483_647,
        source=CHOICE,
    )
