from console.models.presence import Presence
from console.models.saved_view import SavedView

__all__ = ["Presence", "SavedView"]
