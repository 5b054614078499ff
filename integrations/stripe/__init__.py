"""Card payments by Stripe Checkout. Inside this package `import stripe` is Stripe's SDK."""

from integrations.stripe.client import API_VERSION as API_VERSION
from integrations.stripe.events import BadSignature as BadSignature
from integrations.stripe.events import list_events as list_events
from integrations.stripe.events import verify_event as verify_event
from integrations.stripe.objects import CheckoutSession as CheckoutSession
from integrations.stripe.objects import IncomingEvent as IncomingEvent
from integrations.stripe.objects import Refund as Refund
from integrations.stripe.params import checkout_params as checkout_params
from integrations.stripe.refunds import create_refund as create_refund
from integrations.stripe.refunds import retrieve_refund as retrieve_refund
from integrations.stripe.sessions import create_session as create_session
from integrations.stripe.sessions import expire_session as expire_session
from integrations.stripe.sessions import find_session as find_session
from integrations.stripe.sessions import retrieve_session as retrieve_session
