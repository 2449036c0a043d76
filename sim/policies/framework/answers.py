"""What a policy answers in a month, held against what it may be: a fault is said with the policy's name."""

from typing import Any, get_type_hints

import numpy as np

from sim.errors import MonthError
from sim.kernels.conversions import LARGEST
from sim.parameters.explain import show
from sim.parameters.given_numbers import as_numbers
from sim.policies.framework.base import Policy
from sim.policies.framework.month import Account, Now
from sim.rules.budget import N_SUMS
from sim.state.levers import EVERYWHERE, Grant, Levers, Purchase, Surcharge
from sim.state.ranges import MOST_CENTS

__all__ = ["changed_levers", "finite_number", "whole_account", "whole_number"]

LISTS: dict[str, type] = {"grants": Grant, "surcharges": Surcharge, "purchases": Purchase}
"""Fields of the levers that are lists, and of what."""
OF_ONE_PERSON = {"amount": LARGEST, "per_child": LARGEST}
"""Cents that a grant may pay, at most: what one person may hold."""
KINDS: dict[type, dict[str, Any]] = {
    table: get_type_hints(table) for table in (Levers, Grant, Surcharge, Purchase)
}


def changed_levers(policy: Policy, before: Levers, after: Any, now: Now) -> Levers:
    """Return the levers as a policy changed them; what it left alone is not looked at.

    Raises
    ------
    MonthError
        They are none, or one of them cannot be: not finite, no whole number where cents, months or rows are,
        negative, or more than there are.
    """
    month, macro = now.month, now.state.macro
    if not isinstance(after, Levers):
        raise _wrong(policy, "change_levers", "", after, month, "the levers of the month")
    former: tuple[Any, ...] = before
    for field, old, new in zip(Levers._fields, former, after, strict=True):
        if new is old:
            continue
        if field not in LISTS:
            _hold(policy, field, new, KINDS[Levers][field], month, shape=np.asarray(old).shape)
            continue
        kind = LISTS[field]
        if not isinstance(new, tuple) or not all(isinstance(one, kind) for one in new):
            allowed = f"a tuple, each of them a {kind.__name__}"
            raise _wrong(policy, "change_levers", f"{field} = ", new, month, allowed)
        most = {
            "policy": macro.policies.shape[0] - 1,
            "sector": macro.sector_price.size - 1,
            "booked_under": N_SUMS - 1,
            "states": EVERYWHERE,
            **(OF_ONE_PERSON if kind is Grant else {}),
        }
        for one in new[len(old) :]:
            for name, value in zip(kind._fields, one, strict=True):  # type: ignore[attr-defined]
                _hold(policy, name, value, KINDS[kind][name], month, f"{field}: ", most.get(name, MOST_CENTS))
    return after


def whole_number(policy: Policy, method: str, answer: Any, month: int) -> int:
    """Return a number of cents that a policy answered.

    Raises
    ------
    MonthError
        It is no whole number, or more than all cents there are.
    """
    if not _is_whole(answer) or abs(int(answer)) > MOST_CENTS:
        raise _wrong(policy, method, "", answer, month, f"a whole number of cents, at most {MOST_CENTS:,}")
    return int(answer)


def whole_account(policy: Policy, answer: Any, month: int) -> Account:
    """Return what a policy answered of its cost, what it brought and whom it reached.

    Raises
    ------
    MonthError
        It is no account of whole numbers.
    """
    if not isinstance(answer, Account):
        raise _wrong(policy, "account", "", answer, month, "an Account")
    return Account(*(whole_number(policy, "account", number, month) for number in answer))


def finite_number(policy: Policy, method: str, answer: Any, month: int) -> float:
    """Return a rate that a policy answered.

    Raises
    ------
    MonthError
        It is no finite number.
    """
    if not _is_finite(answer, ()):
        raise _wrong(policy, method, "", answer, month, "a finite number")
    return float(answer)


def _hold(
    policy: Policy,
    field: str,
    value: Any,
    kind: Any,
    month: int,
    where: str = "",
    most: int = MOST_CENTS,
    shape: tuple[int, ...] = (),
) -> None:
    """Refuse a value that is not of the kind that its field declares."""
    if kind is bool:
        fits, allowed = isinstance(value, bool | np.bool_), "true or false"
    elif kind is int:
        low = -1 if field in ("policy", "sector") else 0  # of none
        fits = _is_whole(value) and low <= value <= most
        allowed = f"a whole number from {low} to {most:,}"
    else:
        fits = _is_finite(value, shape)
        allowed = f"{shape[0]} finite numbers" if shape else "a finite number"
    if not fits:
        raise _wrong(policy, "change_levers", f"{where}{field} = ", value, month, allowed)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _is_finite(value: Any, shape: tuple[int, ...]) -> bool:
    numbers = as_numbers(value)
    return numbers is not None and numbers.shape == shape and bool(np.isfinite(numbers).all())


def _wrong(policy: Policy, method: str, where: str, value: Any, month: int, allowed: str) -> MonthError:
    return MonthError(
        f"policy.{policy.kind}: {method} of {type(policy).__name__} gave {where}{show(value)} in month "
        f"{month}; it must be {allowed}."
    )
