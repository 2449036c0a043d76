"""What a user can meet, in one sentence and never a traceback; and the one fault that must never happen."""

from __future__ import annotations

__all__ = ["ConservationError", "MonthError", "ScenarioError", "UserError"]


class UserError(Exception):
    """Something the user can put right, said in one sentence; the command then exits with status 2."""


class ScenarioError(UserError):
    """A scenario that cannot be read or is not valid: names file, key, value and what is allowed."""


class MonthError(UserError):
    """A month that cannot be simulated: names month, step, quantity and the key that is the likely cause."""


class ConservationError(MonthError):
    """Money appeared or vanished: a fault of the program, which stops rather than report wrong results."""
