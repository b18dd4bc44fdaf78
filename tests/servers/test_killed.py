"""A push that is killed at any moment, time and again, ends with the server as if it had never been."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.servers import running
from tests.servers.conftest import Push
from tests.servers.proxy import Proxy, proxied
from tests.servers.state import differences, everything

KILLS = 5


def killed(proxy: Proxy, output: Path, ledgers: Path, after: float) -> None:
    """Starts a push and kills it so many seconds after its first request."""
    options = ["--server", proxy.base, "--ledger", str(ledgers), "--max-entries", "7", "--retire", "delete"]
    proxy.requests.clear()
    process = subprocess.Popen([sys.executable, "-m", "pipeline", "push", str(output), *options])
    while not proxy.requests and process.poll() is None:
        time.sleep(0.01)
    time.sleep(after)
    assert process.poll() is None, "it had ended before it was killed"
    process.kill()
    process.wait()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_state_is_that_of_an_undisturbed_push(push: Push, output: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folders = tmp_path / "undisturbed", tmp_path / "disturbed"
    for folder in folders:
        folder.mkdir()
    with running.sekmet(folders[0]) as calm, running.sekmet(folders[1]) as base, proxied(base) as proxy:
        proxy.play = lambda _: 0.1
        push(calm)
        for number in range(KILLS):
            if number == 2:  # a monograph goes while the server has it in part
                (output / "warfarin.json").unlink()
            killed(proxy, output, tmp_path / "ledgers", after=chance.uniform(0.1, 1.5))
        proxy.play = lambda _: None
        assert push(calm, "--retire", "delete")[0] == 0
        code, said = push(proxy.base, "--retire", "delete")
        assert code == 0, said
        assert everything(base) == everything(calm)
        proxy.requests.clear()
        assert push(proxy.base)[0] == 0
        assert proxy.sent == []


def test_hapi_has_it_all_after_five_kills(hapi_r5: str, push: Push, output: Path, tmp_path: Path) -> None:
    with proxied(hapi_r5) as proxy:
        proxy.play = lambda _: 0.1
        for seconds in (0.2, 0.7, 1.2, 0.5, 1.5):
            killed(proxy, output, tmp_path / "ledgers", seconds)
        proxy.play = lambda _: None
        code, said = push(proxy.base)
        assert code == 0, said
        assert differences(hapi_r5, output) == []
