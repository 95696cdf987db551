"""The lesson of a list: everything that is learned from it, on top of rules that fit it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from confmerge.keep import DROP, screen
from confmerge.learn.evidence import Evidence
from confmerge.learn.layer import Start, lay
from confmerge.learn.sections import Profiles, profiles
from confmerge.learn.trial import Learned, learn_weights
from confmerge.learn.writing import to_yaml
from confmerge.paper import Paper
from confmerge.rules import Field, Kind, Phrase, Rules
from confmerge.targets import TargetList

# Rules are of a list's topic if they would let through so much of what it holds.
_OF_THE_TOPIC = 0.5


# A find in the session or the abstract counts less than in the title, where everything is learned.
FROM_NOTHING = Start(
    Rules(
        fields={
            "title": Field(),
            "session": Field(0.5, at_most=2.0),
            "abstract": Field(0.4, at_most=3.0, passing=0.3),
        }
    ),
    None,
)


@dataclass(frozen=True)
class Lesson:
    """What was learned: the rules file's text, and its parts. `rules`: what the file says, with what it `extends`.

    `extends`: the rules below it, None for none.
    """

    text: str
    rules: Rules
    evidence: Evidence
    learned: Sequence[Learned]
    profiles: Profiles
    extends: str | None

    @property
    def empty(self) -> bool:
        """Whether the file would say nothing: not even that the rules below it are as good as it gets."""
        told = any(one.better for one in self.learned) or self.profiles.sections
        return not (told or (self.learned and self.extends))


def fits(target: TargetList, rules: Rules) -> bool:
    """Tell whether rules are of a list's topic: whether they would let through what it holds."""
    titles = [entry.title for entry in target.entries if entry.kind != "list"]
    kind = next(iter(rules.kinds), "")
    seen = sum(screen(Paper(title), rules, kind).keep != DROP for title in titles)
    return seen >= _OF_THE_TOPIC * len(titles)


def learn(
    target: TargetList, evidence: Evidence, start: Start, tell: Callable[[str], None] = lambda text: None
) -> Lesson:
    """Learn from a list: weights for the kinds of venue of which something was taken and something passed over, and
    profiles of its sections. `tell` hears how far it is. Raises InputError for rules by which titles count nothing.

    Kinds of venue are learned one after the other, that of which most was taken first. Phrases that count at several of
    them already stay as they are: what one kind of venue teaches changes nothing at another.
    """
    told = {kind: examples for kind, examples in evidence.examples.items() if len({one.held for one in examples}) == 2}
    rules, learned = start.rules, list[Learned]()
    for kind in sorted(told, key=lambda kind: (-sum(one.held for one in told[kind]), kind)):
        others = told.keys() - {kind}
        fixed = {phrase.names[0] for phrase in rules.phrases if any(_counts(phrase, rules, one) for one in others)}
        one = learn_weights(told[kind], rules, kind, fixed, proven=bool(start.rules.phrases), tell=tell)
        learned.append(one)
        if one.better:
            rules = lay(rules, kind, one.phrases, one.limits)
    tell("the sections")
    sections = profiles(target.files, start.rules)
    text = to_yaml(target.key, evidence, learned, sections, start, rules)
    return Lesson(text, sections.over(rules), evidence, learned, sections, start.written)


def _counts(phrase: Phrase, rules: Rules, kind: str) -> bool:
    """Whether a phrase counts at a kind of venue."""
    return bool(rules.kinds.get(kind, Kind()).topics.get(phrase.topic, 1.0))
