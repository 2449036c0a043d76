"""What all policies share: start, phase-in, duration, financing, and what is to be known of each."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import model_validator

from sim.parameters import Section, parameter
from sim.parameters.declare import CHOICE, name_of
from sim.policies.framework.described import Direction, Slider
from sim.policies.framework.financing import DEFICIT, PayingTax
from sim.policies.framework.month import Account, MonthlyAccounts, Now
from sim.rules.compute_price import GpuMarket
from sim.state.levers import Levers

__all__ = ["Policy"]


class Policy(Section):
    """A policy of a scenario; one of size zero changes nothing, to the bit.

    Tests, documents and pages read what they need to know from the class.
    """

    size: ClassVar[str] = ""
    """The parameter that says how large the policy is."""
    null_sizes: ClassVar[tuple[Mapping[str, float], ...]] = ()
    """Values at which there is no policy, whatever the others are; none means: ``size`` is 0."""
    reaches: ClassVar[str] = ""
    """Whom it reaches, in words."""
    the_state: ClassVar[str] = ""
    """What the state does for it, in words: pays, receives, or nothing."""
    moves: ClassVar[tuple[Direction, ...]] = ()
    """Figures that it moves, and which way."""
    repeatable: ClassVar[bool] = False
    """Whether a scenario may have several of the kind."""
    short: ClassVar[str] = ""
    """Short name on the command line; none means: only the kind."""
    label: ClassVar[str] = ""
    """Name on charts and in tables; none means: the kind in words."""
    words: ClassVar[str] = ""
    """Name within a sentence; none means: the kind in words."""
    needs_households: ClassVar[bool] = False
    """Whether it reaches nobody where people live alone (``population.households`` is off)."""
    gives_jobs: ClassVar[bool] = False
    """Whether those it reaches count as employed by the state."""
    slider: ClassVar[Slider | None] = None
    """Control of the dashboard, if it has one."""
    READS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Columns that ``act``, ``change_levers`` and ``pay`` read, by method; those behind ``Now`` go unsaid."""
    WRITES: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Columns that ``act`` and ``pay`` write."""

    kind: str = parameter("", "Kind of policy: the name of its file in sim/policies", source=CHOICE)
    start: int = parameter(
        0, "Month in which the policy begins", unit="months", at_least=0, at_most=1200, source=CHOICE
    )
    phase_in: int = parameter(
        0, "Months over which it grows to full size", unit="months", at_least=0, at_most=600, source=CHOICE
    )
    duration: int = parameter(
        0, "Months after which it ends; 0 means never", unit="months", at_least=0, at_most=1200, source=CHOICE
    )
    financed_by: PayingTax = parameter(
        DEFICIT, "The tax whose rate adjusts to the yearly cost, or deficit", source=CHOICE
    )
    largest_rate: float = parameter(
        0.0,
        "Cap on the rate of that tax; 0 means the usual one (see docs/policies.md)",
        unit="share",
        at_least=0.0,
        at_most=5.0,
        source=CHOICE,
    )

    @model_validator(mode="before")
    @classmethod
    def _know_own_kind(cls, values: Any) -> Any:
        """Let a policy made in Python do without its kind."""
        return {"kind": name_of(cls), **values} if isinstance(values, Mapping) else values

    def strength(self, month: int) -> float:
        """Return the part phased in, 0 to 1."""
        if month < self.start or (self.duration > 0 and month >= self.start + self.duration):
            return 0.0
        return min(1.0, (month - self.start + 1) / self.phase_in) if self.phase_in > 0 else 1.0

    def act(self, strength: float, now: Now) -> int:
        """Do what the policy does by itself at the start of the month; return the cents it cost the state."""
        return 0

    def change_levers(self, levers: Levers, strength: float, now: Now) -> Levers:
        """Return the levers with the policy in force at ``strength``."""
        return levers

    def pay(self, strength: float, now: Now, market: GpuMarket, levers: Levers) -> int:
        """Pay GPU providers before they settle; return the cents it cost the state."""
        return 0

    def account(self, flows: MonthlyAccounts) -> Account:
        """Return what the policy cost and brought by itself, apart from the tax that pays for it."""
        return Account()

    def rate(self, strength: float, now: Now) -> float:
        """Return the rate that a policy that is a tax adds to it; ``tax`` names it."""
        return 0.0

    @property
    def tax(self) -> str:
        """The tax that the policy raises (a name of ``financing.TAXES``), empty for none."""
        return ""

    @property
    def is_null(self) -> bool:
        """Whether the policy is of size zero, whatever its start."""
        return any(
            all(getattr(self, key) == value for key, value in size.items()) for size in self.sizes_of_zero()
        )

    @classmethod
    def sizes_of_zero(cls) -> tuple[Mapping[str, float], ...]:
        """Return the values at which there is no policy; each of them is enough."""
        return cls.null_sizes or ({cls.size: 0},)

    @classmethod
    def in_words(cls) -> str:
        """Return the name within a sentence."""
        return cls.words or name_of(cls).replace("_", " ").replace("gpu", "GPU")

    @classmethod
    def on_charts(cls) -> str:
        """Return the name on charts and in tables."""
        words = cls.in_words()
        return cls.label or words[:1].upper() + words[1:]
