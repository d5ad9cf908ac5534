"""Clients that others wrote, run against the simulator as they are."""
