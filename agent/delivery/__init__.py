"""What was taken is answered, and done once, whatever falls over in between."""

from agent.delivery.interface import Kept, Unit
from agent.delivery.outbox import Outbox
from agent.delivery.repeats import Repeats, identified, remembered
from agent.delivery.store import Store, lock_folder

__all__ = ["Kept", "Outbox", "Repeats", "Store", "Unit", "identified", "lock_folder", "remembered"]
