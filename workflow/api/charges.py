from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from workflow.api import examples
from workflow.api.idempotency import IdempotentPosts
from workflow.api.money_shapes import CheckoutShape
from workflow.api.own import own_charge
from workflow.services.checkout import ensure_session


class Checkout(IdempotentPosts):
    throttle_scope = "checkout"

    @extend_schema(
        tags=["charges"],
        summary="Pay",
        description="The provider's page for this charge: the open one, or a new one, never two at once.",
        request=None,
        responses=CheckoutShape,
        examples=[examples.CHECKOUT],
    )
    def post(self, request: Request, ref: str) -> Response:
        charge = own_charge(request.user, ref)
        # Talks to the provider: no transaction may be open here.
        return Response({"url": ensure_session(charge_id=charge.pk).url})
