"""What packages are called after their run: what they are, and who paid for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sim.experiments.lab.packages import Package
from sim.experiments.public_finance.coverage import ArmLabel

__all__ = ["labels_apart"]


def labels_apart(packages: Sequence[Package], paid: Mapping[str, str]) -> dict[str, ArmLabel]:
    """Return the label of every package by its name, no two of those that are run alike.

    Parameters
    ----------
    packages : sequence of Package
        Packages whose labels would be the same, amounts that are rounded for instance, have their name too.
    paid : mapping of str to str
        Who paid for each, in words.
    """
    labels = {one.name: ArmLabel(one.unpaid_label, paid[one.name]) for one in packages}
    count = Counter(labels[one.name] for one in packages if not one.is_null)
    return {
        name: label if count[label] < 2 else label._replace(what=f"{label.what}, {name}")
        for name, label in labels.items()
    }
