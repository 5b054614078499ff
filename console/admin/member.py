from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from community.models import Member
from console.admin.base import ConsoleAdmin, choice_filter, link


class NewMemberForm(UserCreationForm):
    class Meta:
        model = Member
        fields = ("email", "name", "language")


class MemberForm(UserChangeForm):
    class Meta:
        model = Member
        fields = "__all__"


@admin.register(Member)
class MemberAdmin(ConsoleAdmin, UserAdmin):  # type: ignore[misc]
    """Customers and staff. Who may change members (the owner) gives and takes roles here."""

    form = MemberForm
    add_form = NewMemberForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "language", "roles", "is_staff", "is_active", "date_joined", "orders_")
    list_filter = (("is_staff", BooleanRadioFilter), ("language", choice_filter(_("Any language"))))
    search_fields = ("email__startswith", "name__startswith", "phone__startswith")
    search_help_text = _("E-mail, name or phone")
    ordering = ("-date_joined",)
    list_filter_submit = True
    filter_horizontal = ()
    empty_words = _("Nobody has signed up yet.")
    fieldsets = (
        (None, {"fields": ("email", "name", "phone", "language", "orders_")}),
        (_("Notices"), {"fields": ("notify_email", "notify_sms")}),
        (_("Works here"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Log-in"), {"fields": ("password", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "language", "password1", "password2")}),)
    readonly_fields = ("orders_", "last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An owner runs the desk; the accounts above it are changed by their own kind."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    @display(description=_("roles"))
    def roles(self, member: Member) -> str:
        return ", ".join(group.name for group in member.groups.all()) or "—"

    @display(description=_("orders"))
    def orders_(self, member: Member) -> SafeString:
        return link(f"{reverse('admin:workflow_order_changelist')}?q={member.email}", _("Orders"))
