"""`confmerge new`: an edition goes into a registry and moves no other byte; a family begins with files that work."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from confmerge.commands.new import add_arguments
from confmerge.errors import ConfmergeError, InputError
from confmerge.registry import load_registry
from confmerge.scaffold.edition import new_edition
from confmerge.scaffold.family import new_family

TOP = Path(__file__).parent.parent
URL = "https://a.org/x"


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONFMERGE_REGISTRY", raising=False)
    return tmp_path


def write(text: str) -> Path:
    path = Path("conferences.yaml")
    path.write_bytes(text.encode())
    return path


def read(path: Path = Path("conferences.yaml")) -> str:
    return path.read_bytes().decode()


# --- where an entry goes ---------------------------------------------------------------------------------------------

# Registries with `osdi28: {expected: 9}`: without what stands between « and », each is the file before.
PLACES = """
=== into nothing
«conferences:
  osdi:
    editions:
      osdi28: {expected: 9}
»
=== behind comments
# mine
«
conferences:
  osdi:
    editions:
      osdi28: {expected: 9}
»
=== behind another part
contact: a@b.org
«
conferences:
  osdi:
    editions:
      osdi28: {expected: 9}
»
=== into an empty part
conferences:  # mine
«  osdi:
    editions:
      osdi28: {expected: 9}
»lists:
  a: b.md

=== behind another conference
conferences:
  atc:
    kind: ml  # yes
«
  osdi:
    editions:
      osdi28: {expected: 9}
»
lists: {}

=== between blank lines
conferences:
  atc:
    kind: ml

  fast:
    kind: ml
«
  osdi:
    editions:
      osdi28: {expected: 9}
»# the end

=== without blank lines
conferences:
  atc:
    kind: ml
  fast:
    kind: ml
«  osdi:
    editions:
      osdi28: {expected: 9}
»
=== into an empty conference
conferences:
  osdi:
«    editions:
      osdi28: {expected: 9}
»  atc: {kind: ml}

=== into a conference without editions
conferences:
  osdi:
    sources:
      - https://a.org/x
      -
        - https://a.org/y
«    editions:
      osdi28: {expected: 9}
»    # to do

  atc: {kind: ml}

=== behind an alias
conferences:
  atc:
    sources: &a
      - https://a.org/x
  osdi:
    kind: ml
    sources: *a
«    editions:
      osdi28: {expected: 9}
»
=== behind words on several lines
conferences:
  osdi:
    title: a symposium
      on systems
    dblp: |
      conf/osdi
«    editions:
      osdi28: {expected: 9}
»  atc: {kind: ml}

=== into empty editions
conferences:
  osdi:
    editions:
«      osdi28: {expected: 9}
»
=== by year
conferences:
  osdi:
    editions:
      osdi27:
        expected: 3
        end: 2027-07-09  # or so
«      osdi28: {expected: 9}
»
      # far away
      osdi29: {}

=== before all others
conferences:
  osdi:
    editions:  # few
«      osdi28: {expected: 9}
»      # far away
      osdi29: {}

=== by year, downwards
conferences:
  osdi:
    editions:
      osdi30: {}
      osdi29: {}
«      osdi28: {expected: 9}
»      osdi27: {}

=== indented by four
conferences:
    osdi:
        editions:
«            osdi28: {expected: 9}
»
=== indented by four, a new conference
conferences:
    atc:
        kind: ml
«
    osdi:
        editions:
            osdi28: {expected: 9}
»
=== indented by one
conferences:
 osdi:
  kind: ml
«  editions:
   osdi28: {expected: 9}
»
=== inside braces
conferences: {osdi: {editions: {osdi27: {}«, osdi28: {expected: 9}»}}}  # all

=== inside empty braces
conferences: {«osdi: {editions: {osdi28: {expected: 9}}}»}

=== inside the braces of a conference
conferences:
  osdi: {kind: ml«, editions: {osdi28: {expected: 9}}»}
  atc: {kind: ml}

=== behind a last comma
conferences:
  osdi: {
    kind: ml«, editions: {osdi28: {expected: 9}}»,  # yes
  }

