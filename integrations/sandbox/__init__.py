"""One process that stands in for every provider: Stripe, FedEx, Korea Post, SNS and SMTP.

It speaks each vendor's own protocol on 127.0.0.1, keeps its own state in its own SQLite
file and imports nothing of the project, so it can be asked as an independent witness:
what was charged, what was sent. `python -m integrations.sandbox` starts it.
"""
