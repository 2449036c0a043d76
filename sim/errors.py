"""What a user can meet, in one sentence and never a traceback; and the one fault that must never happen."""

from __future__ import annotations

__all__ = ["ConservationError", "MonthError", "ScenarioError", "UserError"]


LONGEST = 500
"""Characters of a sentence: what somebody reads on a terminal."""


class UserError(Exception):
    """Something the user can put right, said in one sentence; the command then exits with status 2.

    Parameters
    ----------
    sentence : str
        On one line whatever was typed; a longer one loses its middle, not what is wrong or what to do.
    """

    def __init__(self, sentence: str) -> None:
        line = " ".join(str(sentence).split())
        if len(line) > LONGEST:
            line = f"{line[: LONGEST // 2]} … {line[3 - LONGEST // 2 :]}"
        super().__init__(line)


class ScenarioError(UserError):
    """A scenario that cannot be read or is not valid: names file, key, value and what is allowed."""


class MonthError(UserError):
    """A month that cannot be simulated: names month, step, quantity and the key that is the likely cause."""


class ConservationError(MonthError):
    """Money appeared or vanished: a fault of the program, which stops rather than report wrong results."""
