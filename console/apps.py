from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps  # the class itself would count as a second default


class ConsoleConfig(AppConfig):
    name = "console"
    default = True


class ConsoleAdminConfig(admin_apps.AdminConfig):
    """django.contrib.admin, with the console's own site as `admin.site`."""

    default_site = "console.site.ConsoleSite"
    default = False
