from console.models.day_figure import DayFigure
from console.models.presence import Presence
from console.models.saved_view import SavedView

__all__ = ["DayFigure", "Presence", "SavedView"]
