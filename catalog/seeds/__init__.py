"""What a fresh catalog holds. Figures nobody vouches for say so in their own row.

Days are Seoul days, both ends inclusive. `START` is before any order this system knows.
"""

from datetime import date

START = date(2025, 1, 1)
