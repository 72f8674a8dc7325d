"""Bytes -> characters that stay the same: encodings, and the invisible characters that quotes must not trip over."""

from __future__ import annotations

import codecs
import re
import unicodedata

from kg.errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
"""Byte order marks; UTF-32 first, because its little-endian mark begins with that of UTF-16."""

_BINARY = ((b"PK\x03\x04", "a zip archive (a Word, Excel or EPUB file is one)"), (b"\xd0\xcf\x11\xe0", "an old Office file"),
           (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF87a", "a GIF image"), (b"GIF89a", "a GIF image"),
           (b"{\\rtf", "an RTF file"), (b"\x7fELF", "a program"), (b"SQLite format 3\0", "a database"))

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u3164\uffa0"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff"  # zero width, directions
    "\ud800-\udfff\U000e0000-\U000e0fff]")  # halves of pairs, tags


_LIGATURES = re.compile("[\ufb00-\ufb06]")


def decode(data: bytes, source: str, *, declared: str | None = None) -> str:
    """Decode the bytes of a text; raises InputError for what is no text.

    >>> decode("Türkiye".encode("cp1254"), "note.txt", declared="windows-1254")
    'Türkiye'
    """
    return data.decode(encoding_of(data, source, declared=declared), errors="replace")


def encoding_of(data: bytes, source: str, *, declared: str | None = None) -> str:
    """Tell an encoding by byte order mark, else UTF-8 where it fits, else the declared one, else by statistics.

    Raises InputError for what is no text.

    >>> encoding_of("Erdoğan".encode("utf-16"), "note.txt"), encoding_of(b"Baoting", "note.txt")
    ('utf-16', 'utf-8')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise InputError(source, f"this is {what}", "text, HTML, PDF or records", "export it as text or PDF")
    if wide := _wide(data):
        return wide
    if b"\0" in data[:65536]:
        raise InputError(source, f"binary data (NUL at byte {data.index(0)})", "text", "export it as text or PDF")
    for encoding in ("utf-8", declared):
        if encoding and _fits(data, encoding):
            return encoding
    return _guessed(data, source)


def _wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: Latin text in it has a NUL in every other byte."""
    head = data[:4096]
    if len(head) < 8:
        return None
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.6 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.05 else None


def _fits(data: bytes, encoding: str) -> bool:
    try:
        return isinstance(data.decode(encoding), str)
    except (UnicodeError, LookupError, ValueError, TypeError):  # unknown names, and codecs that are no encodings
        return False


def _guessed(data: bytes, source: str) -> str:
    from charset_normalizer import from_bytes  # needed only for old encodings

    head = data[:200_000]
    controls = sum(1 for b in head if b < 32 and b not in (9, 10, 11, 12, 13, 27, 28, 29, 30))
    if controls > len(head) / 100:
        raise InputError(source, "binary data", "text", "export it as text or PDF")
    best = from_bytes(head).best()
    if best is None:
        raise InputError(source, "an encoding that cannot be told", "UTF-8", "convert it to UTF-8")
    return best.encoding


def clean(text: str) -> str:
    r"""Return the text in NFC, with plain spaces and newlines and without invisible characters.

    >>> clean("Li\xa0Ming met Kh\u00adan.\r\nThey spoke.\x00")
    'Li Ming met Khan.\nThey spoke.'
    """
    text = _BREAKS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return unicodedata.normalize("NFC", text)
