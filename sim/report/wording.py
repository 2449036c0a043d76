"""Numbers in words: how a figure, its band and its change are written, and the answer that opens the page."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sim.country import country_words, in_currency, speaking_of
from sim.experiments.figures.statistics import FEWEST_SEEDS

Made = TypeVar("Made", bound=Callable[..., Any])

SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
TRILLIONS = 10_000.0  # billions from which on they are said in trillions where there is little room
NOTHING = "\N{EN DASH}"


def in_its_words(make: Made) -> Made:
    """Let a function whose first argument are results write in the words of their country."""

    @functools.wraps(make)
    def made(results: Any, *arguments: Any, **more: Any) -> Any:
        runs = [results.scenario] if hasattr(results, "scenario") else [*results.scenarios.values()]
        with speaking_of(runs[0].run.data):
            return make(results, *arguments, **more)

    return made  # type: ignore[return-value]  # the same function, in other words


def number(value: float | None, digits: int, *, signed: bool = False) -> str:
    """Write a number: thousands separated, a true minus sign, a dash where there is none.

    >>> number(1234.5, 1, signed=True)
    '+1,234.5'
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{value:+,.{digits}f}" if signed else f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0.0:
        return text.lstrip("+-")
    return text.replace("-", MINUS)


def quantity(
    value: float | None, digits: int, unit: str, *, signed: bool = False, brief: bool = False
) -> str:
    """Write a number with the short form of its unit: per cent and money get their sign.

    >>> quantity(4700.2, 0, "dollars a month")
    '$4,700 a month'
    >>> quantity(4700.2, 0, "dollars a month", brief=True)
    '$4,700'
    >>> quantity(38_262.0, 0, "billion dollars a year", brief=True).replace(SPACE, " ")
    '$38.3 trillion'
    """
    text = number(value, digits, signed=signed)
    if text == NOTHING:
        return text
    if unit.startswith("%"):
        return f"{text}{SPACE}%"
    currency, unit = country_words().currency, in_currency(unit)
    for start, size in ((currency, ""), (f"billion {currency}", f"{SPACE}billion")):
        if unit.startswith(start):
            if brief and size and value is not None and abs(value) >= TRILLIONS:
                return money(number(value / 1_000.0, 1, signed=signed)) + f"{SPACE}trillion"
            return money(text) + size + ("" if brief else unit.removeprefix(start))
    if unit.startswith("million"):
        return f"{text}{SPACE}million"
    return text


def money(amount: str) -> str:
    """Put the sign of the currency before a written amount, behind its plus or minus.

    >>> money("+300")
    '+$300'
    """
    sign = amount[:1] if amount.startswith(("+", MINUS)) else ""
    return f"{sign}{country_words().currency_sign}{amount.removeprefix(sign)}"


def band(low: float | None, high: float | None, digits: int, *, signed: bool = False) -> str:
    """Write a band as ``3.9 to 4.6``; nothing where there is none.

    >>> band(3.94, 4.61, 1)
    '3.9 to 4.6'
    """
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"{number(low, digits, signed=signed)} to {number(high, digits, signed=signed)}"


def few_seeds(seeds: int) -> str:
    """Say that there are too few seeds to tell an effect from chance; nothing where there are enough.

    >>> few_seeds(10)
    ''
    """
    if seeds == 1:
        return "With a single seed there are no intervals, and nothing can be told from chance."
    if seeds < FEWEST_SEEDS:
        return (
            f"With {seeds} seeds, fewer than {FEWEST_SEEDS}, intervals say little: nothing is set in bold, "
            "and nothing can be told from chance."
        )
    return ""


def listing(words: Sequence[str]) -> str:
    """Join words with commas and a final ``and``.

    >>> listing(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
