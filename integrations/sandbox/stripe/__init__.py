"""Stripe as far as a shop with Checkout needs it: sessions, payments, refunds, disputes, events."""
