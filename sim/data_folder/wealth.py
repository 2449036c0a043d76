"""Wealth of groups of households, owners of computing capacity, totals of wealth among the scalars."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sim.data_folder.tables import Floats, Written, numbers, source_rows

__all__ = ["write_compute_owners", "write_totals", "write_wealth"]


def write_wealth(sources: Path, template: Path, folder: Path, recipe: dict[str, Any]) -> None:
    """Write the wealth groups: shares of what is published; targets and fits are taken over."""
    constants, table = recipe["wealth"], Written.read(template, "wealth_groups.csv")
    rows = source_rows(sources, "dfa_networth_shares.csv")
    known = {row["Category"]: row for row in rows if row["Date"] == constants["quarter"]}
    groups = [known[name] for name in constants["groups"]]

    def share(title: str) -> Floats:
        raw = numbers(groups, constants["columns"][title])
        return np.asarray(raw / raw.sum())

    equity, first = np.array([float(entry) for entry in table.columns["equity"]]), constants["split"]
    measured = share("equity")[first:]
    equity[first:] = round(equity[first:].sum(), 3) * measured / measured.sum()
    columns = {title: share(title).round(5) for title in ("business", "property", "deposits")}
    table.with_columns({**columns, "equity": equity.round(5)}).write(folder)


def write_totals(sources: Path, template: Path, folder: Path, recipe: dict[str, Any]) -> None:
    """Write the scalars: totals of wealth from the accounts, all others are taken over."""
    constants, table = recipe["wealth"], Written.read(template, "scalars.csv")
    rows = source_rows(sources, "dfa_networth_levels.csv")
    rows = [row for row in rows if row["Date"] == constants["quarter"]]
    totals = {name: numbers(rows, title).sum() * 1e6 for name, title in constants["totals"].items()}
    pairs = zip(table.columns["id"], table.columns["value"], strict=True)
    table.with_columns({"value": [totals.get(name, value) for name, value in pairs]}).write(folder)


def write_compute_owners(sources: Path, template: Path, folder: Path) -> None:
    """Write the owners of computing capacity; who is resident and who is one owner is taken over.

    A new owner counts as one, and as resident.
    """
    table = Written.read(template, "compute_owners.csv")
    flags = zip(table.columns["domestic"], table.columns["single"], strict=True)
    known = dict(zip(table.columns["owner"], flags, strict=True))
    rows = source_rows(sources, "ai_compute_owners.csv")
    names = [row["owner"].split(" (")[0] for row in rows]
    capacity = numbers(rows, "h100e_millions")
    table.only(
        {
            "owner": names,
            "h100e_millions": capacity,
            "share": (capacity / capacity.sum()).round(5),
            "domestic": [known.get(name, ("1", "1"))[0] for name in names],
            "single": [known.get(name, ("1", "1"))[1] for name in names],
        }
    ).write(folder)
