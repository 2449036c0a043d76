"""How a parameter is declared: default, description, unit, bounds and source in one place.

Everything else (validation, the reference, the JSON schema, sliders, the list of sources) is read from here.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, core_schema

from sim.country import DATA, folder_of, in_currency
from sim.errors import UserError
from sim.parameters.plain import PLAIN, plain, refuse_unshowable

__all__ = [
    "ASSUMPTION",
    "CHOICE",
    "CLAIM",
    "FITTED",
    "STORY",
    "Declaration",
    "Name",
    "RowOf",
    "Section",
    "declarations",
    "folder_in_force",
    "name_of",
    "parameter",
]

FITTED = "starting value, fitted by scripts/fit_baseline.py"
ASSUMPTION = "assumption, no published figure found"
CHOICE = "choice of the user"
CLAIM = "E. Mostaque's claim that one GPU replaces ten employees, the question of this project"
STORY = "assumption that tells the stories of the debate apart"


class Section(BaseModel):
    """A set of declared parameters: strict types, no unknown key, no nan or infinity, frozen."""

    replaced: ClassVar[Mapping[str, str]] = {}
    """Keys of older scenario files and what to write instead; ``{value}`` stands for their value."""
    removed: ClassVar[frozenset[str]] = frozenset()
    """Keys of older scenario files that changed nothing."""

    model_config = ConfigDict(
        ser_json_inf_nan="constants",  # an elasticity without limit stays what it is
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=False,
    )

    @model_validator(mode="before")
    @classmethod
    def _take_numpy(cls, values: Any) -> Any:
        """Take what numpy and other mappings hold as plain values, and refuse text that cannot be shown."""
        if isinstance(values, Mapping):
            for key, value in values.items():
                refuse_unshowable(str(key), value)
        if isinstance(values, Mapping) and not all(type(value) in PLAIN for value in values.values()):
            return {key: plain(value) for key, value in values.items()}
        return values

    def __hash__(self) -> int:
        """Return the same for equal values, tables among them: a scenario may be a key."""
        return hash((type(self), tuple(map(_hashable, self.__dict__.values()))))


def _hashable(value: Any) -> Any:
    match value:
        case Mapping():
            return frozenset((key, _hashable(item)) for key, item in value.items())
        case list() | tuple():
            return tuple(map(_hashable, value))
        case _:
            return value


def _name(text: str) -> str:
    """Refuse what is no name: it may become that of a folder or a file."""
    strange = any(letter in "/\\" or ord(letter) < 32 for letter in text)
    if strange or not text.strip() or text.startswith("."):
        raise ValueError(
            f"it is {text[:60]!r}; a name is not empty, has no / and no \\ in it and does not begin with a "
            "dot"
        )
    return text


Name = Annotated[str, AfterValidator(_name)]
"""Text that may become the name of a folder or a file."""


@dataclass(frozen=True)
class RowOf:
    """Marks text that is the code of a row in a table of the country: ``Annotated[str, RowOf(codes)]``.

    Parameters
    ----------
    codes : callable
        Returns the codes of a data folder; called when a value is checked, not before.
    """

    codes: Callable[[Path], Sequence[str]]

    def check(self, code: str, info: ValidationInfo) -> str:
        """Return ``code`` if it is one in the country of the scenario, or if its folder is not there.

        Raises
        ------
        PydanticCustomError
            If not; its context has the codes.
        """
        folder = folder_in_force(info)
        if folder is not None and code not in (codes := self.codes(folder)):
            raise PydanticCustomError("row_of", "there is no such row", {"codes": list(codes)})
        return code

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Say how pydantic checks it."""
        return core_schema.with_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """Say what the JSON schema of it is."""
        return {**handler(core), "enum": list(self.codes(DATA))}


def folder_in_force(info: ValidationInfo) -> Path | None:
    """Return the data folder of the scenario that is checked (context ``data``); None if it is not there."""
    data = (info.context or {}).get("data")
    try:
        return DATA if data is None else folder_of(data)
    except UserError:
        return None


class Declaration(NamedTuple):
    """What is known about one parameter."""

    key: str
    description: str
    unit: str
    default: Any
    kind: str
    """``number``, ``whole number``, ``flag``, ``text``, ``choice`` or ``table``."""
    at_least: float | None
    at_most: float | None
    choices: tuple[str, ...]
    source: str
    late: bool
    """Matters from month 0 on, and not before."""
    without_ai: bool
    """Matters in an economy without AI too."""
    policy: bool
    """Is a choice of policy."""

    @property
    def allowed(self) -> str:
        """Say in words what the value may be: the second half of every error sentence."""
        unit = f" ({self.unit})" if self.unit else ""
        match self.kind:
            case "flag":
                return "true or false"
            case "choice":
                return "one of " + ", ".join(f'"{choice}"' for choice in self.choices)
            case "table":
                return f"a table {self.unit}" + self._bounds()
            case "text":
                return "text" + (
                    f" of at most {self.at_most:,.0f} characters" if self.at_most is not None else ""
                )
            case _:
                return f"a {self.kind}{self._bounds()}{unit}"

    @property
    def allowed_entry(self) -> str:
        """Say in words what one entry of a table may be."""
        return f"a number{self._bounds()}"

    def _bounds(self) -> str:
        if self.at_least is not None and self.at_most is not None:
            return f" from {_plain(self.at_least)} to {_plain(self.at_most)}"
        if self.at_least is not None:
            return f" of at least {_plain(self.at_least)}"
        if self.at_most is not None:
            return f" of at most {_plain(self.at_most)}"
        return ""


