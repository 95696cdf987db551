"""Placing alone: where the papers of an edition would go in a list, without a proposal."""

from __future__ import annotations

from collections.abc import Sequence

from confmerge.place import NO_PROFILE, Profile
from confmerge.propose.choosing import Chooser, topics
from confmerge.propose.filing import Filer, Filing
from confmerge.propose.model import Placing
from confmerge.propose.rooms import arranged_by_venue
from confmerge.registry import Conference, Edition
from confmerge.targets import TargetList

_NO_EDITION = Edition("", Conference("", ""), 0)


def place(
    target: TargetList, edition: Edition | None, papers: Sequence[Filing], profile: Profile = NO_PROFILE
) -> list[Placing] | None:
    """Return in the same order where papers go in a list's first file, were all of them added.

    `edition`: whose papers they are; None: nobody knows, which does in a list by topic. In a list by venue it does
    not: then None is returned.
    """
    if edition is not None:
        by_venue = arranged_by_venue(target.main, edition)
        filer = Filer(target.main, target.entries, edition, by_venue, profile=profile)
        return [filed.placing for filed in filer.file(papers, None)] if papers else []
    if arranged_by_venue(target.main, _NO_EDITION):
        return None
    chooser = Chooser(topics(target.main, lambda venue: False, _NO_EDITION.year), profile)
    chosen = [chooser.choose(one.paper.title, one.wish) for one in papers]
    return [Placing(one.section.path, one.score, one.because, one.alternatives) for one in chosen]
