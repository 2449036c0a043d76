"""The policy lab: arms share burn-in and luck, differences are paired, tables agree with each other."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from sim.errors import UserError
from sim.experiments.figures.statistics import interval
from sim.experiments.lab.cell import Cell
from sim.experiments.lab.measures import MEASURES, OF_PAIRS, measures
from sim.experiments.lab.packages import NONE, parse_packages
from sim.experiments.lab.people import People, price_paid
from sim.experiments.lab.results import PolicyComparison, load_policy_comparison
from sim.experiments.lab.run import compare_policies
from sim.experiments.lab.tax_rates import effective_rates, take_home
from sim.experiments.lab.winners import CHANGES
from sim.experiments.run.fork import burn_in, fork
from sim.policies import Policies, Policy
from sim.policies.framework import Now
from sim.rules import budget
from sim.scenario import Scenario
from sim.simulation import Simulation
from sim.state.accounts import GOVERNMENT, money
from sim.state.columns import EMPLOYED
from sim.state.households import number_of_children

SMALL = {"run.people": 2_000, "run.months": 24, "run.burn_in_months": 12}
PACKAGES = [
    "ubi:amount=0/800,financed_by=capital_tax",
    "ubi:amount=800,treated_share=0.3",
    "gpu_tax:tax_rate=0.5",
]
UBI = "ubi:amount=800,financed_by=capital_tax"


def small(name: str, **other: object) -> Scenario:
    return Scenario.load(name).with_({**SMALL, **other})


@pytest.fixture(scope="module")
def comparison() -> PolicyComparison:
    stories = [small("pessimistic"), small("optimistic")]
    return compare_policies(
        stories, PACKAGES, replicates=3, horizons=[1, 2], processes=2, people=2_000, months=24
    )


def test_what_persons_spend_adds_up_to_consumption(alone: dict[str, Any]) -> None:
    story = small("pessimistic", **alone).with_(
        {
            "policy": [
                {"kind": "wealth_tax", "exemption": 0.0},
                {"kind": "citizens_fund", "target": 0.5, "speed": 1.0},
            ]
        }
    )
    simulation = burn_in(story, 2)
    simulation = fork(simulation, story)
    people = People(simulation, 1.0)
    spent = disposable = 0.0
    for _ in range(6):
        people.step(simulation)
        sums = simulation.flows.household.sums
        price = price_paid(simulation)
        spent += float(sums[budget.CONSUMPTION]) / 100.0 / price
        disposable += float(sums[budget.DISPOSABLE]) / 100.0 / price
    year = people.close_year(simulation)
    assert 6.0 * year.consumption.sum() == pytest.approx(spent, rel=1e-12)
    assert 6.0 * year.income.sum() == pytest.approx(disposable, rel=1e-9)
    assert year.wealth.sum() > 0.0
    assert people.months == 0


def test_who_shares_a_purse_has_what_the_household_has_for_each_equivalent_adult() -> None:
    simulation = burn_in(small("baseline"), 2)
    people = People(simulation, 1.0)
    people.step(simulation)
    sums, workers = simulation.flows.household.sums, simulation.state.workers
    cents = 100.0 * price_paid(simulation)
    year = people.close_year(simulation)
    keeper = np.arange(workers.purse.size) - workers.purse
    home = np.flatnonzero(workers.purse == 0)
    for amounts in (year.income, year.consumption, year.wealth):
        np.testing.assert_array_equal(amounts, amounts[keeper])
    children = np.array([number_of_children(int(packed)) for packed in workers.children[home]])
    adults = np.bincount(keeper)[home]
    equivalent = np.sqrt(adults + children)
    assert (year.income[home] * equivalent).sum() * cents == pytest.approx(
        int(workers.income.sum()), rel=1e-9
    )
    # health care that the state pays for is consumption of no household's own
    spent = int(sums[budget.CONSUMPTION] - sums[budget.PUBLIC_HEALTH])
    assert (year.consumption[home] * equivalent).sum() * cents == pytest.approx(spent, rel=1e-9)
    owned = workers.deposits + sum(
        column * price
        for column, price in zip(
            (workers.equity, workers.property, workers.provider_equity),
            simulation.state.macro.claim_price,
            strict=True,
        )
    )
    assert year.wealth.sum() * cents == pytest.approx(owned.sum(), rel=1e-9)


FROM_INCOME = {
    "households.wealth_propensity": 0.0,
    "households.propensity_to_consume": 0.8,
    "households.spends_real_interest": False,
    "government.supplemental_scale": 0.0,  # which looks at what people own
}


class Raid(Policy):
    """Take half of everybody's deposits at the start of the month."""

    def act(self, strength: float, now: Now) -> int:
        """Move them to the government."""
        deposits = now.state.workers.deposits
        taken = deposits // 2
        deposits -= taken
        now.state.accounts[GOVERNMENT] += int(taken.sum())
        return -int(taken.sum())


