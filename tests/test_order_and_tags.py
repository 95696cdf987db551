"""Where a new entry goes in a section, and what of a list's own manner it takes over: order, names, notes, promises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trial import Trial, diffs_of

from confmerge.lists import Document, read_list
from confmerge.lists.insert import siblings
from confmerge.lists.institutions import institution
from confmerge.lists.order import Coming, Order
from confmerge.lists.promises import is_ahead, promise_of
from confmerge.lists.splice import splice
from confmerge.lists.standing import Standing, said_by
from confmerge.paper import Author, Paper
from confmerge.propose.choosing import Wish
from confmerge.propose.filing import Filer, Filing
from confmerge.registry import Conference, Edition
from confmerge.report import Diffs

BEFORE, FIRST_DAY = date(2025, 4, 1), date(2025, 4, 28)
NSDI25 = Edition("nsdi25", Conference("nsdi", "NSDI"), 2025, start=FIRST_DAY)
WORDS = "Fast Serving of Large Models"


def filed(
    lines: Sequence[str],
    *titles: str,
    edition: Edition = NSDI25,
    today: date | None = None,
    affiliation: str | None = None,
    header: str = "# Papers\n\n## Systems\n",
) -> list[str]:
    """The lines of a section once papers have been filed into it."""
    document = Document(Path("list.md"), (header + "\n".join(lines) + "\n").encode())
    paper_list = read_list(document)
    filer = Filer(paper_list, paper_list.entries, edition, by_venue=False, today=today)
    authors = (Author("Ada Lovelace", affiliation),)
    papers = [
        Paper(title, edition.key, authors, url=f"https://example.org/{number}") for number, title in enumerate(titles)
    ]
    filer.file([Filing(paper, Wish(("Systems",))) for paper in papers], None)
    return splice(document, filer.edits).decode().removeprefix(header).splitlines()


def tagged(*tags: str) -> list[str]:
    """Entries with these tags, in no order of the alphabet."""
    first = ["Quick", "Some", "Better", "Two", "Other", "A", "More", "Large"]
    titles = [f"{first[number % len(first)]} Machines for Work {number}" for number in range(len(tags))]
    return [
        f"- [{tag}] [{title}](https://example.com/{n})" for n, (tag, title) in enumerate(zip(tags, titles, strict=True))
    ]


def place(lines: Sequence[str]) -> int:
    """How many of a section's old entries stand before the first new one."""
    old = [line for line in lines if line.strip()]
    return next(number for number, line in enumerate(old) if "example.org" in line or WORDS in line)


# Order ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "before"),
    [
        (["OSDI'25", "NSDI'24", "OSDI'23"], 0),  # newest first
        (["OSDI'22", "NSDI'23", "OSDI'24", "ATC'25"], 4),  # newest last
        (["SC'26", "OSDI'25", "NSDI'25", "NSDI'25", "ATC'25", "NSDI'24"], 4),  # beside the edition's own
        (["OSDI'25", "NSDI'25", "ATC'25", "NSDI'25", "NSDI'25", "NSDI'24"], 5),  # where most of them stand
        (["OSDI'22", "ATC'25", "SC'21", "OSDI'24", "ATC'20"], 5),  # no order
        (["OSDI'22", "OSDI'25", "NSDI'21", "NSDI'24", "ATC'25", "ATC'20"], 4),  # by venue, and no order of years
        (["ATC'25", "ATC'23", "NSDI'24", "NSDI'22", "OSDI'24", "OSDI'23"], 2),  # by venue, each newest first
    ],
)
def test_years_and_editions_keep_their_order(tags: list[str], before: int) -> None:
    assert place(filed(tagged(*tags), WORDS)) == before


