"""The data flow of a month: what each of its steps reads and writes, as the steps declare it themselves.

A phase declares ``READS`` and ``WRITES`` at its head, and so do the policies; both are names of columns,
``workers.wage``. A step reads a column if anything but the column itself depends on what stands there: a
balance or a head count to which it only adds is written. Tests hold the declarations against the months of
small economies.
"""

import importlib
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from sim.policies import Policies, find, kinds
from sim.state.accounts import ACCOUNT_NAMES
from sim.state.columns import Array, State

__all__ = [
    "BEFORE_THE_FIRST",
    "FROM_LAST_MONTH",
    "Columns",
    "column_names",
    "columns_of",
    "from_last_month",
    "named_columns",
]

FROM_LAST_MONTH: dict[str, tuple[str, ...]] = {
    "money": ("macro.money_due",),
    "frontier": (
        "providers.capability", "providers.compute", "model_owners.capability", "model_owners.compute",
        "model_owners.gpus", "macro.price_level", "macro.output_ratio", "macro.gpu_rent",
        "macro.gpu_worker_ratio", "macro.open_capability", "macro.royalty_rate", "macro.new_task_index",
        "macro.physical_capability", "macro.mean_adoption", "macro.ai_era",
    ),
    "adoption": (
        "teams.occupation", "teams.weight", "teams.headcount", "firms.status", "firms.sector", "firms.birth",
        "firms.premium", "firms.adoption", "firms.ai_saving", "macro.occupation_wage", "macro.ai_era",
        "macro.kept_by_rules",
    ),
    "planning": (
        "teams.occupation", "teams.weight", "teams.headcount", "teams.skill_sum", "firms.status",
        "firms.sector", "firms.productivity", "firms.premium", "firms.inventory", "firms.expected_demand",
        "macro.occupation_wage", "macro.sector_price", "macro.capital_rent", "macro.capital_price",
        "macro.output_limit", "macro.saving_kept", "macro.gpu_rationing",
    ),
    "gpu_market": (
        "teams.occupation", "teams.weight", "firms.status", "firms.productivity", "firms.premium",
        "macro.occupation_wage", "macro.price_level", "macro.capital_price", "macro.gpu_rent",
    ),
    "hiring": (
        "workers.occupation", "workers.status", "workers.team", "workers.wage", "workers.skill",
        "workers.equity", "workers.property", "workers.status_month", "workers.retraining_target",
        "workers.age", "workers.cell", "workers.hours", "workers.purse", "workers.children",
        "workers.place", "workers.home", "workers.job_lost", "teams.occupation", "firms.premium",
        "accounts.provider_pot", "macro.occupation_wage", "macro.price_level", "macro.unemployment_rate",
        "macro.layoff_risk", "macro.demand_shock", "macro.mean_income", "macro.wages_last_year",
        "macro.automation", "macro.claim_price",
    ),
    "production": (
        "teams.occupation", "teams.weight", "firms.status", "firms.birth", "firms.productivity",
        "firms.premium", "firms.inventory", "macro.occupation_wage",
    ),
    "incomes": (
        "workers.credits", "workers.support", "teams.occupation", "accounts.equity_pot",
        "accounts.property_pot", "accounts.provider_pot", "macro.occupation_wage", "macro.sector_price",
        "macro.price_level", "macro.inflation", "macro.bond_rate", "macro.real_rate", "macro.demand_shock",
        "macro.mean_income", "macro.output_ratio", "macro.real_wages", "macro.claim_price", "macro.granted",
    ),
    "goods_market": (
        "firms.status", "firms.sector", "firms.birth", "firms.price", "firms.expected_demand", "firms.appeal",
        "firms.demand_share", "accounts.foreign", "accounts.investment_pot", "macro.sector_price",
        "macro.price_level", "macro.unemployment_rate", "macro.output_ratio", "macro.scarcity",
    ),
    "firm_accounts": (
        "teams.occupation", "firms.status", "firms.sector", "firms.birth", "firms.productivity",
        "firms.deposits", "firms.operating_cost", "firms.headcount_last_year", "macro.occupation_wage",
        "macro.policy_rate", "macro.bond_rate", "macro.scarcity", "macro.capital_rent", "macro.capital_price",
        "macro.expansion", "macro.deepening", "macro.entry_factor",
    ),
    "model_accounts": (
        "model_owners.deposits", "macro.output_ratio",
    ),
    "provider_accounts": ("macro.output_ratio",),
    "policies.finance": ("macro.policies",),
    "public_finance": (
        "macro.occupation_wage", "macro.prices_last_year", "macro.inflation", "macro.policy_rate",
        "macro.bond_rate", "macro.real_rate", "macro.tax_scale", "macro.demand_shock", "macro.cost_shock",
        "macro.output_ratio", "macro.real_wages", "macro.capital", "macro.capital_rent",
        "macro.capital_price", "macro.expansion",
    ),
    "scarcity": ("macro.sales_volume", "macro.base_volume", "macro.shortage", "macro.usual_shortage"),
    "capital": (
        "macro.capital", "macro.base_capital", "macro.capital_rent", "macro.capital_price",
        "macro.capital_gain", "macro.usual_real_rate", "macro.expansion",
    ),
    "competition": ("macro.profit_margin", "macro.base_margin", "macro.base_firms"),
}  # fmt: skip
"""Columns that a step finds as the month before has left them, since only a later step of the month, or the
step itself, writes them: the lags of the model. What policies look at before the first step is not listed:
it is of the month before, whatever it is."""
BEFORE_THE_FIRST = ("policies.act", "policies.levers_in_force")
"""Steps of the policies that come before all others."""

