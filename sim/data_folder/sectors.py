"""Sectors: jobs, wages, shares of value added, the final demand that causes them, firms, entry and exit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from sim.data_folder.tables import Floats, Written, numbers, source_rows

__all__ = ["write_sectors"]

COMPONENTS = ("consumption", "investment", "government", "export")


def write_sectors(
    sources: Path, template: Path, folder: Path, before: Floats, staffing: Floats, recipe: dict[str, Any]
) -> None:
    """Write the sectors; titles, roles and families are taken over from ``template``.

    Parameters
    ----------
    sources, template, folder : Path
        Of the published files, of the data folder that is followed, of the one that is written.
    before, staffing : float64 array (s, o)
        Jobs, persons, from ``occupations.aligned_staffing``.
    recipe : dict
        ``recipe.toml``.
    """
    rows, table = source_rows(sources, "sectors.csv"), Written.read(template, "sectors.csv")
    codes, constants = table.columns["code"], recipe["firms"]
    fractions, closed = demand_decomposition(sources, codes)
    value_added = numbers(rows, "value_added_share") / numbers(rows, "value_added_share").sum()
    component = fractions * value_added[:, None]
    shares = component / component.sum(axis=0)
    jobs = staffing.sum(axis=1)
    wages = aligned_wages(numbers(rows, "mean_annual_wage_2025"), before.sum(axis=1), codes, recipe)
    by_occupation = numbers(source_rows(sources, "occupations_major.csv"), "mean_annual_wage")
    premium = wages / (staffing @ by_occupation / jobs)
    firms = numbers(rows, "bds_firms_2022", constants["government_units"] * 1000.0) / 1000.0
    private = np.array([code != recipe["public_jobs"]["government"] for code in codes])
    establishments = numbers(rows, "estab_entry_rate_pct", 0.0) / 100.0
    scale = constants["entry_rate"] / np.average(establishments[private], weights=firms[private])
    entry = np.where(private, establishments * scale, constants["government_turnover"])
    exits = numbers(rows, "firm_death_rate_pct", constants["government_turnover"] * 100.0)
    columns: dict[str, Iterable[object]] = {
        "jobs": jobs.round().astype(np.int64),
        "mean_wage": wages.round(1),
        "wage_premium": premium.round(4),
        "compensation_share": numbers(rows, "compensation_share_of_va"),
        "surplus_share": numbers(rows, "gos_share_of_va"),
        "tax_share": numbers(rows, "tax_share_of_va"),
        "value_added_share": value_added.round(6),
        **{f"{name}_share": shares[:, c].round(6) for c, name in enumerate(COMPONENTS)},
        **{f"{name}_fraction": fractions[:, c].round(6) for c, name in enumerate(COMPONENTS)},
        **{f"closed_{name}_fraction": closed[:, c].round(6) for c, name in enumerate(COMPONENTS[:3])},
        "firms": firms.round(3),
        "mean_firm_size": (jobs / firms / 1000.0).round(2),
        "entry_rate": entry.round(4),
        "exit_rate": (exits / 100.0).round(4),
        "real_growth": (numbers(rows, "real_va_growth_2017_24_pct_pa") / 100.0).round(5),
    }
    notes = "\n".join(table.notes)
    for name, total in zip(COMPONENTS, component.sum(axis=0), strict=True):
        notes = re.sub(rf"\b{name} 0\.\d{{4}}", f"{name} {total:.4f}", notes)
    table.with_columns(columns)._replace(notes=tuple(notes.splitlines())).write(folder)


def aligned_wages(wages: Floats, jobs: Floats, codes: list[str], recipe: dict[str, Any]) -> Floats:
    """Return mean wages after the move of public schools and hospitals at their sector's mean wage."""
    public = recipe["public_jobs"]
    government, aligned = codes.index(public["government"]), wages.copy()
    moved = [(codes.index(code), float(count)) for code, count in (public["education"], public["health"])]
    bill = wages[government] * jobs[government]
    bill += sum(wages[sector] * count for sector, count in moved)
    aligned[government] = bill / (jobs[government] + sum(count for _, count in moved))
    return aligned


def demand_decomposition(sources: Path, codes: list[str]) -> tuple[Floats, Floats]:
    """Attribute each sector's value added to the final demand that causes it.

    With A the input coefficients, m the import share of domestic use of each product and S the industry
    shares of supply, industry output is x = S ((1 - m) (A x + f) + e) for domestic demand f and exports e,
    and value added is v x (Leontief inverse with imports in proportion to use; Miller and Blair 2022,
    chapters 2 and 5).

    Returns
    -------
    fractions : float64 array (s, 4)
        Share of the sector's value added caused by consumption, investment, government purchases and exports.
    closed : float64 array (s, 3)
        The same when exports are read as payment for the imports that the three domestic demands contain.
    """
    rows = {row["row"]: row for row in source_rows(sources, "io_use_2023_20sector.csv")}
    products = [rows[code] for code in codes]
    use = np.array([[float(row[code]) for code in codes] for row in products])
    output = np.array([float(rows["gross_output"][code]) for code in codes])
    investment = numbers(products, "private_fixed_investment") + numbers(products, "inventories")
    domestic = np.stack([numbers(products, "pce"), investment, numbers(products, "government")], axis=1)
    domestic = np.maximum(domestic, 0.0)
    exports = numbers(products, "exports")
    imports = np.maximum(-numbers(products, "imports"), 0.0)
    supply = use.sum(axis=1) + domestic.sum(axis=1) + exports - imports
    import_share = np.minimum(imports / (use.sum(axis=1) + domestic.sum(axis=1)), 0.95)
    shares = supply_by_industry(output, supply)
    coefficients = use / output
    home = (1.0 - import_share)[:, None]
    final = np.column_stack([home * domestic, exports])
    bought_in = np.array([[float(rows[row][code]) for code in codes] for row in (*codes, "Used", "Other")])
    value_added_share = 1.0 - bought_in.sum(axis=0) / output
    gross = np.linalg.solve(np.eye(len(codes)) - shares @ (home * coefficients), shares @ final)
    content = np.maximum(value_added_share[:, None] * gross, 0.0)
    # the imports in a domestic demand, bought directly and in inputs, are its part of what exports pay for
    bought = import_share[:, None] * domestic + import_share[:, None] * (coefficients @ gross[:, :3])
    weights = bought.sum(axis=0) / bought.sum()
    closed = content[:, :3] + content[:, 3:] * weights
    return content / content.sum(axis=1, keepdims=True), closed / closed.sum(axis=1, keepdims=True)


def supply_by_industry(industry_output: Floats, commodity_output: Floats) -> Floats:
    """Estimate which industry makes each commodity, with as little secondary production as possible.

    The Use table counts products in rows and industries in columns, and government in particular makes
    products of other rows (hospitals, universities, power). An industry keeps its own product up to the
    smaller of the two totals; what it makes beyond is spread over the products whose own industry makes
    too little.

    Returns
    -------
    float64 array (s, s)
        Share of commodity (column) made by industry (row); columns sum to 1.
    """
    own = np.minimum(industry_output, commodity_output)
    spare, missing = industry_output - own, commodity_output - own
    made = np.diag(own) + np.outer(spare, missing) / max(spare.sum(), missing.sum())
    shares: Floats = made / made.sum(axis=0)
    return shares
