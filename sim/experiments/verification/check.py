"""What a check is: a sentence, a formula with its source, a tolerance, and an error planted at a dose.

A check measures what a rule of the economy gives beside what theory says it must give. At the dose d > 0 the
rule is mixed with a wrong one, (1 - d) right + d wrong: the smallest dose at which the check fails says what
it can see (mutation testing: DeMillo, Lipton and Sayward 1978).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

__all__ = [
    "FALSE_ALARM",
    "KINDS",
    "ROUNDING",
    "SHARES",
    "Check",
    "Measured",
    "check",
    "deviations",
    "exact",
    "mix",
    "of_chance",
    "whole",
]

Floats = NDArray[np.float64]

KINDS = ("closed form", "limit", "identity", "invariance", "extreme", "distribution")
"""Kinds of check."""
FALSE_ALARM = 1e-3
"""Chance that a program without errors fails any check, all of them together."""
SHARES = 20
"""Statistical checks that share it (Bonferroni); there are never more."""
ROUNDING = 1e-11
"""Relative error of a chain of some ten elementary functions, each good to 1e-13 (tests/kernels)."""


class Measured(NamedTuple):
    """What a check expects and what it found; one entry a comparison."""

    expected: Floats
    found: Floats
    tolerance: Floats  # the largest difference that passes

    @property
    def passes(self) -> bool:
        """Whether every comparison is within its tolerance; what is not a number is not."""
        return bool((np.abs(self.found - self.expected) <= self.tolerance).all())

    @property
    def worst(self) -> int:
        """Row of the comparison that comes closest to its tolerance, or exceeds it most."""
        error = np.abs(self.found - self.expected)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            part = np.where(self.tolerance > 0.0, error / self.tolerance, np.where(error > 0.0, np.inf, 0.0))
        part = np.where(np.isfinite(self.found), part, np.inf)
        nearest = np.flatnonzero(part == part.max())
        return int(nearest[np.argmax(np.abs(self.expected[nearest]))])


@dataclass(frozen=True)
class Check:
    """A check of the economy against theory.

    Attributes
    ----------
    name, part : str
        What it is called, and the part of the economy: the file that it stands in.
    says : str
        What must hold, in a sentence.
    formula, source : str
        The equation, and who derived it.
    kind : str
        One of ``KINDS``.
    tolerance : str
        Where the tolerance comes from.
    error : str
        What the wrong rule does that is mixed in.
    measure : function
        Given a dose of the wrong rule, 0 for none, returns what is expected and found.
    statistical : bool
        Whether chance takes part, so that the check shares in ``FALSE_ALARM``.
    slow : bool
        Whether it lives months of whole economies, which takes seconds.
    """

    name: str
    part: str
    says: str
    formula: str
    source: str
    kind: str
    tolerance: str
    error: str
    measure: Callable[[float], Measured]
    statistical: bool = False
    slow: bool = False


def check(
    *,
    says: str,
    formula: str,
    source: str,
    kind: str,
    tolerance: str,
    error: str,
    statistical: bool = False,
    slow: bool = False,
) -> Callable[[Callable[[float], Measured]], Check]:
    """Make a check of a function from a dose to what was measured; its name and file name the check."""
    assert kind in KINDS, kind

    def make(measure: Callable[[float], Measured]) -> Check:
        part = measure.__module__.rpartition(".")[2]
        name = measure.__name__
        return Check(name, part, says, formula, source, kind, tolerance, error, measure, statistical, slow)

    return make


def mix(dose: float, right: Any, wrong: Any) -> Floats:
    """Return (1 - dose) right + dose wrong; exactly what is right at a dose of 0."""
    if dose == 0.0:
        return np.asarray(right, np.float64)
    return (1.0 - dose) * np.asarray(right, np.float64) + dose * np.asarray(wrong, np.float64)


def exact(
    expected: ArrayLike, found: ArrayLike, relative: float = ROUNDING, absolute: ArrayLike = 0.0
) -> Measured:
    """Return what was measured of a rule without chance, with a relative and an absolute tolerance."""
    right = np.atleast_1d(np.asarray(expected, np.float64))
    seen = np.atleast_1d(np.asarray(found, np.float64))
    right, seen = np.broadcast_arrays(right, seen)
    return Measured(right, seen, relative * np.abs(right) + np.asarray(absolute, np.float64))


def whole(expected: ArrayLike, found: ArrayLike) -> Measured:
    """Return what was measured of whole numbers, as cents and persons are: they must be equal."""
    return exact(expected, found, relative=0.0)


def deviations(comparisons: int) -> float:
    """Return how many standard errors a comparison may miss, of ``comparisons`` that a check makes."""
    return float(stats.norm.isf(FALSE_ALARM / SHARES / comparisons / 2.0))


def of_chance(
    expected: ArrayLike, found: ArrayLike, error: ArrayLike, known: ArrayLike = 0.0, *, of: int = 0
) -> Measured:
    """Return what was measured where chance takes part.

    Parameters
    ----------
    expected, found : array_like
        One entry a comparison.
    error : array_like
        Standard error of the difference by theory.
    known : array_like
        How far the closed form is known to be off.
    of : int
        Comparisons that share the check's part of false alarms, if more than these.
    """
    right, seen = np.atleast_1d(np.asarray(expected, float)), np.atleast_1d(np.asarray(found, float))
    reach = deviations(max(of, right.size)) * np.asarray(error, float) + np.asarray(known, float)
    return Measured(right, seen, np.broadcast_to(reach, right.shape))
