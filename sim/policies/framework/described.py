"""What tests, documents and pages know of a policy beside its parameters: it stands in its class."""

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["Direction", "Slider"]


class Direction(NamedTuple):
    """A figure that the policy moves, and which way: a test holds it against the economy without the policy.

    Parameters
    ----------
    figure : str
        Column of the table ``macro``, or ``TABLE.COLUMN``; ``income_deciles.1.disposable_income`` is that of
        the poorest tenth.
    sign : int
        1 where it rises, -1 where it falls.
    at : mapping
        Parameters at which it shows; the defaults where there are none.
    """

    figure: str
    sign: int
    at: Mapping[str, float | str] = {}


class Slider(NamedTuple):
    """The control of the dashboard that moves the size of the policy, from 0 on.

    Parameters
    ----------
    name : str
        In the address of the page.
    label, unit : str
        In plain words.
    largest, step : float
        End of the slider and distance of its stops, in the unit shown.
    place : int
        Where it stands on the page, from 1 on.
    scale : float
        Unit shown for one unit of the parameter: 100 for per cent.
    payable : bool
        Whether the page asks who pays, once there is any of it.
    asks_early : bool
        Whether it asks so from the start.
    more : bool
        Whether it is shown only when asked for.
    """

    name: str
    label: str
    unit: str
    largest: float
    step: float
    place: int
    scale: float = 1.0
    payable: bool = False
    asks_early: bool = False
    more: bool = False

    @property
    def stops(self) -> tuple[float, ...]:
        """Values of the slider."""
        return tuple(round(self.step * k, 6) for k in range(round(self.largest / self.step) + 1))
