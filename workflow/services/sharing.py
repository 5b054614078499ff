"""The tracking link that a customer hands on."""

from integrations import clock
from integrations.live.channels import of_order
from integrations.live.rights import ask_again
from workflow.engine.actors import Actor, Kind
from workflow.engine.errors import NotPermitted
from workflow.engine.models import TransitionLog
from workflow.engine.transactions import in_transaction
from workflow.live import order_moved
from workflow.models import Order
from workflow.references import link_token

FLOW = "link"


def may_renew(order: Order, actor: Actor) -> bool:
    """The customer whose order it is, and staff who may change orders."""
    if actor.user is None or not actor.user.is_active:
        return False
    if actor.kind is Kind.CUSTOMER:
        return order.belongs_to(actor.user)
    return actor.kind is Kind.STAFF and actor.may("workflow.change_order")


def _remember(order: Order, actor: Actor) -> None:
    """Who made a new link, and when. The tokens themselves stay out of the log."""
    earlier = TransitionLog.objects.filter(flow=FLOW, subject_id=order.pk).count()
    TransitionLog.objects.create(
        flow=FLOW,
        subject_id=order.pk,
        seq=earlier + 1,
        name="renew_link",
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_label=actor.label[:120],
        at=clock.now(),
    )


def renew_link(*, order_id: int, actor: Actor) -> Order:
    """Give the order a new tracking link. The old one opens nothing from now on, and whoever listens behind
    it is cut off. Raises NotPermitted; then nothing changed."""

    def deed() -> Order:
        order = Order.lock(order_id)
        if not may_renew(order, actor):
            raise NotPermitted
        old, order.share_token = order.share_token, link_token()
        order.save(update_fields=["share_token"])
        ask_again(of_order(old))
        order_moved(order, "renew_link")
        _remember(order, actor)
        return order

    return in_transaction(deed)
