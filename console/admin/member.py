from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display
from unfold.forms import UserChangeForm

from community import second_factor, staffing
from community.models import Member
from console import ages, masking
from console.admin.base import ConsoleAdmin, choice_filter, label, link
from console.roles import ROLES
from console.templatetags.console import when
from console.views.password_mails import mail_password
from workflow.engine.actors import Actor

# Django's own words speak of sites, users and groups.
_HELP = {
    "is_active": (_("May log in"), _("Take this away to lock somebody out: nothing of theirs is lost.")),
    "is_staff": (
        _("Works here"),
        _("Opens this console; what can be seen and done in it depends on the roles."),
    ),
    "groups": (_("Roles"), _("Each role brings its rights; who has several has the rights of all of them.")),
}


class _OwnAddress(forms.ModelForm):
    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"])
        if staffing.is_taken(address, but=self.instance.pk):
            raise forms.ValidationError(_("Somebody else has confirmed this address as theirs."))
        return address


class NewMemberForm(_OwnAddress):
    """Without a password: its maker would know it. A mail leads the member to one of their own."""

    class Meta:
        model = Member
        fields = ("email", "name", "language")

    def save(self, commit: bool = True) -> Member:
        self.instance.set_unusable_password()
        return super().save(commit)


class MemberForm(_OwnAddress, UserChangeForm):
    class Meta:
        model = Member
        fields = (
            "email", "name", "phone", "language", "notify_email", "notify_sms", "is_active", "is_staff",
            "groups",
        )  # fmt: skip


def _role(group: Any) -> str:
    role = ROLES.get(group.name)
    return str(role.label) if role else str(group.name)


def _factors(member: Any) -> list[Authenticator]:
    return list(member.authenticator_set.all())


class WhoFilter(DropdownFilter):
    title = _("who")
    parameter_name = "who"
    all_option = ["", _("Customers and colleagues")]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("customers", _("Customers")), ("colleagues", _("Colleagues"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Member]) -> QuerySet[Member]:
        if self.value() not in ("customers", "colleagues"):
            return queryset
        return queryset.filter(is_staff=self.value() == "colleagues")


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
    add_form_template = None  # Unfold's promises more fields, in English only
    list_display = ("person_", "email_", "language", "roles", "second_factor_", "joined_", "orders_")
    list_filter = (WhoFilter, SecondFactorFilter, ("language", choice_filter(_("Any language"))))
    list_filter_options = {
        name: {"horizontal": True, "label": None} for name in ("who", "second_factor", "language")
    }
    search_fields = ("email__startswith", "name__startswith", "phone__startswith")
    search_help_text = _("E-mail, name or phone")
    ordering = ("-date_joined",)
    filter_horizontal = ()
    empty_words = _("Nobody has signed up yet.")
    fieldsets = (
        (None, {"fields": ("email_", "name", "phone_", "language", "orders_")}),
        (_("Notices"), {"fields": ("notify_email", "notify_sms")}),
        (_("Works here"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Log-in"), {"fields": ("password_", "second_factor_whole", "last_login_", "joined_")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("email", "name", "language"),
                "description": _("A mail leads them to a password of their own. Roles are given after that."),
            },
        ),
    )
    readonly_fields = (
        "email_",
        "phone_",
        "orders_",
        "password_",
        "second_factor_whole",
        "second_factor_reset",
        "last_login_",
        "joined_",
    )

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Beginnings spell an address out: who may not look at it gives the whole of it."""
        if masking.may_reveal(request.user):
            return self.search_fields
        return "email__iexact", "name__startswith", "phone__iexact"

    def get_queryset(self, request: HttpRequest) -> Any:
        # Without the secrets.
        factors = Authenticator.objects.only("user_id", "type", "created_at", "last_used_at")
        return (
            super().get_queryset(request).prefetch_related("groups", Prefetch("authenticator_set", factors))
        )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in _HELP and field is not None:
            field.label, field.help_text = _HELP[db_field.name]
        if db_field.name == "groups" and field is not None:
            field.label_from_instance = _role
        return field

    def get_list_display(self, request: HttpRequest) -> Any:
        """Whether a colleague's account is well locked concerns who runs the desk."""
        shown = super().get_list_display(request)
        return shown if self._runs_the_desk(request) else [one for one in shown if one != "second_factor_"]

    def get_list_filter(self, request: HttpRequest) -> Any:
        shown = super().get_list_filter(request)
        return (
            shown if self._runs_the_desk(request) else [one for one in shown if one is not SecondFactorFilter]
        )

    def _runs_the_desk(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may reset this member's second factor finds the button beside it. A colleague's address is
        kept here; a customer's stays masked, and they change it themselves."""
        fieldsets = super().get_fieldsets(request, obj)
        swapped: dict[str, str] = {}
        if obj is not None and second_factor.may_reset(member=obj, actor=Actor.staff(request.user)):
            swapped["second_factor_whole"] = "second_factor_reset"
        if obj is not None and obj.is_staff and self.has_change_permission(request, obj):
            swapped |= {"email_": "email", "phone_": "phone"}
        hidden = () if self._runs_the_desk(request) else ("second_factor_whole",)

        def seen(fields: Any) -> list[str]:
            return [swapped.get(name, name) for name in fields if name not in hidden]

        return [(title, {**options, "fields": seen(options["fields"])}) for title, options in fieldsets]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An owner runs the desk; the accounts above it are changed by their own kind."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        form.before = staffing.seen(obj.pk) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        actor = Actor.staff(request.user)
        if change:
            staffing.record_changes(before=form.before, member=form.instance, actor=actor)
        else:
            staffing.record_added(member=form.instance, actor=actor)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        if not id.isdecimal() or len(id) > 18:
            raise Http404
        return mail_password(request, int(id))

    @display(description=_("name"), ordering="name")
    def person_(self, member: Member) -> SafeString | str:
        name = masking.person(member)
        if member.is_active:
            return name
        return format_html("{} {}", name, label(_("Locked out"), "neutral"))

    @display(description=_("joined"), ordering="date_joined")
    def joined_(self, member: Member) -> Any:
        return when(member.date_joined)

    @display(description=_("last login"), ordering="last_login")
    def last_login_(self, member: Member) -> Any:
        return when(member.last_login) or "—"

    @display(description=_("roles"))
    def roles(self, member: Member) -> str:
        if not member.is_staff:
            return str(_("Customer"))
        words = ", ".join(_role(group) for group in member.groups.all())
        return words or str(_("Superuser") if member.is_superuser else _("Staff, no role"))

    @display(description=_("second factor"))
    def second_factor_(self, member: Member) -> SafeString | str:
        if _factors(member):
            return label(_("Set up"), "success")
        return label(_("Missing"), "warning") if member.is_staff else "—"

    @display(description=_("password"))
    def password_(self, member: Member) -> SafeString:
        return format_html(
            '{} <a class="bd-button bd-button-small" data-dialog data-deed="mail_password" href="{}">{}</a>',
            _("Set") if member.has_usable_password() else _("None yet"),
            reverse("admin:auth_user_password_change", args=(member.pk,)),
            _("Send a mail to set a new password"),
        )

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
        """A colleague's is the desk's own, and tells two of one name apart; a customer's stays masked."""
        return member.email if member.is_staff else masking.email(member.email)

    @display(description=_("phone"))
    def phone_(self, member: Member) -> str:
        return masking.phone(member.phone) or "—"

    @display(description=_("orders"))
    def orders_(self, member: Member) -> SafeString:
        return link(reverse("admin:customer", args=(member.pk,)), _("Customer page"))
