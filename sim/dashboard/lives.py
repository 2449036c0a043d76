"""The lives of the few who are followed, told in words: who they are, and what happens to them and theirs.

Without households a life is a job and an income; with them it also has an age, a past in the job, a partner,
children, a state, a home and an end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.dashboard.people import Month
from sim.report.wording import SPACE, money, number
from sim.state.columns import EMPLOYED, OUTSIDE, RETRAINING, UNEMPLOYED
from sim.units import MONTHS_PER_YEAR

__all__ = ["Words", "deaths", "tell", "who"]

RETIRED_FROM = 60
"""Years: who is out of work for good from then on is said to have retired."""
PART_TIME = 0.9
"""Of full time: hours below are told."""
TOLD = 0.1
"""Change of hours or pay that is told, as a share."""
FEW = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Words(NamedTuple):
    """What the numbers of a life stand for."""

    occupations: Sequence[str]
    states: Sequence[str | None] = ()
    full_time: float = 0.0
    """Hours a week of full-time work."""


def who(start: np.ndarray, words: Words) -> str:
    """Say who somebody is in month 0: age, work, partner and children, home; nothing without households.

    Parameters
    ----------
    start : float array (columns,)
        From :attr:`Followed.start`.
    """
    if start.size <= Month.AGE:
        return ""
    age, status = int(start[Month.AGE]), int(start[Month.STATUS])
    spell = _months(max(1, int(start[Month.TENURE])))
    if status == EMPLOYED:
        work = f"{spell} in the job"
        work += ", part time" if start[Month.HOURS] < PART_TIME else ""
    elif status == UNEMPLOYED:
        work = f"looking for work for {spell}"
    elif status == RETRAINING:
        work = "in retraining"
    else:
        work = "retired" if age >= RETIRED_FROM else "not looking for work"
    return f"In month 0 {age} years old, {work}. {_home(start, words)}"


def _home(start: np.ndarray, words: Words) -> str:
    """Say where and with whom somebody lives."""
    adults, children = int(start[Month.ADULTS]), int(start[Month.CHILDREN])
    place = words.states[int(start[Month.PLACE])] if len(words.states) else None
    where = f" in {place}" if place else ""
    if start[Month.PARTNER] < 0 and not start[Month.HEAD]:
        return f"Lives{where} with older relatives."
    status = int(start[Month.PARTNER_STATUS])
    job = {int(EMPLOYED): "who works", int(UNEMPLOYED): "who looks for work"}.get(status, "without a job")
    couple = start[Month.PARTNER] >= 0
    others = adults - 1 - couple
    company = [
        f"a partner of {int(start[Month.PARTNER_AGE])} {job}" if couple else "",
        f"{_few(children)} {'child' if children == 1 else 'children'}" if children else "",
        f"{_few(others)} other adult{'s' if others > 1 else ''}" if others else "",
    ]
    with_whom = _listed([part for part in company if part])
    lives = f"{'Owns a home' if start[Month.OWNER] else 'Rents'}{where}"
    return f"{lives} with {with_whom}." if with_whom else f"{lives}, alone."


def tell(
    life: np.ndarray,
    other: np.ndarray,
    words: Words | tuple[str, ...],
    against: str,
    start: np.ndarray | None = None,
) -> str:
    """Tell a person's months in a few sentences.

    Parameters
    ----------
    life, other : float array (months, columns)
        From :meth:`Followed.life`, in the chosen future and in the one it is held against.
    words : Words or tuple of str
        What the numbers stand for; names of the occupation groups are enough without households.
    against : str
        Words for the other future: ``"without AI"``.
    start : float array (columns,) or None
        From :attr:`Followed.start`: with it what happens in the first month is an event.
    """
    if not len(life):
        return "Nothing has happened yet."
    words = words if isinstance(words, Words) else Words(words)
    if life.shape[1] <= Month.AGE:
        sentences = _events(life, words.occupations)
        return " ".join([*sentences, f"Lived on {_lived(life, other, against)}."])
    whole = life if start is None else np.vstack([start, life])
    ends = deaths(whole)
    first = whole[: ends[0]] if ends else whole
    sentences = [*_work(first, words), *_family(first)]
    if not ends:
        return " ".join([*sentences, f"{_subject(life)} {_lived(life, other, against)}{_of_partner(life)}."])
    year = (len(first) + len(life) - len(whole)) // MONTHS_PER_YEAR + 1
    died = f"Died at {int(first[-1, Month.AGE])}, in year {year}"
    died += "; the partner lives on." if first[-1, Month.PARTNER] >= 0 else "."
    return " ".join([*sentences, died, _successor(whole[ends[-1] :], other, against)])


def deaths(life: np.ndarray) -> list[int]:
    """Return the months of a life in which a newcomer has taken the row of somebody who died."""
    if life.shape[1] <= Month.AGE or len(life) < 2:
        return []
    older, kind = np.diff(life[:, Month.AGE]), np.diff(life[:, Month.KIND])
    return [int(month) + 1 for month in np.flatnonzero((older < 0) | (older > 1) | (kind != 0))]


def _successor(last: np.ndarray, other: np.ndarray, against: str) -> str:
    """Tell of the newcomer who has the row of somebody who died."""
    young, now, status = int(last[0, Month.AGE]), int(last[-1, Month.AGE]), int(last[-1, Month.STATUS])
    does = {int(EMPLOYED): "at work", int(UNEMPLOYED): "looking for work", int(RETRAINING): "in retraining"}
    begun = f"Succeeded in the model by a newcomer of {young}"
    if len(last) < MONTHS_PER_YEAR:
        return f"{begun}."
    begun += f", {now} now, {does.get(status, 'without a job')}."
    return f"{begun} {_subject(last)} {_lived(last, other, against)}."


def _work(life: np.ndarray, words: Words) -> list[str]:
    """Return what happened to work: the job lost after its years, the pay and hours that came after it."""
    status, tenure, wage = life[:, Month.STATUS].astype(int), life[:, Month.TENURE], life[:, Month.WAGE]
    occupation, hours = life[:, Month.OCCUPATION].astype(int), life[:, Month.HOURS]
    employed = status == EMPLOYED
    lost = np.flatnonzero(employed[:-1] & (status[1:] == UNEMPLOYED)) + 1
    new = int((employed[1:] & (tenure[1:] < tenure[:-1]) & employed[:-1]).sum())
    sentences = []
    if employed.all():
        sentences.append("Kept the job." if not new else f"Never without a job; changed it {_times(new)}.")
    elif lost.size:
        first = int(lost[0])
        begun = f"Lost {'the job' if employed[0] else 'a new job'} "
        begun += f"{'' if lost.size == 1 else _times(lost.size) + ', first '}after "
        idle = int(np.isin(status, (UNEMPLOYED, RETRAINING)).sum())
        sentences.append(
            f"{begun}{_months(max(1, int(tenure[first - 1])))}; {_months(idle)} looking for work in all."
        )
        back = np.flatnonzero(employed[first:])
        if back.size:
            change = float(wage[first + back[0]] / max(1.0, wage[first - 1])) - 1.0
            if abs(change) >= TOLD:
                size, way = f"{number(100 * abs(change), 0)}{SPACE}%", "less" if change < 0 else "more"
                sentences.append(f"The next job paid {size} {way}.")
    if RETRAINING in status:
        sentences.append(f"Retrained for {_months(int((status == RETRAINING).sum()))}.")
    if occupation[-1] != occupation[0] and employed[-1]:
        sentences.append(f"Changed to {_lower(words.occupations[occupation[-1]])}.")
    at_work = np.flatnonzero(employed)
    if employed[-1] and abs(hours[-1] / hours[at_work[0]] - 1.0) >= TOLD:
        now, then = (number(share * words.full_time, 0) for share in (hours[-1], hours[at_work[0]]))
        sentences.append(f"Works {now} hours a week instead of {then}.")
    return [*sentences, *_without(life)]


def _without(life: np.ndarray) -> list[str]:
    """Return how it is with somebody who has no job now, or had none for some time."""
    status = life[:, Month.STATUS].astype(int)
    outside = status == OUTSIDE
    changes = np.flatnonzero(np.diff(status)) + 1
    start = int(changes[-1]) if changes.size else 0
    spell = len(status) - start
    if status[-1] == UNEMPLOYED:
        return [f"Looking for work for {_months(spell)} now."]
    if status[-1] == RETRAINING:
        return ["In retraining now."]
    if status[-1] != OUTSIDE:
        return [f"Stayed away from work for {_months(int(outside.sum()))}."] if outside.any() else []
    age = int(life[start, Month.AGE])
    if start and age >= RETIRED_FROM:
        return [f"Retired at {age}."]
    if not start:
        return [] if age >= RETIRED_FROM else ["Never looked for work."]
    return [f"Not looking for work for {_months(spell)} now."]


def _family(life: np.ndarray) -> list[str]:
    """Return what happened to the household: who came and went, and the partner's work."""
    age, adults = life[:, Month.AGE].astype(int), life[:, Month.ADULTS]
    partner, children, head = life[:, Month.PARTNER], life[:, Month.CHILDREN], life[:, Month.HEAD] > 0
    events: list[tuple[int, str]] = []
    births: list[int] = []
    for month in range(1, len(life)):
        more, at = adults[month] - adults[month - 1], f"at {age[month]}"
        came = partner[month] >= 0 and partner[month - 1] < 0 and more > 0
        if came:
            events.append((month, f"Moved in with a partner {at}."))
        elif life[month, Month.PARTNER_DIED]:
            events.append((month, f"Lost the partner, who died, {at}."))
        elif partner[month - 1] >= 0 and partner[month] < 0 and more < 0:
            events.append((month, f"Parted from the partner {at}."))
        elif head[month] and not head[month - 1] and adults[month] == 1:
            events.append((month, f"Moved out {at}."))
        if not came and head[month] and head[month - 1] and children[month] > children[month - 1]:
            births.append(month)
    if births:
        number_of = "a child" if len(births) == 1 else f"{_few(len(births))} children"
        events.append(
            (births[0], f"Had {number_of}{', the first' if births[1:] else ''} at {age[births[0]]}.")
        )
    return [words for _, words in sorted(events)] + _partner_work(life)


