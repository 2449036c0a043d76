"""Births, deaths and moves between households, millions a month; nothing happens without a life cycle."""

from sim.indicators.base import Observation, indicator
from sim.rules import life_cycle as life
from sim.units import CENTS_PER_BILLION, MONTHS_PER_YEAR


@indicator("population")
def moves(seen: Observation) -> dict[str, float]:
    """Return who died and was replaced in the month, births, moves, and what was left to heirs."""
    counts, scale = seen.flows.labour.life, seen.weight / 1e6
    billions = MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION
    people = {
        "newcomers": counts[life.STATUSES].sum(),
        "deaths_employed": counts[life.DEATHS],
        "deaths_unemployed": counts[life.DEATHS_UNEMPLOYED] + counts[life.DEATHS_RETRAINING],
        "deaths_outside": counts[life.DEATHS_OUTSIDE],
        "births": counts[life.BIRTHS],
        "children_grown_up": counts[life.GROWN_UP],
        "leaving_home": counts[life.LEFT_HOME],
        "couples_formed": counts[life.JOINED],
        "couples_parted": counts[life.PARTED],
        "homes_bought": counts[life.HOMES_BOUGHT],
        "homes_left": counts[life.HOMES_LEFT],
    }
    money = {
        "estates": counts[life.ESTATES],
        "estate_tax": counts[life.ESTATE_TAX],
        "claims_sold": counts[life.CLAIMS_SOLD],
    }
    return {name: int(n) * scale for name, n in people.items()} | {
        name: int(cents) * billions for name, cents in money.items()
    }
