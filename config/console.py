"""The Unfold console's composition: its name, its sidebar, its badges."""

UNFOLD: dict[str, object] = {}
