import queue
import socket
import ssl
import subprocess
import threading
import time

import pytest

from agent.broker import (
    Listener,
    MqttBroker,
    Presence,
    Publication,
    Received,
    Session,
)
from agent.config import Mqtt, Seconds, Tls
from agent.delivery import Outbox, Unit
from agent.errors import BrokerError
from support.mosquitto import free_port
from support.peer import PATIENCE, Peer

PRESENCE = Presence("den/state", b"online", b"offline")


class Inbox(Listener):
    def __init__(self):
        self.messages: queue.Queue[Received] = queue.Queue()
        self.up: queue.Queue[None] = queue.Queue()

    def receive(self, message):
        self.messages.put(message)

    def connected(self):
        self.up.put(None)

    def next(self) -> Received:
        return self.messages.get(timeout=PATIENCE)

    def wait_up(self):
        self.up.get(timeout=PATIENCE)


@pytest.fixture
def connect():
    brokers = []

    def start(port, *, listener=None, session=None, **keys):
        keys = {"host": "127.0.0.1", "reconnect_max": Seconds(1), **keys}
        session = session or Session("den", ("den/in",), PRESENCE, durable=False)
        broker = MqttBroker(Mqtt(port=port, **keys), session)
        inbox = listener or Inbox()
        broker.start(inbox)
        brokers.append(broker)
        return broker, inbox

    yield start
    for broker in brokers:
        broker.stop(0)


@pytest.mark.parametrize("protocol", [5, "3.1.1"])
def test_a_message_in_and_a_publication_out(mosquitto, connect, protocol):
    broker, inbox = connect(mosquitto.port, protocol=protocol)
    inbox.wait_up()
    assert broker.is_connected
    peer = Peer(mosquitto.port, "den/#")
    assert peer.expect("den/state").payload == b"online"
    peer.send("den/in", "hello")
    received = inbox.next()
    assert (received.topic, received.payload, received.retained) == ("den/in", b"hello", False)
    settled = queue.Queue()
    broker.publish(Publication("den/out", b"there"), settled.put)
    assert settled.get(timeout=PATIENCE) is None
    assert peer.expect("den/out").payload == b"there"
    broker.stop(5)
    assert peer.expect("den/state", lambda m: m.payload == b"offline")
    peer.close()


def test_the_properties_of_version_5_come_through(mosquitto, connect):
    broker, inbox = connect(mosquitto.port)
    inbox.wait_up()
    peer = Peer(mosquitto.port, "den/#")
    peer.send("den/in", "x", response_topic="den/answer", correlation=b"\x00\xff", expiry=60)
    received = inbox.next()
    assert (received.response_topic, received.correlation) == ("den/answer", b"\x00\xff")
    assert received.expiry is not None
    assert 50 < received.expiry <= 60
    broker.publish(Publication("den/answer", b"y", correlation=received.correlation))
    assert peer.expect("den/answer").correlation == b"\x00\xff"
    peer.close()


def test_what_is_not_acknowledged_comes_again_to_the_same_session(mosquitto, connect):
    session = Session("den-durable", ("den/in",), None)
    first, inbox = connect(mosquitto.port, session=session)
    inbox.wait_up()
    peer = Peer(mosquitto.port, "den/out")
    peer.send("den/in", "one")
    peer.send("den/in", "two")
    one = inbox.next()
    inbox.next()
    told = [Publication("den/out", b"1"), Publication("den/out", b"11")]
    Outbox(first).send(Unit(told, [one.receipt]))
    peer.expect("den/out", count=2)
    first.stop(5)
    second, again = connect(mosquitto.port, session=session)
    assert again.next().payload == b"two"
    # Sent after what the broker had kept: nothing else was kept.
    peer.send("den/in", "three")
    assert again.next().payload == b"three"
    second.stop(5)
    peer.close()


def test_a_receipt_of_an_earlier_connection_acknowledges_nothing(own_mosquitto, connect):
    broker = own_mosquitto().start()
    session = Session("den", ("den/in",), None)
    connection, inbox = connect(broker.port, session=session)
    inbox.wait_up()
    peer = Peer(broker.port, "den/#")
    peer.send("den/in", "one")
    stale = inbox.next().receipt
    peer.close()
    broker.stop()
    broker.start()
    inbox.wait_up()
    assert inbox.next().payload == b"one"
    connection.acknowledge(stale)
    connection.stop(5)
    _, again = connect(broker.port, session=session)
    assert again.next().payload == b"one"


