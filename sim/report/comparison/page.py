"""The comparison as one self-contained page: opens offline, prints, takes every number from the runs."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from sim.arguments import path_of
from sim.country import country_words
from sim.experiments.compare.compare import Comparison
from sim.experiments.figures.decomposition import PART_MEANINGS, PART_WORDS
from sim.records.tables import write_file
from sim.report.comparison import method
from sim.report.comparison.answer import answer, claim, story_sentence
from sim.report.comparison.facts import Facts, gather
from sim.report.comparison.figures import BESIDE, plot_figure
from sim.report.comparison.gains import gains_figures, gains_table, gains_words
from sim.report.comparison.jobs import (
    decomposition_figure,
    occupation_figures,
    sector_table,
)
from sim.report.comparison.lines import CHAPTERS, Chapter, Plot
from sim.report.comparison.ratios import RATIO, ratio_figures, ratio_table
from sim.report.comparison.tables import (
    assumptions_table,
    changes_table,
    demand_table,
    levels_table,
    parts_table,
    pay_table,
)
from sim.report.comparison.whom import whom_it_hits
from sim.report.html import contents, element, joined, page, section, swatch, text
from sim.report.story_looks import Story
from sim.report.svg import unchecked
from sim.report.wording import SPACE, in_its_words, listing, number
from sim.units import MONTHS_PER_YEAR

__all__ = ["compose", "write_comparison"]

OCCUPATIONS = (
    "Occupation groups from the hardest hit to the most helped, on average over the stories; order and "
    "scale are the same on every chart. The line at the end of a bar is its band."
)
OWN_PATHS = (
    "Below their own path are the adults whose disposable income of {0}, at the prices that are paid, is "
    "over 5{2}% below their own in {1} on the same seed. Any difference between two runs soon changes who is "
    "hired, so many are below by luck alone: under {1} stands their share in a twin of {1} that had other "
    "luck in its first month, and the change is what the story adds to it or takes from it. Places with less "
    "are the hundredths of the distribution whose mean is over 5{2}% below that of the same hundredth in "
    "{1}, whoever is there; luck moves them little."
)
SECTORS = "A sector can produce much more with fewer people; where its demand grows enough, it keeps them."


def write_comparison(comparison: Comparison, path: Path | str) -> None:
    """Write ``comparison`` as one HTML page.

    Parameters
    ----------
    comparison : Comparison
        From ``sim.compare``.
    path : path
        File to write; result files in the same folder are linked.
    """
    path = path_of("path", path)
    write_file(path, compose(comparison, beside=path.parent).encode())


@in_its_words
@unchecked
def compose(comparison: Comparison, beside: Path | None = None) -> str:
    """Return the page as text.

    Parameters
    ----------
    comparison : Comparison
        From ``sim.compare``.
    beside : Path or None
        Folder whose result files are linked.
    """
    facts = gather(comparison)
    sections = {
        "answer": ("The answer", _answer(facts)),
        "stories": ("The stories", _stories(facts)),
        "headline": ("Headline figures", _headline(facts)),
        "ratio": ("The ratio", _ratio(facts)),
        "decomposition": ("Where jobs go", _decomposition(facts)),
        **{chapter.key: (chapter.title, _chapter(facts, chapter)) for chapter in chapters(facts)},
        "whom": ("Whom it hits", whom_it_hits(facts)),
        "occupations": ("Occupations", _occupations(facts)),
        "sectors": ("Sectors", _sectors(facts)),
        "method": ("Method and limits", method.method()),
        "origin": ("How it was made", method.origin(facts)),
        "files": ("Data", method.files(facts, beside)),
    }
    written = {key: (name, content) for key, (name, content) in sections.items() if content}
    title, subtitle = _title(facts)
    first, *rest = (content for _, content in written.values())
    navigation = contents({key: name for key, (name, _) in written.items()})
    return page(
        title,
        subtitle,
        ("Skip to the answer", "answer"),
        (first, navigation, *rest),
        method.version(facts),
    )


def _title(facts: Facts) -> tuple[str, str]:
    names = listing([story.label for story in facts.stories])
    if claimed := claim(facts):
        return (
            f"Does one GPU replace {claimed} employees?",
            f"The {country_words().adjective} economy with AI ({names}), held against the same economy "
            "without it",
        )
    return f"What changes against {facts.base.label}", names


def _conventions(facts: Facts) -> Markup:
    """Say how the page is to be read."""
    run = facts.comparison.scenarios[facts.base.name].run
    years, burn_in = _count(facts.years), _count(run.burn_in_months / MONTHS_PER_YEAR)
    bands = "There is one seed, so there are no bands: run more seeds to see what is chance."
    if facts.has_bands:
        bands = (
            f"Figures and lines are means over {facts.seeds} seeds, ranges and bands 95{SPACE}% intervals "
            "of the mean (Student's t). The band around a story's line is that of its difference from the "
            "counterfactual on the same seeds: where it clears the line of the counterfactual, the story "
            "differs. Intervals cover chance, not doubt about the assumptions: that is what the stories "
            "are for."
        )
    words = (
        f"{number(run.people, 0)} simulated people stand for all adults of {country_words().country}, for "
        f"{years} years after {burn_in} of burn-in. All stories draw the same random numbers as the "
        f"counterfactual, “{facts.base.label}”. {bands} Final figures are means over {facts.last_year}. "
        f"{country_words().caveat}"
    )
    return element("p", words, class_="conventions")


def _count(years: float) -> str:
    return number(years, 0 if float(years).is_integer() else 1)


def _answer(facts: Facts) -> Markup:
    first, *rest = answer(facts)
    paragraph = element("p", element("strong", first), " ", " ".join(rest), class_="answer")
    return section("answer", "The answer", paragraph, _conventions(facts))


def _stories(facts: Facts) -> Markup:
    table = assumptions_table(facts)
    summary = element("summary", "What sets them apart: every assumption that differs")
    words = (
        f"What each assumes, and what it leads to in {facts.last_year}. "
        f"Signed figures are changes against {facts.base.label}."
    )
    return section(
        "stories",
        "The stories",
        element("p", words),
        element("ul", joined(_story(facts, look) for look in facts.looks), class_="stories"),
        element("details", summary, table) if table else "",
    )


def _story(facts: Facts, look: Story) -> Markup:
    title = (element("strong", look.title), " ") if look.title not in ("", look.label) else ()
    return element(
        "li",
        element("h3", swatch(look), look.label),
        element("p", *title, look.question),
        element("p", story_sentence(facts, look), class_="note"),
    )


def _headline(facts: Facts) -> Markup:
    words = element("p", OWN_PATHS.format(facts.last_year, facts.base.label, SPACE), class_="note")
    has_paths = facts.comparison.own_paths.height > 0
    tables = (levels_table(facts), changes_table(facts), words if has_paths else "")
    return section("headline", "Headline figures", *tables)


def _ratio(facts: Facts) -> Markup:
    figures = ratio_figures(facts)
    if not figures:
        return Markup()
    return section(
        "ratio", "The ratio, claimed and realised", element("p", RATIO), _grid(figures), ratio_table(facts)
    )


def _decomposition(facts: Facts) -> Markup:
    figure = decomposition_figure(facts)
    if not figure:
        return Markup()
    used = facts.used_parts
    meanings = joined(element("dt", text(used[part])) + element("dd", PART_MEANINGS[part]) for part in used)
    unused = [words.lower() for part, words in PART_WORDS.items() if part not in used and part != "policy"]
    notes = [f"Not at work in any story: {listing(unused)}."] if unused else []
    if facts.policies_not_singled_out:
        labels = listing([story.label for story in facts.policies_not_singled_out])
        notes.append(f"The effect of policy in {labels} is contained in the other parts.")
    words = element("dl", meanings) + joined(element("p", note, class_="note") for note in notes)
    return section(
        "decomposition",
        "Where jobs go and where they come from",
        element("div", figure + element("div", words), class_="grid wide"),
        parts_table(facts),
        element("details", element("summary", "The same, free of order (Shapley)"), *_shapley(facts)),
        element("h3", "Who asks for the change of output", class_="part"),
        demand_table(facts),
        element("h3", "What becomes of pay", class_="part"),
        pay_table(facts),
    )


def _shapley(facts: Facts) -> tuple[Markup, Markup]:
    words = (
        "Where output grows a lot, it matters whether the shares of work are counted before or after that. "
        "The parts above count them before, at the output without AI. Here they are means over both orders; "
        "displacement may then exceed all jobs, since it also counts work that nobody would have done. Both "
        "come from the accounts of one pair of runs; tenfold mechanisms --forces switches the forces off one "
        "by one in other runs instead, whose Shapley values need not be bounded either."
    )
    return element("p", words, class_="note"), parts_table(facts, weights="shapley")


def chapters(facts: Facts) -> tuple[Chapter, ...]:
    """Return the chapters of lines, and one of the figures that were asked for and are in none of them."""
    drawn = {plot.name for chapter in CHAPTERS for plot in chapter.plots}
    more = tuple(Plot(one.name) for one in facts.comparison.asked if one.name not in drawn)
    words = "Figures that were named when the runs were started."
    return (*CHAPTERS, *([Chapter("asked", "Figures asked for", words, more)] if more else []))


def _chapter(facts: Facts, chapter: Chapter) -> Markup:
    figures = joined(plot_figure(facts, plot) for plot in chapter.plots)
    figures += joined(draw(facts) for draw in BESIDE.get(chapter.key, ()))
    if not figures:
        return Markup()
    if chapter.key == "gains":
        return _gains(facts, chapter, figures)
    return section(chapter.key, chapter.title, element("p", chapter.text), _grid(figures))


def _gains(facts: Facts, chapter: Chapter, figures: Markup) -> Markup:
    return section(
        chapter.key,
        chapter.title,
        element("p", chapter.text),
        gains_words(facts),
        _grid(gains_figures(facts) + figures),
        gains_table(facts),
    )


def _occupations(facts: Facts) -> Markup:
    figures = joined(occupation_figures(facts))
    if not figures:
        return Markup()
    words = element("p", OCCUPATIONS)
    grid = element("div", figures, class_="grid wide")
    return section("occupations", "Occupations hit and grown", words, grid)


def _sectors(facts: Facts) -> Markup:
    tables = joined(sector_table(facts, column) for column in ("employment", "output"))
    return section("sectors", "Sectors", element("p", SECTORS), tables) if tables else Markup()


def _grid(figures: str) -> Markup:
    return element("div", figures, class_="grid")
