"""Simulated nights: the real portal, seeded people, providers and mishaps, and what must hold after every event."""
