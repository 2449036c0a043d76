"""A simulation: a scenario, a seed, the state, and the records of the months behind it."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from copy import deepcopy
from numbers import Integral
from threading import RLock
from typing import Any, ClassVar

import numpy as np

from sim import month
from sim.arguments import seed_of
from sim.base_year.calibration import Calibration
from sim.base_year.create import create
from sim.compiling import ahead, interrupts, seal
from sim.compiling.folder import is_interpreted
from sim.country import folder_of
from sim.data_folder.check import checked
from sim.errors import ConservationError, MonthError, UserError
from sim.guards.failures import in_one_sentence, likely_cause
from sim.guards.looks import first_fault
from sim.indicators import Indicators, Observation, Titles
from sim.parameters.explain import show
from sim.phases.flows import MonthFlows
from sim.plugins.contained import contained
from sim.plugins.extensions import blamed
from sim.policies import Policies, policy_names
from sim.policies.framework.policies_in_force import base_levers
from sim.records.recorder import Recorder
from sim.rules.rules_in_force import Rules
from sim.scenario import Scenario
from sim.state.accounts import money
from sim.state.columns import State
from sim.state.structure import Structure

__all__ = ["CHECK", "RECORDS", "Simulation"]

CHECK, RECORDS = "check of the balances", "records"
"""Steps after those of the month: ranges of columns and the sum of all money, then the indicators."""
PAY_ON_ITS_WAY = ("incomes", "goods_market")
"""Steps after which persons have their pay and firms have not been charged yet: balances add up to more."""
NO_STRANGE_NUMBERS: dict[str, Any] = {"divide": "raise", "over": "raise", "invalid": "raise"}
"""What numpy does with them in the program's own steps; plugins are left to themselves."""
FORKED = (
    "this process was forked from one that has simulated, and has lost its threads: start the processes of a "
    'pool with multiprocessing.get_context("spawn"), or fork before the first run.'
)


