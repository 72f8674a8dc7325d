"""For the site: put the doctests of docstrings into fences, since in Markdown `>>>` begins a quotation."""

from __future__ import annotations

import re
from typing import Any

import griffe


class FenceDoctests(griffe.Extension):
    """Rewrite docstrings as they are collected."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Fence each run of lines that begins with a prompt and ends before an empty line."""
        if obj.docstring:
            obj.docstring.value = re.sub(r"(?m)^(>>> .*(?:\n.+)*)", r"```pycon\n\1\n```", obj.docstring.value)
