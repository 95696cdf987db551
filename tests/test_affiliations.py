"""Lines of authors with their affiliations in brackets, as conference sites print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confmerge.paper import Author
from scrapers.affiliations import read_affiliated


def read(words: str) -> list[tuple[str, str | None]]:
    return [(author.name, author.affiliation) for author in read_affiliated(words)]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("A Roe, B Doe (X), C Poe (Y)", [("A Roe", "X"), ("B Doe", "X"), ("C Poe", "Y")]),
        ("A Roe, B Doe (X); C Poe; D Moe (Y)", [("A Roe", "X"), ("B Doe", "X"), ("C Poe", None), ("D Moe", "Y")]),
        ("A Roe (X), B Doe", [("A Roe", "X"), ("B Doe", None)]),
        ("A Roe (X), B Doe (-), C Poe (Y)", [("A Roe", "X"), ("B Doe", None), ("C Poe", "Y")]),
        ("A Roe, B Doe (None), C Poe (Y).", [("A Roe", None), ("B Doe", None), ("C Poe", "Y")]),
        ("A Roe (X), B R. E. (X; Y), C 'Cy' Poe (Z)", [("A Roe", "X"), ("B R. E.", "X; Y"), ("C 'Cy' Poe", "Z")]),
        ("A Roe (X),B Doe (Y) , and C Poe (Z).", [("A Roe", "X"), ("B Doe", "Y"), ("C Poe", "Z")]),
        ("A Roe and B Doe (X & Y)", [("A Roe", "X & Y"), ("B Doe", "X & Y")]),
        ("A Roe · B Doe (X | Y) | C Poe (Z)", [("A Roe", "X | Y"), ("B Doe", "X | Y"), ("C Poe", "Z")]),
        ("A Roe（X，Y）、B Doe（Z）", [("A Roe", "X,Y"), ("B Doe", "Z")]),
        ("A Roe [X], B Doe [Y (Z)]", [("A Roe", "X"), ("B Doe", "Y (Z)")]),
        ("A Roe (X) (Y), B Doe (Z)", [("A Roe", "X; Y"), ("B Doe", "Z")]),
        ("A Roe, B Doe and C Poe", [("A Roe", None), ("B Doe", None), ("C Poe", None)]),
        ("", []),
        ("(X), ().", []),
        ("(X) (Y), A Roe (Z)", [("A Roe", "Z")]),
    ],
)
def test_a_bracket_covers_the_names_before_it(line: str, authors: list[tuple[str, str | None]]) -> None:
    assert read(line) == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Dave (Jing) Tian, Jane (Jo) Q. Roe (X)", [("Dave (Jing) Tian", "X"), ("Jane (Jo) Q. Roe", "X")]),
        ("Al Roe (MIT) Bob Doe (CMU)", [("Al Roe", "MIT"), ("Bob Doe", "CMU")]),
        ("Wei (Will) Li (MIT) Bob Doe (CMU)", [("Wei (Will) Li", "MIT"), ("Bob Doe", "CMU")]),
        ("Zoë (Y University) Doe (Z)", [("Zoë", "Y University"), ("Doe", "Z")]),
        (
            "John Doe, Jr., A. B. Roe III (X), C Poe Jr. (Y)",
            [("John Doe, Jr.", "X"), ("A. B. Roe III", "X"), ("C Poe Jr.", "Y")],
        ),
    ],
)
def test_a_bracket_inside_a_name_is_a_nickname(line: str, authors: list[tuple[str, str | None]]) -> None:
    assert read(line) == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("A Roe (corresponding author) (X), B Doe (Y)", [("A Roe", "X"), ("B Doe", "Y")]),
        ("A Roe (X; co-first author), B Doe (equal contribution)", [("A Roe", "X"), ("B Doe", None)]),
        ("A Roe (1), B Doe (X), C Poe (contact) (Y)", [("A Roe", "X"), ("B Doe", "X"), ("C Poe", "Y")]),
        ("A Roe (Student Research Lab, X)", [("A Roe", "Student Research Lab, X")]),
        (
            "A Roe*, B Doe†‡ (X), C Poe1,2 and D Moe 3 (Y)",
            [("A Roe", "X"), ("B Doe", "X"), ("C Poe", "Y"), ("D Moe", "Y")],
        ),
        ("A Roe (X), B Doe et al. (Y), and others", [("A Roe", "X"), ("B Doe", "Y")]),
    ],
)
def test_remarks_and_marks_are_no_affiliations(line: str, authors: list[tuple[str, str | None]]) -> None:
    assert read(line) == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("A Roe (X, B Doe (Y), C Poe (Z)", [("A Roe", "X"), ("B Doe", "Y"), ("C Poe", "Z")]),
        ("A Roe (X (Y), B Doe (Z)", [("A Roe", "X (Y)"), ("B Doe", "Z")]),
        ("A Roe (X and B Doe (Y)", [("A Roe", "X"), ("B Doe", "Y")]),
        ("A Roe (X)), B Doe (Y)", [("A Roe", "X"), ("B Doe", "Y")]),
        ("A Roe (X), B Doe (Y", [("A Roe", "X"), ("B Doe", "Y")]),
    ],
)
def test_a_bracket_too_many_or_too_few_swallows_no_list(line: str, authors: list[tuple[str, str | None]]) -> None:
    assert read(line) == authors


# --- the grammar, composed -------------------------------------------------------------------------------------------

FIRST = st.sampled_from(["Ana", "Bo", "Chen", "Đorđe", "Ève", "F. G.", "Jean-Luc", "K."])
LAST = st.sampled_from(["Roe", "O'Neil", "van der Poe", "Müller", "Wu", "García López", "Doe III", "Li"])
NICKNAME = st.sampled_from(["", "", "", "(Jack) ", "(J. R.) "])
NAME = st.builds(lambda first, nickname, last: f"{first} {nickname}{last}", FIRST, NICKNAME, LAST)
PLAIN_NAME = st.builds(lambda first, last: f"{first} {last}", FIRST, LAST)
WORDS = st.sampled_from(["X", "ETH Zürich", "AT&T Labs", "Univ. of Y", "Rice University", "Y and Z", "Q/R – S"])
PLACE = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.builds("{}, {}".format, WORDS, inner),
        st.builds("{}; {}".format, WORDS, inner),
        st.builds("{} ({})".format, WORDS, inner),
        st.builds("{} ({}) of {}".format, WORDS, inner, WORDS),
    ),
    max_leaves=4,
)
Group = tuple[list[str], str | None]
GROUP = st.tuples(st.lists(NAME, min_size=1, max_size=4), PLACE)
LONE_GROUP = st.tuples(st.lists(PLAIN_NAME, min_size=1, max_size=3), st.none())
COMMA = st.sampled_from([", ", ",", " , ", "，"])
LAST_COMMA = st.sampled_from([", ", " and ", ", and ", " & "])


def expected(groups: list[Group]) -> list[Author]:
    return [Author(name, place) for names, place in groups for name in names]


@st.composite
def written(draw: st.DrawFn, group: Group) -> str:
    names, place = group
    line = names[0]
    for number, name in enumerate(names[1:], 2):
        line += draw(LAST_COMMA if number == len(names) else COMMA) + name
    return line if place is None else f"{line}{draw(st.sampled_from([' ', '  ', chr(0xA0)]))}({place})"


@given(st.data(), st.lists(GROUP, min_size=1, max_size=5), st.booleans())
def test_trailing_groups_are_read_as_they_were_written(data: st.DataObject, groups: list[Group], stop: bool) -> None:
    parts = [data.draw(written(group)) for group in groups]
    line = parts[0]
    for part in parts[1:]:
        line += data.draw(COMMA) + part
    assert read_affiliated(line + "." * stop) == expected(groups)


@given(st.data(), st.lists(GROUP | LONE_GROUP, min_size=1, max_size=5))
def test_groups_between_semicolons_are_read_as_they_were_written(data: st.DataObject, groups: list[Group]) -> None:
    line = data.draw(st.sampled_from(["; ", ";", " ; "])).join(data.draw(written(group)) for group in groups)
    assert read_affiliated(line) == expected(groups)


@given(st.text(alphabet="AbÉ李 ,;()[]&.*1·|", max_size=60))
def test_nothing_is_invented(line: str) -> None:
    for author in read_affiliated(line):
        assert any(map(str.isalpha, author.name))
        assert author.affiliation is None or any(map(str.isalpha, author.affiliation))
        assert author.name == author.name.strip(" ,;")


def test_a_nickname_ends_at_the_next_bullet() -> None:
    authors = read_affiliated("Dave (Jing) Tian · Bob (Bo) Lee ⋅ Al Bo")
    assert [(author.name, author.affiliation) for author in authors] == [
        ("Dave (Jing) Tian", None),
        ("Bob (Bo) Lee", None),
        ("Al Bo", None),
    ]
