"""Templates in which all that is filled in is text, and the names by which a content policy allows what a page holds itself."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any


def template(folder: str, name: str) -> Any:
    """Return the Jinja template of this name in a folder of kg.

    What is filled in is escaped, and a name that nothing was given for is an error.

    >>> template("reports", "base.html").name
    'base.html'
    """
    return _environment(folder).get_template(name)


def allowed(text: str) -> str:
    """Return how a content policy names a script or a style that stands in the page.

    >>> allowed("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


@cache
def _environment(folder: str) -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(loader=PackageLoader("kg", folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
