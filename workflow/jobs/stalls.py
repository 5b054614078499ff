"""Parcels about which nothing is heard."""

from workflow.services.stalls import watch


def tick() -> None:
    """Put new silences before a person, once each: see `services.stalls`."""
    watch()
