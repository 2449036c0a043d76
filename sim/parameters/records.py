"""What is recorded."""

from __future__ import annotations

from sim.parameters.declare import CHOICE, Section, parameter


class RecordParameters(Section):
    """How often the costly tables are recorded, and from when."""

    distribution_every: int = parameter(
        1,
        "Months between two records of the distributions over persons",
        unit="months",
        at_least=1,
        at_most=1_200,
        source=CHOICE,
    )
    burn_in: bool = parameter(False, "Whether the burn-in is recorded too", source=CHOICE)
