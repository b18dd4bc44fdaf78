"""What a sentence says that its dose is for: "For gout, 5 mg daily", "the usual dose for gout is 5 mg"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extract.dosage.about import label_indication
from pipeline.extract.dosage.lexer import lexer_for
from pipeline.extract.dosage.reader import states_quantity
from pipeline.extract.dosage.tokens import Token, Tokens
from pipeline.extract.populations import find_populations
from pipeline.model.document import Document, squeeze
from pipeline.model.fact import Population
from pipeline.rules import Rules
from pipeline.rules.lexicon import Hit

_BRACKETS = re.compile(r"\([^()]*(?:\)|$)")
_OPENING = re.compile(
    r"(?:however, |additionally, )?(?:(?:for (?:example|instance)|generally|typically|usually), )?"
    r"(?P<lead>for|in)\s+(?P<both>both\s+)?(?P<about>[^.;:]{3,160}(?:,|(?=:(?!\d)))\s?)",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"\s+(?P<both>both\s+)?(?P<about>[^,.;:()\d]{3,80})"
    r"(?P<more>(?:,\s(?!(?:and|or)\s)[^,.;:()\d]{3,50})*,\s(?:and|or)\s[^,.;:()\d]{3,60})?"
)
_TAIL = re.compile(
    r"[)\]]?\s+(?:(?:is|are|may|might|can|be|often|usually|used|given|sufficient|oral|IV|or|doses?)\s+){0,4}for(?=\s)"
)
_NOT_YET = ("at-least", "up-to", "about")  # what may stand between "for" and a length of time
_NO_PURPOSE = frozenset({"a", "an", "example", "instance"})
_UNNAMED = ("a ", "an ")
_CONTRAST = re.compile(r"(?:while|whereas|but)\s", re.IGNORECASE)
_TURN = re.compile(r"[,;]\s(?:and|while|whereas|but)\s(?=(?:the\s)?(?:use|doses?|dosages?|treatment)\sfor\s)")
_JOINED = re.compile(r",?\s(?:or|and)\s|,\s")
_INITIALS = 2  # letters of the shortest abbreviation that is no word
_ROLES = frozenset({"initial", "maintenance", "loading"})
_JOINT = re.compile(r"[\s,]*(?:and|or)?\s*")
_AILED = re.compile(r"\s+(?:with|who have)\s+")
_LAST = re.compile(r"(?:and|or)\s", re.IGNORECASE)
_INSTRUCTING = frozenset({"method", "dose", "unit", "frequency", "once", "twice", "every", "then"})
_FIRST_WORDS = 40
_MOST_WORDS = 8
_NEXT = 10  # characters between "for" and the people ("for most adults")
_FIGURE = re.compile(r"(?<![\w-])(?<!type )\d")


class _Purpose(NamedTuple):
    """What stands behind a "for", and whether it names "both" of two."""

    about: str
    both: bool


def opened_use(sentence: str, document: Document, rules: Rules) -> tuple[str, ...] | None:
    """The uses that open it: "For X, ...", "The dose for X is ..." and, where X is a disease, "In X, ...".

    None where no use opens it, () where one does that has no name here.
    """
    masked = _BRACKETS.sub(lambda bracket: " " * len(bracket.group()), sentence)
    found = _OPENING.match(masked)
    if found is None:
        return _purposes(_stated_purpose(sentence, rules, _FIRST_WORDS), document, rules)
    about = _about(found["about"], rules)
    is_disease = rules.lexicon["conditions"].first(about) is not None or _is_short_for_disease(about, document, rules)
    dosed = is_disease and states_quantity(sentence, rules.lexicon)
    if _FIGURE.search(_behind_people(about, rules)) or not (dosed or found["lead"].casefold() == "for"):
        return None
    named = _named(about, found["both"] is not None, document, rules)
    return named if named or (is_disease and not _people(about, rules)) else None


def _is_short_for_disease(about: str, document: Document, rules: Rules) -> bool:
    """ "AML induction" on a page that has said what AML is: "acute myeloid leukemia (AML)"."""
    shorts = (word for word in about.split() if word.isupper() and word.isalpha() and len(word) >= _INITIALS)
    meant = (re.search(rf"([^().;:]{{5,60}})\({short}\)", document.source.text) for short in shorts)
    return any(found is not None and rules.lexicon["conditions"].first(found[1]) is not None for found in meant)


def stated_uses(sentence: str, document: Document, rules: Rules) -> tuple[str, ...] | None:
    """The same, also of what stands within it: "for the treatment of X"."""
    found = _stated_purpose(sentence, rules)
    if found is None:
        return opened_use(sentence, document, rules) or _use_as_subject(sentence, document, rules)
    return _purposes(found, document, rules)


def use_below(sentence: str, indication: str, document: Document, rules: Rules) -> tuple[str, ...] | None:
    """The uses that open it, below a label for `indication`; its subject, where that is the label's own disease.

    "Severe gout may require 5 mg" below "Gout".
    """
    opened = opened_use(sentence, document, rules)
    if opened is not None:
        return opened
    subject = _use_as_subject(squeeze(_BRACKETS.sub("", sentence)), document, rules) or ()
    if any(not _ROLES.isdisjoint(token.senses) for use in subject for token in lexer_for(rules.lexicon).tokens(use)):
        return None  # "Maintenance anesthesia" is no kind of anesthesia
    own = [hit.match.group().casefold() for hit in rules.lexicon["conditions"].find(indication)]
    return subject if any(name in use.casefold() for use in subject for name in own) else None


def turns(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The parts of a sentence that goes on to another use: "For gout it is lower, and use for pain involves 5 mg"."""
    cuts = [match.end() for match in _TURN.finditer(text, start, end)]
    return tuple(zip([start, *cuts], [*cuts, end], strict=True))


