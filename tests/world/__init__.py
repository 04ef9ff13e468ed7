"""The world of the stories: people with phones, a clock that can be moved, and the real portal in between."""

from tests.world.world import ALONE, World

__all__ = ["ALONE", "World"]