def test_deposits_that_a_policy_moves_are_not_consumption() -> None:
    # no interest, no spending out of wealth: what was taken changes neither income nor orders of the month
    story = small("baseline", **FROM_INCOME)
    base = burn_in(story, 3)
    years = []
    for policies in ([], [Raid()]):
        simulation = fork(base, story)
        macro = simulation.state.macro
        macro.policy_rate[:] = macro.bond_rate[:] = 0.0
        memory = np.zeros((len(policies), macro.policies.shape[1]))
        simulation.state = simulation.state._replace(macro=macro._replace(policies=memory))
        simulation.policies = Policies(story, policies, simulation.structure)
        people = People(simulation, 1.0)
        people.step(simulation)
        years.append(people.close_year(simulation))
    plain, raided = years
    assert raided.wealth.sum() < 0.9 * plain.wealth.sum()
    np.testing.assert_array_equal(plain.consumption > 0.0, raided.consumption > 0.0)
    np.testing.assert_allclose(raided.consumption, plain.consumption, rtol=1e-12)


def test_prices_paid_are_list_prices_where_nothing_is_short() -> None:
    simulation = burn_in(small("baseline", **{"run.people": 5_000, "run.burn_in_months": 48}), 1)
    listed = float(simulation.state.macro.price_level[0])
    tax = simulation.scenario.government.consumption_tax
    assert price_paid(simulation) * (1.0 - tax) == pytest.approx(listed, rel=0.1)


def test_effective_rates_are_those_of_the_schedule(alone: dict[str, Any]) -> None:
    story = small("baseline", **alone)
    simulation = fork(burn_in(story, 1), story)
    simulation.step()
    plain = effective_rates(simulation)
    tax = simulation.flows.levers.consumption_tax
    assert tax < plain["participation_tax_rate"] < plain["marginal_tax_rate"] < 0.5
    (package,) = parse_packages(["nit:guarantee=20000,taper=0.3"])
    simulation = fork(burn_in(story, 1), package.apply(story))
    simulation.step()
    with_taper = effective_rates(simulation)
    # nobody is above the range in which it is withdrawn: 30 cents of every dollar, of which the rest is spent
    raised = with_taper["marginal_tax_rate"] - plain["marginal_tax_rate"]
    assert raised == pytest.approx(0.3 * (1.0 - tax), abs=0.01)
    assert with_taper["participation_tax_rate"] > plain["participation_tax_rate"] + 0.25
    assert 0.0 <= plain["high_marginal_share"] < with_taper["high_marginal_share"] <= 1.0


def test_effective_rates_of_households_count_the_benefits_of_all_who_share_the_purse() -> None:
    """One who gives up work is left with what the others earn, and with benefits by their means."""
    story = small("baseline")
    simulation = fork(burn_in(story, 1), story)
    simulation.step()
    workers = simulation.state.workers
    before = {name: column.copy() for name, column in workers._asdict().items()}
    accounts, granted = simulation.state.accounts.copy(), simulation.state.macro.granted.copy()
    plain = effective_rates(simulation)
    tax = simulation.flows.levers.consumption_tax
    assert tax < plain["marginal_tax_rate"] < 0.5
    assert tax < plain["participation_tax_rate"] < 0.5
    for name, column in before.items():  # nothing of the economy has changed
        np.testing.assert_array_equal(getattr(workers, name), column, err_msg=name)
    np.testing.assert_array_equal(simulation.state.accounts, accounts)
    np.testing.assert_array_equal(simulation.state.macro.granted, granted)
    # without benefits to households nobody loses any by working
    simulation.scenario = story.with_(
        {
            f"government.{name}_scale": 0.0
            for name in ("food", "child_credit", "earned_credit", "supplemental")
        }
    )
    assert effective_rates(simulation)["high_marginal_share"] < plain["high_marginal_share"]


