"""Models of the machinery under the product. They have no place in a desk's console."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django_q.models import Failure, OrmQ, Schedule, Success

for _model in (EmailAddress, Authenticator, Failure, OrmQ, Schedule, Success):
    try:
        admin.site.unregister(_model)
    except NotRegistered:
        # Some register only when a setting asks for it.
        continue
