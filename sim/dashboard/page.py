"""The page of ``tenfold dashboard``: a Solara page on Mesa models.

``Page`` is the page for visitors. ``MesaPage`` shows the same views inside Mesa's own SolaraViz, with Mesa's
controls, at the address ``/mesa``; the views work in any SolaraViz of a ``Futures`` model.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import solara

from sim.country import country_words
from sim.dashboard.address import from_query
from sim.dashboard.beside.luck import SEEDS
from sim.dashboard.choices import AGAINST, CONTROLS, Choices, find_story, stories
from sim.dashboard.drawings import GROUPS
from sim.dashboard.futures import Futures
from sim.dashboard.panels import PANELS, every_figure
from sim.dashboard.requests import SPEEDS
from sim.dashboard.session import Session, View
from sim.dashboard.views import Painter
from sim.plugins.plugin import Plugin, as_plugins
from sim.policies.framework.financing import PAYERS
from sim.scenario_files import parts

__all__ = ["MesaPage", "Page", "routes", "view_components"]

OWN_SCENARIO = "TENFOLD_DASHBOARD_SCENARIO"
"""Environment variable by which the command names the scenario to start with."""

PEOPLE = "TENFOLD_DASHBOARD_PEOPLE"

SEEDS_WANTED = "TENFOLD_DASHBOARD_SEEDS"
"""Histories behind the bands, the page's own among them."""

PLUGINS = "TENFOLD_DASHBOARD_PLUGINS"
"""Files with plugins, as a list in JSON."""


@solara.component_vue("head.vue", vuetify=False)
def Head(view: dict[str, Any], speeds: list[Any], event_act: Callable[[Any], None]) -> None:  # noqa: N802
    ...


@solara.component_vue("tour.vue", vuetify=False)
def Tour(asked: int, steps: list[Any]) -> None:  # noqa: N802
    ...


@solara.component_vue("controls.vue", vuetify=False)
def Controls(  # noqa: N802
    controls: dict[str, Any],
    costs: list[str],
    error: str,
    against: list[Any],
    payers: list[Any],
    event_act: Callable[[Any], None],
) -> None: ...


@solara.component_vue("views.vue", vuetify=False)
def Views(  # noqa: N802
    frame: dict[str, Any], every: list[Any], count: int, event_act: Callable[[Any], None]
) -> None: ...


class TourStep(NamedTuple):
    """A step of the guided tour: what it says, and the part of the page that it points at."""

    title: str
    words: str
    part: str


TOUR = (
    TourStep(
        "One country, lived twice",
        "The page simulates the whole economy twice, with the same people and the same luck: once with AI as "
        "you choose it (orange), once without (black, dotted). What differs between the lines is the AI. "
        "GPUs are the chips that AI runs on.",
        ".tf-brand",
    ),
    TourStep(
        "Choose whose future it is",
        "Each story takes somebody's view of AI at its word: replacement, assistance, the claim that one GPU "
        "does the work of ten employees. Pick the one you want to try.",
        ".tf-stories",
    ),
    TourStep(
        "Press Play and watch fifteen years",
        "Six months go by every second. Pause whenever you like; at the end the button says Play again, and "
        "the run you have seen stays.",
        ".tf-drive",
    ),
    TourStep(
        "Read the answer, then the lines",
        "The box on top says in words what has happened and why. Exposed tasks are "
        "those that AI could do or speed up. In the charts the shaded bands show how far luck alone carries "
        "each line; the first sentence says between what it carries the difference.",
        ".tf-answer",
    ),
    TourStep(
        "Change something and share it",
        "Move a policy, a basic income for example: it holds from the next month on, and you see whom it "
        "helps and who pays. The address and the picture keep what you found.",
        "#tf-policies",
    ),
)
"""For somebody who knows nothing of the page."""


def start_choices() -> Choices:
    """Return what the page starts with where the address says nothing."""
    own = os.environ.get(OWN_SCENARIO)
    people = int(os.environ.get(PEOPLE, "100000"))
    plugins = _plugins(os.environ.get(PLUGINS, "[]"))
    story = find_story(own, stories(own, plugins)) if own else "pessimistic"
    return Choices(story=story, people=people, plugins=plugins)


@cache
def _plugins(paths: str) -> tuple[Plugin, ...]:
    """Return plugins as they were when they were read first, whatever becomes of the files."""
    return as_plugins(json.loads(paths))


def open_session(query: str, publish: Callable[[View], None]) -> Session:
    """Open a session for the address of a page."""
    own = os.environ.get(OWN_SCENARIO)
    start = start_choices()
    choices, problems = from_query(query, start, stories(own, start.plugins))
    return Session(choices, problems, own, publish, int(os.environ.get(SEEDS_WANTED, str(SEEDS))))