def test_within_a_year_venues_stand_as_elsewhere_in_the_list() -> None:
    """The list has OSDI above NSDI above the preprints, wherever two of them meet in one year."""
    other = tagged("OSDI'24", "NSDI'24", "arXiv'24", "OSDI'23", "NSDI'23", "arXiv'23", "arXiv'23", "OSDI'22", "NSDI'22")
    header = "# Papers\n\n## Others\n" + "\n".join(other) + "\n\n## Systems\n"
    assert place(filed(tagged("OSDI'25", "arXiv'25", "NSDI'24"), WORDS, header=header)) == 1
    assert place(filed(tagged("arXiv'25", "arXiv'25", "NSDI'24"), WORDS, header=header)) == 0
    reverse = "# Papers\n\n## Others\n" + "\n".join(other[::-1]) + "\n\n## Systems\n"
    assert place(filed(tagged("NSDI'24", "arXiv'25", "OSDI'25"), WORDS, header=reverse)) == 2


def test_a_section_of_one_year_follows_the_list() -> None:
    header = "# Papers\n\n## Others\n" + "\n".join(tagged("OSDI'24", "ATC'23", "SC'22", "SC'21")) + "\n\n## Systems\n"
    assert place(filed(tagged("OSDI'24"), WORDS, header=header)) == 0
    assert place(filed(tagged("OSDI'24"), WORDS)) == 1  # one entry shows nothing


def test_months_where_the_list_tells_them() -> None:
    months = ["2025/06", "2025/05", "2025/03", "2024/12"]
    lines = [f"- [{m}] **Machines for Work {n}.** [[paper](https://example.com/{n})]" for n, m in enumerate(months)]
    assert place(filed(lines, WORDS)) == 2  # NSDI'25 is in April
    unknown = Edition("nsdi25", Conference("nsdi", "NSDI"), 2025)
    assert place(filed(lines, WORDS, edition=unknown)) == 0


ALPHABET = ["Alpa: Automating Parallelism", "BytePS: A Summer", "Clockwork", "DistServe: Apart", "Orca: Serving", "Sia"]


def test_the_alphabet() -> None:
    lines = [f"- {title} [paper](https://example.com/{number}) OSDI'22" for number, title in enumerate(ALPHABET)]
    found = filed(lines, "Zeus: Energy", "Minder: Faults", "Megatron: Large", "Cassini: Links")
    names = [line.split()[1].rstrip(":") for line in found]
    assert names == sorted(names)
    assert len(names) == 10


def test_the_alphabet_outdoes_years_that_cross() -> None:
    years = (2022, 2020, 2021, 2022, 2023, 2023)
    lines = [
        f"- {title} (OSDI {year}) [paper](https://example.com/{title})"
        for title, year in zip(ALPHABET, years, strict=True)
    ]
    assert [line.split()[1] for line in filed(lines, "Minder: Faults")][4] == "Minder:"


def test_the_alphabet_is_not_seen_in_too_few_nor_in_disorder() -> None:
    few = [f"- [{title}](https://example.com/{number})" for number, title in enumerate(ALPHABET[:4])]
    assert place(filed(few, "Bagpipe: Access")) == 4
    mixed = [f"- [{title}](https://example.com/{n})" for n, title in enumerate([*ALPHABET[3:], *ALPHABET[:3]])]
    assert place(filed(mixed, "Bagpipe: Access")) == 6


def test_several_papers_come_as_they_are_given() -> None:
    found = filed(tagged("OSDI'25", "NSDI'24", "OSDI'23"), "Zeus: Energy", "Minder: Faults", "Alpa: Ways")
    assert ["Zeus" in found[0], "Minder" in found[1], "Alpa" in found[2]] == [True] * 3


