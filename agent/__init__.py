"""edge-intent: plain text in, grounded intents out, on the board, over MQTT."""

__version__ = "0.1.0"