def test_a_message_with_nothing_to_publish_is_acknowledged(mosquitto, connect):
    session = Session("den-ack", ("den/in",), None)
    first, inbox = connect(mosquitto.port, session=session)
    inbox.wait_up()
    peer = Peer(mosquitto.port, "den/in")
    peer.send("den/in", "one")
    Outbox(first).send(Unit(receipts=[inbox.next().receipt]))
    first.stop(5)
    second, again = connect(mosquitto.port, session=session)
    again.wait_up()
    peer.send("den/in", "two")
    assert again.next().payload == b"two"
    second.stop(0)
    peer.close()


def test_without_a_broker_it_waits_says_so_and_publishes_later(own_mosquitto, connect, log):
    broker = own_mosquitto()
    connection, inbox = connect(broker.port)
    settled = queue.Queue()
    connection.publish(Publication("den/out", b"waited", retain=True), settled.put)
    log.expect("trying again")
    assert not connection.is_connected
    broker.start()
    inbox.wait_up()
    assert settled.get(timeout=PATIENCE) is None
    peer = Peer(broker.port, "den/#")
    assert peer.expect("den/out").payload == b"waited"
    peer.close()


def test_a_name_that_is_not_known_yet_is_asked_for_again(mosquitto, connect, log, monkeypatch):
    known = threading.Event()
    resolve = socket.getaddrinfo

    def look_up(host, *arguments, **keywords):
        if host != "broker.test":
            return resolve(host, *arguments, **keywords)
        if not known.is_set():
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return resolve("127.0.0.1", *arguments, **keywords)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    _, inbox = connect(mosquitto.port, host="broker.test")
    assert "name resolution" in log.expect("no connection to the broker at broker.test")
    known.set()
    inbox.wait_up()


def test_setting_the_time_of_day_does_not_end_a_connection(mosquitto, connect, monkeypatch):
    broker, inbox = connect(mosquitto.port, keepalive=Seconds(1))
    inbox.wait_up()
    now = time.time
    peer = Peer(mosquitto.port, "den/#")
    for jump in (10 * 365 * 86_400, -10 * 365 * 86_400):
        monkeypatch.setattr(time, "time", lambda jump=jump: now() + jump)
        settled = queue.Queue()
        broker.publish(Publication("den/out", b"x", until=time.monotonic() + 60), settled.put)
        assert settled.get(timeout=PATIENCE) is None
        peer.send("den/in", "x")
        assert inbox.next().payload == b"x"
    assert inbox.up.empty()
    peer.close()


def test_a_restarted_broker_gets_subscriptions_and_state_again(own_mosquitto, connect):
    broker = own_mosquitto().start()
    _, inbox = connect(broker.port)
    inbox.wait_up()
    broker.stop()
    broker.start()
    inbox.wait_up()
    peer = Peer(broker.port, "den/#")
    peer.expect("den/state", lambda m: m.payload == b"online")  # perhaps behind the will
    peer.send("den/in", "after")
    assert inbox.next().payload == b"after"
    peer.close()


def test_a_broker_that_hangs_is_noticed_within_two_keepalives(own_mosquitto, connect, log):
    broker = own_mosquitto().start()
    _, inbox = connect(broker.port, keepalive=Seconds(2))
    inbox.wait_up()
    broker.freeze()
    began = time.monotonic()
    log.expect("no connection to the broker")
    assert time.monotonic() - began < 4.5
    broker.thaw()
    inbox.wait_up()


@pytest.mark.parametrize("protocol", [5, "3.1.1"])
def test_two_with_the_same_id_are_told_why_they_lose_the_connection(
    mosquitto, connect, log, protocol
):
    _, first = connect(mosquitto.port, protocol=protocol)
    first.wait_up()
    connect(mosquitto.port, protocol=protocol)
    assert "another client has the id den too" in log.expect("connection lost")


