"""What a report says of its packages, and how its figures at a glance are to be read."""

from __future__ import annotations

import re

from sim.experiments.lab.packages import parse_packages
from sim.policies import find, kinds
from sim.report.policies.described import packages_section
from sim.report.policies.facts import gather_policies
from sim.report.policies.glance import glance_blocks, story_sentence

from ..comparison.test_page import Page
from .test_page import invent


def test_a_package_is_told_with_its_own_amounts_and_what_is_not_usual() -> None:
    made = invent(["ubi:amount=500,youngest=25,financed_by=gpu_tax", "wage_subsidy:share=0.2"])
    words = [said for _, said in Page(str(packages_section(gather_policies(made)))).find("li")]
    (income,) = (one for one in words if "untaxed" in one)
    assert "payment to one adult, in base-year prices: 500.0 dollars a month" in income
    assert "only people of this age and over: 25 years" in income
    assert "only people up to this age" not in income
    assert "To pay: GPU rent." in income
    (subsidy,) = (one for one in words if "share of their labour cost" in one)
    assert "contributions included: 0.2 share" in subsidy


def test_every_kind_of_policy_says_what_it_is() -> None:
    for kind in kinds():
        made = invent([kind])
        (arm,) = made.packages
        (entry,) = (
            said
            for _, said in Page(str(packages_section(gather_policies(made)))).find("li")
            if "As scenario text" in said
        )
        assert " Here: " in entry, kind
        assert "``" not in entry, kind
        assert all(getattr(policy, find(kind).size) is not None for policy in arm.policies)


def test_those_within_the_interval_of_the_first_are_counted() -> None:
    made = invent(["ubi:amount=500/1000/1500", "nit"], shift=-12.0)
    facts = gather_policies(made)
    for story in facts.stories:
        rows = [row for row in facts.glance.iter_rows(named=True) if row["story"] == story]
        falls = [row for row in rows if row["missing"] is None and "poverty" in row["told"].split(", ")]
        falls = [row for row in falls if row["poverty"] < 0.0]
        found = re.search(r"\((\d+) others? lies? within its interval\)", story_sentence(facts, story, rows))
        if not falls:
            assert found is None
            continue
        most = min(falls, key=lambda row: row["poverty"])
        near = sum(row["poverty"] <= most["poverty_high"] for row in falls if row is not most)
        assert (int(found[1]) if found else 0) == near


def test_chance_is_told_where_there_are_seeds_enough() -> None:
    packages = ["ubi:amount=500/1000/1500/2000/2500", "nit", "wage_subsidy"]
    assert len(parse_packages(packages)) == 7
    said = " ".join(map(str, glance_blocks(gather_policies(invent(packages)))))
    assert "about 1 of the 28 changes of poverty and employment would be clear of chance" in said
    few = " ".join(map(str, glance_blocks(gather_policies(invent(packages, seeds=(1, 2))))))
    assert "1 in 20" not in few
    assert "who paid, in shares of its cost" in few
