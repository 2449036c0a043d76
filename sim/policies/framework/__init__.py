"""What a policy is made of, for its file: dates, eligibility, financing, and what is to be known of it."""

from sim.policies.framework.base import Policy
from sim.policies.framework.described import Direction, Slider
from sim.policies.framework.eligibility import ELIGIBLE_ADULTS, NOBODY_DRAWN, GrantPolicy
from sim.policies.framework.levy import Levy
from sim.policies.framework.month import Account, MonthlyAccounts, Now

__all__ = [
    "ELIGIBLE_ADULTS",
    "NOBODY_DRAWN",
    "Account",
    "Direction",
    "GrantPolicy",
    "Levy",
    "MonthlyAccounts",
    "Now",
    "Policy",
    "Slider",
]
