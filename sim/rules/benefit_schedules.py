"""The schedules of benefits as functions of income: amounts in, amounts out, all cents a month.

Law states credits by the year; a twelfth of a yearly schedule at twelve times the income of the month is the
same schedule with every amount a twelfth.
"""

from sim.kernels.row_rule import row_rule


@row_rule
def pension(
    wage: float, share: float, most: float, bends: tuple[float, float], rates: tuple[float, float, float],
    floor: float,
) -> float:  # fmt: skip
    """Return the pension by ``share`` of the last wage, at most ``most``, at rates that fall at ``bends``.

    The primary insurance amount of Social Security, with career earnings in proportion to the last wage.
    """
    earnings = min(share * wage, most)
    first = rates[0] * min(earnings, bends[0])
    second = rates[1] * max(0.0, min(earnings, bends[1]) - bends[0])
    return float(max(floor, first + second + rates[2] * max(0.0, earnings - bends[1])))


@row_rule
def disabled_share(age: float, begin: float, end: float, share: float, young: float) -> float:
    """Return the part of those outside the labour force who are disabled: ``share`` just below age ``end``.

    It rises in a straight line from the part ``young`` of that at ``begin``, so that a fixed number drawn for
    a person makes them disabled at some age and for good.
    """
    rises = young + (1.0 - young) * (age - begin) / max(1.0, end - begin)
    return float(share * rises) if begin <= age < end else 0.0


@row_rule
def earned_income_credit(
    earnings: float, income: float, phase_in: float, most: float, plateau: float, phase_out: float
) -> float:
    """Return the earned income tax credit: it rises with earnings, then falls with the larger of both."""
    falls = phase_out * max(0.0, max(earnings, income) - plateau)
    return float(max(0.0, min(phase_in * earnings, most) - falls))


@row_rule
def child_tax_credit(
    children: int, earnings: float, income: float, tax: float, amount: float, refundable: float,
    phase_in: float, free: float, limit: float, phase_out: float,
) -> float:  # fmt: skip
    """Return the child tax credit: up to the tax in any case, beyond it a share of earnings above ``free``.

    Of the credit, ``refundable`` a child may be paid beyond the tax; all of it falls with income above
    ``limit``.
    """
    credit = max(0.0, amount * children - phase_out * max(0.0, income - limit))
    against_tax = min(credit, max(0.0, tax))
    beyond = min(refundable * children, phase_in * max(0.0, earnings - free))
    return float(against_tax + min(credit - against_tax, beyond))


@row_rule
def net_income_for_food(
    earnings: float, income: float, earnings_deduction: float, deduction: float, shelter: float,
    shelter_share: float, shelter_limit: float,
) -> float:  # fmt: skip
    """Return income less deductions: of earnings, for all, and for shelter beyond a share of the rest."""
    rest = max(0.0, income - earnings_deduction * earnings - deduction)
    excess = min(shelter_limit, max(0.0, shelter - shelter_share * rest))
    return float(max(0.0, rest - excess))


@row_rule
def food_benefit(net: float, most: float, share: float, least: float) -> float:
    """Return the food benefit: the largest one less ``share`` of net income, at least ``least``."""
    return float(max(least, most - share * net, 0.0))


@row_rule
def supplemental_income(
    rate: float, earnings: float, other: float, free: float, earnings_free: float, earnings_share: float
) -> float:
    """Return what fills income up to ``rate``; some of it, and a part of earnings, does not count."""
    unused = max(0.0, free - other)
    counted = max(0.0, other - free) + earnings_share * max(0.0, earnings - earnings_free - unused)
    return float(max(0.0, rate - counted))
