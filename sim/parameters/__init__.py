"""Every number a scenario may set, one file per section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sim.parameters.adoption import AdoptionParameters
from sim.parameters.capital import CapitalParameters
from sim.parameters.careers import CareerParameters
from sim.parameters.compute import ComputeParameters
from sim.parameters.cycle import CycleParameters
from sim.parameters.declare import Declaration, Section, declarations, parameter
from sim.parameters.firms import FirmParameters
from sim.parameters.government import GovernmentParameters
from sim.parameters.hardware import HardwareParameters
from sim.parameters.households import HouseholdParameters
from sim.parameters.investors import InvestorParameters
from sim.parameters.labour import LabourParameters
from sim.parameters.life_cycle import LifeParameters
from sim.parameters.models import ModelParameters
from sim.parameters.monetary import MonetaryParameters
from sim.parameters.population import PopulationParameters
from sim.parameters.records import RecordParameters
from sim.parameters.rules import RuleParameters
from sim.parameters.run import RunParameters
from sim.parameters.supply import SupplyParameters
from sim.parameters.wages import WageParameters

__all__ = ["SECTIONS", "Declaration", "Parameters", "Section", "declarations", "find", "parameter"]


class Parameters(Section):
    """All sections; each has a default for every key."""

    replaced: ClassVar[Mapping[str, str]] = {"bank": "its keys in the section monetary"}

    run: RunParameters = RunParameters()
    population: PopulationParameters = PopulationParameters()
    labour: LabourParameters = LabourParameters()
    careers: CareerParameters = CareerParameters()
    life: LifeParameters = LifeParameters()
    wages: WageParameters = WageParameters()
    firms: FirmParameters = FirmParameters()
    households: HouseholdParameters = HouseholdParameters()
    compute: ComputeParameters = ComputeParameters()
    hardware: HardwareParameters = HardwareParameters()
    investors: InvestorParameters = InvestorParameters()
    models: ModelParameters = ModelParameters()
    adoption: AdoptionParameters = AdoptionParameters()
    government: GovernmentParameters = GovernmentParameters()
    monetary: MonetaryParameters = MonetaryParameters()
    supply: SupplyParameters = SupplyParameters()
    capital: CapitalParameters = CapitalParameters()
    cycle: CycleParameters = CycleParameters()
    rules: RuleParameters = RuleParameters()
    records: RecordParameters = RecordParameters()


SECTIONS: dict[str, type[Section]] = {name: type(section) for name, section in Parameters()}
"""Section models by their name in a scenario."""


def find(key: str) -> Declaration | None:
    """Return what is known about the key ``"section.key"``; None if there is no such key.

    A key that lies in a table has what is known about the table: ``"rules.wages.growth"`` that of
    ``"rules.wages"``.
    """
    section, name, *_ = (*key.split("."), "")
    return declarations(SECTIONS[section]).get(name) if section in SECTIONS else None
