"""Policy packages: what is compared with doing nothing, written in a line or in a file.

``universal_basic_income:amount=500/1000,financed_by=gpu_tax/deficit`` makes four packages, one for each
combination of values; ``+`` joins policies into one package: ``negative_income_tax:taper=0.4+wealth_tax``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import ScenarioError, UserError
from sim.parameters.explain import nearest
from sim.policies import Policies, find, kinds
from sim.scenario import Scenario, policy_model
from sim.toml import parse_value, read_toml

__all__ = ["ALIASES", "NONE", "Package", "package", "parse_packages", "read_packages"]

ALIASES = {"ubi": "universal_basic_income", "nit": "negative_income_tax", "ubc": "universal_basic_compute"}
"""Short names on the command line."""

NONE = "none"
"""Name of the reference: the story without any policy."""

FINANCED = {
    "gpu_tax": "GPU rent",
    "capital_tax": "capital income",
    "corporate_tax": "profits",
    "wealth_tax": "wealth",
    "wage_tax": "the progressive income tax",
    "consumption_tax": "consumption",
    "deficit": "the deficit",
}
"""What pays, in words."""
PAID_BY = " paid by "

MOST = 200


class Package(NamedTuple):
    """Policies that are in force together."""

    name: str  # in result tables
    label: str  # in words
    tables: tuple[dict[str, Any], ...]

    @property
    def is_null(self) -> bool:
        """Whether every policy is of size zero: the package is the reference itself."""
        return all(find(table["kind"]).model_validate(table).is_null for table in self.tables)

    @property
    def payer(self) -> str:
        """What pays for its policies, in words; several are joined, in their order."""
        payers = dict.fromkeys(FINANCED[str(table["financed_by"])] for table in self.tables)
        return " and ".join(payers)

    @property
    def unpaid_label(self) -> str:
        """The label without what pays, where the package has one policy and its label says what pays."""
        return self.label.removesuffix(PAID_BY + self.payer)

    @property
    def unpaid(self) -> tuple[tuple[tuple[str, Any], ...], ...]:
        """Its policies without what pays for them: the same for packages that differ in nothing else."""
        apart = ("financed_by", "largest_rate")
        return tuple(
            tuple((key, value) for key, value in table.items() if key not in apart) for table in self.tables
        )

    def apply(self, story: Scenario) -> Scenario:
        """Return the story with the package in place of its own policies."""
        return story.with_({"policy": list(self.tables), "name": f"{story.name} with {self.name}"[:100]})


def package(tables: Iterable[dict[str, Any]], name: str = "", label: str = "") -> Package:
    """Make a package from tables as in a scenario file.

    Raises
    ------
    UserError
        If a table is not valid, or a kind comes twice that can come only once.
    """
    tables = list(tables)
    valid = Scenario().with_({"policy": tables}, place="policies").policy
    models = [find(table["kind"]).model_validate(table) for table in valid]
    Policies(Scenario(), models)
    written = "+".join(_write(table) for table in tables) or NONE
    words = " and ".join(_word(table, given) for table, given in zip(valid, tables, strict=True))
    return Package((name or written)[:100], label or words or "No policy", valid)


def parse_packages(texts: Sequence[str]) -> list[Package]:
    """Read packages from lines as in the module's description, or from files that end in ``.toml``.

    Raises
    ------
    UserError
        If a line cannot be read, a policy is not valid, two packages share a name, or there are too many.
    """
    found: list[Package] = []
    for text in texts:
        if text.endswith(".toml"):
            found += read_packages(Path(text))
        elif text.strip() not in ("", NONE):
            found += _parse(text)
    if len(found) > MOST:
        raise UserError(f"--policies: these are {len(found)} packages; {MOST} is the most.")
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"--policies: the package {name} comes twice.")
    return found


def read_packages(path: Path) -> list[Package]:
    """Read a file with one ``[[package]]`` a package: ``name``, ``label``, ``[[package.policy]]`` tables."""
    tables = read_toml(path, str(path))
    return packages_of(tables.get("package"), str(path))


def packages_of(tables: Any, place: str) -> list[Package]:
    """Return packages from the ``[[package]]`` tables of a file called ``place`` in errors."""
    if not isinstance(tables, list) or not tables:
        raise ScenarioError(f"{place}: there is no [[package]]; a file of packages has at least one.")
    found = []
    for table in tables:
        odd = set(table) - {"name", "label", "policy"}
        if odd:
            close = nearest(min(odd), ("name", "label", "policy"))
            raise ScenarioError(
                f'{place}: package has no key "{sorted(odd)[0]}"; the nearest is {close or "policy"}.'
            )
        try:
            found.append(
                package(table.get("policy", []), str(table.get("name", "")), str(table.get("label", "")))
            )
        except ScenarioError as error:
            raise ScenarioError(f"{place}: {error}") from None
    return found


def _parse(text: str) -> list[Package]:
    """Read one line: all combinations of the values of its policies."""
    choices = [_policy_choices(part.strip(), text) for part in text.split("+")]
    return [package(list(combination)) for combination in itertools.product(*choices)]


def _policy_choices(part: str, text: str) -> list[dict[str, Any]]:
    kind, _, settings = part.partition(":")
    kind = ALIASES.get(kind.strip(), kind.strip())
    if kind not in kinds():
        close = nearest(kind, (*kinds(), *ALIASES))
        offer = f"the nearest is {close}" if close else f"it must be one of {', '.join(kinds())}"
        raise UserError(f'--policies {text}: there is no policy "{kind}"; {offer}.')
    keys, values = ["kind"], [[kind]]
    for setting in filter(None, settings.split(",")):
        key, equals, several = setting.partition("=")
        if not equals:
            raise UserError(
                f'--policies {text}: "{setting}" is not of the form key=value or key=value/value.'
            )
        keys.append(key.strip())
        values.append([parse_value(value.strip()) for value in several.split("/")])
    return [dict(zip(keys, combination, strict=True)) for combination in itertools.product(*values)]


def _write(table: dict[str, Any]) -> str:
    """Write a table as the line that makes it."""
    settings = ",".join(f"{key}={value}" for key, value in table.items() if key != "kind")
    short = {kind: alias for alias, kind in ALIASES.items()}
    kind = short.get(str(table.get("kind")), str(table.get("kind")))
    return f"{kind}:{settings}" if settings else kind


def _word(table: dict[str, Any], given: dict[str, Any]) -> str:
    """Say in words what a policy is: its kind, the values that were given, and what pays for it."""
    kind = str(table["kind"])
    model = policy_model(kind)
    words = WORDS.get(kind, kind.replace("_", " ").capitalize())
    details = []
    for key in given:
        if key in ("kind", "financed_by", "largest_rate"):
            continue
        unit = str((model.model_fields[key].json_schema_extra or {}).get("unit", ""))  # type: ignore[union-attr]
        details.append(_value(key, table[key], unit, main=MAIN.get(kind) == key))
    main = [detail for detail in details if "=" not in detail]
    rest = [detail.replace("=", " ") for detail in details if "=" in detail]
    text = " ".join([words, *main]) + (f" ({', '.join(rest)})" if rest else "")
    if "financed_by" in given:
        text += PAID_BY + FINANCED[str(table["financed_by"])]
    if given.get("largest_rate"):
        text += f", at most {100.0 * float(table['largest_rate']):g} %"
    return text


def _value(key: str, value: Any, unit: str, *, main: bool) -> str:
    if isinstance(value, float | int) and unit.startswith("dollars"):
        shown = f"${value:,.0f}"
    elif isinstance(value, float) and unit.startswith("share"):
        shown = f"{100.0 * value:g} %"
    else:
        shown = f"{value:g}" if isinstance(value, float) else str(value)
    return shown if main else f"{key.replace('_', ' ')}={shown}"


WORDS = {
    "universal_basic_income": "UBI",
    "gpu_tax": "GPU tax",
}
MAIN = {
    "universal_basic_income": "amount",
    "negative_income_tax": "guarantee",
    "gpu_tax": "tax_rate",
    "automation_tax": "amount",
    "foreign_rent_levy": "tax_rate",
    "capital_income_tax": "tax_rate",
    "wealth_tax": "tax_rate",
    "income_surtax": "tax_rate",
    "wage_subsidy": "share",
    "shorter_week": "cut",
    "job_guarantee": "wage",
    "retraining": "seats",
    "citizens_fund": "target",
    "antitrust": "largest_share",
    "universal_basic_compute": "hours",
    "unemployment_insurance": "more_replacement",
}
"""The value that says how large a policy is; it is written without its key."""
