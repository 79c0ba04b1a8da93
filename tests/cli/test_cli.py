"""The command line as it is typed."""

import json
import os
import subprocess
import sys
from importlib.metadata import version

import pytest

from agent import cli
from support.process import HOME, REPOSITORY


def run(*words, stdin="", **environment):
    return subprocess.run(
        [sys.executable, "-m", "agent", *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "120", **environment},
        check=False,
        timeout=60,
    )


def test_help_and_version():
    assert run("--version").stdout == f"edge-intent {version('edge-intent')}\n"
    told = run("--help")
    assert told.returncode == 0
    for command in (
        "init",
        "run",
        "parse",
        "doctor",
        "check-config",
        "status",
        "home",
        "completion",
    ):
        assert command in told.stdout
        one = run(command, "--help")
        assert one.returncode == 0
        assert f"example: edge-intent {command}" in one.stdout


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from agent.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({n.partition('.')[0] for n in sys.modules}))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.splitlines()[-1].strip("[]").replace("'", "").split(", "))
    assert not loaded & {"numpy", "onnxruntime", "paho", "rich", "tokenizers", "yaml"}


def test_parse_as_json_needs_neither_broker_nor_table():
    code = (
        "import sys; from agent.cli import main\n"
        "main(['parse', '--json', 'hello'])\n"
        "print(sorted({n.partition('.')[0] for n in sys.modules}))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(told.stdout.splitlines()[-1].strip("[]").replace("'", "").split(", "))
    assert not loaded & {"paho", "psutil", "rich"}


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ([], "the following arguments are required: COMMAND; see edge-intent --help"),
        (["prase"], "invalid choice: 'prase'"),
        (["parse"], "parse needs a TEXT, or --jsonl"),
        (["parse", "--jsonl", "hello"], "parse --jsonl reads standard input; leave TEXT out"),
        (["parse", "--json", "--jsonl"], "not allowed with argument"),
        (["parse", "--threshold", "2", "hello"], "'2' is no number from 0 to 1"),
        (["parse", " "], "text is empty"),
        (["parse", "--home", "/nowhere.yaml", "hello"], "home file /nowhere.yaml: No such file"),
        (["parse", "--config", "/nowhere.yaml", "hello"], "/nowhere.yaml: No such file"),
        (["check-config", "/nowhere.yaml"], "/nowhere.yaml: No such file"),
        (["completion", "tcsh"], "invalid choice: 'tcsh'"),
        (["parse", "turn on the \udcff lamp"], "argument TEXT: the text is not UTF-8"),
        (["parse", "--area", "\udcff", "hello"], "argument --area: the text is not UTF-8"),
        (["parse", "--model", "nope", "hello"], "--model: model 'nope' is neither shipped ("),
        (["parse", "--model", "", "hello"], "--model: model '' is neither shipped ("),
        (["models", "nope"], "models: model 'nope' is neither shipped ("),
        (["models", "nope", "--verify"], "models: model 'nope' is neither shipped ("),
        (["evaluate", "/nowhere.jsonl"], "/nowhere.jsonl: No such file"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(words, problem):
    ended = run(*words)
    assert ended.returncode == 2
    assert ended.stderr.startswith("edge-intent")
    assert problem in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert ended.stdout == ""


def test_a_missing_library_is_one_line(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['onnxruntime'] = None")
    ended = run("parse", "hello", PYTHONPATH=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.startswith("edge-intent: the Python package onnxruntime is missing")
    assert ended.stderr.count("\n") == 1


def test_parse_shows_a_table():
    ended = run("parse", "--home", HOME, "turn", "off", "the", "hall", "lamp")
    assert ended.returncode == 0
    for part in ("HassTurnOff", "light.hall_lamp", "name: Hall Lamp", "ok", " ms"):
        assert part in ended.stdout
    assert "\x1b" not in ended.stdout


def test_parse_shows_what_it_did_not_recognize():
    ended = run("parse", "my sister's novel is about the sea")
    assert (ended.returncode, ended.stdout.splitlines()[0]) == (0, "not_recognized")


def test_parse_knows_only_the_home_that_it_is_given():
    result = json.loads(run("parse", "--json", "turn off the hall lamp").stdout)
    assert result["status"] == "no_target"


def test_the_area_of_the_speaker():
    ended = run("parse", "--home", HOME, "--area", "bathroom", "--json", "turn on the lights")
    assert json.loads(ended.stdout)["intents"][0]["targets"] == ["light.bathroom_mirror"]


def test_an_area_that_the_home_does_not_have_is_named():
    ended = run("parse", "--home", HOME, "--area", "attic", "turn on the lights")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "--area 'attic' is no area of the home; it has " in ended.stderr
    assert "Kitchen" in ended.stderr


def test_the_threshold_refuses():
    words = ("parse", "--home", HOME, "--json", "turn off the hall lamp")
    assert json.loads(run(*words).stdout)["status"] == "ok"
    assert json.loads(run(*words, "--threshold", "1").stdout)["status"] == "not_recognized"


def test_a_configuration_gives_home_and_risk(tmp_path):
    (tmp_path / "config.yaml").write_text(
        f"home: {HOME}\nrisk: {{rules: [{{entity: light.hall_lamp, do: refuse}}]}}\n"
    )
    words = ("parse", "--config", tmp_path / "config.yaml", "--json", "turn off the hall lamp")
    assert json.loads(run(*words).stdout)["status"] == "refused"


def test_a_line_in_a_result_out():
    lines = [
        "turn off the hall lamp",
        '{"text": "turn on the lights", "area": "kitchen", "request_id": "r1"}',
        '{"txet": "turn on the lights", "request_id": "r2"}',
        "",
        "x" * 100_000,
        '{"text": "is the hall lamp on", "states": {"light.hall_lamp": {"state": "off"}}}',
        "turn on the kettle",
    ]
    ended = run("parse", "--home", HOME, "--jsonl", stdin="\n".join(lines))
    assert (ended.returncode, ended.stderr) == (0, "")
    results = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(results) == len(lines)
    assert results[0]["intents"][0]["targets"] == ["light.hall_lamp"]
    assert results[1]["request_id"] == "r1"
    assert set(results[1]["intents"][0]["targets"]) == {
        "light.kitchen_ceiling",
        "light.counter_strip",
    }
    assert [one["status"] for one in results[2:5]] == ["error"] * 3
    assert results[2]["request_id"] == "r2"
    assert "did you mean 'text'?" in results[2]["error"]
    assert "the limit is 32768" in results[4]["error"]
    assert results[6]["intents"][0]["targets"] == ["switch.kettle"]


def test_every_line_is_flushed_before_the_next_is_read():
    with subprocess.Popen(
        [sys.executable, "-m", "agent", "parse", "--home", HOME, "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as process:
        for name in ("one", "two"):
            process.stdin.write(json.dumps({"text": "hello", "request_id": name}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["request_id"] == name


def test_a_reader_that_leaves_early_is_no_fault():
    with subprocess.Popen(
        [sys.executable, "-m", "agent", "parse", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as process:
        process.stdout.close()
        process.stdin.write("hello\n" * 10)
        process.stdin.close()
        assert process.stderr.read() == ""


def test_check_config_loads_what_is_named(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text(f"node: den\nhome: {HOME}\nmqtt: {{host: broker}}\n")
    ended = run("check-config", config)
    assert ended.returncode == 0
    assert ended.stdout.startswith(f"{config}: good; edge-intent/den at broker:1883, model ")
    assert "27 entities in 7 areas" in ended.stdout


@pytest.mark.parametrize(
    ("lines", "status", "problem"),
    [
        ("threshold: high\n", 2, "line 1: threshold: expected a number, got 'high'"),
        ("risk:\n  rulse: []\n", 2, "line 2: unknown key 'rulse' in risk; did you mean 'rules'?"),
        ("home: home.yaml\n", 2, "names area 'attic', which is not listed"),
        (
            "mqtt:\n  username: a\n  password_env: NOT_SET\n",
            2,
            "config.yaml line 3: mqtt.password_env: the variable NOT_SET is not set",
        ),
        ("mqtt: {tls: {ca: home.yaml}}\n", 1, "mqtt.tls.ca"),
        ("node: den\nmodel: nowhere\n", 2, "config.yaml line 2: model 'nowhere' is neither"),
        ("node: den\nstate_dir: home.yaml\n", 2, "config.yaml line 2: state_dir: "),
        ("state_dir: /proc/below\n", 2, "/proc/below is not there and cannot be made"),
        ("state_dir: home.yaml/below\n", 2, "home.yaml is no folder; name a folder in state_dir"),
    ],
)
def test_check_config_names_the_fault(tmp_path, lines, status, problem):
    (tmp_path / "home.yaml").write_text("entities: [{id: light.a, name: A, area: attic}]\n")
    (tmp_path / "config.yaml").write_text(lines)
    ended = run("check-config", tmp_path / "config.yaml")
    assert ended.returncode == status
    assert problem in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [("models",), ("completion", "bash"), ("parse", "hello")])
def test_what_cannot_be_written_is_one_line(words):
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "agent", *words],
            stdout=full, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY, check=False, timeout=60,
        )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr == "edge-intent: cannot write the output: No space left on device\n"


def test_a_closed_input_is_one_line():
    command = f"{sys.executable} -m agent parse --jsonl <&-"
    ended = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, cwd=REPOSITORY, check=False,
        timeout=60,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "standard input and output must be open" in ended.stderr


def test_run_names_the_line_of_a_model_that_is_not_there(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("node: den\nmodel: nowhere\n")
    ended = run("run", "--config", config)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"edge-intent: {config} line 2: model 'nowhere' is neither")
    assert ended.stderr.count("\n") == 1


def test_status_asks_a_running_agent(run_agent, tmp_path):
    run_agent(f"node: asked\nhome: {HOME}\nmqtt: {{host: 127.0.0.1, port: PORT}}\n")
    ended = run("status", "--config", tmp_path / "config.yaml")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("edge-intent/asked: online, up ")
    assert "27 entities" in ended.stdout
    ended = run("status", "--config", tmp_path / "config.yaml", "--json")
    assert json.loads(ended.stdout)["home"]["entities"] == 27


def test_status_says_when_nobody_answers(mosquitto, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("agent.cli.ask.PATIENCE", 0.5)
    config = tmp_path / "config.yaml"
    config.write_text(f"node: nobody\nmqtt: {{host: 127.0.0.1, port: {mosquitto.port}}}\n")
    assert cli.main(["status", "--config", str(config)]) == 1
    assert "no agent answers as edge-intent/nobody" in capsys.readouterr().err
    config.write_text("mqtt: {host: 127.0.0.1, port: 1}\n")
    assert cli.main(["status", "--config", str(config)]) == 1
    problem = capsys.readouterr().err
    assert problem == "edge-intent: cannot reach the broker at 127.0.0.1:1: Connection refused\n"


def bash_completion(words):
    """What bash offers for the last word, with our script loaded."""
    script = run("completion", "bash").stdout
    quoted = " ".join(f"'{word}'" for word in words)
    probe = (
        f"{script}\nCOMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _edge_intent; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    told = subprocess.run(["bash", "-c", probe], capture_output=True, text=True, check=True)
    return told.stdout.split()


def test_bash_completes_commands_and_options():
    assert bash_completion(["edge-intent", "pa"]) == ["parse"]
    assert bash_completion(["edge-intent", "parse", "--js"]) == ["--json", "--jsonl"]
    assert bash_completion(["edge-intent", "completion", "f"]) == ["fish"]
    assert bash_completion(["edge-intent", "run", "--config", "config.ex"]) == [
        "config.example.yaml"
    ]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_get_every_command_and_option(shell):
    script = run("completion", shell).stdout
    for word in (
        "init",
        "doctor",
        "statestream",
        "parse",
        "check-config",
        "jsonl",
        "threshold",
        "completion",
    ):
        assert word in script
