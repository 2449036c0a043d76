"""Who gets what AI earns and saves: adopters, owners at home and abroad, and what a GPU pays back."""

from sim.indicators.base import Observation, indicator
from sim.units import CENTS_PER_BILLION, CENTS_PER_DOLLAR, MONTHS_PER_YEAR

LONGEST_PAYBACK = 120.0  # months; a GPU that earns less than its price in that time is stated as this


@indicator("macro")
def gains(seen: Observation) -> dict[str, float]:
    """Return what adopters keep, what owners pay for power and receive, and how it leaves the country.

    Owners are those of GPUs, of models, and of the makers of chips. What they are paid is before the levy on
    what goes abroad; what goes abroad is after it.
    """
    providers, models = seen.flows.providers, seen.flows.model_owners
    cents = {
        "kept_savings": seen.flows.plans.kept,
        "running_costs": providers.running,
        "owners_money": providers.equity + models.venture,
        "owners_income": providers.dividends + providers.chip_margin + models.dividends,
        "foreign_rent": providers.foreign + models.foreign,
    }
    yearly = MONTHS_PER_YEAR * seen.weight / CENTS_PER_BILLION
    return {name: amount * yearly for name, amount in cents.items()}


@indicator("macro")
def new_gpus(seen: Observation) -> dict[str, float]:
    """Return the price of a new GPU, the months in which it pays itself back, and whether more can be had."""
    if not seen.flows.frontier.technology.active:
        return {"gpu_price": 0.0, "gpu_payback": 0.0, "supply_at_cap": 0.0}
    market, providers = seen.flows.market, seen.flows.providers
    earned = (market.rent - providers.running_cost) * market.in_use
    payback = providers.price / earned if earned > 0.0 else LONGEST_PAYBACK
    return {
        "gpu_price": providers.price / CENTS_PER_DOLLAR,
        "gpu_payback": min(payback, LONGEST_PAYBACK),
        "supply_at_cap": 1.0 if providers.at_cap else 0.0,
    }
