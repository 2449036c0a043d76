"""Serve the page on this machine only: one address, no other host or origin, nothing from elsewhere."""

from __future__ import annotations

import json
import os
import socket
import threading
import warnings
import webbrowser
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.dashboard.choices import LEAST_PEOPLE, MOST_PEOPLE, Choices, levers
from sim.errors import UserError
from sim.scenario import Scenario, built_in_names

__all__ = ["HOST", "LocalOnly", "serve"]

MOST_SEEDS = 100

HOST = "127.0.0.1"
NAMES = ("127.0.0.1", "localhost")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

SETTINGS = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_ASSETS_PROXY": "True",  # serve the front end from the solara-assets package
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",  # and never look elsewhere for what it lacks
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_VARIANT": "light",
    "SOLARA_THEME_TITLE": "tenfold",
    "SOLARA_MODE": "production",
}
"""What Solara must know before it is imported: no telemetry, no content network, no development mode."""


def _headers(port: int) -> list[tuple[bytes, bytes]]:
    """Return what every answer says of what the page may do: nothing with any other origin, in no frame.

    Solara compiles the templates of its front end in the browser, which needs ``unsafe-eval``, and starts it
    by a script in the page, which needs ``unsafe-inline``; both come from this server alone.
    """
    sockets = " ".join(f"ws://{name}:{port}" for name in NAMES)
    rules = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' {sockets}",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    policy = "; ".join(f"{name} {value}" for name, value in rules.items())
    return [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"no-referrer"),
    ]


class LocalOnly:
    """Answer 403 to every request that does not come from a page of this server, and guard every answer.

    A page of another site that is open in the same browser could otherwise talk to it (DNS rebinding, or a
    WebSocket, which browsers let cross origins).

    Parameters
    ----------
    application : ASGI application
        What is guarded.
    port : int
        Port of this server.
    """

    def __init__(self, application: Application, port: int) -> None:
        self.application = application
        self.hosts = {f"{name}:{port}" for name in NAMES}
        self.origins = {f"http://{host}" for host in self.hosts}
        self.headers = _headers(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in self.headers}
                others = [one for one in message.get("headers", []) if bytes(one[0]).lower() not in names]
                message = {**message, "headers": [*others, *self.headers]}
            await send(message)

        if scope["type"] in ("http", "websocket") and not self.allows(scope):
            await _refuse(scope, receive, guarded)
        else:
            await self.application(scope, receive, guarded)

    def allows(self, scope: Scope) -> bool:
        """Tell whether host and origin are this server's; a request without an origin is not from a page."""
        headers = [(name.lower(), value.decode("latin-1").lower()) for name, value in scope["headers"]]
        hosts = [value for name, value in headers if name == b"host"]
        origins = [value for name, value in headers if name == b"origin"]
        return (
            len(hosts) == 1 and hosts[0] in self.hosts and all(origin in self.origins for origin in origins)
        )


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the server answers 403
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"This page is only for the machine it runs on.\n"})


def serve(
    scenario: str | None = None,
    *,
    people: int = 100_000,
    port: int = 8765,
    show: bool = True,
    plugins: Sequence[Path] = (),
    seeds: int | None = None,
) -> None:
    """Serve the page until interrupted.

    Parameters
    ----------
    scenario : str or None
        Story that the page starts with: a built-in one or a file.
    people : int
        People at the start.
    port : int
        Port on 127.0.0.1; 0 takes a free one.
    show : bool
        Open the page in the browser of this machine.
    plugins : sequence of Path
        Files with policies, rules or indicators, beside those that the scenario names; a policy with a slider
        can be moved.
    seeds : int or None
        Histories behind the bands of a page, its own among them; 1 for none, a few if not given.

    Raises
    ------
    UserError
        If a package is missing, the port is taken, or the scenario is not valid.
    """
    if not LEAST_PEOPLE <= people <= MOST_PEOPLE:
        raise UserError(f"--people is {people}; the page takes {LEAST_PEOPLE:,} to {MOST_PEOPLE:,}.")
    if seeds is not None and not 1 <= seeds <= MOST_SEEDS:
        raise UserError(f"--seeds is {seeds}; the page takes 1 (no bands) to {MOST_SEEDS}.")
    choices = Choices(people=people)
    if scenario is not None:
        choices = replace(choices, story=scenario)
    story = Scenario.load(choices.story, plugins=plugins)
    story.extensions.refuse_missing(story.name)
    choices = replace(choices, plugins=story.plugins)
    levers(choices.plugins)  # a fault in them is said before anything is served
    os.environ["TENFOLD_DASHBOARD_PLUGINS"] = json.dumps([plugin.path for plugin in choices.plugins])
    if scenario is not None:
        if scenario not in built_in_names():
            scenario = os.path.abspath(scenario) if os.path.isfile(scenario) else scenario
        os.environ["TENFOLD_DASHBOARD_SCENARIO"] = scenario
    os.environ["TENFOLD_DASHBOARD_PEOPLE"] = str(people)
    if seeds is not None:
        os.environ["TENFOLD_DASHBOARD_SEEDS"] = str(seeds)
    listening = _listen(port)
    port = listening.getsockname()[1]
    application, uvicorn = _application()
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")  # of no use on one machine
    config = uvicorn.Config(
        LocalOnly(application, port),
        log_level="warning",
        access_log=False,
        ws_max_size=2**24,
        server_header=False,
    )
    address = f"http://{HOST}:{port}/"
    print(f"The page is at {address} (stop it with Ctrl-C)", flush=True)
    threading.Thread(target=_warm, args=(choices,), daemon=True).start()
    if show:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    """Take the port before anything slow is done; never another address than this machine's own."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise UserError(f"--port {port} cannot be used ({error}); choose another one with --port.") from None
    return listening


def _application() -> tuple[Application, Any]:
    """Return Solara's application for the page."""
    os.environ.update(SETTINGS)
    os.environ["SOLARA_APP"] = "sim.dashboard.page"
    try:
        import solara_assets  # noqa: F401
        import uvicorn
        from solara.server.starlette import app

        import sim.dashboard.page  # noqa: F401  # before two threads import it at once
    except ImportError as error:
        missing = f"the page needs the package {error.name}"
        raise UserError(
            f'{missing}; make dashboard installs it, or pip install "tenfold[dashboard]".'
        ) from None
    return app, uvicorn


def _warm(choices: Choices) -> None:
    """Prepare what the first visitor needs: compiled code and the months before month 0."""
    from sim.dashboard.futures import Futures

    Futures(choices.scenario(), counterfactual=choices.counterfactual()).step()
