from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from console.admin.base import ReadOnlyAdmin
from console.roles import ROLES

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin):
    """Roles are code (console/roles.py): here one reads what a role may do."""

    list_display = ("name", "role", "may")
    fields = ("name", "role", "permissions")
    readonly_fields = ("role",)
    empty_words = _("Run “manage.py sync_roles” to write the roles.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        # A permission names its model.
        return super().get_queryset(request).prefetch_related("permissions__content_type")

    @display(description=_("role"))
    def role(self, group: Group) -> str:
        role = ROLES.get(group.name)
        return str(role.label) if role else "—"

    @display(description=_("permissions"))
    def may(self, group: Group) -> int:
        role = ROLES.get(group.name)
        return len(role.permissions) if role else 0
