"""Two lists of one edition: what is new, gone, or called otherwise, however the two name their papers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from confmerge.changes import Changes, compare, differences, known_as, union
from confmerge.paper import Author, Paper

URL = "https://www.usenix.org/conference/nsdi25/presentation/"


def by(*names: str) -> tuple[Author, ...]:
    return tuple(map(Author, names))


def test_compare_by_url_then_by_title() -> None:
    old = [Paper("A: One", url=f"{URL}a"), Paper("B: Two", url=f"{URL}b"), Paper("C")]
    new = [Paper("A: Eins", url=f"{URL}a"), Paper("b – two", url=f"{URL}b2"), Paper("D")]
    changes = compare(old, new)
    assert (changes.new, changes.gone) == (("D",), ("C",))
    assert changes.retitled == (("A: One", "A: Eins"), ("B: Two", "b – two"))


def test_union() -> None:
    ann, bob = (Author("Ann"),), (Author("Bob"),)
    one = [Paper("A", url=f"{URL}a", authors=ann), Paper("B", url=f"{URL}b", authors=ann)]
    two = [
        Paper("A, revised", url=f"{URL}a", authors=ann),  # the same address
        Paper("b", url=f"{URL}b-2", authors=ann),  # the same title and authors
        Paper("B", url=f"{URL}b-3", authors=bob),  # a namesake
        Paper("C"),
    ]
    papers, double = union([one, two])
    assert [paper.url for paper in papers] == [f"{URL}a", f"{URL}b", f"{URL}b-3", None]
    assert double == 2


def test_a_paper_that_gets_another_title_keeps_its_people() -> None:
    people = by("Ziming Mao", "Tian Xia", "Zhanghao Wu", "Wei-Lin Chiang")
    old = [Paper("SkyServe: Serving AI Models across Regions and Clouds with Spot Instances", authors=people)]
    new = [Paper("SpotHedge: Serving AI Models on Spot Instances", authors=(*people[:3], *by("Ion Stoica")))]
    other = Paper("Something Else", authors=by("Ion Stoica", "Jane Roe"))
    assert compare(old, [other, new[0]]).gone == ()
    changes = compare(old, [other, *[replace(new[0], authors=people)]])
    assert changes == Changes(new=("Something Else",), retitled=((old[0].title, new[0].title),))


def test_one_group_of_people_with_two_papers_is_told_apart_by_titles() -> None:
    people = by("Ann Author", "Bob Bell", "Cy Chase")
    old = [Paper("Fast Caches for Slow Disks", authors=people), Paper("A Study of Locks", authors=people)]
    new = [Paper("Lox: A Study of Locks", authors=people), Paper("Fast Caches for Slow Disks", authors=people)]
    assert compare(old, new) == Changes(retitled=(("A Study of Locks", "Lox: A Study of Locks"),))


def test_common_people_alone_do_not_make_two_papers_one() -> None:
    old = [Paper("Fast Caches for Slow Disks", authors=by("Ann Author", "Bob Bell", "Cy Chase"))]
    new = [Paper("A Study of Locks", authors=by("Ann Author", "Dee Dean", "Ed Eaton"))]
    assert compare(old, new) == Changes(new=("A Study of Locks",), gone=("Fast Caches for Slow Disks",))


def test_a_doi_is_the_same_wherever_it_stands() -> None:
    old = [Paper("One", url="https://dl.acm.org/doi/10.1145/1.2")]
    new = [Paper("Eins", doi="10.1145/1.2", url="https://doi.org/10.1145/1.2")]
    assert compare(old, new) == Changes(retitled=(("One", "Eins"),))


def test_a_link_that_several_papers_share_names_none_of_them() -> None:
    link = "https://x.org/program.html"
    cards = [Paper(f"{word} Caches", url=link, authors=by(f"Ann {word}")) for word in ("Fast", "Slow", "Small")]
    assert union([cards]) == (cards, 0)
    assert union([cards[:2], cards[1:]]) == (cards, 1)
    assert compare(cards, cards[::-1]) == Changes()
    assert compare(cards, cards[1:]) == Changes(gone=("Fast Caches",))


def test_letter_case_is_no_difference_between_two_sources() -> None:
    one, other = [Paper("A Study of {GPU} Locks")], [Paper("A study of GPU locks.")]
    assert differences(one, other) == Changes()
    assert compare(one, other).retitled


TITLES = st.sampled_from(["Fast Caches", "A Study of Locks", "Lox: A Study of Locks", "Serving Models", "Slow Disks"])
PEOPLE = st.lists(st.sampled_from(["Ann Author", "Bob Bell", "Cy Chase", "Dee Dean"]), max_size=3, unique=True)
PAPERS = st.lists(
    st.builds(
        Paper,
        TITLES,
        authors=PEOPLE.map(lambda names: by(*names)),
        url=st.none() | st.integers(1, 5).map(lambda number: f"{URL}p{number}"),
    ),
    max_size=6,
)


@given(PAPERS, PAPERS)
def test_every_paper_is_accounted_for_once(old: list[Paper], new: list[Paper]) -> None:
    changes = compare(old, new)
    assert len(new) - len(changes.new) == len(old) - len(changes.gone) >= len(changes.retitled)
    assert compare(old, old) == Changes()


@given(PAPERS, PAPERS)
def test_a_poorer_list_takes_nothing_away_and_adds_nothing_twice(known: list[Paper], papers: list[Paper]) -> None:
    (known, _), (papers, _) = union([known]), union([papers])  # as a run hands them on: each paper once
    merged = known_as(known, papers)
    assert len(merged) == len(papers)
    assert known_as(known, known) == known
    addresses = [paper.url for paper in papers if paper.url]
    if len(addresses) == len(set(addresses)):  # a wrong link may name its paper once the right one is taken away
        assert known_as(known, merged) == merged
    again, double = union([papers, papers])
    assert len(again) + double == 2 * len(papers)
