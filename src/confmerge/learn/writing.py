"""What was learned, as a rules file that a person can read: a line for each phrase, with its evidence."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

import yaml

from confmerge.learn.evidence import TAKEN, Evidence
from confmerge.learn.layer import Start, Weighed, topic_of
from confmerge.learn.sections import Profiles, Telling
from confmerge.learn.trial import Learned, Tried
from confmerge.rules import Field, Rules

# How a learned file begins: only a file that begins so is written again.
MARK = "# Learned by `confmerge learn`"
_PLAIN = re.compile(r"=?[\w.](?:[\w *,./-]*[\w*])?\Z")
_YAML_WORDS = re.compile(r"(?:[-+.\d][-+.\d_e:]*|true|false|yes|no|on|off|null|y|n|0[box]\w+)\Z", re.I)
_COLUMN, _WIDTH = 46, 116
# A key of YAML may not be longer, unless it is marked as one.
_LONGEST_KEY = 1000


def to_yaml(
    name: str,
    evidence: Evidence,
    learned: Sequence[Learned],
    sections: Profiles,
    start: Start,
    rules: Rules,
) -> str:
    """Return the rules file of what was learned from the list `name`.

    `rules`: what the file is to say, with the rules to `start` from, which it extends.
    """
    extends = start.written
    lines = [f"{MARK} from the list `{_in_a_comment(name)}`; learning again writes it anew."]
    lines += [*_head(evidence, learned, sections, extends), ""]
    lines += [f"extends: {_scalar(extends)}"] if extends else ["fields:", *map(_field, rules.fields.items())]
    if changed := [one for one in learned if one.better]:
        lines += ["", "kinds:", *_kinds(changed, start, rules)]
    if any(one.phrases for one in changed):
        lines += ["", "topics:", *_topics([(one.kind, one.phrases) for one in changed])]
    if sections.sections:
        lines += ["", "sections:", *_sections(sections.sections)]
    lines += [line for one in learned if one.borne_out for line in _borne_out(one)]
    if sections.offered:
        lines += ["", "# What would tell the sections; copy what you like into rules of your own.", "#", "# sections:"]
        lines += [f"# {line}" for line in _sections(sections.offered)]
    return "\n".join(lines) + "\n"


def _head(evidence: Evidence, learned: Sequence[Learned], sections: Profiles, extends: str | None) -> Iterator[str]:
    yield "# Your own rules go into another file, which may begin with `extends:` and the name of this one."
    yield "#"
    if evidence.used:
        took = (f"{taken} of {papers} of {key}" for key, (taken, papers) in evidence.used.items())
        yield from _wrapped("Learned from what the list holds, and from what it passed over; it took ", took)
    else:
        yield f"# Of no edition at hand did the list take {TAKEN} papers: what it passes over is not known."
    if evidence.unused:
        yield from _wrapped("Nothing was learned from editions that it has not been through: ", evidence.unused)
    for one in learned:
        yield "#"
        if not one.better and extends:
            yield f"# At {one.kind} venues nothing that was learned chooses better than `{_in_a_comment(extends)}`."
        elif not one.better:
            yield f"# At {one.kind} venues no phrase tells what the list takes; without any, every paper is kept."
        yield from _trials(one)
    if sections.titles:
        yield "#"
        yield f"# Of {sections.titles} titles the section is found for {sections.alone} by what else stands there, and"
        yield f"# for {sections.helped} with phrases that were learned without the title" + (
            "." if sections.sections else ": so there are none."
        )


def _trials(learned: Learned) -> Iterator[str]:
    if learned.tried:
        yield f"# How well: each edition judged by what was learned without it ({learned.kind} venues)."
        yield "#   edition           papers   taken    kept   right   asked  dropped"
    for one in (*learned.tried, *_total(learned.tried)):
        lost = one.taken - one.seen
        yield f"#   {one.edition:15} {one.papers:8} {one.taken:7} {one.kept:7} {one.right:7} {one.asked:7} {lost:8}"


def _total(tried: Sequence[Tried]) -> Iterator[Tried]:
    if len(tried) > 1:
        numbers = ((one.papers, one.taken, one.kept, one.right, one.asked, one.seen) for one in tried)
        yield Tried("all", *map(sum, zip(*numbers, strict=True)))


def _field(item: tuple[str, Field]) -> str:
    name, field = item
    numbers = {"weight": field.weight, "at_most": field.at_most, "passing": field.passing}
    usual = {"at_most": math.inf, "passing": 1.0}
    said = [f"{key}: {value:g}" for key, value in numbers.items() if value != usual.get(key)]
    return f"  {name}: " + (f"{field.weight:g}" if len(said) == 1 else "{" + ", ".join(said) + "}")


def _kinds(changed: Sequence[Learned], start: Start, rules: Rules) -> Iterator[str]:
    """The thresholds of kinds of venue that are learned, or that the rules below do not know; and what counts nothing
    there.
    """
    learned = {one.kind for one in changed}
    topics = [topic_of(one.kind) for one in changed if any(phrase.base is None for phrase in one.phrases)]
    for name, kind in rules.kinds.items():
        off = [topic for topic in topics if kind.topics.get(topic) == 0.0]
        numbers = name in learned or name not in start.rules.kinds
        if numbers or off:
            yield f"  {name}:"
        if numbers:
            yield f"    keep: {kind.keep:g}"
            yield f"    maybe: {kind.maybe:g}"
        if off:
            yield "    topics: {" + ", ".join(f"{_scalar(topic)}: 0" for topic in off) + "}"


def _borne_out(learned: Learned) -> Iterator[str]:
    """The phrases of the rules below, as they are, with the evidence."""
    yield ""
    yield f"# What the list says of the phrases as they are, at {learned.kind} venues; to change one, copy its line"
    yield "# into rules of your own and give it another weight."
    yield "#"
    yield "# topics:"
    yield from (f"# {line}" for line in _topics([(learned.kind, learned.borne_out)]))


def _topics(changed: Sequence[tuple[str, Sequence[Weighed]]]) -> Iterator[str]:
    """New phrases under a topic of their kind of venue, phrases of the rules below under theirs."""
    topics: dict[str, list[Weighed]] = {}
    for kind, phrases in changed:
        for one in phrases:
            topics.setdefault(one.phrase(topic_of(kind)).topic, []).append(one)
    for topic, phrases in sorted(topics.items(), key=lambda item: (item[1][0].base is not None, item[0])):
        yield f"  {_scalar(topic)}:"
        yield "    phrases:"
        for one in phrases:
            phrase = one.phrase(topic)
            value = f"{phrase.weight:g}"
            if phrase.unless:
                value = f"{{weight: {value}, unless: [{', '.join(map(_scalar, phrase.unless))}]}}"
            before = f"; was {one.base.weight:g}" if one.base and one.base.weight != one.weight else ""
            yield _line("      ", phrase.names, value, f"{one.held} held, {one.passed} passed over{before}")


def _sections(sections: Mapping[str, Sequence[Telling]]) -> Iterator[str]:
    for heading, phrases in sections.items():
        yield from _key("  ", heading)
        for one in phrases:
            yield _line("    ", one.names, f"{one.weight:g}", f"{one.here} here, {one.elsewhere} elsewhere")


def _line(indent: str, names: Sequence[str], value: str, evidence: str) -> str:
    return f"{indent}- {_scalar(', '.join(names))}: {value}".ljust(_COLUMN) + f"  # {evidence}"


def _key(indent: str, text: str) -> tuple[str, ...]:
    key = _scalar(text)
    return (f"{indent}{key}:",) if len(key) <= _LONGEST_KEY else (f"{indent}? {key}", f"{indent}:")


def _scalar(text: str) -> str:
    """A text as YAML has it, in quotes where it would be something else."""
    if _PLAIN.match(text) and text.isprintable() and not _YAML_WORDS.match(text):
        return text
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=math.inf).rstrip("\n")


def _wrapped(start: str, items: Iterable[str]) -> Iterator[str]:
    text = start + ", ".join(items) + "."
    yield from textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _in_a_comment(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
