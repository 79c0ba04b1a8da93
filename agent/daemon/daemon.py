"""The composition root: makes the parts, connects them, starts and stops them in order."""

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from agent.announce import OwnDevice
from agent.broker import Broker, Links, Presence, Session
from agent.config import Config, Mqtt
from agent.daemon.admission import Admission
from agent.daemon.announcer import Announcer
from agent.daemon.answers import Answers
from agent.daemon.commands import Commands
from agent.daemon.deeds import Doer
from agent.daemon.desk import Desk
from agent.daemon.guard import Guard
from agent.daemon.hermes import HermesDesk, hermes_filters
from agent.daemon.inbox import Inbox, Order
from agent.daemon.intake import Intake
from agent.daemon.protocols import servers
from agent.daemon.reception import Reception
from agent.daemon.rest import Rest
from agent.daemon.sensing import Sensing
from agent.daemon.service import Service
from agent.daemon.signals import STOP, Signals
from agent.daemon.status import StatusReport
from agent.daemon.throttle import Throttle
from agent.daemon.watch import Watch
from agent.daemon.worker import Worker
from agent.delivery import Outbox, Repeats, Store, lock_folder
from agent.governor import Governor
from agent.health import Health, Pulse
from agent.log import get_logger
from agent.memory import stay_small
from agent.messages import State, Topics, encode
from agent.sensors import Inputs
from agent.systemd import Notifier
from agent.timers import Timers

#: Least time for telling the broker good-bye, in seconds.
_FAREWELL = 2.0

#: How long a thread may compute while others wait, in seconds. A sentence passes through three
#: threads; with the default of 5 ms those that read what devices say would hold up each of them.
_SWITCH = 0.0005

_Beat = Callable[[float], None]
#: Makes a broker of where it is, of what its two connections are to it, and of what tells that
#: each gets on.
Connect = Callable[[Mqtt, Session, Session, tuple[_Beat, _Beat]], Broker]

_log = get_logger("daemon")