ASKED = {"act": "act", "levers_in_force": "change_levers", "pay": "pay", "finance": "account"}
"""Which method of each policy a step of the policies calls."""


class Columns(NamedTuple):
    """Columns by dotted name, table by table."""

    reads: tuple[str, ...]
    writes: tuple[str, ...]


def columns_of(step: str) -> Columns:
    """Return what a step of the month, ``planning`` or ``policies.pay``, declares to read and to write.

    A step of the policies reads and writes what those of all kinds do.
    """
    owner, _, act = step.partition(".")
    if owner != "policies":
        phase = importlib.import_module(f"sim.phases.{owner}")
        return Columns(_in_order(phase.READS), _in_order(phase.WRITES))
    reads, writes = set(Policies.READS[act]), set(Policies.WRITES[act])
    for policy in map(find, kinds()):
        reads.update(policy.READS.get(ASKED[act], ()))
        writes.update(policy.WRITES.get(ASKED[act], ()))
    return Columns(_in_order(reads), _in_order(writes))


def from_last_month(steps: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return by step which columns it reads that no step before it has written in the month, but one will."""
    steps = list(steps)
    renewed = {column for step in steps for column in columns_of(step).writes}
    written: set[str] = set()
    found = {}
    for step in steps:
        columns = columns_of(step)
        found[step] = tuple(name for name in columns.reads if name in renewed - written)
        written.update(columns.writes)
    return {step: columns for step, columns in found.items() if columns}


@cache
def column_names() -> tuple[str, ...]:
    """Return the names of all columns, table by table."""
    return tuple(f"{table}.{field}" for table, fields in _tables().items() for field in fields)


def named_columns(state: State) -> dict[str, Array]:
    """Return every column of a state by its name; each account is a column of one row."""
    columns: list[Array] = []
    for table in _tables():
        held = getattr(state, table)
        columns.extend(held.reshape(-1, 1) if table == "accounts" else held)
    return dict(zip(column_names(), columns, strict=True))


@cache
def _tables() -> dict[str, tuple[str, ...]]:
    """Return the names of the columns of every table."""
    return {name: getattr(table, "_fields", ACCOUNT_NAMES) for name, table in State.__annotations__.items()}


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return columns in the order in which the state has them; a name that it does not have stays last."""
    place = {name: number for number, name in enumerate(column_names())}
    return tuple(sorted(names, key=lambda name: place.get(name, len(place))))
