"""What a visitor of the page has chosen: the controls, their words, and the scenario they make.

The whole choice is one frozen value that turns into a scenario; ``page_address`` writes it as an address and
as a scenario file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sim.country import in_currency
from sim.errors import UserError
from sim.plugins.extensions import extensions
from sim.plugins.plugin import Plugin
from sim.policies.framework.financing import DEFICIT
from sim.scenario import Scenario, built_in_names
from sim.scenario_files import grid_in_words, pair_of, point_of

__all__ = [
    "AGAINST",
    "CONTROLS",
    "LEAST_PEOPLE",
    "MOST_PEOPLE",
    "OWN_KEYS",
    "Choices",
    "Control",
    "Lever",
    "Move",
    "can_end",
    "find_story",
    "levers",
    "stories",
]

STORIES = {
    "pessimistic": "Replacement: GPUs take over what they can, a few owners keep the gains",
    "neutral": "In between: AI spreads briskly, some work is handed over, more is done faster by people",
    "optimistic": "Assistance: people work with GPUs, new tasks appear, tools are open to all",
    "mostaque": "The claim, now: ten employees a GPU, within two years",
    "bakery": "The bakery: people pay for the human touch",
}
"""Built-in stories with AI in the order of the page, in one line each."""

AGAINST = {"no_ai": "the economy without AI", "no_policies": "the same story without the policies"}
"""What the chosen future is held against."""

OWN_KEYS = ("story", "against", "people", "seed", "month", "figures")
"""What the address says beside controls and policies."""

LEAST_PEOPLE, MOST_PEOPLE = 1_000, 2_000_000
"""More would make a month take too long for a page that answers at once."""


@dataclass(frozen=True)
class Control:
    """A control that belongs to the story from its first day: moving it begins the story again.

    Parameters
    ----------
    name : str
        In the address.
    key : str
        Of the scenario, dotted.
    label, unit, hint : str
        In plain words.
    stops : tuple of float
        Values of the slider, in the unit shown.
    scale : float
        Unit shown for one unit of the scenario: 100 for per cent.
    """

    name: str
    key: str
    label: str
    unit: str
    hint: str
    stops: tuple[float, ...]
    scale: float = 1.0

    def shown(self, scenario: Scenario) -> float:
        """Return the scenario's value in the unit shown."""
        section, _, key = self.key.partition(".")
        return round(self.scale * float(getattr(getattr(scenario, section), key)), 6)


@dataclass(frozen=True)
class Lever:
    """A policy whose size can be moved while the economy runs: it takes effect from the next month.

    Parameters
    ----------
    name, label, unit, stops, scale
        As for :class:`Control`.
    kind, size : str
        Kind of policy, and its parameter that is moved.
    payable : bool
        Whether the page asks who pays, once there is any of it.
    asks_early : bool
        Whether it asks so from the start.
    more : bool
        Whether it is shown only when asked for.
    repeatable : bool
        Whether a scenario may have several of the kind.
    """

    name: str
    kind: str
    size: str
    label: str
    unit: str
    stops: tuple[float, ...]
    scale: float = 1.0
    payable: bool = False
    asks_early: bool = False
    more: bool = False
    repeatable: bool = False


@dataclass(frozen=True)
class Move:
    """The size of a policy, in the unit shown, from one month on."""

    month: int
    size: float
    payer: str = DEFICIT


def _steps(low: float, high: float, step: float) -> tuple[float, ...]:
    return tuple(round(low + step * k, 6) for k in range(round((high - low) / step) + 1))


RATIOS = (0.0, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0)

CONTROLS: tuple[Control, ...] = (
    Control(
        "ratio", "compute.gpu_worker_ratio", "Employees whose exposed tasks one GPU can do",
        "employees a GPU", "The claim under test is 10, reached step by step from about 0.2 today.", RATIOS,
    ),
    Control(
        "replaced", "compute.substitution_share", "Exposed tasks replaced rather than assisted",
        "% of exposed tasks", "100: a GPU does them alone. 0: a person does them with a GPU, faster.",
        _steps(0, 100, 5), 100.0,
    ),
    Control(
        "newtasks", "compute.new_tasks_rate", "New jobs: new tasks for people",
        "% of tasks a year, once AI is everywhere",
        "Since 1940 new kinds of work have added about 1 % a year.",
        _steps(0, 10, 0.5), 100.0,
    ),
    Control(
        "owners", "compute.concentration", "Owners of GPUs and models act as one",
        "% of the way to a cartel",
        "0: they compete. 10: common owners as today. 50: closed institutions.",
        _steps(0, 70, 5), 100.0,
    ),
    Control(
        "open", "compute.model_spillover", "Open models: rivals catch up with the best",
        "% of the gap a month", "15: within months. 0: the best model stays ahead.",
        _steps(0, 30, 1), 100.0,
    ),
    Control(
        "touch", "households.human_touch", "Taste for work done by people",
        "times as strong", "0: customers do not care. 2: they move to firms with more human work.",
        _steps(0, 5, 0.25),
    ),
)  # fmt: skip
"""The controls of the technology."""


@lru_cache(maxsize=16)
def levers(plugins: tuple[Plugin, ...] = ()) -> tuple[Lever, ...]:
    """Return the policies that the page can move, in its order, those of plugins too.

    Raises
    ------
    UserError
        Two of them, or one and something else in the address, have one name.
    """
    known = extensions(plugins)
    policies = [(kind, known.policy(kind)) for kind in known.kinds()]
    found = [(policy.slider, kind, policy) for kind, policy in policies if policy.slider is not None]
    taken = {*OWN_KEYS, *(control.name for control in CONTROLS)}
    for slider, kind, _ in sorted(found, key=lambda one: one[1] in known.policies):
        if slider.name in taken:
            raise UserError(f"policy {kind}: the page has a {slider.name} already; rename the slider.")
        taken.add(slider.name)
    found.sort(key=lambda one: (one[0].place, one[1]))
    return tuple(
        Lever(
            slider.name,
            kind,
            policy.size,
            slider.label,
            in_currency(slider.unit),
            slider.stops,
            slider.scale,
            payable=slider.payable,
            asks_early=slider.asks_early,
            more=slider.more,
            repeatable=policy.repeatable,
        )
        for slider, kind, policy in found
    )


