"""A home: floors, areas, entities and their states, told by a file or a push."""

from agent.home.facts import Area, Entity, Floor, Home
from agent.home.file import load_home
from agent.home.told import read_home

__all__ = ["Area", "Entity", "Floor", "Home", "load_home", "read_home"]
