"""The registry: the bundled one is right, a user's one is read with every mistake at its place."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from confmerge.errors import InputError
from confmerge.registry import ListSpec, Registry, RegistryError, Source, guess_edition, load_registry, split_key

TOP = Path(__file__).parent.parent


@pytest.fixture
def bundled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Registry:
    monkeypatch.delenv("CONFMERGE_REGISTRY", raising=False)
    monkeypatch.chdir(tmp_path)
    return load_registry()


def user(tmp_path: Path, text: str | bytes, name: str = "mine.yaml") -> Registry:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_registry(path)


# What well-known lists of papers on ML systems name as their venues.
WANTED = {
    *("osdi", "sosp", "nsdi", "atc", "fast", "eurosys", "usenixsecurity", "socc", "asplos", "isca", "micro", "hpca"),
    *("sigcomm", "mobicom", "mobisys", "sensys", "ubicomp", "ppopp", "cgo", "mlsys", "neurips", "icml", "iclr", "acl"),
}


# --- the bundled file ------------------------------------------------------------------------------------------------


def test_bundled_is_without_problems(bundled: Registry) -> None:
    assert bundled.problems == ()
    assert set(bundled.conferences) >= WANTED
    assert bundled.path is None
    assert bundled.decisions_path is None
    assert bundled.lists == {}, "lists of the bundled file are nobody's"


def test_the_key_law(bundled: Registry) -> None:
    keys = [edition.key for edition in bundled.editions]
    assert len(keys) == len(set(keys)) > 50
    for edition in bundled.editions:
        assert edition.key == f"{edition.conference.key}{edition.year % 100:02d}"
        assert split_key(edition.key) == (edition.conference.key, edition.year)


@pytest.mark.parametrize("key", ["nsdi25", "osdi25", "atc24", "fast25", "usenixsecurity25"])
def test_an_edition_of_usenix_has_sources_of_its_own_site_first(bundled: Registry, key: str) -> None:
    edition = bundled.edition(key)
    urls = [url for source in edition.sources if source.family == "usenix" for url in source.pages]
    assert edition.url == f"https://www.usenix.org/conference/{edition.key}/technical-sessions" == urls[0]
    assert all(url.startswith(f"https://www.usenix.org/conference/{edition.key}/") for url in urls)


def test_every_conference_is_there_for_the_last_years(bundled: Registry) -> None:
    years: dict[str, set[int]] = {}
    for edition in bundled.editions:
        assert edition.sources, edition.key
        years.setdefault(edition.conference.key, set()).add(edition.year)
    for key in WANTED - {"atc"}:
        assert years[key] >= {2024, 2025, 2026}, key
    assert years["sosp"] >= {2013, 2015, 2017, 2019, 2021, 2023, 2024}
    assert years["eurosys"] >= set(range(2019, 2027))


def test_where_nearly_every_paper_has_the_words_of_ml_the_systems_words_decide(bundled: Registry) -> None:
    kinds = {key: conference.kind for key, conference in bundled.conferences.items() if conference.kind != "systems"}
    ml = dict.fromkeys(("neurips", "icml", "iclr", "colm", "acl", "emnlp", "naacl", "kdd", "www"), "ml")
    assert kinds == ml | {"mlsys": "mlsys"}


def test_services_and_their_mirrors(tmp_path: Path) -> None:
    registry = user(
        tmp_path,
        """
services: {dblp: "https://dblp.uni-trier.de/"}
conferences:
  newest:
    name: Newest Systems
    title: Symposium on the Newest Systems & Others
    family: auto
    dblp: conf/newest
    sources: [acm, crossref, dblp, csconf, opentoc: "https://x.org/{key}/{yy}/toc.html"]
    editions:
      newest25: {doi: 10.1145/123}
      newest26: {doi: [10.1145/4, 10.1145/5], dblp: [conf/newest/newest2026-1, conf/newest/newest2026-2]}