=== behind letters of several bytes
# Ä, 日本
conferences: {atc: {name: Ätz 日本}«, osdi: {editions: {osdi28: {expected: 9}}}»}
"""
_, *PARTS = re.split(r"^=== (.*)\n", PLACES, flags=re.M)
MARKED = {name: body.removesuffix("\n") for name, body in zip(PARTS[::2], PARTS[1::2], strict=True)}
MARKED |= {
    "CRLF": MARKED["by year"].replace("\n", "\r\n"),
    "BOM": "\ufeff" + MARKED["by year"],
    "BOM and braces": "\ufeff" + MARKED["inside braces"],
    "without a final newline": MARKED["behind another part"].replace("\n«\n", "«\n\n").replace("\n»", "»"),
}


@pytest.mark.parametrize("marked", MARKED.values(), ids=MARKED)
def test_an_edition_goes_where_it_belongs(marked: str) -> None:
    path = write(re.sub("«.*»", "", marked, flags=re.S))
    added = new_edition("osdi28", expected="9")
    assert read() == marked.replace("«", "").replace("»", "")
    assert added.path == path
    line = marked[: marked.index("«")].count("\n") + 1
    skipped = re.search(r"«\s*", marked)
    assert skipped is not None
    assert added.line == line + skipped.group().count("\n")
    assert load_registry(path).edition("osdi28").expected == 9


@pytest.mark.parametrize("marked", MARKED.values(), ids=MARKED)
def test_it_is_not_added_twice(marked: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    path = write(text)
    with pytest.raises(InputError, match=r"conferences.yaml:\d+: `osdi28` is there already") as caught:
        new_edition("osdi28", expected="9")
    assert caught.value.exit_code == 2
    assert read(path) == text
    assert "osdi28" in text.splitlines()[(caught.value.line or 0) - 1]


def test_a_missing_file_is_made_with_a_head(tmp_path: Path) -> None:
    added = new_edition("osdi28", registry=Path("new/mine.yaml"))
    text = read(tmp_path / "new" / "mine.yaml")
    assert text.startswith("# ")
    assert "contact:" in text
    assert text.endswith("\nconferences:\n  osdi:\n    editions:\n      osdi28: {}\n")
    assert text.splitlines()[added.line - 1] == "conferences:"
    assert load_registry(added.path).problems == load_registry().problems


def test_it_goes_into_the_registry_that_is_in_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONFMERGE_REGISTRY", "variable.yaml")
    assert new_edition("osdi28").path == Path("variable.yaml")
    assert new_edition("osdi28", registry=Path("option.yaml")).path == Path("option.yaml")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["option.yaml", "variable.yaml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path = write("contact: a@b.org\n")
    path.chmod(0o640)
    (tmp_path / "link.yaml").symlink_to(path)
    new_edition("osdi28", registry=Path("link.yaml"))
    assert (tmp_path / "link.yaml").is_symlink()
    assert "osdi28" in read()
    assert path.stat().st_mode & 0o777 == 0o640


def test_the_bundled_file_takes_one_as_well(tmp_path: Path) -> None:
    path = tmp_path / "conferences.yaml"
    shutil.copy(TOP / "conferences.yaml", path)
    before = read(path)
    new_edition("eurosys29", start="2029-04-09", registry=path)
    after = read(path)
    assert after.replace("      eurosys29: {start: 2029-04-09}\n", "") == before
    assert after.index("eurosys27:") < after.index("eurosys29:") < after.index("\n  socc:")


# --- what an entry says ----------------------------------------------------------------------------------------------


def test_all_that_can_be_said() -> None:
    new_edition("osdi28", url="https://a.org/{key}", start="2028-07-10", end="2028-07-12", expected="60")
    assert (
        '      osdi28: {start: 2028-07-10, end: 2028-07-12, expected: 60, sources: ["https://a.org/{key}"]}\n' in read()
    )
    edition = load_registry().edition("osdi28")
    assert [source.pages for source in edition.sources] == [("https://a.org/osdi28",)]
    assert edition.sources[0].family == "usenix"


def test_what_is_long_stands_on_several_lines() -> None:
    new_edition("osdi28", url=URL + "y" * 90, start="2028-07-10")
    assert f"      osdi28:\n        start: 2028-07-10\n        sources:\n          - {URL}{'y' * 90}\n" in read()


def test_another_family() -> None:
    new_edition("osdi28", url=URL, family="opentoc")
    new_edition("osdi29", url=URL, family="usenix")
    assert "osdi28: {sources: [{opentoc: https://a.org/x}]}" in read()
    assert "osdi29: {sources: [https://a.org/x]}" in read()
    assert load_registry().edition("osdi28").sources[0].family == "opentoc"


@pytest.mark.parametrize(
    "name", ["Zoo", "Zoo: a conference", "no", "null", "'Zoo'", "Zoo #1", "- Zoo", "{Zoo}", "Zoö", "1.10"]
)
def test_a_new_conference(name: str) -> None:
    new_edition("zoo28", name=name, url=URL)
    edition = load_registry().edition("zoo28")
    assert (edition.name, edition.conference.family) == (name, "auto")
    assert edition.url == URL
    assert load_registry().edition("zoo29").url is None


def test_an_address_for_every_year_is_the_conferences() -> None:
    new_edition("zoo28", name="Zoo", url="https://a.org/{year}", family="opentoc", end="2028-01-05")
    registry = load_registry()
    assert registry.edition("zoo28").url == "https://a.org/2028"
    assert registry.edition("zoo29").url == "https://a.org/2029"
    assert registry.conferences["zoo"].family == "opentoc"
    new_edition("zoo29")
    assert "      zoo28: {end: 2028-01-05}\n      zoo29: {}\n" in read()


def test_what_is_bundled_can_be_changed() -> None:
    new_edition("osdi25", expected="54")
    edition = load_registry().edition("osdi25")
    assert edition.expected == 54
    assert edition.start is not None


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "options", "message"),
    [
        ("osdi", {}, "`osdi` is no edition's key: .* such as nsdi28"),
        ("OSDI28", {}, "`OSDI28` is no edition's key"),
        ("../x28", {}, "is no edition's key"),
        ("osdi2028", {}, "no conference `osdi20`; did you mean osdi28"),
        ("osdy28", {}, "no conference `osdy`; did you mean osdi28.*\n.*--name and --url"),
        ("zoo28", {}, "no conference `zoo`"),
        ("zoo28", {"name": "Zoo"}, "no conference `zoo`"),
        ("zoo28", {"url": URL}, "no conference `zoo`"),
        ("zoo28", {"name": "Zoo", "url": "a.org/x"}, "sources: `a.org/x` is not an http"),
        ("zoo28", {"name": "Zoo", "url": "https://a.org/{edition}"}, "sources: `{edition}` means nothing"),
        ("zoo28", {"name": "Zoo", "url": URL, "family": "nosuch"}, "family: there is no family `nosuch`"),
        ("osdi25", {}, "`osdi25` comes with confmerge"),
        ("osdi28", {"name": "OSDI"}, "`osdi` is known already, as OSDI"),
        ("osdi28", {"family": "opentoc"}, "give both"),
        ("osdi28", {"url": URL, "family": "nosuch"}, "there is no family `nosuch`"),
        ("osdi28", {"start": "10 July"}, "start: should be a date"),
        ("osdi28", {"start": "2020-07-10"}, "start: 2020-07-10 is neither in 2028"),
        ("osdi28", {"start": "2028-07-10", "end": "2028-07-09"}, "end: .*before the start"),
        ("osdi28", {"expected": "many"}, "expected: should be a whole number"),
        ("osdi28", {"expected": "9}, osdi29: {"}, "expected: should be a whole number"),
        ("osdi28", {"start": "2028-07-10\n      osdi29: {}"}, "start: should be a date"),
    ],
)
@pytest.mark.parametrize("text", [None, "contact: a@b.org  # me"])
def test_nothing_is_written_where_something_is_wrong(
    key: str, options: dict[str, str], message: str, text: str | None, tmp_path: Path
) -> None:
    if text is not None:
        write(text)
    with pytest.raises(InputError, match=message) as caught:
        new_edition(key, **options)
    assert caught.value.exit_code == 2
    assert [read(path) for path in tmp_path.iterdir()] == ([] if text is None else [text])


@pytest.mark.parametrize(
    "text",
    [
        "conferences: null\n",
        "conferences: []\n",
        "conferences:\n  osdi:\n    editions: ~\n",
        "conferences: {osdi: {editions: }}\n",
        "contact: a@b.org\n...\n",
        " contact: a@b.org\n",
        "--- just words\n",
    ],
)
def test_where_there_is_no_place_the_entry_is_shown(text: str) -> None:
    write(text)
    with pytest.raises(
        InputError, match=r"conferences.yaml: nothing was written, .*\n\nconferences:\n  osdi:\n(.*\n)*.*osdi28"
    ):
        new_edition("osdi28", expected="9")
    assert read() == text


@pytest.mark.parametrize(
    "text",
    [
        "conferences: {a28: {editions: &e {}}, osdi: {editions: *e}}\n",
        "conferences:\n  osdi: &o\n    editions:\n      osdi27: {}\n  atc: *o\n",
        "conferences:\n  zoo: {name: Zoo}\n  osdi: {famly: usenix}\n",
        "conferences: {atc: &a {}, osdi: {editions: {osdi27: &e {}, osdi29: *e}, kind: ml}}\n",
        "conferences:\n  osdi:\n    editions:\n      ? [osdi27]\n      : {}\n",
    ],
)
def test_what_would_change_others_is_not_written(text: str) -> None:
    write(text)
    with pytest.raises(InputError):
        new_edition("osdi28", expected="9")
    assert read() == text


def test_mistakes_of_others_are_no_hindrance() -> None:
    write("contact: me\nconferences:\n  zoo: {name: Zoo}\n")
    new_edition("osdi28")
    with pytest.raises(
        InputError, match=r"`zoo` can take no edition.*\n.*conferences.yaml:3: conferences.zoo: needs `family:`"
    ):
        new_edition("zoo28")


def test_what_is_no_yaml_is_said_so() -> None:
    write("a: [1\nb: 2\n")
    with pytest.raises(InputError, match=r"conferences.yaml:2: is not YAML"):
        new_edition("osdi28")


# --- any registry ----------------------------------------------------------------------------------------------------

KEYS = ("osdi", "atc", "nsdi")


@st.composite
def registries(draw: st.DrawFn) -> str:
    """A user's registry in somebody's hand: any indentation, flow or block, comments, blank lines, line ends."""
    step = draw(st.integers(1, 5))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    lines: list[str] = []

    def say(depth: int, words: str) -> None:
        lines.extend(draw(st.lists(st.sampled_from(["", "# remark", "  # deep: {", "# «ü»"]), max_size=2)))
        lines.append(" " * (step * depth) + words + draw(st.sampled_from(["", "", "  # so", " "])))

    if draw(st.booleans()):
        say(0, draw(st.sampled_from(["contact: a@b.org", "lists: {a: [b.md]}", "contact:"])))
    if draw(st.booleans()):
        say(0, "conferences:")
        for key in draw(st.lists(st.sampled_from(KEYS), unique=True)):
            years = draw(st.lists(st.integers(29, 40), unique=True, max_size=3))
            if draw(st.booleans()):
                inner = ", ".join(f"{key}{year}: {{expected: {year}}}" for year in years)
                say(1, f"{key}: {{kind: ml, editions: {{{inner}}}}}")
                continue
            say(1, f"{key}:")
            for part in draw(st.permutations(["kind: ml", "aliases: [A, B]", "editions:"])):
                if part != "editions:" or years:
                    say(2, part)
                for year in years if part == "editions:" else ():
                    if draw(st.booleans()):
                        say(3, f"{key}{year}: {{}}")
                    else:
                        say(3, f"{key}{year}:")
                        say(4, "sources:")
                        say(
                            4,
                            draw(
                                st.sampled_from(["- https://a.org/x", f"- [{URL}, {URL}]", '- "https://a.org/{year}"'])
                            ),
                        )
    if draw(st.booleans()):
        say(0, "services: {dblp: https://a.org}")
    return newline.join(lines) + draw(st.sampled_from(["", newline, newline * 2]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(registries(), st.sampled_from([*KEYS, "zoo"]), st.integers(30, 38))
def test_one_edition_more_and_not_a_byte_less(text: str, series: str, year: int) -> None:
    path = write(text)
    before = load_registry(path)
    key = f"{series}{year}"
    new: dict[str, Any] = {"name": "Zoo", "url": URL} if series == "zoo" else {}
    if key in text:
        with pytest.raises(InputError, match="is there already"):
            new_edition(key, end=f"20{year}-05-05", **new)
        assert read() == text
        return
    new_edition(key, end=f"20{year}-05-05", **new)
    after = load_registry(path)
    assert_inserted(text, read())
    assert str(after.edition(key).end) == f"20{year}-05-05"
    assert [edition for edition in after.editions if edition.key != key] == list(before.editions)
    assert after.problems == () or {problem.path for problem in after.problems} != {path}
    once = read()
    with pytest.raises(InputError, match="is there already"):
        new_edition(key, end=f"20{year}-05-05")
    assert read() == once


def assert_inserted(before: str, after: str) -> None:
    """`after` is `before` with one insertion."""
    head = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(before))
    assert after.endswith(before[head:]), (before, after)


# --- a family --------------------------------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The parts of a checkout that matter to a family."""
    top = tmp_path / "checkout"
    for part in ("scrapers", "src", "tests"):
        shutil.copytree(TOP / part, top / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "conferences.yaml"):
        shutil.copy(TOP / part, top)
    return top