def can_end(lever: Lever) -> bool:
    """Tell whether the policy can end in a given month and come again: a file then holds several moves."""
    return lever.repeatable


def stories(own: str | None = None, plugins: tuple[Plugin, ...] = ()) -> dict[str, str]:
    """Return the stories of the page by name.

    Parameters
    ----------
    own : str or None
        The scenario the dashboard was started with.
    plugins : tuple of Plugin
        Those it was started with.
    """
    listed = {name: words for name, words in STORIES.items() if name in built_in_names()}
    if own is not None and own not in listed and pair_of(own) is None:
        scenario = Scenario.load(own, plugins=plugins)
        listed = {own: f"Your scenario: {scenario.title or scenario.name}"} | listed
    return listed


def find_story(name: str, known: Mapping[str, str]) -> str:
    """Return the story of a name: one of ``known``, or a point of the grid such as ``consensus/closed``.

    A point that is a story of the page is called by the story's name.

    Raises
    ------
    UserError
        It is neither.
    """
    if name in known:
        return name
    pair = pair_of(name)
    if pair is None:
        raise UserError(f"there is no such story; choose one of {', '.join(known)}, or {grid_in_words()}.")
    return next((story for story in known if point_of(story) == (*pair, True)), "/".join(pair))


@dataclass(frozen=True)
class Choices:
    """Everything a visitor chose.

    Parameters
    ----------
    story : str
        Scenario that the chosen future is based on: a story, a point of the grid, or a file.
    against : str
        Key of ``AGAINST``.
    technology : dict of str to float
        Controls moved away from the story, by name, in the unit shown.
    policies : dict of str to tuple of Move
        Moves of each lever in the order of months.
    figures : tuple of str
        Figures whose lines are shown beside those that everybody sees, by name.
    people, seed : int
        Size and random numbers of both futures.
    month : int
        How far the economy has been run; an address leads back to it.
    plugins : tuple of Plugin
        Those the dashboard was started with; no address says them.
    """

    story: str = "pessimistic"
    against: str = "no_ai"
    technology: Mapping[str, float] = field(default_factory=dict)
    policies: Mapping[str, tuple[Move, ...]] = field(default_factory=dict)
    figures: tuple[str, ...] = ()
    people: int = 100_000
    seed: int = 1
    month: int = 0
    plugins: tuple[Plugin, ...] = ()

    def base(self) -> Scenario:
        """Return the story as it is, at the chosen size and seed."""
        return self._sized(Scenario.load(self.story, plugins=self.plugins))

    def scenario(self) -> Scenario:
        """Return the chosen future.

        Raises
        ------
        UserError
            If a value is not allowed; the sentence says what is.
        """
        changes: dict[str, object] = {
            control.key: round(self.technology[control.name] / control.scale, 9)
            for control in CONTROLS
            if control.name in self.technology
        }
        base = self.base()
        tables = [*base.policy, *self.policy_tables()]
        return base.with_({**changes, "policy": tables}, place="the controls")

    def counterfactual(self) -> Scenario:
        """Return the economy without AI: of the story's size and seed, with its plugins' figures."""
        return self._sized(Scenario.load("baseline", plugins=self.base().plugins))

    def policy_tables(self) -> list[dict[str, Any]]:
        """Return the moves as ``[[policy]]`` tables: each runs from its month to the next move."""
        tables = []
        for lever in levers(self.plugins):
            moves = self.policies.get(lever.name, ())
            for place, move in enumerate(moves):
                if move.size == 0.0:
                    continue
                table: dict[str, Any] = {"kind": lever.kind, lever.size: move.size / lever.scale}
                table["start"] = move.month
                if place + 1 < len(moves):
                    table["duration"] = moves[place + 1].month - move.month
                if lever.payable:
                    table["financed_by"] = move.payer
                tables.append(table)
        return tables

    def with_move(self, lever: Lever, size: float, payer: str, month: int) -> Choices:
        """Return the choices after a policy was moved in ``month``, before that month is simulated.

        Of a policy that comes only once the second move replaces the first from its start.
        """
        moves = self.policies.get(lever.name, ())
        if moves and not can_end(lever):
            moves = (Move(moves[0].month, size, payer),)
        else:
            moves = (*(move for move in moves if move.month < month), Move(month, size, payer))
        first = next((place for place, move in enumerate(moves) if move.size != 0.0), len(moves))
        moves = moves[first:]
        kept = {name: old for name, old in self.policies.items() if name != lever.name}
        return replace(self, policies=kept | ({lever.name: moves} if moves else {}))

    def lever_position(self, lever: Lever) -> Move:
        """Return the last move of a lever."""
        moves = self.policies.get(lever.name, ())
        return moves[-1] if moves else Move(0, 0.0)

    def _sized(self, scenario: Scenario) -> Scenario:
        if not LEAST_PEOPLE <= self.people <= MOST_PEOPLE:
            raise UserError(f"people is {self.people:,}; the page takes {LEAST_PEOPLE:,} to {MOST_PEOPLE:,}.")
        return scenario.with_({"run.people": self.people, "run.seed": self.seed}, place="the controls")
