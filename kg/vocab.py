"""Closed names: our IRIs, the ids made from labels, and where the ontology's files lie."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from kg.model import digest

_PACKAGED = Path(__file__).parent / "_ontology"
_CHECKOUT = Path(__file__).parent.parent / "ontology"


def data(name: str) -> Path:
    """Return the path of a file of `ontology/`, in the wheel or in the checkout.

    >>> data("authority").name
    'authority'
    """
    return (_PACKAGED if _PACKAGED.exists() else _CHECKOUT) / name


def slug(label: str) -> str:
    """Turn a label into the last part of an id: lower case, Latin letters and digits, hyphens.

    A label without any Latin letter or digit becomes a hash, so that it keeps an id of its own.

    >>> slug("Recep Tayyip Erdoğan"), slug("The Phase II Protocol")
    ('recep-tayyip-erdogan', 'phase-ii-protocol')
    """
    text = label.casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l").replace("ß", "ss").replace("đ", "d")
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"['’ʼ`]", "", text)
    text = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    text = re.sub(r"^the-(?=.)", "", text)
    return text or digest(unicodedata.normalize("NFC", label), size=12)


def entity_id(kind: str, key: str) -> str:
    """Return the id of an entity from its kind and its key (ISO code, topic id or label).

    >>> entity_id("Country", "CHN"), entity_id("Person", "Wang Yi")
    ('country:CHN', 'person:wang-yi')
    """
    prefix = "org" if kind == "Organization" else kind.lower()
    return f"{prefix}:{key if kind == 'Country' else slug(key)}"
