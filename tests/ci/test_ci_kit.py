"""The files of the CI kit: right for the services that read them, and every command in them runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.rules import mappings_directory
from tests.conftest import ROOT

CI = ROOT / "docs" / "ci"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
PAGE = (CI / "README.md").read_text()


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


@pytest.mark.parametrize(
    ("schema", "path"),
    [("vendor.github-workflows", CI / "github-mappings.yml"), ("vendor.gitlab-ci", CI / "gitlab-mappings.yml")],
)
def test_the_file_is_as_its_service_wants_it(schema: str, path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_examples_of_the_page_are_as_their_services_want_them(tmp_path: Path) -> None:
    pre_commit, github, gitlab = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (repository,) = yaml.safe_load(pre_commit)["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == {hook["id"] for hook in load(HOOKS)}
    for schema, text in (("vendor.github-workflows", github), ("vendor.gitlab-ci", gitlab)):
        path = tmp_path / f"{schema}.yml"
        path.write_text(text)
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    given = yaml.safe_load(github)["jobs"]["mappings"]["with"]
    # YAML 1.1 reads the key `on` as true.
    assert set(given) == set(load(CI / "github-mappings.yml")[True]["workflow_call"]["inputs"])
    assert set(yaml.safe_load(gitlab)["variables"]) <= set(load(CI / "gitlab-mappings.yml")["variables"])


def test_the_hooks_are_as_pre_commit_wants_them() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of a user: mappings, two monographs, the base of a pull request, and `monofhir` on the path."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(mappings_directory(), folder / "mappings")
    shutil.copytree(folder / "mappings", folder / "base" / "mappings")
    (folder / "monographs").mkdir()
    for name in ("metformin.md", "warfarin.md"):
        shutil.copy(ROOT / "input" / name, folder / "monographs")
    program = folder / "bin" / "monofhir"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m pipeline "$@"\n')
    program.chmod(0o755)
    return folder


def run(script: str, project: Path, **given: str) -> subprocess.CompletedProcess[str]:
    path = f"{project / 'bin'}{os.pathsep}{os.environ['PATH']}"
    variables = {"PATH": path, "PYTHONPATH": str(ROOT), "MAPPINGS": "mappings", "MONOGRAPHS": "monographs", **given}
    shell = ["bash", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(shell, cwd=project, env=os.environ | variables, capture_output=True, text=True, check=False)


def steps_of_github() -> Iterator[Any]:
    for name, job in load(CI / "github-mappings.yml")["jobs"].items():
        for step in job["steps"]:
            if "monofhir " in step.get("run", ""):
                yield pytest.param(step["run"], id=f"{name}: {step['name']}")


@pytest.mark.parametrize("script", list(steps_of_github()))
def test_every_step_of_the_workflow_runs(script: str, project: Path) -> None:
    summary = project / "summary.md"
    done = run(script, project, GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stdout + done.stderr
    if "diff" in script:
        assert "0 of 2 monographs differ" in summary.read_text()


def jobs_of_gitlab() -> Iterator[Any]:
    for name, job in load(CI / "gitlab-mappings.yml").items():
        lines = [line for line in job.get("script", ()) if not line.startswith("git ")]
        if lines:
            yield pytest.param("\n".join(lines), job["artifacts"], id=name)


@pytest.mark.parametrize(("script", "artifacts"), list(jobs_of_gitlab()))
def test_every_job_of_the_template_runs_and_leaves_its_report(
    script: str, artifacts: dict[str, Any], project: Path
) -> None:
    done = run(script, project)
    assert done.returncode == 0, done.stdout + done.stderr
    reports = artifacts.get("paths") or [artifacts["reports"]["junit"]]
    assert all((project / report).stat().st_size for report in reports)


@pytest.mark.parametrize("hook", load(HOOKS), ids=lambda hook: hook["id"])
def test_the_command_of_a_hook_runs(hook: dict[str, Any], project: Path) -> None:
    files = ""
    if hook.get("pass_filenames", True):
        assert run("monofhir convert monographs --output bundles", project).returncode == 0
        files = " ".join(str(path) for path in (project / "bundles").glob("*.json") if path.name != "summary.json")
    done = run(f"{hook['entry']} {shlex.join(hook.get('args', ()))} {files}", project)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_hook_fails_where_a_case_does(project: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(project, tmp_path / "project")
    path = broken / "mappings" / "lexicon" / "weekdays.yaml"
    path.write_text(path.read_text().replace("dayOfWeek: [mon]", "dayOfWeek: [tue]"))
    hook = next(hook for hook in load(HOOKS) if hook["id"] == "monofhir-mappings-test")
    assert run(f"{hook['entry']} mappings", broken).returncode == 1