""",
    )
    assert registry.problems == ()
    pages = {source.family: source.pages for source in registry.edition("newest25").sources}
    assert pages["acm"] == ("https://dl.acm.org/doi/proceedings/10.1145/123",)
    [works] = pages["crossref"]
    assert works.startswith("https://api.crossref.org/works?filter=prefix:10.1145,type:proceedings-article,")
    assert "Symposium+on+the+Newest+Systems+%26+Others" in works
    assert works.endswith("&cursor=*#10.1145/123")
    assert pages["dblp"] == ("https://dblp.uni-trier.de/db/conf/newest/newest2025.html",)
    assert pages["csconf"][0].endswith("/data/index.json#2025/Newest-Systems")
    assert pages["opentoc"] == ("https://x.org/newest25/25/toc.html",)
    volumes = {source.family: len(source.pages) for source in registry.edition("newest26").sources}
    assert volumes == {"acm": 2, "crossref": 2, "dblp": 2, "csconf": 1, "opentoc": 1}
    families = [source.family for source in registry.edition("newest27").sources]
    assert families == ["dblp", "csconf", "opentoc"], "without a DOI there is nothing to ask ACM and Crossref for"


def test_what_took_place_is_there_and_what_did_not_is_not(bundled: Registry) -> None:
    years: dict[str, set[int]] = {}
    for edition in bundled.editions:
        years.setdefault(edition.conference.key, set()).add(edition.year)
    every = set(range(2016, 2028))
    assert years["nsdi"] == years["fast"] == years["usenixsecurity"] == every
    assert years["osdi"] == every - {2017, 2019}
    assert years["atc"] == every - {2026, 2027}


def test_dates_and_counts(bundled: Registry) -> None:
    nsdi25 = bundled.edition("nsdi25")
    assert (nsdi25.start, nsdi25.end, nsdi25.expected) == (date(2025, 4, 28), date(2025, 4, 30), 83)
    assert (nsdi25.name, nsdi25.label) == ("NSDI", "NSDI 2025")
    for edition in bundled.editions:
        if edition.start and edition.end:
            assert edition.start.year == edition.end.year == edition.year
            assert 1 <= (edition.end - edition.start).days <= 7, edition.key
        if edition.notification and edition.start:
            assert edition.notification < edition.start, edition.key


def test_seasons_and_cycles(bundled: Registry) -> None:
    def lists(key: str) -> set[str]:
        return {url.rpartition("/")[2] for source in bundled.edition(key).sources for url in source.pages[1:]}

    assert lists("usenixsecurity20") >= {"fall-accepted-papers", "summer-accepted-papers"}
    assert lists("usenixsecurity25") == {"cycle2-accepted-papers"}
    assert lists("nsdi24") == {"fall-accepted-papers"}


def test_any_other_year_of_a_known_conference(bundled: Registry) -> None:
    assert "osdi14" not in {edition.key for edition in bundled.editions}
    osdi14 = bundled.edition("osdi14")
    assert (osdi14.label, osdi14.expected) == ("OSDI 2014", None)
    assert osdi14.url == "https://www.usenix.org/conference/osdi14/technical-sessions"
    assert bundled.edition("osdi94").year == 1994
    assert bundled.edition("nsdi31").year == 2031


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("nsdo25", "nsdi25"),
        ("NSDI25", "nsdi25"),
        ("nsdi2025", "nsdi25"),
        ("nsdi-25", "nsdi25"),
        ("osdi", "osdi27"),
        ("usenixsec25", "usenixsecurity25"),
        ("security24", "usenixsecurity24"),
    ],
)
def test_unknown_keys_name_what_was_meant(bundled: Registry, wrong: str, meant: str) -> None:
    with pytest.raises(RegistryError, match=rf"there is no edition `{wrong}`; did you mean .*{meant}") as caught:
        bundled.edition(wrong)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("wrong", ["qqxyz25", "", "25", "x", "nsdi 25", "../nsdi25", "nsdi25\n", "ñsdi25", "nsdi２５"])
def test_unknown_keys_say_what_is_known(bundled: Registry, wrong: str) -> None:
    with pytest.raises(RegistryError, match="known: nsdi, osdi, atc, fast, usenixsecurity, "):
        bundled.edition(wrong)


# --- where it is looked for ------------------------------------------------------------------------------------------


def test_the_order_of_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("option", "variable", "conferences"):
        (tmp_path / f"{name}.yaml").write_text(f"contact: {name}@example.org\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONFMERGE_REGISTRY", "variable.yaml")
    assert load_registry(Path("option.yaml")).contact == "option@example.org"
    assert load_registry().contact == "variable@example.org"
    monkeypatch.setenv("CONFMERGE_REGISTRY", "")
    assert load_registry().contact == "conferences@example.org"
    (tmp_path / "conferences.yaml").unlink()
    assert load_registry().path is None


def test_lists_count_where_the_file_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONFMERGE_REGISTRY", raising=False)
    monkeypatch.chdir(TOP)
    registry = load_registry()
    assert registry.problems == ()
    assert registry.lists["example"] == ListSpec("example", (Path("examples/awesome-papers.md"),))
    assert registry.decisions_path == Path("decisions.yaml")


def test_lists(tmp_path: Path) -> None:
    registry = user(
        tmp_path,
        "lists:\n  one: README.md\n  two: [a.md, sub/b.md]\n  three: {files: [a.md, b.md]}\n"
        "  away: {git: https://example.org/list, files: [README.md]}\n",
    )
    assert registry.problems == ()
    assert registry.lists == {
        "one": ListSpec("one", (tmp_path / "README.md",)),
        "two": ListSpec("two", (tmp_path / "a.md", tmp_path / "sub/b.md")),
        "three": ListSpec("three", (tmp_path / "a.md", tmp_path / "b.md")),
        "away": ListSpec("away", (Path("README.md"),), "https://example.org/list"),
    }
    assert registry.decisions_path == tmp_path / "decisions.yaml"


def test_rules_stand_beside_the_file_that_names_them(tmp_path: Path) -> None:
    for name in ("mine.rules", "one.yaml"):
        (tmp_path / name).touch()
    registry = user(
        tmp_path,
        "rules: mine.rules\nlists:\n  one: {files: a.md, rules: one.yaml}\n  two: b.md\n"
        "  away: {git: https://example.org/list, files: c.md, rules: one.yaml}\n",
    )
    assert registry.problems == ()
    assert registry.rules == tmp_path / "mine.rules"
    paths = {key: spec.rules for key, spec in registry.lists.items()}
    assert paths == {"one": tmp_path / "one.yaml", "two": None, "away": tmp_path / "one.yaml"}


def test_rules_that_are_not_there_are_told(tmp_path: Path) -> None:
    registry = user(tmp_path, "rules: no.yaml\nlists:\n  one:\n    files: a.md\n    rules: one/no.yaml\n")
    assert [(problem.line, problem.key) for problem in registry.problems] == [(1, "rules"), (5, "lists.one.rules")]
    assert all("there is no such file" in problem.message for problem in registry.problems)


# --- a user's file over the bundled one ------------------------------------------------------------------------------

MINE = """
conferences:
  mlsys:
    name: MLSys
    family: usenix
    kind: ml
    sources: ["https://mlsys.org/{year}/papers"]
    editions:
      mlsys25: {expected: 61}
  nsdi:
    name: no
    editions:
      nsdi25: {expected: 84}
      nsdi28: {notification: 2027-12-10, sources: "https://example.org/{key}"}
