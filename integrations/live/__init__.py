"""Live events: stored in the transaction of what they tell of, held open for whoever may listen.

- `publishing`: put an event on record (with `channels`, the closed list of who may hear what).
- `tail` reads the table behind the writers, `hub` hands each event to its listeners, `stream` is the
  ASGI application in front, `admission` asks who somebody is. One of each in a process.
- `wakeups`: Redis and GRIP, which only hasten what the table carries anyway.

docs/live.md has the wire and the vocabulary; docs/adr/0005 says why the holding side is ours.
"""