@pytest.mark.parametrize("together", [False, True], ids=["alone", "in households"])
def test_take_home_pay_is_what_the_month_left_of_pay(alone: dict[str, Any], together: bool) -> None:
    """Whatever is charged or granted on pay in the month must be in the effective rates."""
    lives = {"government.months_between_tests": 1} if together else alone
    # else brackets, and limits of benefits, have moved on with output and prices since
    still: dict[str, Any] = {"government.amounts_follow": "output"}
    still |= {"government.income_indexation": 0.0, "government.indexation": 0.0}
    # what the jobless receive is apart, and would count as means of those who live with them
    still |= {"government.benefit_take_up": 0.0}
    story = small(
        "baseline",
        **(lives | still),
        policy=[
            {"kind": "income_surtax", "tax_rate": 0.2, "threshold": 3_000.0},
            {"kind": "negative_income_tax", "guarantee": 2_500.0, "taper": 0.4},
            {"kind": "universal_basic_income", "amount": 300.0, "eligible": "employed"},
            {"kind": "universal_basic_income", "amount": 200.0, "treated_share": 0.5, "lottery": 2},
            {"kind": "universal_basic_income", "amount": 100.0, "earnings_below": 4_000.0},
        ],
    )
    simulation = Simulation(story, seed=2)
    simulation.run(1)
    workers = simulation.state.workers
    for claims in (workers.deposits, workers.equity, workers.property, workers.provider_equity):
        claims[:] = 0
    simulation.money = money(simulation.state)
    simulation.step()
    employed = workers.status == EMPLOYED
    received = workers.income[employed].astype(float)
    assert len(np.unique(received - workers.wage[employed])) > 100
    np.testing.assert_array_equal(take_home(simulation, 0)[employed], received)


def test_every_arm_is_there_on_every_seed(comparison: PolicyComparison) -> None:
    assert comparison.stories == ("pessimistic", "optimistic")
    ran = comparison.values.select("story", "policy", "seed").unique()
    assert ran.height == 2 * 4 * 3 + 3  # three packages and the reference, and the economy without AI
    assert set(ran.filter(pl.col("story") == "baseline")["policy"]) == {NONE}
    assert comparison.arms()["size_zero"].to_list() == [True, True, False, False, False]
    assert comparison.horizons == (1, 2)


def test_every_figure_is_there(comparison: PolicyComparison) -> None:
    found = set(comparison.values.filter(pl.col("policy") == UBI)["measure"])
    assert set(MEASURES) - found == set()
    # beside those of the report every column of a table of one row a month
    assert set(measures()) - found == set()
    reference = set(comparison.values.filter(pl.col("policy") == NONE)["measure"])
    assert OF_PAIRS.keys() & reference == set()


def test_changes_are_paired_by_seed(comparison: PolicyComparison) -> None:
    effects = comparison.effects()
    for measure, relative in (("poverty_rate", False), ("median_income", True), ("employment", False)):
        row = effects.filter(
            (pl.col("story") == "pessimistic")
            & (pl.col("policy") == UBI)
            & (pl.col("year") == 2)
            & (pl.col("measure") == measure)
        ).row(0, named=True)
        at = comparison.values.filter(
            (pl.col("story") == "pessimistic") & (pl.col("year") == 2) & (pl.col("measure") == measure)
        )
        arm, base = (at.filter(pl.col("policy") == p).sort("seed")["value"].to_numpy() for p in (UBI, NONE))
        change = 100.0 * (arm / base - 1.0) if relative else arm - base
        assert (row["change"], row["change_low"], row["change_high"]) == pytest.approx(interval(change))
        assert row["level"] == pytest.approx(arm.mean())


