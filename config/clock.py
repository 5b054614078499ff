"""What runs by the clock: dotted name -> interval in seconds. Run by `manage.py engine`."""

TICKS: dict[str, int] = {}
