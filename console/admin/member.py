from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter, DropdownFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from community import second_factor
from community.models import Member
from console import ages, masking
from console.admin.base import ConsoleAdmin, choice_filter, label, link
from workflow.engine.actors import Actor


class NewMemberForm(UserCreationForm):
    class Meta:
        model = Member
        fields = ("email", "name", "language")


class MemberForm(UserChangeForm):
    class Meta:
        model = Member
        fields = "__all__"


def _factors(member: Any) -> list[Authenticator]:
    return list(member.authenticator_set.all())


class SecondFactorFilter(DropdownFilter):
    """Staff with a second factor, and those who still log in with a password alone."""

    title = _("second factor")
    parameter_name = "second_factor"
    all_option = ["", _("Any second factor")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("set_up", _("Staff, set up")), ("missing", _("Staff, missing"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        if self.value() not in ("set_up", "missing"):
            return queryset
        has_one = Exists(Authenticator.objects.filter(user_id=OuterRef("pk")))
        return queryset.filter(has_one if self.value() == "set_up" else ~has_one, is_staff=True)


@admin.register(Member)
class MemberAdmin(ConsoleAdmin, UserAdmin):  # type: ignore[misc]
    """Customers and staff. Who may change members (the owner) gives and takes roles here."""

    form = MemberForm
    add_form = NewMemberForm
    change_password_form = AdminPasswordChangeForm
    list_display = (
        "email_",
        "name",
        "language",
        "roles",
        "is_staff",
        "second_factor_",
        "is_active",
        "date_joined",
        "orders_",
    )
    list_filter = (
        ("is_staff", BooleanRadioFilter),
        SecondFactorFilter,
        ("language", choice_filter(_("Any language"))),
    )
    search_fields = ("email__startswith", "name__startswith", "phone__startswith")
    search_help_text = _("E-mail, name or phone")
    ordering = ("-date_joined",)
    list_filter_submit = True
    filter_horizontal = ()
    empty_words = _("Nobody has signed up yet.")
    fieldsets = (
        (None, {"fields": ("email_", "name", "phone_", "language", "orders_")}),
        (_("Notices"), {"fields": ("notify_email", "notify_sms")}),
        (_("Works here"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Log-in"), {"fields": ("password", "second_factor_whole", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "language", "password1", "password2")}),)
    readonly_fields = (
        "email_",
        "phone_",
        "orders_",
        "second_factor_whole",
        "second_factor_reset",
        "last_login",
        "date_joined",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        # Without the secrets.
        factors = Authenticator.objects.only("user_id", "type", "created_at", "last_used_at")
        return (
            super().get_queryset(request).prefetch_related("groups", Prefetch("authenticator_set", factors))
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may reset this member's second factor finds the button beside it. A colleague's address is
        kept here; a customer's stays masked, and they change it themselves."""
        fieldsets = super().get_fieldsets(request, obj)
        swapped: dict[str, str] = {}
        if obj is not None and second_factor.may_reset(member=obj, actor=Actor.staff(request.user)):
            swapped["second_factor_whole"] = "second_factor_reset"
        if obj is not None and obj.is_staff and self.has_change_permission(request, obj):
            swapped |= {"email_": "email", "phone_": "phone"}
        return [
            (title, {**options, "fields": tuple(swapped.get(str(name), name) for name in options["fields"])})
            for title, options in fieldsets
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An owner runs the desk; the accounts above it are changed by their own kind."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    @display(description=_("roles"))
    def roles(self, member: Member) -> str:
        return ", ".join(group.name for group in member.groups.all()) or "—"

    @display(description=_("second factor"))
    def second_factor_(self, member: Member) -> SafeString | str:
        if _factors(member):
            return label(_("Set up"), "success")
        return label(_("Missing"), "warning") if member.is_staff else "—"

    @display(description=_("second factor"))
    def second_factor_whole(self, member: Member) -> SafeString | str:
        factors = _factors(member)
        if not factors:
            return self.second_factor_(member)
        used = max((one.last_used_at for one in factors if one.last_used_at), default=None)
        words = _("since %(day)s, last used: %(used)s") % {
            "day": ages.moment(min(one.created_at for one in factors)),
            "used": ages.moment(used) if used else "—",
        }
        return format_html('{} <span class="bd-subtle">{}</span>', label(_("Set up"), "success"), words)

    @display(description=_("second factor"))
    def second_factor_reset(self, member: Member) -> SafeString | str:
        return format_html(
            '{} <a class="bd-button bd-button-small" data-dialog data-deed="reset_second_factor" '
            'href="{}">{}</a>',
            self.second_factor_whole(member),
            reverse("admin:reset_second_factor", args=(member.pk,)),
            _("Reset the second factor"),
        )

    @display(description=_("e-mail"), ordering="email")
    def email_(self, member: Member) -> str:
        return masking.email(member.email)

    @display(description=_("phone"))
    def phone_(self, member: Member) -> str:
        return masking.phone(member.phone) or "—"

    @display(description=_("orders"))
    def orders_(self, member: Member) -> SafeString:
        return link(reverse("admin:customer", args=(member.pk,)), _("Customer page"))