def run(top: Path, *command: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(map(str, (top / "src", top)))
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=top,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_family_begins_with_files_that_work(checkout: Path) -> None:
    url = "https://www.zoo.org/2028/papers.html?all=1"
    parser, page = new_family("zoo", url, here=checkout / "tests").files
    assert parser == checkout / "scrapers" / "families" / "zoo.py"
    assert page == checkout / "tests" / "pages" / "zoo" / "zoo28.html"
    result = run(checkout, "mypy", "--strict", "--cache-dir", os.devnull, str(parser))
    assert result.returncode == 0, result.stdout + result.stderr

    test = ("pytest", "-q", "-p", "no:cacheprovider", "tests/test_pages.py", "-k", "zoo/zoo28")
    first = run(checkout, *test)
    assert first.returncode == 1
    assert "zoo28.json was missing and is written now" in first.stdout, first.stdout + first.stderr
    says = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert (says["url"], says["year"], says["turned_away"]) == (url, 2028, {})
    assert [len(paper["authors"]) for paper in says["papers"]] == [3, 1]
    assert "affiliation" in says["papers"][0]["authors"][0]
    second = run(checkout, *test)
    assert second.returncode == 0, second.stdout

    code = f"import scrapers.families.zoo as m; print(m.recognise('', {url!r}), m.recognise('', 'https://b.org/'))"
    (checkout / "ask.py").write_text(code)
    assert run(checkout, "ask").stdout == "True False\n"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("z", "http://z.org"),
        ("a_long_name_for_a_family", f"https://www.{'unusual-' * 6}host.example.org/2028/{'program/' * 9}?a=1&b=2"),
    ],
)
def test_its_lines_fit(name: str, url: str, checkout: Path) -> None:
    parser, _ = new_family(name, url, edition="zoo28", here=checkout).files
    for command in (("ruff", "check"), ("ruff", "format", "--check")):
        result = run(checkout, *command, str(parser))
        assert result.returncode == 0, result.stdout + result.stderr


