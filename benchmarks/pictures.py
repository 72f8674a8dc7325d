"""Take the pictures of docs/images/ from the sample's page.

    python benchmarks/pictures.py [exports/bilateral.html]
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VIEWS = {
    "relations": ("", {}),
    "relations-dark": ("line=country:CHN=country:PAK", {"color_scheme": "dark"}),
    "details": ("level=details", {}),
    "evidence": ("level=details&line=country:CHN>supports>country:PAK", {}),
    "card": ("level=details&node=person:wang-yi", {}),
    "pair": ("pair=country:CHN country:PAK", {}),
    "unfolded": ("open=country:PAK", {}),
    "filtered": ("publisher=China%2520MFA&stances=asserted+committed&from=2021 Q1", {}),
    "table": ("view=table", {}),
    "phone": ("", {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}),
    "phone-dark": ("node=country:CHN", {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "color_scheme": "dark"}),
}


def main(page: Path) -> int:
    """Open each view and save what is seen."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, (fragment, screen) in VIEWS.items():
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 820}, "reduced_motion": "reduce", **screen})
            opened = context.new_page()
            opened.goto(f"{page.resolve().as_uri()}#{fragment}")
            opened.wait_for_selector("html[data-ready]")
            opened.wait_for_timeout(300)
            seen = Image.open(io.BytesIO(opened.screenshot())).convert("RGB")
            seen.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(ROOT / "docs" / "images" / f"{name}.png", optimize=True)
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "exports" / "bilateral.html")))
