"""The Nu HTML checker (npm's `vnu-jar`), fetched once into the environment's folder where Java and npm are."""

import shutil
import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv" / "vnu"
JAR = FOLDER / "package" / "build" / "dist" / "vnu.jar"
PACKAGE = "vnu-jar@26.9.27"


def find() -> Path | None:
    """The checker, when this machine can run it."""
    return JAR if JAR.exists() and shutil.which("java") else None


def main() -> None:
    if find():
        return
    if shutil.which("npm") and shutil.which("java"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=FOLDER, check=False, stdout=subprocess.DEVNULL)
        for archive in FOLDER.glob("*.tgz"):
            with tarfile.open(archive) as packed:
                packed.extractall(FOLDER, filter="data")
            archive.unlink()
    if not find():
        print("The Nu HTML checker needs Java and npm, which are not here: its test will be skipped.")


if __name__ == "__main__":
    main()
