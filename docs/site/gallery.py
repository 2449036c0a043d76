"""Make the pages of ``gallery.toml`` that are missing, by their commands: ``python docs/site/gallery.py``."""

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def main() -> None:
    """Run the commands of every page that is not there; a command that fails ends it."""
    for page in tomllib.loads((HERE / "gallery.toml").read_text(encoding="utf-8"))["page"]:
        if (ROOT / "build" / "gallery" / page["shows"]).is_file():
            continue
        for command in page["commands"]:
            print(f"tenfold {command}", flush=True)
            subprocess.run([sys.executable, "-m", "sim", *command.split()], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
