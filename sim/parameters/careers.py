"""Careers: how far people differ by type, age and time in the job, and what a job leaves behind."""

from __future__ import annotations

from sim.parameters.declare import ASSUMPTION, FITTED, Section, parameter


class CareerParameters(Section):
    """Differences between persons in the labour market; with 0 everywhere all have the same hazards."""

    type_differences: float = parameter(
        0.0,
        "How far worker types differ: power of the factors of worker_types.csv, 0 for one type",
        unit="power",
        at_least=0.0,
        at_most=2.0,
        source="types after Gregory, Menzio and Wiczer 2021; " + FITTED,
    )
    age_differences: float = parameter(
        0.0,
        "How far age groups differ: power of the factors of age_groups.csv, 0 for hazards without age",
        unit="power",
        at_least=0.0,
        at_most=2.0,
        source="employment by age, BLS CPS table 11b; " + FITTED,
    )
    new_job_risk: float = parameter(
        0.0,
        "Separations in a new job beyond those in a long one: the part that fades fast",
        unit="share of the hazard of a long job",
        at_least=0.0,
        at_most=20.0,
        source="BLS Employee Tenure, January 2024: 22 % a year or less, median 3.9 years; " + FITTED,
    )
    new_job_months: float = parameter(
        6.7,
        "Time in which that part fades to a third",
        unit="months",
        at_least=0.1,
        at_most=120.0,
        source=FITTED,
    )
    young_job_risk: float = parameter(
        0.0,
        "Separations in a new job beyond those in a long one: the part that fades slowly",
        unit="share of the hazard of a long job",
        at_least=0.0,
        at_most=20.0,
        source="BLS Employee Tenure, January 2024; " + FITTED,
    )
    young_job_months: float = parameter(
        24.0,
        "Time in which that part fades to a third",
        unit="months",
        at_least=0.1,
        at_most=240.0,
        source=FITTED,
    )
    search_by_tenure: float = parameter(
        1.0,
        "How far search for another job falls with time in the job as separations do",
        unit="power of the profile of separations",
        at_least=0.0,
        at_most=3.0,
        source=FITTED,
    )
    seniority: float = parameter(
        0.0,
        "How far layoffs of a team follow type, age and time in the job: 0 all alike, 1 as separations do",
        unit="power",
        at_least=0.0,
        at_most=2.0,
        source="last in, first out; Buhai, Portela, Teulings and van Vuuren 2014",
    )
    job_capital: float = parameter(
        0.0,
        "Skill that only the present job uses, after many years in it; lost with the job",
        unit="log points",
        at_least=0.0,
        at_most=1.0,
        source="losses of the displaced, Davis and von Wachter 2011; " + FITTED,
    )
    job_capital_months: float = parameter(
        60.0,
        "Time in which two thirds of it are built",
        unit="months",
        at_least=1.0,
        at_most=600.0,
        source=ASSUMPTION,
    )
    notice: float = parameter(
        0.0,
        "Part of the people laid off who are told in time and apply elsewhere in the same month",
        unit="share of layoffs",
        at_least=0.0,
        at_most=1.0,
        source="JOLTS layoffs exceed flows into unemployment; Fallick, Haltiwanger, McEntarfer, Staiger 2021",
    )
    outside_decay: float = parameter(
        0.0,
        "Fall of search with every month outside the labour force",
        unit="share a month",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    search_widening: float = parameter(
        0.0,
        "Rise of the chance to apply in another occupation group with every month of unemployment",
        unit="share of the chance in the first month, a month",
        at_least=0.0,
        at_most=5.0,
        source="most losses of the displaced are of those who change occupation: Huckfeldt 2022; " + FITTED,
    )
    loss_outside: float = parameter(
        0.0,
        "Skill lost in a month outside the labour force, over what a month of unemployment takes; above 0 "
        "those who give up also keep the loss of their spell",
        unit="ratio",
        at_least=0.0,
        at_most=2.0,
        source=ASSUMPTION,
    )
    slack_loss: float = parameter(
        0.0,
        "Skill that people hired without a job bring less for unemployment above one and a half times its "
        "natural rate: in a slump they take jobs that fit less well, and it stays with them",
        unit="share for a unit of unemployment",
        at_least=0.0,
        at_most=5.0,
        source=(
            "Bowlus 1995; Barlevy 2002; Oreopoulos, von Wachter and Heisz 2012; pay of new hires falls by up "
            "to 3 % a point in Pissarides 2009; fitted to the losses of those displaced in slumps"
        ),
    )
    discouraged_share: float = parameter(
        0.0,
        "Part of leaving the labour force from unemployment that does not fall with the spell as search does",
        unit="share",
        at_least=0.0,
        at_most=1.0,
        source=FITTED,
    )
    first_skill: float = parameter(
        1.0,
        "Skill of people in their first job",
        unit="of the mean skill in the occupation",
        at_least=0.05,
        at_most=2.0,
        source="pay by age, BLS usual weekly earnings; " + FITTED,
    )
