from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# 50 states, DC, the territories and the military post offices that the couriers serve.
# fmt: off
STATES = (
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS",
    "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY",
    "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV",
    "WI", "WY", "DC", "PR", "GU", "VI", "AS", "MP", "AA", "AE", "AP",
)
# fmt: on


class AddressFields(models.Model):
    """A U.S. address, as a courier's label needs it."""

    recipient = models.CharField(_("recipient"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20)
    line1 = models.CharField(_("street"), max_length=120)
    line2 = models.CharField(_("apartment, suite"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80)
    state = models.CharField(_("U.S. state"), max_length=2, choices=[(code, code) for code in STATES])
    postal_code = models.CharField(_("ZIP code"), max_length=10)
    country = models.CharField(_("country"), max_length=2, default="US", editable=False)

    PARTS = ("recipient", "phone", "line1", "line2", "city", "state", "postal_code", "country")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        street = ", ".join(part for part in (self.line1, self.line2) if part)
        return f"{self.recipient}, {street}, {self.city}, {self.state} {self.postal_code}"

    def parts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.PARTS}


class Address(AddressFields):
    """An entry of a customer's address book."""

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses")
    # Nullable unique instead of a conditional key, which MariaDB ignores: the one default
    # address of a customer holds the customer's id.
    default_of = models.BigIntegerField(null=True, unique=True, editable=False)

    class Meta(AddressFields.Meta):
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["id"]

    @property
    def is_default(self) -> bool:
        return self.default_of is not None


class OrderAddress(AddressFields):
    """Where one order goes: a snapshot, untouched by later changes of the address book."""

    order = models.OneToOneField("workflow.Order", on_delete=models.CASCADE, related_name="address")

    class Meta(AddressFields.Meta):
        verbose_name = _("delivery address")
        verbose_name_plural = _("delivery addresses")