def _partner_work(life: np.ndarray) -> list[str]:
    """Return how often the present partner has lost a job."""
    partner, status = life[:, Month.PARTNER], life[:, Month.PARTNER_STATUS].astype(int)
    if partner[-1] < 0:
        return []
    same = (partner[1:] == partner[-1]) & (partner[:-1] == partner[-1])
    lost = int((same & (status[:-1] == EMPLOYED) & (status[1:] == UNEMPLOYED)).sum())
    return [f"The partner lost a job {_times(lost)}."] if lost else []


def _subject(life: np.ndarray) -> str:
    return "Lived on" if life[-1, Month.ADULTS] + life[-1, Month.CHILDREN] == 1 else "The household lived on"


def _of_partner(life: np.ndarray) -> str:
    """Say how much of the income is the partner's."""
    year = life[-MONTHS_PER_YEAR:]
    if not (year[:, Month.PARTNER] == year[-1, Month.PARTNER]).all() or year[-1, Month.PARTNER] < 0:
        return ""
    own = float(year[:, Month.PARTNER_INCOME].mean())
    return f"; the partner brought {money(number(own, 0))} of it" if own >= 1.0 else ""


def _lived(life: np.ndarray, other: np.ndarray, against: str) -> str:
    """Say what was lived on in the last year, here and in the other future."""
    now, then = _last_year(life), _last_year(other[-len(life) :])
    gap = now - then
    lived = f"{money(number(now, 0))} a month over the last year"
    if abs(gap) < max(25.0, 0.02 * abs(then)):
        return f"{lived}, about the same as {against}"
    return f"{lived}, {money(number(abs(gap), 0))} {'more' if gap > 0 else 'less'} than {against}"


