"""Fetch the one part of the page that others made: panzoom, which moves and enlarges the map.

    python -m tests.builders.vendor

It is kept beside our own parts with its licence, so that building the page needs neither npm nor a
network. npm fetches the archive and runs nothing of it; one with another hash is refused.
"""

import hashlib
import subprocess
import tarfile
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.paths import ROOT

ASSETS = ROOT / "pipeline" / "publish" / "site" / "assets"
PACKAGE = "@panzoom/panzoom@4.6.2"
SHA512 = "Zn3B5/hwa6eYIPRSKX0xf2clv8nviTX8AnAU5kU/EugiTDhG41ya2wlBqYrZJYCWQROr/5XkWObZhIkepi89qw=="
"""Of the archive, as npm says it: in Base64."""
TAKEN = {
    "package/dist/panzoom.min.js": "panzoom.min.js",
    "package/MIT-License.txt": "panzoom.LIZENZ.txt",
}
SHA256 = {
    "panzoom.min.js": "3ce354ef7b493efb62a4d4acaaf86fa2d6027eb629857a4e144041de1a112c1e",
    "panzoom.LIZENZ.txt": "db74524b3ab3853bcfc7300dade1f5e0176e59ed3c0cff43848a2c300091a22c",
}
"""Of what is taken from it."""


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=ASSETS)
def main(out: Path) -> None:
    """Fetch the package, prove it, and write what the page needs of it."""
    with TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--ignore-scripts", PACKAGE], cwd=folder, check=True)
        [archive] = Path(folder).glob("*.tgz")
        found = b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != SHA512:
            raise click.ClickException(f"{PACKAGE}: expected SHA-512 {SHA512}, found {found}")
        with tarfile.open(archive) as members:
            for member, name in TAKEN.items():
                file = members.extractfile(member)
                assert file is not None
                (out / name).write_bytes(file.read())


if __name__ == "__main__":
    main()