@given(st.lists(st.sampled_from(["NSDI'25", "OSDI'25", "NSDI'24", "arXiv'24", "OSDI'23"]), max_size=9))
def test_any_order_has_a_place(tags: list[str]) -> None:
    paper_list = read_list(Document(Path("list.md"), "\n".join(["# Papers", *tagged(*tags)]).encode()))
    entries = siblings(paper_list.top.walk()[-1])
    found = Order([entries]).place(entries, Coming(WORDS, "NSDI", 2025))
    assert 0 <= found <= len(entries)
    same = [number for number, entry in enumerate(entries) if (entry.venue, entry.year) == ("NSDI", 2025)]
    assert not same or found - 1 in same


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "named", "unnamed"),
    [
        (
            "- **{}**: {} [paper]({}) OSDI'22",
            "- **Minder**: Finding Faults [paper](https://example.org/0) NSDI'25",
            "- Finding Faults Early [paper](https://example.org/0) NSDI'25",
        ),
        (
            "- [OSDI'22] **{}:** {} [[pdf]]({})",
            "- [NSDI'25] **Minder:** Finding Faults [[pdf]](https://example.org/0)",
            "- [NSDI'25] Finding Faults Early [[pdf]](https://example.org/0)",
        ),
        (
            "- `{}` {} [paper]({}) OSDI'22",
            "- `Minder` Finding Faults [paper](https://example.org/0) NSDI'25",
            "- Finding Faults Early [paper](https://example.org/0) NSDI'25",
        ),
        (
            "- [{0}: {1}]({2}) OSDI'22",
            "- [Minder: Finding Faults](https://example.org/0) NSDI'25",
            "- [Finding Faults Early](https://example.org/0) NSDI'25",
        ),
        (
            "- [**{0}**: {1}]({2}) OSDI'22",
            "- [**Minder**: Finding Faults](https://example.org/0) NSDI'25",
            "- [Finding Faults Early](https://example.org/0) NSDI'25",
        ),
        (
            "- [OSDI'22] `{0}` [{0}: {1}]({2})",
            "- [NSDI'25] `Minder` [Minder: Finding Faults](https://example.org/0)",
            "- [NSDI'25] [Finding Faults Early](https://example.org/0)",
        ),
    ],
)
def test_names_are_marked_as_the_list_marks_them(model: str, named: str, unnamed: str) -> None:
    parts = [("Orca", "Serving Transformers"), ("Alpa", "Automating Ways"), ("Sia", "Goodput for Clusters")]
    lines = [model.format(*pair, f"https://example.com/{number}") for number, pair in enumerate(parts)]
    assert set(filed(lines, "Minder: Finding Faults")) - set(lines) == {named}
    assert set(filed(lines, "Finding Faults Early")) - set(lines) == {unnamed}


def test_an_acronym_that_no_title_gives_is_left_out() -> None:
    lines = [f"- [ATC'{y}] Clusters and Their Traces {y} (`Trace{y}`)" for y in (19, 20, 21)]
    assert "- [NSDI'25] Minder: Finding Faults" in filed(lines, "Minder: Finding Faults")


def test_emphasised_words_are_no_names() -> None:
    lines = [f"- **Scaling** Large Models on {n} Machines [link](https://example.com/{n}) OSDI'22" for n in range(4)]
    assert "- Minder: Finding Faults [link](https://example.org/0) NSDI'25" in filed(lines, "Minder: Finding Faults")


# Labels ---------------------------------------------------------------------------------------------------------------

SURVEYS = [
    f"- [Survey :mag:] [{tag}] [{title}: A Survey](https://example.com/s{n})"
    for n, (tag, title) in enumerate([("CSUR'23", "Schedulers"), ("TPDS'22", "Compilers"), ("CSUR'21", "A History")])
]


def test_a_label_that_goes_with_a_word_of_the_title() -> None:
    lines = [*tagged("OSDI'24", "ATC'24"), *SURVEYS]
    assert "- [Survey :mag:] [NSDI'25] [A Survey of Faults](https://example.org/0)" in filed(
        lines, "A Survey of Faults"
    )
    assert f"- [NSDI'25] [{WORDS}](https://example.org/0)" in filed(lines, WORDS)


def test_a_label_that_titles_do_not_tell_is_left_out() -> None:
    written = "- [NSDI'25] [A Survey of Faults](https://example.org/0)"
    assert written in filed([*tagged("OSDI'24"), *SURVEYS[:2]], "A Survey of Faults"), "two show nothing"
    without = "- [TACO'24] [Half a Survey](https://example.com/h)"
    assert written in filed([*tagged("OSDI'24"), without, *SURVEYS], "A Survey of Faults"), "not all have it"


def test_topics_and_institutions_in_brackets_are_left_out() -> None:
    topics = ["[**Inference** | UCB]", "[**Inference** | **KV Cache**]", "[**Inference**]", "[**Serving** | NUS]"]
    lines = [f"* (OSDI'24) Inference {n} [paper](https://example.com/{n}) {t}" for n, t in enumerate(topics)]
    assert "* (NSDI'25) Fast Inference [paper](https://example.org/0)" in filed(lines, "Fast Inference")


