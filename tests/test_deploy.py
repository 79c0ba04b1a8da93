"""The examples in deploy/ hold."""

import re
import subprocess
from pathlib import Path

from agent.home import load_home
from support.peer import Peer
from support.process import HOME, REPOSITORY

EXAMPLE = (REPOSITORY / "deploy" / "mosquitto.conf").read_text("utf-8")


def test_the_example_home_is_a_home():
    home = load_home(HOME)
    assert len(home.floors) == 2
    assert len(home.entities) == 27


def login(name):
    return lambda client: client.username_pw_set(name, name)


def test_the_example_for_mosquitto_lets_each_do_its_part(own_mosquitto, run_agent, tmp_path):
    passwords, rights = tmp_path / "passwords", tmp_path / "acl"
    for user in ("edge-intent", "microphone"):
        create = () if passwords.exists() else ("-c",)
        subprocess.run(["mosquitto_passwd", "-b", *create, passwords, user, user], check=True)
    lines = re.findall(r"^#   (user .*|topic .*)$", EXAMPLE, re.MULTILINE)
    rights.write_text("\n".join(lines) + "\n")
    kept = [
        line
        for line in EXAMPLE.splitlines()
        if not line.startswith(("listener", "persistence", "autosave", "set_tcp"))
    ]
    text = "\n".join(kept).replace("/etc/mosquitto/passwords", str(passwords))
    broker = own_mosquitto(text.replace("/etc/mosquitto/acl", str(rights))).start()
    agent = run_agent(
        f"node: den\nhome: {HOME}\n"
        f"mqtt: {{host: 127.0.0.1, port: {broker.port}, username: edge-intent, "
        "password_env: WORD}\n",
        WORD="edge-intent",
    )
    microphone = Peer(broker.port, "edge-intent/den/result", prepare=login("microphone"))
    voice = "edge-intent/den/voice/text"
    # The microphone may not command the agent; a command goes before sentences.
    microphone.send("edge-intent/den/request/pause", "")
    microphone.send(voice, {"text": "turn off the hall lamp", "request_id": "r"})
    assert microphone.result("r", "edge-intent/den")["status"] == "ok"
    microphone.close()
    assert agent.stop() == 0
    assert "does not take" not in agent.log


def test_the_files_that_documents_name_are_there():
    for document in (REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md")):
        for link in re.findall(r"\]\(([^)#:]+?)(?:#[\w-]+)?\)", document.read_text("utf-8")):
            assert Path(document.parent / link).exists(), f"{document.name}: {link}"