def _use_as_subject(sentence: str, document: Document, rules: Rules) -> tuple[str, ...] | None:
    """ "Seizure management may require 5 mg": the use is what the sentence speaks of."""
    hits = list(rules.lexicon["disease-cues"].find(sentence))
    about = _CONTRAST.sub("", sentence[: hits[0].start]) if hits and hits[0].term.key == "subject" else ""
    if not about or len(about.split()) > _MOST_WORDS or _FIGURE.search(about):
        return None
    purposes = rules.lexicon["indication-purposes"]
    if rules.lexicon["conditions"].first(about) is None and purposes.first(about.casefold()) is None:
        return None
    return _named(about, False, document, rules) or None


def clause_uses(words: str, document: Document, rules: Rules, label: str = "") -> tuple[str, ...]:
    """The diseases that one clause names before its dose ("treatment for gout begins with 5 mg") or behind it.

    Below a label for a use, a part of that is one, too: "for lymphography of a leg". () where the clause speaks of
    several uses, since one of them may have no dose.
    """
    figure = _FIGURE.search(words)
    dosed = figure.start() if figure is not None else len(words)
    words = words[: words.find(";", dosed)] if ";" in words[dosed:] else words
    hits = list(rules.lexicon["for-indication"].find(words))
    cues = [hit.end for hit in rules.lexicon["disease-cues"].find(words) if hit.term.key == "possible"]
    behind = [token.end for token in purposes_in(words, rules) if token.start > dosed]
    found = [_behind(words, at, hits, rules) for at in sorted({*cues[:1], *behind})]
    if not found and not purposes_in(words, rules):
        return _use_as_subject(words, document, rules) or ()
    ailing = [purpose for purpose in found if purpose is not None and _ails(purpose.about, label, rules)]
    several = len(purposes_in(words, rules)) > len(found) or any(
        purpose.about.startswith(_UNNAMED) for purpose in ailing
    )
    named = [_named(purpose.about, purpose.both, document, rules) for purpose in ailing]
    uses = [use for use in named if use]
    return uses[0] if len(uses) == 1 and not several else ()


def _ails(about: str, label: str, rules: Rules) -> bool:
    """Whether it names a disease; a part of the label's use, or, without a label, a procedure."""
    folded = about.casefold()
    known = label.casefold() in folded if label else rules.lexicon["indication-purposes"].first(folded) is not None
    return known or rules.lexicon["conditions"].first(about) is not None


def named_again(words: str, dosed: int, known: Sequence[str]) -> tuple[str, ...]:
    """The one of the uses that the text has named which stands right behind the dose: "three times daily for X"."""
    tail = _TAIL.match(words, dosed)
    behind = words[tail.end() :].casefold() if tail is not None else ""
    found = (use for use in known if re.match(rf"\s{re.escape(use.casefold())}\b", behind))
    return tuple(found)[:1]


def of_joined(use: str, words: str, rules: Rules) -> str:
    """The one disease of "congestive heart failure or gout" that a clause names by its initials; else the whole."""
    parts = _JOINED.split(use)
    named = [part for part in parts if len(parts) > 1 and _is_abbreviated(part, words)]
    return named[0] if len(named) == 1 and rules.lexicon["conditions"].first(named[0]) is not None else use


def _is_abbreviated(part: str, words: str) -> bool:
    initials = "".join(word[0] for word in part.split()).upper()
    return len(initials) > _INITIALS and re.search(rf"\b(?:with|in|for)\s{re.escape(initials)}\b", words) is not None