def test_groups_before_the_policy_are_the_same_people(comparison: PolicyComparison) -> None:
    groups = comparison.groups.filter(
        (pl.col("basis") == "start") & (pl.col("grouping") == "tenth") & (pl.col("measure") == "income")
    )
    by_arm = groups.filter((pl.col("year") == 2) & (pl.col("story") == "optimistic") & (pl.col("seed") == 1))
    references = by_arm.pivot("policy", index="group", values="reference")
    for policy in (UBI, "gpu_tax:tax_rate=0.5"):
        assert references[policy].to_list() == references[NONE].to_list()
    # the mean over tenths is the mean over all
    mean = by_arm.filter(pl.col("policy") == UBI)["value"].mean()
    all_people = comparison.values.filter(
        (pl.col("policy") == UBI)
        & (pl.col("story") == "optimistic")
        & (pl.col("seed") == 1)
        & (pl.col("year") == 2)
        & (pl.col("measure") == "mean_income")
    )["value"][0]
    assert mean == pytest.approx(all_people, rel=1e-9)


LOTTERY = "ubi:amount=800,treated_share=0.3"


def gain_of_those_drawn(found: PolicyComparison) -> float:
    """Return by how much more those drawn gain than all others in year 2, dollars a month."""
    effects = found.group_effects().filter(
        (pl.col("grouping") == "treated") & (pl.col("policy") == LOTTERY) & (pl.col("measure") == "income")
    )
    assert set(effects["group"]) == {"drawn", "not drawn"}
    last = effects.filter((pl.col("year") == 2) & (pl.col("story") == "optimistic"))
    drawn, others = (last.filter(pl.col("group") == g)["change"][0] for g in ("drawn", "not drawn"))
    return float(drawn - others)


def test_those_drawn_gain_and_share_it_with_their_household(
    comparison: PolicyComparison, alone: dict[str, Any]
) -> None:
    apart = compare_policies(
        [small("optimistic", **alone)], [LOTTERY], replicates=3, horizons=[1, 2], processes=1, people=2_000,
        months=24,
    )  # fmt: skip
    assert gain_of_those_drawn(apart) > 400.0
    # as much for a member of a household of two and a half persons: over the root of their number
    assert gain_of_those_drawn(comparison) > 400.0 / 2.5**0.5


def test_shares_of_winners_add_up_and_come_with_chance(comparison: PolicyComparison) -> None:
    shares = comparison.winner_shares()
    assert NONE not in set(shares["policy"])
    sums = shares.group_by("story", "policy", "year", "grouping", "group").agg(pl.col("mean", "chance").sum())
    assert sums["mean"].to_numpy() == pytest.approx(100.0)
    assert sums["chance"].to_numpy() == pytest.approx(100.0)
    assert set(shares["change"]) == set(CHANGES)
    beyond = shares["mean"] - shares["chance"]
    assert shares["beyond"].to_numpy() == pytest.approx(beyond.to_numpy(), abs=1e-9)


def test_a_package_that_does_nothing_loses_nobody_beyond_luck() -> None:
    """Its lives are those without it, and both are held against the same lives with other luck."""
    story = small("optimistic", **{"run.people": 1_000, "run.months": 12})
    later = "ubi:amount=800,start=1000"
    found = compare_policies([story], [later], replicates=2, horizons=[1], no_ai=False, progress=False)
    shares = found.winner_shares()
    assert (shares["beyond"] == 0.0).all()
    assert (shares["mean"] == shares["chance"]).all()
    losing = shares.filter(grouping="all", change="loss_over_5")["mean"][0]
    assert losing > 1.0  # luck moves incomes
    (row,) = found.at_a_glance().iter_rows(named=True)
    assert row["beyond_luck"] == 0.0
    alone = compare_policies(
        [story], [later], replicates=1, horizons=[1], no_ai=False, chance=False, progress=False
    )
    same_luck = alone.winner_shares()
    assert same_luck.filter(grouping="all", change="none")["mean"].to_list() == [100.0]
    assert same_luck["beyond"].null_count() == same_luck.height