class Simulation:
    """One economy that moves month by month; needs no Mesa.

    Parameters
    ----------
    scenario : Scenario
        Parameters and policies.
    seed : int, optional
        Identifies all draws; the scenario's ``run.seed`` if not given.
    calibration : Calibration, optional
        Figures of the country; those that the scenario's ``run.data`` names if not given.
    mobility : networkx.DiGraph, optional
        Occupational mobility in place of the measured one.
    neighbours : int32 array (n_firm_rows, 4), optional
        Firm network in place of the built one.
    created : tuple of State and Structure, optional
        Those of a checkpoint, in place of new ones.
    check : bool
        Look at all rows of all columns and at the sum of all balances after each step, not only at the end
        of a month: slow, and says which step went wrong.

    Attributes
    ----------
    month : int
        The next month to simulate; 0 is the first after the burn-in.
    """

    compiled_code: ClassVar[seal.CompiledCode | None] = None
    is_warm: ClassVar[bool] = False
    warming: ClassVar[RLock] = RLock()
    is_forked: ClassVar[bool] = False

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int | None = None,
        calibration: Calibration | None = None,
        mobility: Any = None,
        neighbours: Any = None,
        created: tuple[State, Structure] | None = None,
        check: bool = False,
    ) -> None:
        if Simulation.is_forked:
            raise UserError(FORKED)
        if not isinstance(scenario, Scenario):
            raise UserError(
                f"scenario is {show(scenario)}; it must be a Scenario, as Scenario.load gives one."
            )
        if not isinstance(calibration, Calibration | None):
            raise UserError(f"calibration is {show(calibration)}; it must be a Calibration, or None.")
        self.warm_up()
        self.seed = scenario.run.seed if seed is None else seed_of(seed)
        self.calibration = calibration or checked(folder_of(scenario.run.data))
        self.scenario = scenario = scenario.with_seed(self.seed).with_data(self.calibration.folder)
        self.month = -int(scenario.run.burn_in_months)
        self.weight = self.calibration.figure("population") / scenario.run.people
        found = scenario.extensions
        found.refuse_missing(scenario.name)
        plugins = scenario.plugins
        with in_one_sentence(scenario, None, None), blamed(plugins, None), contained(plugins):
            self.rules = Rules(scenario.rules, found.rules, sizes=self.calibration.sizes)
            self.state, self.structure = created or create(
                scenario,
                self.calibration,
                self.seed,
                self.month - 1,
                mobility=mobility,
                neighbours=neighbours,
                n_policies=len(policy_names(scenario.policy)),
                n_kept=self.rules.size,
            )
            self.policies = Policies(scenario, scenario.policy, self.structure)
            if created is None:
                levers = base_levers(scenario, self.state)
                self.rules.begin(self.state, self.structure, scenario, levers, self.seed, self.month - 1)
        self.money = money(self.state)
        self.records = Recorder()
        self.indicators = Indicators()
        self.flows: MonthFlows | None = None
        self.check = check
        self.is_under_way = False

    def __copy__(self) -> Simulation:
        """Return what :func:`copy.deepcopy` does: half a copy would move the columns of both."""
        return deepcopy(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Simulation:
        """Return a simulation that goes on by itself from here, to the same bits."""
        for shared in (self.scenario, self.calibration, self.structure, self.rules):  # never written to
            memo[id(shared)] = shared
        twin = object.__new__(type(self))
        memo[id(self)] = twin
        twin.__dict__.update(deepcopy(self.__dict__, memo))
        return twin

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled; the rules, whose compiled functions cannot be, are made anew."""
        return {name: value for name, value in self.__dict__.items() if name != "rules"}

    def __setstate__(self, kept: dict[str, Any]) -> None:
        """Take over what was pickled, perhaps in another process."""
        self.warm_up()
        self.__dict__.update(kept)
        found = self.scenario.extensions
        self.rules = Rules(self.scenario.rules, found.rules, sizes=self.calibration.sizes)

    def step(self, *, by_person: bool = False) -> None:
        """Advance one month, record it, and check that no cent was made or lost.

        Parameters
        ----------
        by_person : bool
            Whether ``flows.household.consumption`` holds what every person consumed.

        Raises
        ------
        MonthError
            A step cannot be done, or a column holds what it must not; nothing of the month is recorded.
        ConservationError
            The balances do not add up to what they were: a defect of the program.
        UserError
            The month was begun before and not ended.
        """
        for _ in self.steps(by_person=by_person):
            pass

    def steps(self, *, by_person: bool = False) -> Iterator[str]:
        """Advance one month as ``step`` does, and yield the name of each of its steps once it is done.

        After those of ``sim.month`` come ``CHECK`` and ``RECORDS``.
        """
        self._begin()
        records = self.scenario.records
        keep = self.month >= 0 or records.burn_in
        record = keep and (self.month % records.distribution_every == 0 or not len(self.records))
        plugins, number = self.scenario.plugins, self.month
        self._look("before the first step", 2 * number)
        with in_one_sentence(self.scenario, number, self.state), blamed(plugins, number):
            steps = month.steps(
                self.state, self.structure, self.scenario, self.policies, self.rules, self.seed, number,
                record=record,
                by_person=by_person,
            )  # fmt: skip
            self.flows = yield from self._each(steps)
        self._look("after the last step", 2 * number + 1)
        self._balance()
        yield CHECK
        with in_one_sentence(self.scenario, number, self.state), blamed(plugins, number):
            self.indicators.observe(self.flows)
            if keep:
                others, seen = self.scenario.extensions.indicators, self.observation(self.flows)
                with contained(plugins):
                    self.records.append(number, self.indicators.collect(seen, others))
        self.month += 1
        self.is_under_way = False
        yield RECORDS

    def _begin(self) -> None:
        """Refuse a month upon one that was begun and not ended, by Ctrl-C for example.

        Raises
        ------
        UserError
            There is one: half of its money has moved.
        """
        if self.is_under_way:
            raise UserError(
                f"{self.scenario.name}, month {self.month}: was begun and not ended, so the economy is in "
                "the middle of it; end the steps that began it, or make the simulation anew."
            )
        self.is_under_way = True

    def _each(self, steps: Generator[str, None, MonthFlows]) -> Generator[str, None, MonthFlows]:
        """Do steps, none of which may make what is no number, and look at all that there is if asked to."""
        # numbers of plugins are their own; where nothing is compiled, numbers wrap as compiled ones do
        strictness = {} if self.scenario.plugins or is_interpreted() else NO_STRANGE_NUMBERS
        while True:
            try:
                with contained(self.scenario.plugins), np.errstate(**strictness):
                    step = next(steps)
            except StopIteration as done:
                flows: MonthFlows = done.value
                return flows
            if self.check:
                self._look(f"after step {step}", None)
                if step not in PAY_ON_ITS_WAY:
                    self._balance(f", after step {step}")
            yield step

    def _look(self, when: str, look: int | None) -> None:
        """Hold the columns against their ranges."""
        fault = first_fault(self.state, None if self.check else look)
        if fault is not None:
            cause = likely_cause(self.scenario)
            raise MonthError(f"{self.scenario.name}, month {self.month}, {when}: {fault}{cause}.")

    def _balance(self, when: str = "") -> None:
        """Hold the sum of all balances against what it was."""
        total = money(self.state)
        if total != self.money:
            cause = likely_cause(self.scenario) if self.scenario.plugins else ""
            raise ConservationError(
                f"month {self.month}{when}: balances add up to {total}, not {self.money} cents{cause}."
            )

    def run(self, months: int | None = None, progress: Callable[[int, int], None] | None = None) -> None:
        """Run the burn-in and on until ``months`` are over, by default the scenario's ``run.months``.

        Raises
        ------
        UserError
            ``months`` is no whole number, or the economy is already further.
        """
        last = self.scenario.run.months if months is None else months
        if not isinstance(last, Integral) or last < self.month:
            raise UserError(
                f"months is {months!r}; it must be a whole number of at least {self.month}, the month "
                "reached so far."
            )
        first = self.month
        while self.month < last:
            self.step()
            if progress is not None:
                progress(self.month - first, last - first)
        if self.compiled_code is not None:
            self.compiled_code.seal_new()

    def observation(self, flows: MonthFlows) -> Observation:
        """Return what indicators see of the month that has just been simulated."""
        known = self.calibration
        titles = Titles(
            known.occupation_titles,
            known.sector_titles,
            known.owner_names,
            known.model_owner_names,
            known.people.group_titles,
            tuple(known.households.state_names) if self.scenario.population.households else (),
        )
        payers = (policy.financed_by for policy in self.policies.policies)
        policies = tuple(zip(self.policies.names, payers, strict=True))
        return Observation(self.state, flows, self.weight, self.scenario, titles, policies, self.structure)

    @staticmethod
    def warm_up(announce: Callable[[], None] | None = None) -> None:
        """Check the compiled code, once a process; ``announce`` is called before it has to be seal."""
        with Simulation.warming:  # first runs in several threads: one compiles, the others wait
            if Simulation.is_warm:
                return
            # before anything is compiled, also for a class derived from it: that builds an economy of its own
            Simulation.is_warm = True
            code = seal.find()
            if code is None:
                return

            def compile_all() -> None:
                if announce is not None:
                    announce()
                with interrupts.heard():
                    ahead.compile_all(Simulation(Scenario.from_tables(ahead.SMALL)), code)

            code.check(compile_all)
            Simulation.compiled_code = code


def _forked() -> None:
    """Remember that threads of numba and polars stayed with the parent: waiting for them would never end."""
    Simulation.is_forked = Simulation.is_warm


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
