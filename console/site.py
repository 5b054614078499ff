"""The console's admin site. Its name stays `admin`: Unfold's templates count on it."""

from typing import Any

from django.core.paginator import InvalidPage
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from unfold.sites import UnfoldAdminSite


class ConsoleSite(UnfoldAdminSite):
    index_template = "console/home.html"
    enable_nav_sidebar = True

    def extra_urls(self) -> list[URLPattern]:
        """The console's own addresses, before those of the model screens."""
        from console import urls  # needs the app registry; the site is made while apps load

        return urls.urlpatterns

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """A page that reads itself again is sent without its frame: nothing is counted for it."""
        from console import live

        return [] if live.is_reread(request) else super().get_sidebar_list(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        from console import live

        context = {**super().each_context(request), "live": live.stream(request)}
        if live.is_reread(request):
            # What is to be said once is said on the next page, not to a script; and the script looks at
            # the content only.
            context |= {"messages": [], "frame": "console/reread.html"}
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from console import live
        from console.pages.home import home_context

        live.remember_place(request)
        return super().index(request, {**(extra_context or {}), **home_context(request)})

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """A page of the answers that does not exist, or is no number, is their first one."""
        try:
            return super().search(request, extra_context)
        except (InvalidPage, ValueError):
            asked = request.GET.copy()
            asked["page"] = "1"
            request.GET = asked  # type: ignore[assignment]
            return super().search(request, extra_context)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Who comes to the log-in page goes on to the console, unless they wanted another page of ours.

        A member with a second factor is asked for the code before the log-in is one. Staff have their address
        from their employer: it is not confirmed by mail here, with a second factor no more than without.
        """
        from allauth.account.utils import perform_login

        from console.login import NeedsSecondFactor

        home = reverse("admin:index", current_app=self.name)
        wanted = request.POST.get("next", request.GET.get("next", ""))
        if not url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            wanted = home
            for name in ("GET", "POST") if request.method == "POST" else ("GET",):
                asked = getattr(request, name).copy()
                asked["next"] = home
                setattr(request, name, asked)
        try:
            return super().login(request, extra_context)
        except NeedsSecondFactor as half:
            return perform_login(request, half.member, email_verification="none", redirect_url=wanted)