def test_the_budget_figures_agree(comparison: PolicyComparison) -> None:
    costs = comparison.policy_costs().filter((pl.col("policy") == UBI) & (pl.col("year") == 2))
    effects = comparison.effects().filter(
        (pl.col("policy") == UBI) & (pl.col("year") == 2) & (pl.col("measure") == "policy_cost")
    )
    assert costs["cost"].to_list() == pytest.approx(effects["level"].to_list())
    holes = comparison.fiscal_hole().filter((pl.col("story") == "pessimistic") & (pl.col("year") == 2))
    # at prices of the base year: two runs have different ones
    balance = comparison.books.filter((pl.col("line") == "balance") & (pl.col("year") == 2))
    mean = balance.group_by("story", "policy").agg(value=pl.col("real").mean())
    plain, none, arm = (
        mean.filter((pl.col("story") == story) & (pl.col("policy") == policy))["value"][0]
        for story, policy in (("baseline", NONE), ("pessimistic", NONE), ("pessimistic", UBI))
    )
    row = holes.filter(pl.col("policy") == UBI).row(0, named=True)
    assert row["hole"] == pytest.approx(none - plain)
    if none < plain:
        assert row["closed"] == pytest.approx(100.0 * (arm - none) / (plain - none))


def test_the_books_are_those_of_the_tables_and_what_is_on_credit_is_not_ranked(
    comparison: PolicyComparison,
) -> None:
    nominal = comparison.books.filter(pl.col("line") == "balance").drop("line", "source", "cents", "real")
    balance = comparison.values.filter(pl.col("measure") == "budget_balance").drop("measure")
    both = nominal.join(balance, on=["story", "policy", "seed", "year"], validate="1:1")
    assert both.height == balance.height
    assert both["nominal"].to_list() == pytest.approx(both["value"].to_list())
    lottery = next(one for one in comparison.packages if "treated_share" in one.name)
    borrowed = dataclasses.replace(
        comparison,
        books=comparison.books.with_columns(
            real=pl.when(pl.col("policy") == lottery.name, pl.col("line") == "own_tax")
            .then(0.0)
            .otherwise("real")
        ),
    )
    assert lottery.name in borrowed.on_credit()
    assert lottery.name not in set(borrowed.regret()["policy"])
    assert {NONE, UBI} <= set(comparison.regret()["policy"])
    assert borrowed.label(lottery).endswith("% debt)")
    assert comparison.label(lottery, "optimistic").startswith("UBI $800 (treated share 30 %) (")


def test_welfare_rises_where_everybody_is_paid(comparison: PolicyComparison) -> None:
    welfare = comparison.effects().filter((pl.col("policy") == UBI) & (pl.col("measure") == "welfare_2"))
    assert (welfare["change"] > 0.0).all()


def test_processes_do_not_change_a_bit(comparison: PolicyComparison) -> None:
    packages = tuple(one for one in comparison.packages if not one.is_null)
    story = comparison.scenarios["optimistic"]
    without_ai = story.with_({"compute.enabled": False, "policy": []})  # its own past is not the baseline's
    alone = Cell(story, 2, packages, (1, 2), without_ai=without_ai).run()
    here = comparison.values.filter((pl.col("story") == "optimistic") & (pl.col("seed") == 2)).drop(
        "story", "seed"
    )
    assert here.equals(alone.values)


def test_results_are_written_read_and_the_same_in_every_format(
    comparison: PolicyComparison, tmp_path: Path
) -> None:
    comparison.write(tmp_path)
    again = load_policy_comparison(tmp_path)
    assert again.effects().equals(comparison.effects())
    assert again.packages == comparison.packages
    assert again.scenarios == comparison.scenarios
    for name in ("effects", "group_effects", "winner_shares", "policy_costs", "arms"):
        table, text = pl.read_parquet(tmp_path / f"{name}.parquet"), pl.read_csv(tmp_path / f"{name}.csv")
        assert text.columns == table.columns
        for column in (c for c, kind in table.schema.items() if kind == pl.Float64):
            ours, theirs = table[column].to_numpy(), text[column].cast(pl.Float64).to_numpy()
            np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no policy to compare"):
        compare_policies(["neutral"], [])
    with pytest.raises(UserError, match="there is no story"):
        compare_policies([], ["ubi"])
    with pytest.raises(UserError, match="run at least 12 months"):
        compare_policies(["neutral"], ["ubi"], months=6)
    with pytest.raises(UserError, match="the story neutral is named twice; leave one of them out"):
        compare_policies(["neutral", "neutral"], ["ubi"])
    with pytest.raises(UserError, match="replicates is 0"):
        compare_policies(["neutral"], ["ubi"], replicates=0)
    with pytest.raises(UserError, match="holds no results"):
        load_policy_comparison(tmp_path)
