"""`--explain CODE`: what a rule of validation means, with a bad and a good example."""

from __future__ import annotations

from difflib import get_close_matches

import click

from pipeline.report.rules import markdown
from pipeline.validate.catalogue import catalogue


def _explain(context: click.Context, _parameter: click.Parameter, code: str | None) -> None:
    if code is None or context.resilient_parsing:
        return
    rule = catalogue().get(code)
    if rule is None:
        near = get_close_matches(code, catalogue(), n=3, cutoff=0.5)
        raise click.BadParameter(f"no rule is called '{code}'" + (f"; perhaps {', '.join(near)}?" if near else ""))
    click.echo(markdown(rule), nl=False)
    context.exit()


explain_option = click.option(
    "--explain",
    metavar="CODE",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Say what a rule means, what to do, and show a bad and a good example; then end.",
)