def purposes_in(words: str, rules: Rules) -> list[Token]:
    """Each "for" of a thing that the clause is for; "for adults" names people, "for at least ten days" a time."""
    people = [found.start for found in find_populations(words, rules)]
    tokens = lexer_for(rules.lexicon).tokens(words)
    found = [token for at, token in enumerate(tokens) if token.text == "for" and _opens_purpose(tokens, at)]
    return [token for token in found if not any(0 <= start - token.end <= _NEXT for start in people)]


def _opens_purpose(tokens: Tokens, index: int) -> bool:
    at = index + 1
    while any(tokens.has(at, sense) for sense in _NOT_YET):
        at += 1
    asked = tokens.has(index - 1, "as-needed") or tokens.has(index - 1, "advised")
    vague = tokens.has(at, "vague") and tokens.has(at + 1, "time")  # "for several weeks"
    first = tokens.has(at + tokens.has(at, "article"), "first")
    timed = tokens[at].value is not None or vague or first
    return not asked and not timed and tokens.text(at) not in _NO_PURPOSE


def _purposes(found: _Purpose | None, document: Document, rules: Rules) -> tuple[str, ...] | None:
    return _named(found.about, found.both, document, rules) or None if found is not None else None


def _about(words: str, rules: Rules) -> str:
    """Up to the comma that ends it: "acute, uncomplicated influenza", "gout, pain, and fever"."""
    if not words.rstrip().endswith(","):
        return squeeze(words)
    parts = words.split(",")[:-1] or [words]
    stop = next((hit.start for hit in rules.lexicon["for-indication"].find(words) if hit.term.key == "stop"), None)
    if stop is not None and words[stop:].startswith("in ") and words[:stop].strip():
        return squeeze(words[:stop])
    last = next((at for at, part in enumerate(parts) if at and _LAST.match(part.strip())), 0)
    if any(not _is_listed(part, rules) for part in parts[1 : last + 1]):
        last = 0
    degree = rules.lexicon["dosage-openings"].get(parts[0].strip())
    if not last and degree is not None and degree.key == "degree" and len(parts) > 1:
        last = 1
    return squeeze(",".join(parts[: last + 1]))


def _is_listed(part: str, rules: Rules) -> bool:
    opening = rules.lexicon["dosage-openings"].first(part.strip())
    return len(part.split()) <= _MOST_WORDS and (opening is None or opening.term.key == "degree")


def _named(words: str, both: bool, document: Document, rules: Rules) -> tuple[str, ...]:
    about = _behind_people(words, rules)
    both = both and about == words
    if any(_forbids(hit, about) for hit in rules.lexicon["dosage-openings"].find(about)):
        return ()
    outer = (_BRACKETS.sub("", words).strip() for words in (about.split(" and ") if both else [about]))
    named = (label_indication(words, _people(words, rules), document, rules) for words in outer)
    return tuple(words for words in named if words)


def _behind_people(about: str, rules: Rules) -> str:
    """ "adults and children with gout": the gout."""
    end = 0
    for found in find_populations(about, rules):
        if _JOINT.fullmatch(about, end, found.start):
            end = found.end
    ailed = _AILED.match(about, end)
    return about[ailed.end() :] if end and ailed is not None else about


def _forbids(hit: Hit, about: str) -> bool:
    """An aside in the middle ("antisecretory use in ulcers") is a part of the name."""
    inside = hit.start > 0 and hit.end < len(about)
    return hit.term.key != "degree" and not (hit.term.key == "aside" and inside)


def _stated_purpose(sentence: str, rules: Rules, within: int | None = None) -> _Purpose | None:
    """What stands behind a cue like "for the treatment of"; one of the first `within` characters, if that is set."""
    hits = list(rules.lexicon["for-indication"].find(sentence))
    cue = next((hit for hit in hits if hit.term.key == "purpose" and (within is None or hit.end <= within)), None)
    return _behind(sentence, cue.end, hits, rules) if cue is not None else None


def _behind(sentence: str, at: int, hits: Sequence[Hit], rules: Rules) -> _Purpose | None:
    """The purpose up to the next stop, with all that a list of them goes on to name ("gout, pain, or fever")."""
    stop = next((hit.start for hit in hits if hit.term.key == "stop" and hit.start > at + 1), len(sentence))
    found = _PURPOSE.match(sentence, at, stop)
    if found is None:
        return None
    more = found["more"] or ""
    listed = all(_is_listed(part, rules) and not _instructs(part, rules) for part in more.split(",")[1:])
    return _Purpose(found["about"] + (more if listed else ""), found["both"] is not None)


def _instructs(words: str, rules: Rules) -> bool:
    """ "apply it twice daily" is no further use."""
    return any(not _INSTRUCTING.isdisjoint(token.senses) for token in lexer_for(rules.lexicon).tokens(words))


def _people(words: str, rules: Rules) -> tuple[Population, ...]:
    return tuple(found.population for found in find_populations(words, rules))
