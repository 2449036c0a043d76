"""How many households of the country each of the sample stands for."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from sim.data_folder.people import OLDEST
from sim.data_folder.sample import BANDS, CHILDREN, YOUNGEST, Rows, Sample
from sim.data_folder.tables import Floats

__all__ = ["margins", "rake"]

AGES = (YOUNGEST, 18, *range(20, OLDEST, 5), OLDEST)
"""First years of the age groups to which weights are raked."""


def margins(
    sample: Sample, people: Floats, bands: Floats, constants: dict[str, Any]
) -> tuple[Floats, Floats]:
    """Return how much every household counts in each margin (h, m), and the margins (m,).

    Parameters
    ----------
    people : float64 array (a,)
        Persons by single year of age.
    bands : float64 array (s, b)
        Residents of every state by age group, of some other year.
    """
    states = bands.shape[0]
    house, homes = sample.household, sample.state.size

    def count(groups: Rows, kinds: int) -> Floats:
        table = np.zeros((homes, kinds))
        np.add.at(table, (house, groups), 1.0)
        return table

    ages = count(np.searchsorted(AGES, sample.age, side="right") - 1, len(AGES))
    size, number, sizes_known = sample.size, constants["number"], len(constants["sizes"]) - 1
    sizes = np.stack([size == n + 1 for n in range(sizes_known)], axis=1)
    within = np.hstack(
        [
            sample.children.sum(axis=1, keepdims=True),
            count(np.searchsorted(BANDS, sample.age, side="right") - 1, len(BANDS))[:, 1:],
        ]
    )
    by_state = (within[:, None, :] * (sample.state[:, None] == np.arange(states))[:, :, None]).reshape(
        homes, -1
    )
    national = np.add.reduceat(people, BANDS)
    # the states' residents of that year, and the ages of this one
    total = bands.sum(axis=1) * people.sum() / bands.sum()
    for _ in range(200):
        bands = bands * (national / bands.sum(axis=0))
        bands = bands * (total / bands.sum(axis=1))[:, None]
    child = np.array([people[a:b].sum() for a, b in pairwise(CHILDREN)])
    adult = np.array([people[a:b].sum() for a, b in zip(AGES, (*AGES[1:], people.size), strict=True)])
    share = size_shares(people.sum(), constants)
    counts = np.hstack([ages, sample.children, sizes, np.ones((homes, 1)), by_state])
    targets = np.concatenate([adult, child, share[:-1] * number, [number], bands.ravel()])
    return counts, targets


def size_shares(persons: float, constants: dict[str, Any]) -> Floats:
    """Return the shares of households by size, bent as little as need be so that they hold all persons."""
    share = np.array(constants["sizes"])
    size = np.array([*range(1, share.size), constants["persons_in_large"]])
    missing = persons / constants["number"] - (share * size).sum()
    away = size - size.mean()
    return np.asarray(share + missing * away / (away * size).sum())


def rake(counts: Floats, targets: Floats, households: float, rounds: int = 60) -> Floats:
    """Return the weights with the given margins that are nearest to equal ones (least relative entropy).

    The weights are exp(counts x multipliers), the multipliers follow by Newton steps. Margins that follow
    from others (the states add up to the nation) leave directions without curvature, which are not taken.
    """
    start = households / counts.shape[0]
    columns = counts / np.sqrt((counts**2).mean(axis=0))
    goal = targets / np.sqrt((counts**2).mean(axis=0))
    multipliers, weights = np.zeros(targets.size), np.full(counts.shape[0], start)
    for _ in range(rounds):
        gap = goal - columns.T @ weights
        if np.abs(gap / goal).max() < 1e-5:
            break
        curve, direction = np.linalg.eigh(columns.T @ (columns * weights[:, None]))
        kept = curve > 1e-8 * curve[-1]
        move = direction[:, kept] @ ((direction[:, kept].T @ gap) / curve[kept])
        multipliers += move * min(1.0, 1.0 / np.abs(columns @ move).max())
        weights = start * np.exp(columns @ multipliers)
    return weights
