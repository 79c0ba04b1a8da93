"""A passing client finds out what a broker allows."""

import contextlib
import socket
import subprocess
import threading

import pytest

from agent.broker import Probe
from agent.config import Mqtt, Tls
from agent.errors import BrokerError, LoginError
from support.mosquitto import free_port
from support.peer import PATIENCE, Peer


def probe(port, **keys):
    return contextlib.closing(Probe(Mqtt(host="127.0.0.1", port=port, **keys)))


@pytest.mark.parametrize("protocol", [5, "3.1.1"])
def test_what_is_allowed_goes_there_and_back(mosquitto, protocol):
    with probe(mosquitto.port, protocol=protocol) as one:
        assert one.subscribe(["probe/a", "probe/b"]) == {}
        assert one.publish("probe/a", b"there") is None
        assert [m.payload for m in one.listen(PATIENCE, quiet=0.2)] == [b"there"]


def test_what_is_retained_comes_at_once_and_silence_ends_the_listening(mosquitto):
    with probe(mosquitto.port) as one:
        one.publish("probe/kept", b"old", retain=True)
        one.subscribe(["probe/kept"])
        (message,) = one.listen(PATIENCE, quiet=0.2)
        assert (message.payload, message.retained) == (b"old", True)
        one.publish("probe/kept", b"", retain=True)


@pytest.fixture
def strict(own_mosquitto, tmp_path):
    """A broker with one user, who may write and read a little."""
    passwords, rights = tmp_path / "passwords", tmp_path / "acl"
    subprocess.run(["mosquitto_passwd", "-c", "-b", passwords, "ann", "secret"], check=True)
    rights.write_text("user ann\ntopic readwrite mine/#\ntopic write given\n")
    lines = f"allow_anonymous false\npassword_file {passwords}\nacl_file {rights}"
    return own_mosquitto(lines).start()


def test_rights_are_told(strict):
    with probe(strict.port, username="ann", password="secret") as one:
        assert one.publish("mine/a", b"x") is None
        assert one.publish("other", b"x") == "Not authorized"
        # mosquitto grants every subscription, and then hands nothing over.
        one.subscribe(["given"])
        assert one.publish("given", b"x") is None
        assert list(one.listen(0.3)) == []


@pytest.mark.parametrize("protocol", [5, "3.1.1"])
@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({}, "wants a user: Not authorized; give mqtt.username"),
        ({"username": "ann", "password": "wrong"}, "refuses the user ann: Not authorized; check"),
    ],
)
def test_a_refused_login_is_told_apart(strict, protocol, keys, problem):
    with pytest.raises(LoginError, match=problem):
        Probe(Mqtt(host="127.0.0.1", port=strict.port, protocol=protocol, **keys))


def test_a_client_that_is_lost_says_so(own_mosquitto):
    broker = own_mosquitto().start()
    with probe(broker.port) as one:
        broker.stop()
        with pytest.raises(BrokerError, match="closed the connection"):
            one.subscribe(["a"])


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"host": "no.such.host.invalid"}, "no such host; check the name"),
        ({"host": "127.0.0.1", "port": free_port()}, "nobody listens there"),
        ({"host": "." * 3}, "no such host"),
    ],
)
def test_why_there_is_no_broker(keys, problem):
    with pytest.raises(BrokerError, match=problem):
        Probe(Mqtt(**keys))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_tls_where_there_is_none(mosquitto):
    with pytest.raises(BrokerError, match=r"does not speak what mqtt\.tls says"):
        Probe(Mqtt(host="127.0.0.1", port=mosquitto.port, tls=Tls()))


@contextlib.contextmanager
def listening(answer):
    """Something that listens, but is no broker."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                if answer is not None:
                    connection.sendall(answer)
                    return
                connection.recv(1)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def test_what_listens_there_is_no_broker(monkeypatch):
    with listening(b"") as port, pytest.raises(BrokerError, match="closes the connection at login"):
        Probe(Mqtt(host="127.0.0.1", port=port))
    monkeypatch.setattr("agent.broker.probe.PATIENCE", 0.2)
    with listening(None) as port, pytest.raises(BrokerError, match="does not answer as a broker"):
        Probe(Mqtt(host="127.0.0.1", port=port))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_certificate_that_nobody_signed(own_mosquitto, tmp_path):
    create = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=localhost",
        "-days",
        "2",
    ]
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run([*create, "-keyout", key, "-out", cert], check=True, capture_output=True)
    broker = own_mosquitto(f"certfile {cert}\nkeyfile {key}\nallow_anonymous true").start()
    with pytest.raises(BrokerError, match=r"not trusted .*; name its CA in mqtt\.tls\.ca"):
        Probe(Mqtt(host="localhost", port=broker.port, tls=Tls()))
    with pytest.raises(BrokerError, match=r"login|does not answer"):
        Probe(Mqtt(host="localhost", port=broker.port))


def test_a_passing_client_leaves_nothing_behind(mosquitto):
    peer = Peer(mosquitto.port, "left/#")
    with probe(mosquitto.port) as one:
        one.publish("left/word", b"said")
    assert peer.expect("left/word")
    assert len(peer.on("left/word")) == 1
    peer.close()
