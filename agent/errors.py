"""The exceptions of the package.

Only faults raise. "Not understood", "no such device", "shed" and "expired" are values of
:mod:`agent.messages`, never exceptions.

::

    EdgeIntentError
     |- ConfigError    the configuration file, exit status 2
     |- HomeError      the home file or a pushed home
     |- MessageError   a payload that came over the broker or standard input
     |- ModelError     model files: missing, changed, not loadable
     |- BrokerError    the connection to the broker
     |   `- LoginError  it wants another user name or password
     |- ServerError    what is served besides: a port, or a library that is missing
     `- StoreError     the folder for what outlives a restart
"""


class EdgeIntentError(Exception):
    """Base of every fault this package raises; its text is one line that names the mend."""


class ConfigError(EdgeIntentError):
    """The configuration cannot be used."""


class HomeError(EdgeIntentError):
    """A home file or a pushed home cannot be used."""


class MessageError(EdgeIntentError):
    """A payload cannot be read."""


class ModelError(EdgeIntentError):
    """A model folder cannot be used."""


class BrokerError(EdgeIntentError):
    """The broker cannot be used."""


class LoginError(BrokerError):
    """The broker refuses the user name or the password."""


class ServerError(EdgeIntentError):
    """What the agent serves besides the broker cannot be served."""


class StoreError(EdgeIntentError):
    """What must survive a restart cannot be kept."""
