"""Message texts as they stand in the seeds, made into paragraphs."""

import re
from textwrap import dedent

# A line that stops in mid-sentence was wrapped for the source file, not for the reader.
_WRAPPED = re.compile(r"(?<=[^\s.:!?}])\n(?=\S)")


def prose(text: str) -> str:
    """Without the source's indentation and hard wraps; blank lines and list lines stay."""
    return _WRAPPED.sub(" ", dedent(text).strip())
