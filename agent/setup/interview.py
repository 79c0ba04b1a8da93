"""The few questions that a configuration needs answers to."""

import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from agent.broker import Probe
from agent.config import Discovery, Mqtt, Tls
from agent.errors import BrokerError, ConfigError, LoginError
from agent.home import load_home
from agent.recognizer import DEFAULT_MODEL, find_model, load_files, shipped
from agent.setup.address import Address, read_address
from agent.setup.announced import announced
from agent.setup.nearby import Nearby
from agent.setup.terminal import Terminal

#: Logins that are tried before somebody should look elsewhere.
_ATTEMPTS = 3
_STARTER = "home.yaml"
_NOTHING = "nothing"


@dataclass(slots=True)
class Answers:
    """What was said, or found out."""

    mqtt: Mqtt
    """With which the broker admitted a client."""
    home: Path | None = None
    """The home file; one that is not there yet is to be started."""
    statestream: str | None = None
    """The base topic of Home Assistant's statestream."""
    model: str | None = None
    """The model for the language; None for the default one."""
    node: str | None = None
    """The host name if None."""


class Interview:
    """Asks, and tries at once what was answered.

    Args:
        terminal: where somebody answers.
        find: looks for brokers.
        folder: where the configuration will be.
    """

    def __init__(self, terminal: Terminal, find: Callable[[], Nearby], folder: Path) -> None:
        self._terminal = terminal
        self._find = find
        self._folder = folder

    def broker(self, address: Address | None, mqtt: Mqtt, *, is_tried: bool) -> Mqtt:
        """The broker, with a login that it accepts.

        Args:
            address: where it is; asked for if None.
            mqtt: what is known of the login.
            is_tried: whether to connect to it.

        Raises:
            BrokerError: it cannot be used, and nobody is there to name another.
        """
        while True:
            chosen = _at(mqtt, address or self._choose_broker())
            if not is_tried:
                return chosen
            try:
                return self._admitted(chosen)
            except BrokerError as error:
                if self._terminal.is_silent:
                    raise
                self._terminal.say(f"{error}.")
                address = None

    def home(self, mqtt: Mqtt, *, is_tried: bool) -> tuple[Path | None, str | None]:
        """Where the home comes from: a home file, a base topic of statestream, or neither.

        Raises:
            BrokerError: the connection is lost.
            HomeError: the home file cannot be used.
        """
        told = self._announced(mqtt, Discovery()) if is_tried else "not looked at"
        options = (
            f"what devices announce over MQTT (now: {told})",
            "that, and a home file of mine (one to start from is written if there is none)",
            "Home Assistant's statestream",
        )
        has_file = (self._folder / _STARTER).exists()
        offered = 0 if is_tried and told != _NOTHING and not has_file else 1
        chosen = self._terminal.choose("Where does the home come from?", options, offered)
        if chosen == 1:
            typed = self._terminal.ask("Home file", str(self._folder / _STARTER))
            path = Path(typed).expanduser()
            if path.exists():
                load_home(path)
            return path, None
        if chosen == 2:
            topic = self._terminal.ask("Its base_topic", "homeassistant/states")
            found = self._announced(mqtt, Discovery(statestream=topic)) if is_tried else ""
            self._terminal.say(f"now: {found}" if found else "")
            return None, topic
        return None, None

    def model(self) -> str | None:
        """The model for the language of the sentences; None for the default one."""
        known = languages()
        while True:
            typed = self._terminal.ask(f"Language ({', '.join(known)})", next(iter(known)))
            if typed in known:
                return known[typed]
            self._terminal.say(f"the shipped models read {', '.join(known)}")

    def _choose_broker(self) -> Address:
        self._terminal.say("Looking for brokers ...")
        nearby = self._find()
        if nearby.problem:
            self._terminal.say(nearby.problem)
        if not nearby.brokers:
            self._terminal.say("No broker is found; a board needs one: sudo apt install mosquitto")
        for found in nearby.brokers:
            self._terminal.say(f"  found {found}")
        offered = str(nearby.brokers[0]) if nearby.brokers else "localhost"
        while True:
            if address := self._address(self._terminal.ask("Broker", offered)):
                return address

    def _address(self, typed: str) -> Address | None:
        try:
            return read_address(typed)
        except ConfigError as error:
            self._terminal.say(f"{error}.")
            return None

    def _admitted(self, mqtt: Mqtt) -> Mqtt:
        for left in reversed(range(_ATTEMPTS)):
            try:
                return _tried(mqtt)
            except LoginError as error:
                if self._terminal.is_silent or not left:
                    raise
                self._terminal.say(f"{error}.")
            mqtt = msgspec.structs.replace(
                mqtt,
                username=self._terminal.ask("User name", mqtt.username or ""),
                password=self._terminal.ask_secret("Password"),
                password_file=None,
            )
        raise AssertionError  # the last attempt returns or raises

    def _announced(self, mqtt: Mqtt, discovery: Discovery) -> str:
        with contextlib.closing(Probe(mqtt)) as probe:
            home = announced(probe, discovery).home
        domains = Counter(entity.domain for entity in home.entities)
        return ", ".join(f"{n} {domain}" for domain, n in domains.most_common(5)) or _NOTHING


def languages() -> dict[str, str | None]:
    """The languages that shipped models read, each with its model; None for the default one."""
    found: dict[str, str | None] = {}
    for name in shipped():
        language = load_files(find_model(name)).card.language
        found.setdefault(language, None if name == DEFAULT_MODEL else name)
    return found


def _at(mqtt: Mqtt, address: Address) -> Mqtt:
    tls = (mqtt.tls or Tls()) if address.tls or mqtt.tls else None
    return msgspec.structs.replace(mqtt, host=address.host, port=address.port, tls=tls)


def _tried(mqtt: Mqtt) -> Mqtt:
    """The configuration with the MQTT version that the broker speaks."""
    try:
        Probe(mqtt).close()
    except LoginError:
        raise
    except BrokerError as error:
        older = msgspec.structs.replace(mqtt, protocol="3.1.1")
        try:
            Probe(older).close()
        except LoginError:
            raise
        except BrokerError:
            raise error from None
        return older
    return mqtt
