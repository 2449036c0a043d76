"""The labour market: separations, search, reservation wages, vacancies."""

from __future__ import annotations

from typing import ClassVar

from sim.parameters.declare import ASSUMPTION, FITTED, Section, parameter


class LabourParameters(Section):
    """Monthly hazards and the behaviour of seekers and firms that meet in the labour market."""

    removed: ClassVar[frozenset[str]] = frozenset({"vacancy_slack"})

    quit_rate: float = parameter(
        0.0025,
        "Employed who quit into unemployment in a month",
        unit="share of the employed a month",
        at_least=0.0,
        at_most=0.2,
        source=FITTED,
    )
    dismissal_rate: float = parameter(
        0.006,
        "Employed who lose their job in a month although the firm does not shrink (end of a task, bad match)",
        unit="share of the employed a month",
        at_least=0.0,
        at_most=0.2,
        source=FITTED,
    )
    unemployed_search: float = parameter(
        0.95,
        "Unemployed who apply for a job in a month, in their first month",
        unit="share of the unemployed",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    employed_search: float = parameter(
        0.11,
        "Employed who apply for another job in a month",
        unit="share of the employed",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    outside_search: float = parameter(
        0.068,
        "People outside the labour force who would take a job in a month",
        unit="share of those outside",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    search_decay: float = parameter(
        0.3,
        "Fall of search with every month of unemployment",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    other_occupation: float = parameter(
        0.15,
        "Chance that an application goes to another occupation group of the mobility network",
        unit="share of applications",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    recruiting: float = parameter(
        1.0,
        "Part of the open jobs for which firms look at applicants in a month; the others stay open",
        unit="share of vacancies",
        at_least=0.05,
        at_most=1.0,
        source="openings outlast months, Davis, Faberman and Haltiwanger 2013; " + FITTED,
    )
    newcomer_share: float = parameter(
        0.4,
        "Applicants from outside the labour force without an occupation of their own: apply to any vacancy",
        unit="share of applicants from outside",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    firing_speed: float = parameter(
        0.15,
        "Part of the people in excess after expected quits whom a team lays off in a month",
        unit="share of the excess",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    offer_margin: float = parameter(
        0.02,
        "Gain in pay from which an employed person takes another job",
        unit="share of the wage",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    reservation_wage: float = parameter(
        0.8,
        "Reservation wage in the first month without work",
        unit="share of the last wage",
        at_least=0.0,
        at_most=2.0,
        source=ASSUMPTION,
    )
    reservation_memory: float = parameter(
        1.0,
        "Part of the reservation wage that follows the last wage; the rest follows what they can earn now",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    reservation_decay: float = parameter(
        0.03,
        "Fall of the reservation wage with every month without work",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=ASSUMPTION,
    )
    reservation_benefit_response: float = parameter(
        0.3,
        "Rise of the reservation wage for each dollar of benefits and basic income",
        unit="dollars for a dollar",
        at_least=0.0,
        at_most=2.0,
        source=ASSUMPTION,
    )
    hours_elasticity: float = parameter(
        0.0,
        "Fall of hours of work with the log of what people keep of one more dollar, at given utility",
        unit="log points for a log point",
        at_least=0.0,
        at_most=2.0,
        source="0: hours do not move; 0.33 in Chetty, Guren, Manoli and Weber 2011 (intensive, Hicksian)",
    )
    hours_income: float = parameter(
        0.0,
        "Fall of hours of work for income from the state of the size of full-time pay",
        unit="share of hours",
        at_least=0.0,
        at_most=1.0,
        source=(
            "0: hours do not move; 0.035 leaves the hours of Vivalt et al. (NBER 32719) to those who stop "
            "working, but for half an hour a week"
        ),
    )
    part_time: float = parameter(
        0.0,
        "People who usually work half of full time, relative to the share of their age group; the mean stays",
        unit="ratio",
        at_least=0.0,
        at_most=1.4,
        source="0: all work full time; 1: as in BLS CPS, age_groups.csv",
    )
    part_time_by_pay: float = parameter(
        0.0,
        "How steeply part-time work falls with full-time pay: power of the ratio to that usual at the age",
        unit="power",
        at_least=0.0,
        at_most=10.0,
        source=(
            "0: whatever the pay; 3 gives people who work part time two thirds of the hourly pay of others "
            "(BLS usual weekly earnings 2024: 386 and 1,165 dollars a week)"
        ),
    )
    expected_quits: float = parameter(
        0.05,
        "Leavers a firm expects and posts as replacement vacancies",
        unit="share of headcount a month",
        at_least=0.0,
        at_most=0.5,
        source=FITTED,
    )