class Daemon:
    """The agent as it runs for years.

    Args:
        path: the configuration file; None for the defaults.
        connect: makes the broker.

    Raises:
        EdgeIntentError: configuration, home, model or TLS files cannot be used.
    """

    def __init__(self, path: Path | None, connect: Connect = Links) -> None:
        self._began = time.monotonic()
        stay_small()
        sys.setswitchinterval(_SWITCH)
        self._notifier = Notifier()
        self._notifier.status("loading the model")
        self._service = Service(path)
        config = self._service.config
        self._lock = lock_folder(config.state_dir) if config.state_dir else None
        self._topics = Topics(config.node, config.share_group)
        network, devices, work = Pulse("broker"), Pulse("devices"), Pulse("worker")
        device = OwnDevice(self._topics, config.node)
        sessions = _sessions(config, self._topics, device)
        self._broker = connect(config.mqtt, *sessions, (network.beat, devices.beat))
        repeats = Repeats(config.outbox.remember)
        health = Health()
        self._inbox = Inbox(config.queue.size)
        self._outbox = Outbox(
            self._broker,
            _store(config),
            durable=config.delivery != "fast",
            changed=self._inbox.nudge,
        )
        self._throttle = Throttle(Governor(config.limits), self._inbox.nudge)
        answers = Answers(self._topics, self._outbox, repeats, health, self._throttle.level)
        inputs = Inputs(config.inputs)
        intake = Intake(self._topics, inputs, config.sensors)
        self._watch = Watch(self._service.follower, self._broker, self._inbox.nudge, inputs.covers)
        self._service.follower.notify(self._inbox.nudge)
        self._service.models.notify(self._inbox.nudge)
        self._reception = Reception(
            *(self._topics, intake, self._inbox, answers, repeats, self._watch),
            config.mqtt.receive_maximum,
        )
        kept = self._outbox.start()
        repeats.load(kept.answers)
        timers = Timers(kept.timers)
        doer = Doer(self._topics, self._broker, self._service, timers)
        announcer = Announcer(
            *(device, self._broker, lambda: self._service.config.homeassistant),
            *(answers.ignore, self._inbox.nudge),
        )
        report = StatusReport(
            *(self._topics, self._broker, self._service, health, self._inbox, self._outbox),
            self._throttle,
            announcer,
        )
        self._reception.desks = [announcer, *_desks(config, self._reception, answers)]
        self._servers = servers(
            *(config, self._reception.submit, report.make, lambda: self._broker.is_connected)
        )
        commands = Commands(self._service, report, answers, doer, self._notifier, self._throttle)
        rest = Rest(self._service.models.rest)
        admission = Admission(self._throttle, self._watch, self._broker)
        sensing = Sensing(self._service)
        self._worker = Worker(
            *(self._inbox, self._service, commands, answers, report, doer, work, admission, rest),
            sensing,
        )
        pulses = (network, devices, work)
        self._guard = Guard(self._notifier, self._broker, self._service, health, pulses, report)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; SIGHUP reloads. Call it on the main thread."""
        signals = Signals()
        self.start()
        while (came := signals.wait(self._guard.interval)) not in STOP:
            if came == signal.SIGHUP:
                self._inbox.put(Order("reload"))
            self._guard.look()
        self.shut_down()

    def start(self) -> None:
        """Begin to work; returns at once."""
        for server in self._servers:
            server.start()
        self._worker.start()
        self._watch.start()
        self._throttle.start()
        self._broker.start(self._reception)
        home = self._service.home
        _log.info(
            "%s: ready after %.2f s with the model %s and %d entities in %d areas",
            self._topics.base,
            time.monotonic() - self._began,
            self._service.pipeline.model,
            len(home.entities),
            len(home.areas),
        )

    def shut_down(self) -> None:
        """Answer what waits, say good-bye and end."""
        self._notifier.stopping()
        _log.info("stopping; %d requests wait", self._inbox.depth)
        deadline = time.monotonic() + self._service.config.drain
        self._reception.close()
        for server in reversed(self._servers):
            server.stop()
        self._watch.stop()
        self._throttle.stop()
        self._inbox.close()
        if not self._worker.finish(self._service.config.drain):
            _log.warning("%d requests are left to the next start", self._inbox.depth)
        self._outbox.flush(max(_FAREWELL, deadline - time.monotonic()))
        self._broker.stop(max(_FAREWELL, deadline - time.monotonic()))
        self._outbox.close()
        _log.info("stopped")


def _store(config: Config) -> Store | None:
    if config.state_dir is None:
        _log.warning(
            "there is no state_dir: delivery is fast, and timers, a pushed home and what was done "
            "are forgotten at a restart"
        )
        return None
    return Store(config.state_dir, config.outbox.size_mb * 1024 * 1024)


def _desks(config: Config, reception: Reception, answers: Answers) -> list[Desk]:
    if not config.hermes.enabled:
        return []
    return [HermesDesk(config.hermes, reception.submit, answers.ignore)]


def _sessions(config: Config, topics: Topics, device: OwnDevice) -> tuple[Session, Session]:
    """For what people and programs say, and for what devices say."""
    client_id = config.mqtt.client_id or f"edge-intent-{config.node}"
    hermes = hermes_filters(config.hermes) if config.hermes.enabled else ()
    inputs = Inputs(config.inputs)
    said = (
        *(*topics.filters, *inputs.filters("voice")),
        *(*device.filters(config.homeassistant), *hermes),
    )
    told = (*topics.device_filters, *inputs.filters("sensor"))
    presence = Presence(
        topics.state,
        online=encode(State(state="online")),
        offline=encode(State(state="offline")),
    )
    return (
        Session(client_id, said, presence, foreign=told),
        Session(f"{client_id}-devices", told, foreign=said, quiet=True),
    )
