"""What a customer's pages need to listen, and the tracking link that can be made anew."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from integrations.live.models import LiveEvent
from tests.pages.reading import seen
from tests.pages.stages import needs_info
from tests.running import ROOT, Sandbox
from tests.workflow.story import Story
from workflow import live as vocabulary
from workflow.states import ItemState, OrderState

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def listening(reply: Any) -> dict[str, Any]:
    found = re.search(r'<script id="live" type="application/json">(.*?)</script>', reply.content.decode())
    return dict(json.loads(found[1])) if found else {}


def fragments(reply: Any) -> set[str]:
    return set(re.findall(r'\bdata-live="([a-z-]+)"', reply.content.decode()))


def test_the_order_page_listens_to_its_customer(
    story: Story, sandbox: Sandbox, browser: Any, mina: Any
) -> None:
    order = story.shipped(sandbox)
    reply = browser(mina).get(f"/orders/{order.ref}/")
    found = listening(reply)
    assert found["channels"] == [f"user-{mina.pk}"]
    assert (found["order"], found["address"]) == (order.ref, f"/orders/{order.ref}/")
    assert found["since"].isdigit()
    assert found["words"]["orders"]["delivered"] == "배송 완료"
    assert fragments(reply) == {
        "head", "next", "items", "bills", "payments", "parcels", "messages", "address", "share", "story",
        "cancel",
    }  # fmt: skip


def test_the_tracking_page_listens_for_whoever_has_the_link(
    story: Story, sandbox: Sandbox, browser: Any
) -> None:
    order = story.shipped(sandbox)
    reply = browser().get(f"/track/{order.share_token}/")
    found = listening(reply)
    assert found["channels"] == [f"order-{order.share_token}"]
    assert found["address"] == f"/track/{order.share_token}/"
    assert fragments(reply) == {"roads"}
    assert f"user-{order.customer_id}" not in reply.content.decode()


def test_every_state_that_an_event_may_name_has_its_words(story: Story, browser: Any) -> None:
    words = listening(browser().get(f"/track/{story.requested().share_token}/"))["words"]
    assert set(words["orders"]) == set(OrderState.values) - {"new"}
    assert set(words["items"]) == set(ItemState.values)


def test_trouble_with_a_parcel_is_not_told_as_a_scan(james_story: Story, browser: Any) -> None:
    words = listening(browser().get(f"/track/{james_story.requested().share_token}/"))["words"]
    assert words["scan"] == "The courier scanned the parcel."
    assert words["parcels"] == {
        "customs_hold": "Customs is holding the parcel.",
        "exception": "The parcel is delayed or in trouble.",
        "out_for_delivery": "The parcel is out for delivery.",
        "attempt_failed": "The courier could not deliver the parcel.",
        "available_for_pickup": "The parcel is ready to be collected.",
        "delivered": "The parcel has arrived.",
        "returned": "The parcel was returned to the sender.",
    }


def test_the_script_hears_every_event_that_is_published() -> None:
    script = (ROOT / "integrations/live/static/live/live.js").read_text("utf-8")
    found = re.search(r"const TYPES = \[(.*?)\];", script, re.DOTALL)
    assert found
    source = (ROOT / str(vocabulary.__file__)).read_text("utf-8")
    published = set(re.findall(r'_tell\("([a-z]+)"|publish\(STAFF, "([a-z]+)"', source))
    heard = set(re.findall(r'"([a-z]+)"', found[1]))
    assert {one or other for one, other in published} <= heard


@pytest.mark.parametrize("page", ["/orders/{ref}/", "/track/{share_token}/"])
def test_a_page_that_reads_itself_again_leaves_what_is_to_be_said_once(
    page: str, james_story: Story, browser: Any, james: Any
) -> None:
    order, client = james_story.requested(), browser(james)
    client.post(f"/orders/{order.ref}/new-link/")
    order = james_story.again(order)
    path = page.format(ref=order.ref, share_token=order.share_token)
    said = "Here is the new tracking link."
    again = client.get(path, headers={"X-Live": "1"})
    assert said not in seen(again)
    assert not listening(again)
    assert fragments(again)
    assert said in seen(client.get(path))


def test_a_page_that_shows_a_refused_answer_does_not_listen(
    story: Story, sandbox: Sandbox, browser: Any, mina: Any
) -> None:
    order = needs_info(story, sandbox)
    reply = browser(mina).post(f"/orders/{order.ref}/answer/", {"seq": order.seq, "answer": ""})
    assert reply.status_code == 422
    assert not listening(reply)


def test_who_waits_for_their_payment_hears_of_it_and_a_stranger_with_the_link_asks(
    story: Story, sandbox: Sandbox, browser: Any, mina: Any, james: Any
) -> None:
    order = story.items_due()
    charge = story.open_charge(order)
    session = charge.attempts.get().session_id
    path = f"/pay/{charge.token}/return/?session_id={session}"
    assert listening(browser(mina).get(path))["channels"] == [f"user-{mina.pk}"]
    for stranger in (browser(), browser(james)):
        reply = stranger.get(path)
        assert not listening(reply)
        assert "live.js" not in reply.content.decode()
        assert "confirm.js" in reply.content.decode()


# --- the link ------------------------------------------------------------------------------------


def test_a_new_link_is_asked_for_made_and_shown(story: Story, browser: Any, mina: Any) -> None:
    order, client = story.requested(), browser(mina)
    old = order.share_token
    page = client.get(f"/orders/{order.ref}/").content.decode()
    assert f"/track/{old}/" in page
    assert f'href="/orders/{order.ref}/new-link/"' in page

    assert client.get(f"/orders/{order.ref}/new-link/").status_code == 200
    assert story.again(order).share_token == old
    reply = client.post(f"/orders/{order.ref}/new-link/")
    assert reply.headers["Location"] == f"/orders/{order.ref}/#share"
    new = story.again(order).share_token
    assert new != old
    page = client.get(f"/orders/{order.ref}/").content.decode()
    assert f"/track/{new}/" in page
    assert old not in page
    assert browser().get(f"/track/{old}/").status_code == 404
    assert browser().get(f"/track/{new}/").status_code == 200
    assert LiveEvent.objects.filter(channel=f"order-{old}", type="stream-check").exists()


def test_only_the_customer_makes_a_new_link(story: Story, browser: Any, james: Any, juno: Any) -> None:
    order = story.requested()
    for stranger in (james, juno):
        for send in (browser(stranger).get, browser(stranger).post):
            assert send(f"/orders/{order.ref}/new-link/").status_code == 404
    assert browser().post(f"/orders/{order.ref}/new-link/").status_code == 302
    assert story.again(order).share_token == order.share_token


def test_a_new_link_cannot_be_made_from_another_site(story: Story, mina: Any) -> None:
    order, client = story.requested(), Client(enforce_csrf_checks=True)
    client.force_login(mina, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/orders/{order.ref}/new-link/").status_code == 403
    assert story.again(order).share_token == order.share_token
