"""The page is for this machine only: one address, its own host and origin, plain errors."""

import asyncio
import socket
from pathlib import Path

import pytest

from sim.dashboard import server
from sim.dashboard.server import HOST, SETTINGS, LocalOnly, serve
from sim.errors import UserError
from sim.scenario import Scenario

PORT = 8765
EXAMPLES = Path(__file__).parents[2] / "examples" / "plugins"


def scope(kind="http", host=f"127.0.0.1:{PORT}", origin=None, extra=()):
    headers = [] if host is None else [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"Origin", origin.encode()))
    return {"type": kind, "headers": [*headers, *extra]}


def ask(request):
    """Return what the guarded application was asked, and what was sent."""
    asked, sent = [], []

    async def application(scope, receive, send):
        asked.append(scope)

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    asyncio.run(LocalOnly(application, PORT)(request, receive, send))
    return asked, sent


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"LocalHost:{PORT}"])
@pytest.mark.parametrize("origin", [None, f"http://127.0.0.1:{PORT}", f"http://localhost:{PORT}"])
def test_its_own_pages_are_answered(kind, host, origin):
    asked, sent = ask(scope(kind, host, origin))
    assert len(asked) == 1
    assert not sent


@pytest.mark.parametrize(
    "request_",
    [
        scope(host="evil.example"),
        scope(host=f"evil.example:{PORT}"),
        scope(host="127.0.0.1"),
        scope(host="127.0.0.1:80"),
        scope(host=f"127.0.0.1:{PORT}.evil.example"),
        scope(host=None),
        scope(extra=[(b"host", b"evil.example")]),
        scope(origin="http://evil.example"),
        scope(origin=f"https://127.0.0.1:{PORT}"),
        scope(origin="null"),
        scope(origin="http://127.0.0.1"),
    ],
    ids=str,
)
def test_other_hosts_and_origins_are_refused(request_):
    asked, sent = ask(request_)
    assert not asked
    assert sent[0]["status"] == 403
    asked, sent = ask({**request_, "type": "websocket"})
    assert not asked
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_starting_and_stopping_pass():
    assert len(ask({"type": "lifespan"})[0]) == 1


def test_a_port_in_use_is_said():
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UserError, match=f"--port {port} cannot be used"):
            serve(port=port, show=False)
    with pytest.raises(UserError, match="--port 99999 cannot be used"):
        serve(port=99_999, show=False)


def test_bad_starts_are_said():
    with pytest.raises(UserError, match="--people is 10"):
        serve(people=10)
    with pytest.raises(UserError, match="no such scenario"):
        serve("nowhere", port=0)
    with pytest.raises(UserError, match=r"--seeds is 0; the page takes 1 \(no bands\) to 100\."):
        serve(seeds=0)


def test_a_fault_of_a_plugin_is_said_before_anything_is_served(tmp_path):
    plugin = tmp_path / "mine.py"
    plugin.write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"mine\.py: there is no policy, rule or indicator in the plugin"):
        serve(port=0, show=False, plugins=[plugin])


def test_a_story_from_results_needs_its_plugin(tmp_path):
    story = Scenario.load("pessimistic", plugins=[EXAMPLES / "compute_dividend.py"])
    file = tmp_path / "resolved.toml"
    file.write_text(story.to_toml(), encoding="utf-8")
    with pytest.raises(UserError, match=r"it needs the plugin compute_dividend\.py"):
        serve(str(file), port=0, show=False)


@pytest.fixture
def served(monkeypatch):
    """Return a function that starts the server up to where it would answer, and opens a page."""
    for name in ("SCENARIO", "PEOPLE", "PLUGINS"):
        monkeypatch.setenv(f"TENFOLD_DASHBOARD_{name}", "")
        monkeypatch.delenv(f"TENFOLD_DASHBOARD_{name}")

    def open_page(*arguments, **options):
        monkeypatch.setattr(server, "_listen", lambda port: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            serve(*arguments, **options, show=False)
        page = pytest.importorskip("sim.dashboard.page", exc_type=ImportError)
        return page.open_session("", lambda view: None)

    return open_page


def test_a_page_starts_with_the_plugins_that_were_given_and_those_of_the_story(served, tmp_path):
    file = tmp_path / "mine.toml"
    given = str(EXAMPLES / "tightness.py")
    file.write_text(f'based_on = "neutral"\nplugins = ["{given}"]\n', encoding="utf-8")
    choices = served(str(file), people=2_000, plugins=[EXAMPLES / "compute_dividend.py"]).choices
    assert (choices.story, choices.people) == (str(file), 2_000)
    assert {plugin.name for plugin in choices.plugins} == {"compute_dividend.py", "tightness.py"}
    assert all(plugin.text for plugin in choices.plugins)


def test_a_missing_package_is_said(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "solara_assets", None)
    with pytest.raises(UserError, match=r'pip install "tenfold\[dashboard\]"'):
        server._application()


def test_solara_reports_and_fetches_nothing():
    assert SETTINGS["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"
    assert SETTINGS["SOLARA_ASSETS_CDN"].startswith("http://127.0.0.1:")
    assert SETTINGS["SOLARA_MODE"] == "production"


@pytest.mark.parametrize("request_", [scope(), scope(host="evil.example")], ids=["own", "refused"])
def test_every_answer_carries_the_rules_of_the_page_once(request_):
    sent = []

    async def application(scope, receive, send):
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"X-Frame-Options", b"SAMEORIGIN")]}
        )

    async def send(message):
        sent.append(message)

    asyncio.run(LocalOnly(application, PORT)(request_, None, send))
    names = [name.lower() for name, _ in sent[0]["headers"]]
    headers = {name.lower().decode(): value.decode() for name, value in sent[0]["headers"]}
    assert len(names) == len(set(names))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    for rule in policy.values():  # no origin but this one
        places = {word for word in rule.split() if "://" in word}
        assert places <= {f"ws://127.0.0.1:{PORT}", f"ws://localhost:{PORT}"}
