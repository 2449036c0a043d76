"""Size and length of a run."""

from __future__ import annotations

from pathlib import Path

from pydantic import field_validator

from sim.country import UNITED_STATES, countries, folder_of
from sim.errors import UserError
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
    data: str = parameter(
        UNITED_STATES,
        "Figures of the country: a name of those that come with the program, or a folder of tables",
        at_most=1_000,
        source=CHOICE,
    )

    @field_validator("data")
    @classmethod
    def _find_data(cls, data: str) -> str:
        """Write a folder as its whole path, which any process finds; results outlive the folder."""
        if data in countries() or Path(data).is_absolute():
            return data
        try:
            return str(folder_of(data))
        except UserError:
            raise ValueError(
                f'there is no folder "{data}"; it must be {" or ".join(countries())}, or a folder of tables'
            ) from None