def _events(life: np.ndarray, names: Sequence[str]) -> list[str]:
    """Return what happened to work and occupation, the last of it where there was much."""
    status, occupation = life[:, Month.STATUS].astype(int), life[:, Month.OCCUPATION].astype(int)
    starts = [0, *(np.flatnonzero(np.diff(status)) + 1)]
    ends = [*starts[1:], len(status)]
    losses = sum(1 for start in starts[1:] if status[start] == UNEMPLOYED and status[start - 1] == EMPLOYED)
    idle = int(np.isin(status, (UNEMPLOYED, RETRAINING)).sum())
    away = int((status == OUTSIDE).sum())
    sentences = []
    if (status == EMPLOYED).all():
        sentences.append("Never without a job.")
    elif losses:
        sentences.append(f"Lost the job {_times(losses)}, {_months(idle)} looking for work in all.")
    if away and status[-1] == EMPLOYED:
        sentences.append(f"Stayed away from work for {_months(away)}.")
    if RETRAINING in status:
        sentences.append(f"Retrained for {_months(int((status == RETRAINING).sum()))}.")
    if occupation[-1] != occupation[0] and status[-1] == EMPLOYED:
        sentences.append(f"Changed to {_lower(names[occupation[-1]])}.")
    spell = ends[-1] - starts[-1]
    if status[-1] == UNEMPLOYED:
        sentences.append(f"Looking for work for {_months(spell)} now.")
    elif status[-1] == OUTSIDE:
        sentences.append(f"Not looking for work for {_months(spell)} now.")
    elif status[-1] == RETRAINING:
        sentences.append("In retraining now.")
    return sentences


def _last_year(life: np.ndarray) -> float:
    return float(life[-MONTHS_PER_YEAR:, Month.INCOME].mean()) if len(life) else 0.0


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _few(count: int) -> str:
    return FEW[count] if count < len(FEW) else str(count)


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _months(count: int) -> str:
    if count < 2 * MONTHS_PER_YEAR:
        return "a month" if count == 1 else f"{count} months"
    return f"{number(count / MONTHS_PER_YEAR, 0)} years"


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