"""


def test_a_users_file_extends_the_bundled_one(tmp_path: Path) -> None:
    registry = user(tmp_path, MINE)
    assert registry.problems == ()
    assert registry.edition("mlsys25").sources == (Source("usenix", ("https://mlsys.org/2025/papers",)),)
    assert registry.edition("mlsys25").conference.kind == "ml"
    nsdi25 = registry.edition("nsdi25")
    assert nsdi25.name == "no", "a text is what is written"
    assert nsdi25.conference.family == "usenix"
    assert (nsdi25.expected, nsdi25.start) == (84, date(2025, 4, 28))
    nsdi28 = registry.edition("nsdi28")
    assert nsdi28.sources == (Source("usenix", ("https://example.org/nsdi28",)),)
    assert nsdi28.notification == date(2027, 12, 10)
    assert nsdi28 in registry.editions
    assert registry.edition("osdi25").expected == 53


def test_null_takes_back_what_is_bundled(tmp_path: Path) -> None:
    registry = user(tmp_path, "conferences: {nsdi: {dblp: null, editions: {nsdi25: {expected: null}}}}")
    assert registry.problems == ()
    assert registry.edition("nsdi25").expected is None
    assert registry.edition("nsdi25").conference.dblp is None
    assert registry.edition("nsdi24").expected == 112


def test_an_empty_file_and_comments_are_fine(tmp_path: Path) -> None:
    for text in ("", "# nothing\n", "conferences:\nlists:\ncontact:\n", "\ufeffcontact: a@b.org\n"):
        assert user(tmp_path, text).problems == ()


# --- mistakes --------------------------------------------------------------------------------------------------------

WRONG = """\
contact: call me
lists:
  good: x.md
  bad: {git: https://example.org/x, fils: [R.md]}
  "b d": y.md
conferences:
  nsdi:
    kind: networking
    famly: usenix
  osdi:
    editions:
      osdi24: {start: 2024-13-40, expected: many}
      osdi25: {end: 2025-07-01}
      osdi26: {}
      osdi26: {}
      osdi: {}
      nsdi25: {}
      osdi29: {notification: 2027-01-01, sources: ["ftp://x.org/{yyyy}"]}
  fast:
    sources: [[https://x.org/a, ""], "www.usenix.org/{key}"]
  atc: USENIX ATC
  New:
    name: New
  newest:
    name: Newest
    sources: "https://x.org/{key"
  newer: {name: Newer, family: nosuch}
conference: {}
"""
PROBLEMS = [
    (1, "contact", "e-mail"),
    (4, "lists.bad", "needs `files:`"),
    (4, "lists.bad.fils", "is not a key"),
    (5, "lists.b d", "names the diff"),
    (8, "conferences.nsdi.kind", "systems, ml, mlsys"),
    (9, "conferences.nsdi.famly", "known: .*family"),
    (12, "conferences.osdi.editions.osdi24.start", "2024-13-40"),
    (12, "conferences.osdi.editions.osdi24.expected", "whole number"),
    (13, "conferences.osdi.editions.osdi25.end", "before the start"),
    (15, "conferences.osdi.editions.osdi26", "first is in line 14"),
    (16, "conferences.osdi.editions.osdi", "such as osdi25"),
    (17, "conferences.osdi.editions.nsdi25", "such as osdi25"),
    (18, "conferences.osdi.editions.osdi29.notification", "neither in 2029"),
    (18, "conferences.osdi.editions.osdi29.sources", "{yyyy}"),
    (20, "conferences.fast.sources", "none of them empty"),
    (21, "conferences.atc", "mapping"),
    (22, "conferences.New", "small letters"),
    (24, "conferences.newest", "needs `family:`"),
    (26, "conferences.newest.sources", "means nothing"),
    (27, "conferences.newer.family", "known: .*usenix"),
    (28, "conference", "known: .*conferences"),
]


def test_all_mistakes_at_once_each_at_its_place(tmp_path: Path) -> None:
    registry = user(tmp_path, WRONG)
    found = {(problem.line, problem.key): problem.message for problem in registry.problems}
    for line, key, words in PROBLEMS:
        assert (line, key) in found, f"{line} {key}: {sorted(found)}"
        assert re.search(words, found[line, key]), found[line, key]
    assert len(found) == len(registry.problems) == len(PROBLEMS)
    assert all(str(problem).startswith(f"{tmp_path / 'mine.yaml'}:{problem.line}: ") for problem in registry.problems)
    assert [problem.line for problem in registry.problems] == sorted(problem.line for problem in registry.problems)


def test_one_bad_entry_does_not_break_the_others(tmp_path: Path) -> None:
    registry = user(tmp_path, WRONG)
    keys = {edition.key for edition in registry.editions}
    assert {"osdi16", "osdi23", "usenixsecurity25"} <= keys
    assert keys.isdisjoint({"osdi24", "osdi25", "osdi26", "osdi29", "nsdi25", "fast25", "atc25", "newest25"})
    assert registry.edition("osdi14").label == "OSDI 2014"
    assert registry.lists == {"good": ListSpec("good", (tmp_path / "x.md",))}


@pytest.mark.parametrize("key", ["osdi24", "osdi26", "nsdi25", "nsdi14", "atc25", "newer25"])
def test_an_edition_that_is_wrong_itself_is_refused_with_all_problems(tmp_path: Path, key: str) -> None:
    registry = user(tmp_path, WRONG)
    with pytest.raises(RegistryError) as caught:
        registry.edition(key)
    assert caught.value.exit_code == 2
    for problem in registry.problems:
        assert str(problem) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1\nb: 2\n", r"mine.yaml:2: is not YAML"),
        ("a:\n\tb: 1\n", r"mine.yaml:2: is not YAML"),
        ("a: 1\n---\nb: 1\n", r"mine.yaml:2: is not YAML: but found another document"),
        ("a: [https://x.org/{key}]\n", r"mine.yaml:1: is not YAML: .*needs quotes"),
        (b"a: \xff\n", r"mine.yaml: is not UTF-8 text"),
        (b"%PDF-1.4\n\x00\x01", r"mine.yaml(:\d+)?: is not"),
        ("[" * 5000, r"mine.yaml(:\d+)?: is not YAML"),
    ],
)
def test_what_is_not_yaml_is_one_clear_error(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        user(tmp_path, text)


@pytest.mark.parametrize("text", ["just words", "- a\n- b\n", "42"])
def test_yaml_that_is_no_mapping_is_a_problem(tmp_path: Path, text: str) -> None:
    registry = user(tmp_path, text)
    assert [problem.key for problem in registry.problems] == ["the file"]
    assert registry.edition("nsdi25")


@pytest.mark.parametrize(
    "text",
    [
        "conferences: &a {nsdi: *a}",
        "conferences: {nsdi: {aliases: &a [*a]}}",
        "conferences: {new: {name: null, family: ''}}",
        "conferences: {new: null}",
        "conferences: {new: [1]}",
        "? [a]\n: b",
        "<<: {a: b}",
        "1: 2",
    ],
)
def test_odd_yaml_is_a_problem_and_no_crash(tmp_path: Path, text: str) -> None:
    assert user(tmp_path, text).problems


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere.yaml: cannot be read: No such file") as caught:
        load_registry(tmp_path / "nowhere.yaml")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("contact", ["https://example.org/me", "me@example.org"])
def test_contacts(tmp_path: Path, contact: str) -> None:
    assert user(tmp_path, f"contact: {contact}").contact == contact


@pytest.mark.parametrize("contact", ["me", '"a@b.org\\nX-Evil: 1"', "javascript:alert(1)", "http://", "[a@b.org]"])
def test_contacts_that_do_not_belong_into_a_header(tmp_path: Path, contact: str) -> None:
    registry = user(tmp_path, f"contact: {contact}")
    assert registry.contact is None
    assert [problem.key for problem in registry.problems] == ["contact"]


def test_guess() -> None:
    edition = guess_edition("sosp25")
    assert edition is not None
    assert (edition.label, edition.sources, edition.url) == ("SOSP 2025", (), None)
    assert guess_edition("2025") is None