def test_a_begun_family_can_be_registered(checkout: Path) -> None:
    new_family("zoo", "https://zoo.org/2028/papers", here=checkout)
    arguments = ["--family", "zoo", "--url", "https://zoo.org/2028/papers", "--name", "Zoo"]
    result = run(checkout, "confmerge", "new", "edition", "zoo28", *arguments)
    assert result.returncode == 0, result.stderr
    shutil.copy(TOP / "scrapy.cfg", checkout)
    assert "zoo28" in run(checkout, "scrapy", "list").stdout.split()
    result = run(checkout, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_structure.py", "-k", "zoo/zoo28")
    assert result.returncode == 0, result.stdout


def test_nothing_is_overwritten(checkout: Path) -> None:
    with pytest.raises(InputError, match=r"usenix\.py: is there already"):
        new_family("usenix", "https://www.usenix.org/2028", here=checkout)
    page = checkout / "tests" / "pages" / "zoo" / "zoo28.html"
    page.parent.mkdir()
    page.write_text("mine")
    with pytest.raises(InputError, match=r"zoo28\.html: is there already"):
        new_family("zoo", "https://zoo.org/2028", here=checkout)
    assert page.read_text() == "mine"
    assert not (checkout / "scrapers" / "families" / "zoo.py").exists()


@pytest.mark.parametrize(
    ("name", "url", "edition", "message"),
    [
        ("Zoo", "https://a.org/2028", None, "is no name for a family"),
        ("_zoo", "https://a.org/2028", None, "is no name for a family"),
        ("../zoo", "https://a.org/2028", None, "is no name for a family"),
        ("class", "https://a.org/2028", None, "is no name for a family"),
        ("zoo", "a.org/2028", None, "is not an http"),
        ("zoo", "https:///2028", None, "is not an http"),
        ("zoo", 'https://a.org/2028"""', None, "is not an http"),
        ("zoo", "https://a.org/papers", None, "names no year; say with --edition .* such as zoo28"),
        ("zoo", "https://a.org/2028", "zoo", "`zoo` is no edition's key"),
        ("zoo", "https://a.org/2028", "../zoo28", "is no edition's key"),
    ],
)
def test_a_family_is_refused(name: str, url: str, edition: str | None, message: str, tmp_path: Path) -> None:
    for part in ("scrapers/families", "src/confmerge", "tests/pages"):
        (tmp_path / part).mkdir(parents=True)
    with pytest.raises(InputError, match=message) as caught:
        new_family(name, url, edition=edition)
    assert caught.value.exit_code == 2
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_family_needs_a_checkout(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is in no checkout of confmerge"):
        new_family("zoo", "https://a.org/2028")
    assert list(tmp_path.iterdir()) == []


# --- the command -----------------------------------------------------------------------------------------------------


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser.add_subparsers())
    parsed = parser.parse_args(arguments)
    code: int = parsed.run(parsed)
    return code


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("new", "edition", "osdi28", "--start", "2028-07-10", "--end", "2028-07-12", "--expected", "60") == 0
    printed = capsys.readouterr().out
    assert printed.startswith("conferences.yaml:7: added\n\nconferences:\n  osdi:\n")
    assert "osdi28: {start: 2028-07-10, end: 2028-07-12, expected: 60}" in printed
    assert printed.endswith("next: scrapy crawl osdi28\n")


def test_the_command_begins_a_family(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for part in ("scrapers/families", "src/confmerge", "tests/pages"):
        (tmp_path / part).mkdir(parents=True)
    assert command("new", "family", "zoo", "--url", "https://zoo.org/2028/papers") == 0
    printed = capsys.readouterr().out
    assert f"{tmp_path / 'scrapers' / 'families' / 'zoo.py'}: written\n" in printed
    assert "confmerge new edition zoo28 --family zoo --url 'https://zoo.org/2028/papers'" in printed
    with pytest.raises(ConfmergeError):
        command("new", "family", "zoo", "--url", "https://zoo.org/2028/papers")


@pytest.mark.parametrize("arguments", [["new"], ["new", "edition"], ["new", "family", "zoo"], ["new", "list"]])
def test_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command(*arguments)
    assert caught.value.code == 2