def test_who_was_thrown_out_does_not_come_back_at_once(mosquitto, connect, log):
    loser, first = connect(mosquitto.port, reconnect_max=Seconds(600))
    first.wait_up()
    winner, second = connect(mosquitto.port, reconnect_max=Seconds(600))
    second.wait_up()
    log.expect("another client has the id den too")
    assert (loser.is_connected, winner.is_connected) == (False, True)
    loser.stop(0)
    peer = Peer(mosquitto.port, "den/#")
    peer.send("den/in", "still")
    assert second.next().payload == b"still"
    peer.close()


def test_a_listener_that_raises_is_reported_and_survived(mosquitto, connect, log):
    class Faulty(Inbox):
        def receive(self, message):
            if message.payload == b"bad":
                raise RuntimeError("boom")
            super().receive(message)

    _, inbox = connect(mosquitto.port, listener=Faulty())
    inbox.wait_up()
    peer = Peer(mosquitto.port, "den/#")
    peer.send("den/in", "bad")
    peer.send("den/in", "good")
    assert inbox.next().payload == b"good"
    log.expect("ERROR fault in taking a message")
    peer.close()


def test_publications_the_broker_refuses_are_told_apart(own_mosquitto, connect, tmp_path):
    acl = tmp_path / "acl"
    acl.write_text("topic readwrite den/#\n")
    broker = own_mosquitto(f"allow_anonymous true\nacl_file {acl}\nmax_packet_size 5000\n").start()
    connection, inbox = connect(broker.port)
    inbox.wait_up()
    settled = queue.Queue()
    connection.publish(Publication("elsewhere", b"x"), settled.put)
    assert "authori" in settled.get(timeout=PATIENCE).lower()
    connection.publish(Publication("den/big", b"x" * 6000), settled.put)
    assert "packets of 5000 bytes" in settled.get(timeout=PATIENCE)
    connection.publish(Publication("den/+", b"x"), settled.put)
    assert settled.get(timeout=PATIENCE)
    connection.publish(Publication("den/fine", b"x"), settled.put)
    assert settled.get(timeout=PATIENCE) is None


def test_what_the_broker_cannot_bear_is_given_up_and_holds_up_nothing(own_mosquitto, connect, log):
    broker = own_mosquitto("allow_anonymous true\nmax_packet_size 5000\n").start()
    # Of MQTT 3.1.1 nobody knows what is too large; the broker closes the connection.
    connection, inbox = connect(broker.port, protocol="3.1.1", reconnect_max=Seconds(0.01))
    inbox.wait_up()
    peer = Peer(broker.port, "den/out")
    settled = queue.Queue()
    for number in range(30):
        connection.publish(Publication("den/out", str(number).encode()))
        if number == 10:
            connection.publish(Publication("den/big", b"x" * 6000), settled.put)
    assert settled.get(timeout=PATIENCE) == "the connection is lost whenever it is sent"
    log.expect("a publication on den/big is dropped")
    peer.expect("den/out", lambda message: message.payload == b"29")
    assert {int(message.payload) for message in peer.on("den/out")} == set(range(30))
    peer.close()


def test_what_is_too_late_is_not_published(mosquitto, connect):
    connection, inbox = connect(mosquitto.port)
    inbox.wait_up()
    peer = Peer(mosquitto.port, "den/#")
    settled = queue.Queue()
    late = Publication("den/late", b"x", until=time.monotonic() - 1)
    connection.publish(late, settled.put)
    connection.publish(Publication("den/in time", b"x", until=time.monotonic() + 60))
    peer.expect("den/in time")
    assert settled.get(timeout=PATIENCE) == "it is too late for it"
    assert not peer.on("den/late")
    peer.close()


@pytest.mark.parametrize(("again", "refusal"), [(0, "it is too late for it"), (60, None)])
def test_what_may_have_arrived_is_sent_again_within_its_time(
    own_mosquitto, connect, log, again, refusal
):
    broker = own_mosquitto().start()
    connection, inbox = connect(broker.port, keepalive=Seconds(2))
    inbox.wait_up()
    peer = Peer(broker.port, "den/#")
    broker.freeze()
    settled = queue.Queue()
    connection.publish(Publication("den/lamp", b"on", again=again), settled.put)
    # The broker has it, but does not say so before the connection is given up.
    log.expect("no connection to the broker")
    broker.thaw()
    assert settled.get(timeout=PATIENCE) == refusal
    connection.publish(Publication("den/last", b"x"))
    peer.expect("den/last")
    assert len(peer.on("den/lamp")) <= (2 if again else 1)
    peer.close()


