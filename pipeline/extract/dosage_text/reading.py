"""A dosage instruction in plain words: "Take 1 to 2 tablets every 4 to 6 hours as needed for pain"."""

from __future__ import annotations

from pipeline.extract.dosage_text.amounts import amount_text, doses_text, length_text, maximums_text
from pipeline.extract.dosage_text.timing import count_text, timing_text
from pipeline.model.dosage import DosageInstruction
from pipeline.rules import Rules
from pipeline.rules.wording import Wording

_ROUTES = " or "  # between the keys of DosageInstruction.route


def plain_reading(instruction: DosageInstruction, rules: Rules) -> str:
    """Its role, where it has a particular one, and what its structure says."""
    text = structure_text(instruction, rules)
    only_maximum = instruction.role == "maximum" and not (instruction.doses or instruction.daily)
    if rules.wording.has("roles", instruction.role) and not only_maximum:
        role = rules.wording.word("roles", instruction.role)
        text = rules.wording.say("with-role", role=role, dosage=text)
    return text[:1].upper() + text[1:]


def structure_text(instruction: DosageInstruction, rules: Rules) -> str:
    """What the structure says by itself, in the words of mappings/dosage-text.yaml."""
    wording, timing = rules.wording, instruction.timing
    return wording.say(
        "dosage",
        method=wording.word("methods", instruction.method) if instruction.method else "",
        doses=doses_text(instruction.doses, wording),
        daily=wording.say("daily", amount=amount_text(instruction.daily, wording)) if instruction.daily else "",
        rate=_rate(instruction, wording),
        route=_route(instruction, rules),
        site=_site(instruction.site, wording),
        duration=wording.say("duration", length=length_text(timing.duration, wording)) if timing.duration else "",
        timing=timing_text(timing, instruction.daily is not None, wording),
        count=count_text(timing, wording),
        bounds=wording.say("bounds", length=length_text(timing.bounds, wording)) if timing.bounds else "",
        as_needed=_need(instruction, wording),
        maximums=maximums_text(instruction.maximums, wording),
    ).strip(" ,")


def _rate(instruction: DosageInstruction, wording: Wording) -> str:
    if instruction.rate is None:
        return ""
    amount, unit = instruction.rate
    template = "rate-of-dose" if instruction.doses else "rate"
    return wording.say(template, amount=amount_text(amount, wording), time=wording.word("times-of", unit))


def _route(instruction: DosageInstruction, rules: Rules) -> str:
    """Not said where the site says it: what goes into an eye is ophthalmic."""
    if instruction.route is None:
        return ""
    site = rules.lexicon["body-sites"].get(instruction.site) if instruction.site else None
    if site is not None and site.data.get("route") == instruction.route:
        return ""
    routes = [rules.wording.word("routes", route) for route in instruction.route.split(_ROUTES)]
    return rules.wording.templates["route-mark"].join(routes)


def _site(site: str | None, wording: Wording) -> str:
    """ "To the scalp"; "per eye" stands by itself."""
    if site is None:
        return ""
    return site if site.startswith(wording.templates["site-of-each"]) else wording.say("site", site=site)


def _need(instruction: DosageInstruction, wording: Wording) -> str:
    if not instruction.as_needed:
        return ""
    reasons = wording.templates["reason-mark"].join(instruction.as_needed_for)
    return wording.say("as-needed-for", reasons=reasons) if reasons else wording.say("as-needed")
