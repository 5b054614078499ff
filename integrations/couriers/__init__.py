"""Couriers: their numbers, their tracking, and one vocabulary for where a parcel is."""