def test_more_at_once_than_the_broker_takes_in_flight(mosquitto, connect):
    connection, inbox = connect(mosquitto.port)
    inbox.wait_up()
    peer = Peer(mosquitto.port, "den/many")
    for number in range(300):
        connection.publish(Publication("den/many", str(number).encode()))
    peer.expect("den/many", count=300)
    assert [m.payload for m in peer.on("den/many")] == [str(n).encode() for n in range(300)]
    peer.close()


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    """A certificate authority with a server's and a client's certificate."""
    folder = tmp_path_factory.mktemp("pki")

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new = ("req", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    openssl(*new, "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test ca")
    (folder / "san").write_text("subjectAltName=IP:127.0.0.1")
    for name in ("server", "client"):
        openssl(*new, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        sign = ("x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.pem", "-days", "2")
        openssl(*sign, "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "san")
    return folder


@pytest.fixture
def tls_mosquitto(own_mosquitto, pki, tmp_path):
    passwords = tmp_path / "passwords"
    subprocess.run(["mosquitto_passwd", "-b", "-c", passwords, "agent", "secret"], check=True)
    return own_mosquitto(
        f"allow_anonymous false\npassword_file {passwords}\ncafile {pki}/ca.pem\n"
        f"certfile {pki}/server.pem\nkeyfile {pki}/server.key\nrequire_certificate true\n"
    ).start()


def test_tls_with_password_and_client_certificate(tls_mosquitto, connect, pki):
    tls = Tls(ca=pki / "ca.pem", cert=pki / "client.pem", key=pki / "client.key")
    login = {"username": "agent", "password": "secret", "tls": tls}
    _, inbox = connect(tls_mosquitto.port, **login)
    inbox.wait_up()

    def secure(client):
        context = ssl.create_default_context(cafile=pki / "ca.pem")
        context.load_cert_chain(pki / "client.pem", pki / "client.key")
        client.tls_set_context(context)
        client.username_pw_set("agent", "secret")

    peer = Peer(tls_mosquitto.port, "den/#", prepare=secure)
    peer.send("den/in", "x" * 30_000)
    assert len(inbox.next().payload) == 30_000
    peer.close()


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"username": "agent", "password": "wrong"}, "check mqtt.username and the password"),
        ({"tls": None}, "closed the connection at login"),
    ],
)
def test_a_login_that_fails_says_why(tls_mosquitto, connect, pki, log, keys, problem):
    tls = Tls(ca=pki / "ca.pem", cert=pki / "client.pem", key=pki / "client.key")
    connect(tls_mosquitto.port, **{"tls": tls, **keys})
    log.expect(problem)


# The client library leaves the socket of a failed handshake to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_certificate_of_a_stranger_is_refused(tls_mosquitto, connect, log):
    connect(tls_mosquitto.port, tls=Tls())
    log.expect("certificate verify failed")


def test_unusable_tls_files_are_named_at_start(tmp_path, pki):
    session = Session("den", ())
    with pytest.raises(BrokerError, match=r"mqtt\.tls\.ca"):
        MqttBroker(Mqtt(tls=Tls(ca=tmp_path / "none.pem")), session)
    wrong = Tls(ca=pki / "ca.pem", cert=pki / "client.pem", key=pki / "server.key")
    with pytest.raises(BrokerError, match=r"mqtt\.tls\.cert"):
        MqttBroker(Mqtt(tls=wrong), session)


def test_a_broker_that_answers_nothing_does_not_hold_up_the_stop(connect):
    with socket.create_server(("127.0.0.1", free_port())) as deaf:
        broker, _ = connect(deaf.getsockname()[1])
        deaf.accept()[0].close()
        broker.stop(1)
        assert not broker.is_connected
