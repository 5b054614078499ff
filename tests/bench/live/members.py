"""In the product's database: so many members, each logged in, and two orders with tracking links.

`python -m tests.bench.live.members COUNT` prints {"sessions": [key, ...], "links": [share token, ...]}.
"""

import json
import sys
from datetime import timedelta

import django


def main(count: int) -> None:
    django.setup()
    from django.contrib import auth
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from community.models import Member
    from workflow.models import Order

    Member.objects.bulk_create(
        Member(email=f"member-{n}@customer.example", password="!") for n in range(count)
    )
    store, tomorrow, keys = SessionStore(), timezone.now() + timedelta(days=1), []
    sessions = []
    members = list(Member.objects.filter(email__startswith="member-"))
    for member in members:
        claims = {
            auth.SESSION_KEY: str(member.pk),
            auth.BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            auth.HASH_SESSION_KEY: member.get_session_auth_hash(),
        }
        keys.append(f"benchmark-{member.pk:08}")
        sessions.append(
            Session(session_key=keys[-1], session_data=store.encode(claims), expire_date=tomorrow)
        )
    Session.objects.bulk_create(sessions)
    links = [Order.objects.create(customer=members[0]).share_token for _ in range(2)]
    print(json.dumps({"sessions": keys, "links": links}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
