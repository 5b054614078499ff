"""HTML as it stands in the seeds, made compact."""

import re

_AROUND_BLOCKS = re.compile(r"\s*(</?(?:p|ul|ol|li|h3|blockquote)>)\s*")


def html(text: str) -> str:
    """Without the source's indentation and line breaks; white space between words becomes one space."""
    return _AROUND_BLOCKS.sub(r"\1", " ".join(text.split()))
