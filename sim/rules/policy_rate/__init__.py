"""Slot ``policy_rate``: the rate of the central bank. The contract is :class:`PolicyRateRule`."""

from typing import ClassVar

from sim.rules.slots import Moment, Rule


class PolicyRateRule(Rule):
    """How the central bank sets its rate; it is asked at the end of a month, in step 11."""

    slot: ClassVar[str] = "policy_rate"

    def next_rate(self, moment: Moment) -> float:
        """Return the rate that the rule asks for.

        Parameters
        ----------
        moment : Moment
            The economy at the end of the month: ``moment.state.macro`` has ``inflation`` and
            ``unemployment_rate`` of the month, and the rate that was in force (``policy_rate``).

        Returns
        -------
        float
            Share a year, finite. It may be negative; in force is at least zero.
        """
        raise NotImplementedError
