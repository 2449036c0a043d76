"""The command: quick help, one-sentence errors with status 2, thin calls."""

import os
import subprocess
import sys

import pytest

from sim.commands.inputs import said

HEAVY = {"numba", "mesa", "solara", "polars", "networkx", "numpy", "altair", "rich"}


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["compare", "--help"], ["--version"]])
def test_help_is_quick_and_loads_nothing_heavy(arguments):
    code = (
        f"import sys; sys.argv = ['tenfold', *{arguments!r}]\n"
        "from sim.cli import main\n"
        "try: main()\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    before = os.times()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout
    assert not HEAVY & set(done.stderr.split())
    after = os.times()  # processor time: other tests may run beside
    assert after.children_user - before.children_user < 2.0  # 0.4 s where nothing else runs


def test_python_m_sim_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "sim", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("tenfold ")


@pytest.mark.parametrize(("closed", "told"), [(">&-", True), ("2>&-", False), (">&- 2>&- <&-", False)])
def test_closed_output_is_output_to_nowhere(closed, told):
    for arguments, status in (("scenarios", 0), ("sources nope", 2)):
        command = f"{sys.executable} -m sim {arguments} {closed}"
        done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True)
        assert done.returncode == status
        assert "Traceback" not in done.stderr
        assert bool(done.stderr) == (told and status == 2)


def test_help_lists_the_commands(tenfold):
    status, out, _ = tenfold("--help")
    assert status == 0
    commands = "run resume compare validate benchmark scenarios parameters sources schema"
    for command in commands.split():
        assert f"\n  {command} " in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "nope.toml"], 'tenfold: "nope.toml": there is no such scenario or file; '),
        (["run", "baseline", "--set", "run.peple=5000"], "tenfold: --set run.peple=5000: run has no key"),
        (
            ["run", "baseline", "--people", "5"],
            "tenfold: --people 5: run.people is 5; it must be a whole number",
        ),
        (
            ["run", "baseline", "--seed", "-1"],
            "tenfold: --seed -1: run.seed is -1; it must be a whole number",
        ),
        (["compare", "neutral", "nope"], 'tenfold: "nope": there is no such scenario or file; '),
        (["compare", "neutral", "--months", "0"], "tenfold: --months 0: run.months is 0; it must be"),
        (["validate", "--people", "5"], "tenfold: --people 5: run.people is 5; it must be"),
        (["validate", "--page"], "tenfold: --page needs --out FOLDER, where the page goes."),
        (["parameters", "nothing"], 'tenfold: There is no section "nothing"; there are run, '),
        (
            ["run", "baseline", "--policy", "ubi:amount=1/2"],
            "tenfold: --policy ubi:amount=1/2: these are 2 packages; one story takes one.",
        ),
        (["run", "baseline", "--checkpoint-every", "6"], "tenfold: --checkpoint-every needs --out FOLDER"),
        (["resume", "nothing"], "tenfold: nothing: holds no unfinished run (no checkpoint.tenfold), so"),
        (["sources", "nope"], 'tenfold: "nope": there is no such scenario or file; '),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(tenfold, arguments, sentence):
    status, out, err = tenfold(*arguments)
    assert status == 2
    assert out == ""
    assert err.startswith(sentence)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["run"], ["run", "baseline", "--people", "many"], ["nothing"], ["validate", "--years", "1"]]
)
def test_a_command_typed_wrong_has_status_2(tenfold, arguments):
    status, _, err = tenfold(*arguments)
    assert status == 2
    assert "Traceback" not in err


@pytest.mark.parametrize("command", [["run", "baseline"], ["compare", "neutral"], ["validate"]])
def test_an_unusable_folder_is_refused_before_anything_runs(tenfold, monkeypatch, tmp_path, command):
    def fail(*_, **__):
        raise AssertionError("something ran")

    monkeypatch.setattr("sim.simulation.Simulation.__init__", fail)
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    for out in (taken, taken / "below"):
        status, _, err = tenfold(*command, "--out", str(out))
        assert status == 2
        assert str(taken) in err
        assert err.count("\n") == 1
    assert taken.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [taken]


def in_a_process(*arguments, **options):
    environment = {**os.environ, **options.pop("environment", {})}
    command = [sys.executable, "-m", "sim", *arguments]
    return subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, **options)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device")
def test_a_full_device_is_one_sentence():
    with open("/dev/full", "w") as full:
        done = in_a_process("parameters", "run", stdout=full)
    assert done.returncode == 2
    assert done.stderr == "tenfold: the output cannot be written: no space left on device.\n"


def test_a_terminal_without_a_character_shows_another_one():
    done = in_a_process("scenarios", stdout=subprocess.PIPE, environment={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert "baseline" in done.stdout


@pytest.mark.parametrize("threads", ["0", "-2"])
def test_no_threads_are_refused_in_a_sentence(tenfold, monkeypatch, threads):
    monkeypatch.setenv("NUMBA_NUM_THREADS", threads)
    status, _, err = tenfold("scenarios")
    assert (status, err) == (
        2,
        f"tenfold: NUMBA_NUM_THREADS is {threads}; it must be at least 1, or not set.\n",
    )


@pytest.mark.parametrize(
    "command",
    [
        ["run", "baseline", "--out"],
        ["compare", "neutral", "--out"],
        ["compare", "--study", "basic_income", "--out"],
        ["sweep", "gpu_ratio", "--out"],
        ["sweep", "--status"],
        ["resume"],
        ["results"],
        ["merge"],
        ["export"],
    ],
    ids=" ".join,
)
def test_odd_places_are_one_sentence_whoever_is_given_them(tenfold, monkeypatch, tmp_path, command):
    def fail(*_, **__):
        raise AssertionError("something ran")

    monkeypatch.setattr("sim.simulation.Simulation.__init__", fail)
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    for place in (tmp_path / "nowhere", tmp_path / ("x" * 300), "/dev/null", "/dev/null/below"):
        status, out, err = tenfold(*command, str(place))
        assert (status, out) == (2, "")
        assert err.startswith("tenfold: ")
        assert err.count("\n") == 1
        assert len(err) <= 520
    assert [path.name for path in tmp_path.iterdir()] == ["nowhere"]


def test_an_interruption_says_how_to_go_on(capsys, tmp_path):
    (tmp_path / "checkpoint.tenfold").touch()

    def stop(name):
        def command(**_):
            raise KeyboardInterrupt

        command.__name__ = name
        return said(command)

    for name, options, words in (
        ("run", {"out": None}, "with --checkpoint-every M and --out FOLDER a run can go on"),
        ("run", {"out": tmp_path}, f"tenfold resume {tmp_path} goes on from the last checkpoint"),
        ("resume", {"folder": tmp_path}, f"tenfold resume {tmp_path} goes on"),
        ("compare", {"out": None}, "with --out FOLDER finished runs are, and the same command goes on"),
        ("compare", {"out": tmp_path}, "what is finished is kept, and the same command goes on with it"),
        ("sweep", {"out": None}, "what is finished is kept, and the same command goes on with it"),
        ("validate", {"out": None}, "the same command does it again"),
    ):
        with pytest.raises(SystemExit) as caught:
            stop(name)(**options)
        assert caught.value.code == 130
        err = capsys.readouterr().err
        assert err.startswith("tenfold: interrupted; ")
        assert words in err
        assert err.count("\n") == 1