# Affiliations ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "written"),
    [
        ("[OSDI'22] [{}]({}), {} </br>", "[NSDI'25] [Finding Faults](https://example.org/0){} </br>"),
        ("- [OSDI'22] [{}]({}) | {}", "- [NSDI'25] [Finding Faults](https://example.org/0){}"),
        ("- [OSDI'22] [{}]({}) ({})", "- [NSDI'25] [Finding Faults](https://example.org/0){}"),
    ],
)
def test_the_first_affiliation_as_the_list_writes_it(model: str, written: str) -> None:
    houses = ("Google", "Peking University", "KAIST")
    lines = [model.format(f"Paper {n} on Machines", f"https://example.com/{n}", h) for n, h in enumerate(houses)]
    around = {",": ", {}", "|": " | {}", "(": " ({})"}[next(c for c in model.split(")", 1)[1] + "," if c in ",|(")]
    told = filed(lines, "Finding Faults", affiliation="School of Computing, Example University, China")
    assert written.format(around.format("Example University")) in told
    assert written.format("") in filed(lines, "Finding Faults")


def test_a_remark_behind_an_entry_is_no_affiliation() -> None:
    remarks = ("Read this first", "Hard to follow", "Good pictures")
    lines = [f"- [OSDI'22] [Paper {n} on Machines](https://example.com/{n}), {r}" for n, r in enumerate(remarks)]
    written = "- [NSDI'25] [Finding Faults](https://example.org/0)"
    assert written in filed(lines, "Finding Faults", affiliation="Example University")


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("Tsinghua University", "Tsinghua University"),
        ("University of California, Berkeley", "University of California, Berkeley"),
        ("Department of Computer Science, University of Illinois, Urbana-Champaign, USA", None),
        ("MIT, USA", "MIT"),
        ("Harbin Institute of Technology, Shenzhen", "Harbin Institute of Technology, Shenzhen"),
        ("Microsoft Research, Redmond, USA", "Microsoft Research, Redmond"),
        ("School of Nothing Else", "School of Nothing Else"),
        (
            "Institute of X, Chinese Academy of Sciences; Another University",
            "Institute of X, Chinese Academy of Sciences",
        ),
        ("Huazhong University of Science and Technology", "Huazhong University of Science and Technology"),
    ],
)
def test_only_what_is_clearly_not_the_institution_goes(printed: str, written: str | None) -> None:
    assert institution(printed) == (written or "University of Illinois, Urbana-Champaign")


@given(st.text(max_size=60))
def test_an_institution_is_words_of_the_affiliation(text: str) -> None:
    assert set(re.findall(r"\w+", institution(text))) <= set(re.findall(r"\w+", text))


# Promises -------------------------------------------------------------------------------------------------------------

PROMISES = [
    ("[ASPLOS'25 (to appear)] [{}](https://example.com/9)", "- [NSDI'25 (to appear)] [{}](https://example.org/0)"),
    ("[accepted to ASPLOS'25] [{}](https://example.com/9)", "- [accepted to NSDI'25] [{}](https://example.org/0)"),
    (
        "[ASPLOS 2025, forthcoming] [{}](https://example.com/9)",
        "- [NSDI 2025, forthcoming] [{}](https://example.org/0)",
    ),
    ("[ASPLOS'25] [{}](https://example.com/9) (to appear)", "- [NSDI'25] [{}](https://example.org/0) (to appear)"),
]


@pytest.mark.parametrize(("promised", "written"), PROMISES)
def test_a_paper_is_promised_until_the_conference_begins(promised: str, written: str) -> None:
    lines = [*tagged("OSDI'24", "ATC'24", "SC'23"), "- " + promised.format("Paper of Spring on Machines")]
    plain = f"- [NSDI'25] [{WORDS}](https://example.org/0)"
    assert written.format(WORDS) in filed(lines, WORDS, today=BEFORE)
    assert plain in filed(lines, WORDS, today=FIRST_DAY)
    assert plain in filed(lines[:3], WORDS, today=BEFORE), "a list that never promised does not begin to"
    after = read_list(Document(Path("list.md"), ("# P\n" + written.format(WORDS)).encode())).entries[0]
    assert (after.title, said_by(after).standing) == (WORDS, Standing.PROMISED)


