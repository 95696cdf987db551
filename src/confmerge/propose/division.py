"""Division: how the section of an edition is divided, as the list divides those of other editions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from confmerge.headings import bare, is_catch_all
from confmerge.lists import PaperList, Section
from confmerge.lists.editions import edition_sections, sub_headings
from confmerge.lists.editions import parts as parts_of
from confmerge.lists.newsection import DEEPEST, sub_section
from confmerge.place import NO_PROFILE, Profile, topic_of
from confmerge.propose.choosing import Chooser, Chosen, Wish, instead, pooled, whole
from confmerge.titles import words

# A paper fits a sub-section if it is so like what stands there; so many that fit none make one of their own.
_FITS = 0.08
_SEVERAL = 3
_OTHER = "Other"
_WORD = re.compile(r"[^\W\d_]+")
_MINOR = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "via", "with"))


@dataclass(frozen=True, slots=True)
class Part:
    """A section for a paper; None: the edition's own, which is not divided.

    `new`: it is not there, and is to be made like `section`, which is another edition's or no list's. `chosen`: among
    what, if there was a choice.
    """

    section: Section | None = None
    chosen: Chosen | None = None
    new: bool = False


def divide(
    paper_list: PaperList,
    papers: Sequence[tuple[str, Wish]],
    level: int,
    profile: Profile = NO_PROFILE,
    within: Section | None = None,
) -> list[Part]:
    """Return for each paper, by its title and what was wished, the part of an edition's section that it goes to.

    `level` is that of the section's heading; `within` is the section, if it is there. Its parts are its own; where it
    has none, or some that others have too, also those of the nearest edition that the list divides, if it divides some.
    Where no part is for what fits nowhere ("Other") and several papers fit nowhere, there is one more: one that other
    editions have, else one named after the topic that those papers share. A part that a person wants is made, where
    headings are of a form that has parts.
    """
    subs = _subs(paper_list, within)
    there = [*parts_of(within), within] if within else []
    rooms = {sub: pooled(paper_list, sub) for sub in subs}
    if within is not None and (within.entries or not subs):
        rooms[within] = whole(within)
    chooser = Chooser(rooms, profile) if rooms else None
    parts = [_part(title, wish, chooser, there) for title, wish in papers]
    names = dict(_wanted(paper_list, subs, papers)) if subs or level < DEEPEST else {}
    if subs and within not in rooms and not any(is_catch_all(sub.heading) for sub in subs):
        lost = {
            number: title
            for number, (part, (title, wish)) in enumerate(zip(parts, papers, strict=True))
            if _fits_not(part) and not wish.named and not _is_named(title, subs)
        }
        names |= _new_names(paper_list, subs, lost, profile)
    made: dict[str, Section] = {}
    for name in names.values():
        made.setdefault(bare(name), sub_section(name, subs[0] if subs else None))
    for number, name in names.items():
        section = made[bare(name)]
        parts[number] = Part(section, instead(parts[number].chosen, section), new=True)
    return parts


def sub_sections(paper_list: PaperList, parts: Sequence[Part]) -> list[Section]:
    """Return the sub-sections that are to be made, in order: those of other editions, those that are new, "Other"."""
    used = {id(part.section): part.section for part in parts if part.new and part.section is not None}
    order = {id(sub): number for number, sub in enumerate(sub_headings(paper_list))}
    return sorted(used.values(), key=lambda sub: (order.get(id(sub), len(order)), is_catch_all(sub.heading)))


def _subs(paper_list: PaperList, within: Section | None) -> list[Section]:
    """The sub-sections that an edition has, and may have."""
    usual = sub_headings(paper_list)
    if within is None:
        return usual
    own = parts_of(within)
    names = {bare(child.heading) for child in own}
    missing = [sub for sub in usual if bare(sub.heading) not in names]
    if within.entries or not names <= {bare(sub.heading) for sub in usual}:
        return own  # it is not divided, or in its own way
    return [*own, *missing]


def _part(title: str, wish: Wish, chooser: Chooser | None, there: Sequence[Section]) -> Part:
    if chooser is None:
        return Part()
    chosen = chooser.choose(title, _inner(wish))
    new = not any(chosen.section is section for section in there)
    return Part(chosen.section, chosen if len(chooser.sections) > 1 else None, new)


def _fits_not(part: Part) -> bool:
    return part.chosen is not None and part.chosen.score is not None and part.chosen.score < _FITS


def _is_named(title: str, subs: Sequence[Section]) -> bool:
    """Whether the topic of a title has a word in common with a sub-section's name ("training", "ML Training")."""
    topic = topic_of(title)
    return topic is not None and any(set(words(topic)) & set(words(sub.heading)) for sub in subs)


def _inner(wish: Wish) -> Wish:
    """A wish as it is meant for sub-sections, which other editions have too."""
    return Wish(wanted=wish.named[-1:]) if wish.named else wish


def _wanted(
    paper_list: PaperList, subs: Sequence[Section], papers: Sequence[tuple[str, Wish]]
) -> list[tuple[int, str]]:
    """The sub-sections that persons want and the section has not, as other editions spell them, by number of paper."""
    known = {bare(sub.heading) for sub in subs}
    elsewhere = {bare(section.heading): section.heading for section in _elsewhere(paper_list, subs)}
    wanted = [(number, wish.new[-1]) for number, (_, wish) in enumerate(papers) if wish.new]
    return [(number, elsewhere.get(bare(name), name)) for number, name in wanted if bare(name) not in known]


def _new_names(
    paper_list: PaperList, subs: Sequence[Section], lost: Mapping[int, str], profile: Profile
) -> dict[int, str]:
    """Return for papers that fit nowhere the sub-section that several of them have in common; none for the others."""
    elsewhere = _elsewhere(paper_list, subs)
    names: dict[int, str] = {}
    if elsewhere:
        chooser = Chooser({section: pooled(paper_list, section) for section in elsewhere}, profile)
        fitting = {number: chooser.choose(title) for number, title in lost.items()}
        names = {number: one.section.heading for number, one in fitting.items() if (one.score or 0.0) >= _FITS}
    for number, title in lost.items():
        if number not in names and (topic := topic_of(title)):
            names[number] = _capitalised(topic, [sub.heading for sub in subs])
    counted = Counter(map(bare, names.values()))
    names = {number: name for number, name in names.items() if counted[bare(name)] >= _SEVERAL}
    rest = [number for number in lost if number not in names]
    if len(rest) >= _SEVERAL:
        other = next((section.heading for section in elsewhere if is_catch_all(section.heading)), _OTHER)
        names |= dict.fromkeys(rest, other)
    return names


def _elsewhere(paper_list: PaperList, subs: Sequence[Section]) -> list[Section]:
    """The sub-sections of other editions under names that `subs` have not, one of each name."""
    known = {bare(sub.heading) for sub in subs}
    found: dict[str, Section] = {}
    for section in edition_sections(paper_list):
        for child in parts_of(section):
            if child.entries and bare(child.heading) not in known:
                found.setdefault(bare(child.heading), child)
    return list(found.values())


def _capitalised(name: str, headings: Sequence[str]) -> str:
    """A name with capitals as headings have them: every word of some weight, or only the first."""
    words = [word for heading in headings for word in _WORD.findall(heading)[1:]]
    words = [word for word in words if word not in _MINOR and not word.isupper()]
    if 2 * sum(word[0].isupper() for word in words) > len(words):
        name = _WORD.sub(lambda match: match[0] if match[0] in _MINOR else match[0][:1].upper() + match[0][1:], name)
    return name[:1].upper() + name[1:]
