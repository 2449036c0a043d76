"""A sweep: a scenario, what is varied, by which design, and what is asked; read from a TOML file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, PrivateAttr, ValidationError, field_validator, model_validator

from sim.errors import ScenarioError, UserError
from sim.experiments.sweep.factors import Factor
from sim.experiments.sweep.means import Adaptive, DaskParameters, Limits
from sim.origins import Origins, origins_of
from sim.parameters import Section, parameter
from sim.parameters.declare import CHOICE, Name
from sim.parameters.explain import explain, nearest, show
from sim.parameters.lists import read_names, read_tables
from sim.paths import is_file
from sim.plugins.plugin import Plugin, as_plugins
from sim.records.columns import TABLES
from sim.records.figures import figure, plain_words
from sim.scenario import locate
from sim.toml import parse_overrides, read_source, write_toml

__all__ = ["Flip", "Sweep"]

Design = Literal["grid", "random", "latin_hypercube", "sobol", "morris", "sobol_indices", "adaptive"]

SERIES = (
    "macro.unemployment_rate", "macro.employment", "macro.employment_rate", "macro.labour_share", "macro.gdp",
    "macro.real_gdp", "macro.price_level", "macro.inflation", "macro.real_median_wage",
    "macro.real_mean_income", "macro.real_p10_income", "macro.real_p20_income", "macro.real_median_income",
    "macro.real_p80_income", "macro.median_disposable_income", "macro.income_gini", "macro.income_top1_share",
    "macro.income_middle60_share", "macro.wealth_top1_share", "macro.poverty_rate", "macro.gpus",
    "macro.gpus_inference", "macro.gpu_rent", "macro.gpu_worker_ratio", "macro.displaced_jobs",
    "macro.reinstated_jobs", "macro.assisted_jobs", "macro.entrant_jobs", "macro.firms",
    "macro.ai_firm_share",
)  # fmt: skip
"""Monthly series that a sweep keeps unless it says otherwise."""


class Flip(Section):
    """A condition under which the story turns bad: an output above or below a threshold."""

    name: str = parameter(..., "The condition in words", source=CHOICE)
    output: str = parameter(..., "Output that is looked at", source=CHOICE)
    above: float | None = parameter(None, "Holds above this", at_least=-1e18, at_most=1e18, source=CHOICE)
    below: float | None = parameter(None, "Holds below this", at_least=-1e18, at_most=1e18, source=CHOICE)

    @model_validator(mode="after")
    def _check(self) -> Flip:
        if (self.above is None) == (self.below is None):
            raise ValueError("give it either above or below")
        return self

    @property
    def threshold(self) -> float:
        """The value of the output at which the story flips."""
        threshold = self.above if self.above is not None else self.below
        assert threshold is not None
        return threshold

    @property
    def sign(self) -> float:
        """1 where the condition holds above the threshold, -1 where it holds below."""
        return 1.0 if self.above is not None else -1.0


FLIPS = (
    Flip(name="net job loss", output="employment_effect", below=0.0),
    Flip(name="median real income falls", output="real_median_income_change", below=0.0),
    Flip(name="top share rises", output="income_top1_share_effect", above=0.0),
)
"""The pessimistic end of the debate, unless a sweep says otherwise."""


class Sweep(Section):
    """Everything that defines a sweep; frozen, so that a folder of results has one.

    ``Sweep.load("phase_diagram")`` reads a built-in one, ``Sweep.from_tables`` makes one from plain tables.
    """

    name: Name = parameter("sweep", "Short name; the file name where not given", at_most=100, source=CHOICE)
    title: str = parameter("", "What the sweep is, in a few words", at_most=200, source=CHOICE)
    question: str = parameter("", "The question it answers", at_most=1_000, source=CHOICE)
    scenario: str = parameter("neutral", "Scenario from which every run starts", at_most=500, source=CHOICE)
    counterfactual: str = parameter(
        "baseline",
        "What every run is held against, on the same seed; empty for nothing",
        at_most=500,
        source=CHOICE,
    )
    people: int | None = parameter(
        None, "Instead of the scenario's", at_least=1_000, at_most=300_000_000, source=CHOICE
    )
    months: int | None = parameter(
        None, "Instead of the scenario's", at_least=1, at_most=1_200, source=CHOICE
    )
    burn_in_months: int | None = parameter(
        None, "Instead of the scenario's", at_least=0, at_most=1_200, source=CHOICE
    )
    design: Design = parameter("grid", "How the points are laid out", source=CHOICE)
    cross: str = parameter(
        "",
        "Factor of which every value is run at every point of the others, on the same luck",
        at_most=60,
        source=CHOICE,
    )
    points: int = parameter(
        64, "Size of a sampled design: points, or trajectories (morris), or base points (sobol_indices)",
        unit="points", at_least=2, at_most=1_000_000, source=CHOICE,
    )  # fmt: skip
    design_seed: int = parameter(
        1, "Names the draws of the design", at_least=0, at_most=2_147_483_647, source=CHOICE
    )
    replicates: int = parameter(
        3, "Runs of every point, on common seeds", unit="runs", at_least=1, at_most=10_000, source=CHOICE
    )
    first_seed: int = parameter(
        1, "Seed of the first replicate", at_least=0, at_most=2_000_000_000, source=CHOICE
    )
    plugins: tuple[Plugin, ...] = ()
    """Files with policies, rules and indicators of the user's own, for all runs."""
    outputs: tuple[str, ...] = ()
    """Figures that are kept beside those of every sweep: ``inflation``, ``macro.inflation``."""
    series: tuple[str, ...] = SERIES
    """Monthly series that are kept: ``macro.gdp`` for a column, ``sectors`` for a whole table."""
    set: dict[str, Any] = Field(default_factory=dict)
    """Values by section and key, for all runs and the counterfactual alike."""
    factor: tuple[Factor, ...] = ()
    flip: tuple[Flip, ...] = FLIPS
    adaptive: Adaptive = Adaptive()
    limits: Limits = Limits()
    dask: DaskParameters = DaskParameters()
    _origins: Origins = PrivateAttr(default_factory=Origins)

    @classmethod
    def load(
        cls, path_or_name: str | Path, overrides: Sequence[str] = (), *, plugins: Sequence[Any] = ()
    ) -> Self:
        """Read a sweep from a file, or a built-in one by its name.

        Parameters
        ----------
        path_or_name : str or Path
            ``"phase_diagram"`` or ``"scenarios/sweeps/mine.toml"``. A scenario named in the file may be a
            path relative to it.
        overrides : sequence of str
            ``"section.key=value"``, for all runs and the counterfactual alike.
        plugins : sequence of path or class
            Beside those that the file names, relative to itself.

        Raises
        ------
        ScenarioError
            One sentence that names file, key, value and what is allowed.
        """
        path, place = locate(str(path_or_name), "sweep")
        tables, text = read_source(path, place)
        tables.setdefault("name", path.stem[:100])
        for key in ("scenario", "counterfactual"):
            beside = path.parent / str(tables.get(key, ""))
            if tables.get(key) and is_file(beside):
                tables[key] = str(beside)
        given = as_plugins(plugins)
        try:
            tables["plugins"] = as_plugins([*given, *as_plugins(tables.get("plugins", []), path.parent)])
        except ScenarioError as error:
            raise ScenarioError(f"{place}: {error}") from None
        sweep = cls.from_tables(tables, place)
        sweep._origins = origins_of([(place, text, 0)])
        return sweep.with_overrides(overrides)

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any], place: str = "sweep") -> Self:
        """Make a sweep from nested tables, as a file has them; errors call it ``place``."""
        try:
            return cls.model_validate(dict(tables))
        except ValidationError as error:
            sentence = explain(error, cls)
        except ScenarioError as error:
            sentence = str(error)
        raise ScenarioError(f"{place}: {sentence}")

    def with_(self, **changes: Any) -> Self:
        """Return a copy with other values: ``sweep.with_(people=2000, replicates=5)``."""
        tables = {**self.resolved(), "plugins": self.plugins, **changes}
        changed = self.from_tables(tables, f"sweep {self.name}")
        changed._origins = self._origins
        return changed

    @property
    def origins(self) -> Origins:
        """Its file as it was written, comments and all; empty for a sweep made in Python."""
        return self._origins

    def with_overrides(self, overrides: Sequence[str]) -> Self:
        """Return a copy in which every run has other values, given as ``section.key=value``."""
        changes = {key: value for key, value, _ in parse_overrides(overrides)}
        return self.with_(set=self.set | changes) if changes else self

    def resolved(self) -> dict[str, Any]:
        """Return every value that was set, as nested plain tables; of plugins the names and hashes."""
        plain = self.model_dump(mode="json", exclude_none=True, exclude={"plugins"})
        if self.plugins:
            plain["plugins"] = [plugin.table(text=False) for plugin in self.plugins]
        return {key: value for key, value in plain.items() if value != {}}

    def to_toml(self) -> str:
        """Write the sweep as TOML that :meth:`from_tables` reads back, plugins without their texts."""
        return write_toml(self.resolved())

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds that every point is run on."""
        return tuple(range(self.first_seed, self.first_seed + self.replicates))

    def find(self, column: str) -> Factor:
        """Return the factor whose column is ``column``."""
        return next(factor for factor in self.factor if factor.column == column)

    @property
    def axes(self) -> tuple[Factor, ...]:
        """The numeric factors."""
        return tuple(factor for factor in self.factor if factor.is_numeric)

    @field_validator("factor", "flip", mode="before")
    @classmethod
    def _read_tables(cls, tables: Any, info: Any) -> Any:
        return tuple(read_tables(tables, {"factor": Factor, "flip": Flip}[info.field_name], info.field_name))

    @field_validator("plugins", mode="before")
    @classmethod
    def _as_plugins(cls, plugins: Any) -> Any:
        return as_plugins(plugins)

    @field_validator("outputs", "series", mode="before")
    @classmethod
    def _as_names(cls, names: Any, info: Any) -> Any:
        plugins = info.data.get("plugins", ())
        return read_names(
            [_checked(name, info.field_name == "series", plugins) for name in read_names(names)]
        )

    @model_validator(mode="after")
    def _check(self) -> Self:
        from sim.experiments.sweep.measures import outputs

        columns = [factor.column for factor in self.factor]
        known = list(outputs(self.outputs))
        for column in columns:
            if columns.count(column) > 1:
                raise ValueError(f"two factors are called {column}; give one of them another name")
            if column in RESERVED or column in known:
                what = "a column of the results" if column in RESERVED else "an output of the sweep"
                raise ValueError(f"a factor cannot be called {column}, which is {what}; give it another name")
        if not self.factor:
            raise ValueError("there is no [[factor]]; a sweep needs at least one")
        self._check_flips(known)
        if self.design == "morris" and not all(one.is_numeric or one.is_pair for one in self.factor):
            raise ValueError("the design morris takes numeric factors, and factors with two values")
        self._check_cross(columns)
        if self.design == "sobol_indices" and self.points & (self.points - 1):
            raise ValueError(f"points is {self.points}; the design sobol_indices needs a power of 2")
        if self.design == "adaptive" and len(self.axes) != 2:
            raise ValueError("the design adaptive needs exactly two numeric factors, the axes of the map")
        if self.runs > MOST_RUNS:
            raise ValueError(
                f"these are {self.runs:,} runs; {MOST_RUNS:,} is the most: take fewer points, levels or "
                "replicates"
            )
        return self

    @property
    def runs(self) -> int:
        """Runs of its points on all seeds, without the counterfactual, counted before any is laid out."""
        laid_out = [factor for factor in self.factor if factor.column != self.cross]
        match self.design:
            case "grid" | "adaptive":
                points = math.prod(factor.grid_size for factor in self.factor)
                points += self.adaptive.rounds * self.adaptive.points * (self.design == "adaptive")
            case "morris":
                points = self.points * (len(laid_out) + 1)
            case "sobol_indices":
                points = self.points * (len(laid_out) + 2)
            case _:
                points = self.points * (self.find(self.cross).grid_size if self.cross else 1)
        return points * self.replicates

    def _check_cross(self, columns: list[str]) -> None:
        if not self.cross:
            return
        if self.cross not in columns:
            close = nearest(self.cross, columns) or columns[0]
            raise ValueError(f"cross is {show(self.cross)}; there is no such factor; the nearest is {close}")
        if self.find(self.cross).distribution is not None or len(self.find(self.cross).grid()) < 2:
            raise ValueError(f"cross is {self.cross}; that factor needs at least two values or options")
        if self.design not in CROSSED:
            raise ValueError(
                f"cross goes with the designs {', '.join(CROSSED)}; with {self.design} give every policy a "
                "sweep of its own"
            )
        if len(self.factor) < 2:
            raise ValueError(f"cross is {self.cross}; there must be another factor that it is crossed with")

    def _check_flips(self, known: list[str]) -> None:
        for flip in self.flip:
            if flip.output not in known:
                close = nearest(flip.output, known)
                offer = f"the nearest is {close}" if close else "outputs names further ones"
                raise ValueError(f"flip {flip.name}: there is no output {show(flip.output)}; {offer}")


MOST_RUNS = 2_000_000
"""Runs of a sweep: a month of a large cluster."""
CROSSED = ("grid", "random", "latin_hypercube", "sobol")
"""Designs whose points are laid out without a crossed factor."""
RESERVED = frozenset({"point", "seed", "run", "counterfactual", "month", "year", "status", "replicates"})
"""Columns of the results that are no factors."""


def _checked(name: str, series: bool, plugins: tuple[Plugin, ...]) -> str:
    """Return the name of an output or of a series; the column of a plugin by its whole name."""
    from sim.plugins.extensions import extensions

    found = extensions(plugins)
    own = {column: plain_words(column) for column in found.column_names()}
    table, _, column = name.partition(".")
    if found.missing and column:  # results hold no programs that could tell
        return name
    known = table in TABLES and (not column or column in TABLES[table].columns or name in own)
    if series and not known:
        raise ValueError(f"there is no {show(name)} in the results; it must be like macro.gdp or a table")
    if series:
        return name
    if known and TABLES[table].has_several_rows:
        raise ValueError(f"{show(name)} has several rows a month; an output needs one")
    try:
        about = figure(name, own=own)
    except UserError as error:
        raise ValueError(str(error).removesuffix(".")) from None
    whole = f"{about.table}.{about.column}"
    return whole if whole in own else name
