"""The console's admin site. Its name stays `admin`: Unfold's templates count on it."""

from unfold.sites import UnfoldAdminSite


class ConsoleSite(UnfoldAdminSite):
    pass