@solara.component
def Page() -> None:  # noqa: N802
    """Show two futures, the controls that shape them, and what happens."""
    router = solara.use_router()
    view, set_view = solara.use_state({})
    session: Session = solara.use_memo(lambda: open_session(router.search or "", set_view), [])

    def live() -> Callable[[], None]:
        session.start()
        return session.close

    solara.use_effect(live, [])
    shown = view or session.view()
    base = session.choices.base
    every = solara.use_memo(lambda: [list(pair) for pair in every_figure(base())], [session.choices.story])
    solara.Title("tenfold: one GPU, ten employees?")
    solara.Style(Path(__file__).with_name("page.css"))
    frame = shown["frame"]
    head = {key: value for key, value in shown.items() if key not in ("controls", "frame")}
    told = ("month", "clock", "share", "answer", "tiles", "against", "luck")
    head |= {key: frame.get(key) for key in told}
    head |= {key: shown["controls"][key] for key in ("speed", "country")}
    asked, set_asked = solara.use_state(0)

    def act(message: dict[str, Any]) -> None:
        if message.get("do") == "tour":
            set_asked(asked + 1)
        else:
            session.act(message)

    with solara.Div(classes=["tenfold"]):
        Head(view=head, speeds=[[name, words] for name, (words, *_) in SPEEDS.items()], event_act=act)
        Controls(
            controls=shown["controls"],
            costs=frame.get("policies", []),
            error=shown["error"],
            against=[list(pair) for pair in AGAINST.items()],
            payers=[[name, words.payer] for name, words in PAYERS.items()],
            event_act=session.act,
        )
        shown_keys = (
            "lines",
            "groups",
            "figures",
            "people",
            "together",
            "against",
            "month",
            "luck",
            "stories",
        )
        views = {key: frame.get(key) for key in shown_keys}
        views["currency"] = country_words().currency
        Views(frame=views, every=every, count=shown["count"], event_act=session.act)
        Tour(asked=asked, steps=[step._asdict() for step in TOUR])


def view_components() -> list[Any]:
    """Return the views as components for Mesa's SolaraViz on a :class:`Futures` model.

    >>> SolaraViz(Futures("pessimistic", people=10_000), components=view_components())
    """
    keys: list[tuple[str, Any]] = [("lines", place) for place in range(len(PANELS))]
    keys += [("figures", draw.__name__) for group in GROUPS for draw in group.drawings]
    return [(partial(_drawing, part=part, key=key), 0) for part, key in keys]


def _drawing(model: Futures, *, part: str, key: Any) -> Any:
    """Return one view of a model as a Solara element."""
    painter = getattr(model, "painter", None)
    if painter is None:
        painter = model.painter = Painter()
    if getattr(model, "painted", (-1, None))[0] != model.month:
        model.painted = (model.month, painter.paint(model, Choices(), before={}, turn=0))
    figure = model.painted[1][part][key]
    return solara.HTML(
        tag="figure", unsafe_innerHTML=f"<figcaption>{figure['title']}</figcaption>{figure['svg']}"
    )


@solara.component
def MesaPage() -> None:  # noqa: N802
    """Show the views in Mesa's SolaraViz."""
    from mesa.visualization import Slider, SolaraViz

    model = solara.use_memo(lambda: solara.reactive(Futures("pessimistic", people=10_000)), [])
    ratio = next(one for one in CONTROLS if one.name == "ratio")
    technologies, institutions = parts("technology"), parts("institutions")
    grid = [f"{one.name}/{other.name}" for one in technologies for other in institutions]
    with solara.AppLayout(title="tenfold in Mesa", navigation=False):
        SolaraViz(
            model,
            components=view_components(),
            model_params={
                "scenario": {
                    "type": "Select",
                    "value": "pessimistic",
                    "values": [*stories(), *grid],
                    "label": "Story",
                },
                "people": Slider("People", 10_000, 2_000, 200_000, 1_000),
                "gpu_worker_ratio": Slider(ratio.label, 10.0, 0.0, 100.0, 1.0),
                "seed": Slider("Seed", 1, 0, 1000, 1),
            },
            name="tenfold in Mesa",
        )


@solara.component
def Bare(children: list[Any] = []) -> Any:  # noqa: B006, N802
    """Show a page without the frame that Solara puts around it."""
    return solara.Div(children=children)


routes = [
    solara.Route("/", component=Page, layout=Bare, label="tenfold"),
    solara.Route("mesa", component=MesaPage, label="Mesa"),
]