def parameter(
    default: Any,
    description: str,
    *,
    unit: str = "",
    at_least: float | None = None,
    at_most: float | None = None,
    choices: tuple[str, ...] = (),
    source: str,
    late: bool = False,
    without_ai: bool = True,
    policy: bool = False,
) -> Any:
    """Declare one parameter of a :class:`Section`.

    The last three are promises that ``tests/scenario/test_marks.py`` holds them to.

    Parameters
    ----------
    default : Any
        Value where the scenario says nothing; ``...`` if it must say something.
    description : str
        What it is, in one sentence without a full stop.
    unit : str
        In words: ``"dollars a month"``. Empty for flags, choices and text.
    at_least, at_most : float or None
        Bounds, both included. A number needs both, so that no input can overflow the state. For text,
        ``at_most`` is its length.
    choices : tuple of str
        Words that are valid, where the type does not list them.
    source : str
        Where the default comes from: a publication, or one of the constants of this module.
    late : bool
        It matters from month 0 on and not before, so that economies which differ in it share a burn-in.
    without_ai : bool
        It matters in an economy without AI too, so that the counterfactual of a sweep gets its value.
    policy : bool
        It is a choice of policy: the difference from the counterfactual is to show its effect, so that the
        counterfactual does not get its value.

    Returns
    -------
    Any
        The field declaration for pydantic.

    Raises
    ------
    TypeError
        If a number is declared without both bounds.
    """
    is_number = isinstance(default, int | float) and not isinstance(default, bool)
    if is_number and (at_least is None or at_most is None):
        raise TypeError(f"the number {description!r} needs at_least and at_most")
    bounds: dict[str, Any] = {}
    if isinstance(default, str):
        bounds = {"max_length": int(at_most)} if at_most is not None else {}
    elif not isinstance(default, dict):
        bounds = {"ge": at_least, "le": at_most}
        if at_most == inf:
            bounds["allow_inf_nan"] = True
    extra: dict[str, Any] = {"unit": unit, "source": source}
    extra |= {"late": late, "without_ai": without_ai, "policy": policy}
    if choices:
        extra["choices"] = list(choices)
    if isinstance(default, dict):
        extra |= {"at_least": at_least, "at_most": at_most}
        return Field(default_factory=default.copy, description=description, json_schema_extra=extra)
    return Field(default, description=description, json_schema_extra=extra, **bounds)


def declarations(section: type[BaseModel]) -> dict[str, Declaration]:
    """Return the declared parameters of ``section`` by key, in order; nested sections are left out."""
    return {
        key: _declaration(key, field)
        for key, field in section.model_fields.items()
        if isinstance(field.json_schema_extra, dict) and "source" in field.json_schema_extra
    }


def name_of(kind: type) -> str:
    """Return the name of a class of policies or rules as scenarios write it: ``GpuTax`` is ``gpu_tax``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", kind.__name__).lower()


def _plain(number: float) -> str:
    """Write a bound as a person would: ``300,000,000``, ``0.05``, ``-1``."""
    return f"{number:,.0f}" if float(number).is_integer() and abs(number) < 1e15 else f"{number:g}"


def _declaration(key: str, field: FieldInfo) -> Declaration:
    extra = field.json_schema_extra
    assert isinstance(extra, dict)
    at_least, at_most = extra.get("at_least"), extra.get("at_most")
    for bound in field.metadata:
        at_least = getattr(bound, "ge", at_least)
        at_most = getattr(bound, "le", getattr(bound, "max_length", at_most))
    annotation = _without_none(field.annotation)
    choices = extra.get("choices", get_args(annotation) if get_origin(annotation) is Literal else ())
    kind = "choice" if choices else _kind(annotation)
    required = field.is_required()
    return Declaration(
        key=key,
        description=field.description or "",
        unit=in_currency(str(extra["unit"])),
        default=None if required else field.get_default(call_default_factory=True, validated_data={}),
        kind=kind,
        at_least=at_least,  # type: ignore[arg-type]  # JSON numbers
        at_most=at_most,  # type: ignore[arg-type]
        choices=tuple(str(choice) for choice in choices),  # type: ignore[union-attr]
        source=str(extra["source"]),
        late=bool(extra["late"]),
        without_ai=bool(extra["without_ai"]),
        policy=bool(extra["policy"]),
    )


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        kept = [part for part in get_args(annotation) if part is not type(None)]
        return kept[0] if len(kept) == 1 else annotation
    return annotation


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is dict:
        return "table"
    kinds = {bool: "flag", int: "whole number", float: "number", str: "text"}
    return kinds.get(annotation, "value")