def test_an_edition_that_stands_without_notes_gets_none() -> None:
    lines = tagged("SC'25 (to appear)", "NSDI'25", "NSDI'25", "NSDI'25", "OSDI'24")
    assert f"- [NSDI'25] [{WORDS}](https://example.org/0)" in filed(lines, WORDS, today=BEFORE)
    assert f"- [NSDI'25 (to appear)] [{WORDS}](https://example.org/0)" in filed(lines[:2], WORDS, today=BEFORE)


def test_without_a_date_the_year_tells_and_else_the_edition() -> None:
    promising = read_list(Document(Path("a.md"), "\n".join(["# P", *tagged("SC'25 (to appear)")]).encode())).entries
    ours = read_list(Document(Path("a.md"), "\n".join(["# P", *tagged("NSDI'25 (to appear)")]).encode())).entries
    form = "{venue}'{yy} (to appear)"
    for year, today, entries, wanted in (
        (2026, BEFORE, promising, form),
        (2025, BEFORE, promising, None),
        (2025, BEFORE, ours, form),
        (2024, BEFORE, promising, None),
        (2024, BEFORE, ours, None),
    ):
        assert promise_of(entries, "NSDI", year, is_ahead(None, year, today)) == wanted


# The whole ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        [f"- {title} [paper](https://example.com/{n}) OSDI'22" for n, title in enumerate(ALPHABET)],
        [
            f"{n}. **{t.partition(':')[0]}**: Words of {n} [paper](https://example.com/{n}) SC'2{n}"
            for n, t in enumerate(ALPHABET, 1)
        ],
        ["|Title|Venue|Where|", "|-|-|-|", "|[One on Machines](https://example.com/1)|OSDI'22|UCB|"],
        [f"[OSDI'22] [Paper {n} on Machines](https://example.com/{n}), KAIST </br>" for n in range(4)],
    ],
    ids=["alphabet", "numbered", "table", "paragraphs"],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_second_run_has_nothing_to_say(lines: list[str], newline: str, tmp_path: Path) -> None:
    data = newline.join(["# Papers", "", *lines, ""]).encode()
    papers = [
        Paper(
            f"{name}: Serving Large Language Models",
            "nsdi25",
            (Author("Ada Lovelace", "MIT, USA"),),
            f"https://e.org/{name}",
        )
        for name in ("Zeus", "Minder", "Bagpipe")
    ]
    trial = Trial(tmp_path, data)
    trial.applied(papers)
    assert trial.data.count(newline.encode()) == len(lines) + 5
    assert set(data.splitlines()) <= set(trial.data.splitlines())
    again = diffs_of(trial.propose(papers))
    assert (again.additions, again.promotions) == (b"", b"")


@pytest.mark.parametrize(("promised", "written"), PROMISES)
def test_a_promise_is_kept_when_the_conference_begins(promised: str, written: str, tmp_path: Path) -> None:
    lines = [*tagged("OSDI'24", "ATC'24", "SC'23"), "- " + promised.format("Paper of Spring on Machines")]
    papers = [Paper(WORDS, "nsdi25", url="https://example.org/0")]
    trial = Trial(tmp_path, "\n".join(["# Papers", "", *lines, ""]).encode())
    trial.apply(diffs_of(trial.propose(papers, today=BEFORE)).additions)
    assert written.format(WORDS).encode() in trial.data
    assert diffs_of(trial.propose(papers, today=BEFORE)) == Diffs(b"", b"")
    begun = diffs_of(trial.propose(papers, today=FIRST_DAY))
    assert begun.additions == b""
    trial.apply(begun.promotions)
    assert f"- [NSDI'25] [{WORDS}](https://example.org/0)\n".encode() in trial.data or b"NSDI 2025]" in trial.data
    assert diffs_of(trial.propose(papers, today=FIRST_DAY)) == Diffs(b"", b"")
