"""Declared edits on any bytes: spliced, as a unified diff, and as the real git applies that diff and takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from trial import git, make_repository

from confmerge.diff import check_applies, git_root, unified
from confmerge.errors import RefusedError
from confmerge.lists.document import BOM, Document
from confmerge.lists.splice import Edit, compose, new_lines, splice

NAME = "list.md"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_repository(tmp_path_factory.mktemp("splice"))


def document(data: bytes, name: str = NAME) -> Document:
    return Document(Path(name), data)


def bare(line: bytes) -> bytes:
    """A line without the ending that cut it off."""
    return line.removesuffix(b"\n").removesuffix(b"\r") if line.endswith(b"\n") else line


def check_with_git(repository: Path, data: bytes, edits: Sequence[Edit], name: str = NAME) -> bytes:
    """Splice; let git apply the diff and take it back; return the output."""
    source = document(data, name)
    output = splice(source, edits)
    diff = unified(source, edits, name)
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    assert bool(diff) == (output != data)
    if diff:
        check_applies(diff, repository)
        git(repository, "apply", "--whitespace=nowarn", "-", data=diff)
        assert path.read_bytes() == output
        git(repository, "apply", "--whitespace=nowarn", "-R", "-", data=diff)
    assert path.read_bytes() == data
    path.unlink()
    return output


def take_out(data: bytes, output: bytes, edits: Sequence[Edit]) -> None:
    """Check, by other means than the program's, that the output minus the edits is the input.

    Line by line: a kept line is the same bytes, except that a last line without an ending may have got one, or lost
    the new one of the output's end.
    """
    old, new = document(data).raw, document(output).raw
    closed = {line: {text} for line, text in enumerate(old)}
    if old:
        closed[len(old) - 1] |= {old[-1] + b"\n", old[-1] + b"\r\n"}
    position = offset = 0
    for edit in sorted(edits, key=lambda edit: edit.line):
        for line in range(position, edit.line):
            assert new[line + offset] in closed[line]
        added = new[edit.line + offset : edit.line + offset + len(edit.lines)]
        texts = [bare(line).removeprefix(BOM).decode("utf-8", "surrogateescape") for line in added]
        assert texts == list(edit.lines)
        position = edit.line + edit.remove
        offset += len(edit.lines) - edit.remove
    for line in range(position, len(old)):
        assert new[line + offset] in closed[line]
    assert len(new) == len(old) + offset


# --- any bytes, any edits --------------------------------------------------------------------------------------------

_PLAIN = [b"", b" ", b"- same", b"- same", b"\t", b"## NSDI", b"trailing  ", b"M\xc3\xbcller"]
_DIFFS = [b"+", b"-", b"--- a/x", b"+++ b/x", b"@@ -1 +1 @@", b"\\ No", b"diff --git a/x b/x"]
_ODD = [b"\xff\xfe", b"\0", b"a\rb", b"a\r", b"\x0c", b"\xe2\x80\xa8", b"\xc2\x85", b"\x1e", BOM]
_LINES = st.sampled_from([*_PLAIN, *_DIFFS, *_ODD]) | st.binary(max_size=5).filter(lambda line: b"\n" not in line)
_ENDINGS = st.sampled_from([b"\n", b"\n", b"\r\n"])
_NEW = st.lists(st.sampled_from(["", "- same", "- new", "## Neu: Ümläut", "  ", "- a\tb", "漢"]), max_size=3).map(tuple)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file: LF, CRLF or mixed; with or without BOM and final newline."""
    one = draw(st.none() | _ENDINGS)
    data = b"".join(line + (one or draw(_ENDINGS)) for line in draw(st.lists(_LINES, max_size=12)))
    return (BOM if draw(st.integers(0, 5)) == 0 else b"") + data + draw(st.just(b"") | _LINES)


@st.composite
def edited_files(draw: st.DrawFn) -> tuple[bytes, list[Edit]]:
    """A file, and edits in it that do not overlap."""
    data = draw(files())
    edits, line, lines = [], 0, len(document(data).raw)
    while line <= lines and draw(st.integers(0, 3)):
        line = draw(st.integers(line, min(line + 5, lines)))
        remove = draw(st.integers(0, min(2, lines - line)))
        new = draw(_NEW)
        if line + remove == lines and new and not new[-1]:
            new = (*new, "- last")  # an empty last line without a newline is no line
        edit = Edit(line, new, remove)
        if new_lines(document(data), [edit])[0] != document(data).raw[line : line + remove]:
            edits.append(edit)  # a line replaced by itself is no edit
        line += remove + 1
    return data, edits


@given(edited_files())
@example((b"", [Edit(0, ("# New",))]))
@example((b"\n", [Edit(0, ("# New",))]))
@example((b"no newline", [Edit(1, ("- new",))]))
@example((b"no newline", [Edit(0, ("- new",))]))
@example((b"no newline", [Edit(0, (), 1)]))
@example((b"a\nno newline", [Edit(1, ("- new",), 1)]))
@example((b"a\nno newline", [Edit(1, (), 1)]))
@example((b"a\r\nno newline", [Edit(2, ("- new", "- newer"))]))
@example((b"a\r", [Edit(1, ("- new",))]))
@example((b"a\r\rb\r", [Edit(0, ("- new",)), Edit(1, ("- newer",))]))
@example((b"a\r\n", [Edit(1, ("- new",))]))
@example((b"a\n", [Edit(1, ("",))]))
@example((b"a", [Edit(1, ("a",))]))
@example((BOM, [Edit(0, ("- new",), 1)]))
@example((BOM + b"a\nb\n", [Edit(0, ("- new",), 1)]))
@example((BOM + b"a\nb\n", [Edit(0, (), 1)]))
@example((b"same\n" * 9, [Edit(3, ("same",)), Edit(7, ("same",), 1)]))
@example((b"\0\n\xff\n\xe2\x80\xa8x\n", [Edit(1, ("- new",)), Edit(3, ("- new",))]))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_git_makes_the_same_of_the_diff(repository: Path, edited: tuple[bytes, list[Edit]]) -> None:
    data, edits = edited
    output = check_with_git(repository, data, edits)
    take_out(data, output, edits)


@given(st.lists(st.sampled_from(["a", "b", ""]), min_size=1, max_size=6), st.data())
def test_two_rounds_of_insertions_are_one(lines: list[str], data: st.DataObject) -> None:
    def insertions(length: int) -> list[Edit]:
        places = data.draw(st.lists(st.integers(0, length), max_size=4))
        return [Edit(place, (f"new {number}", "x")[: 1 + number % 2]) for number, place in enumerate(places)]

    before = document("".join(f"{line}\n" for line in lines).encode())
    first = insertions(len(before.raw))
    between = document(splice(before, first))
    second = insertions(len(between.raw))
    assert splice(before, compose(before, first, second)) == splice(between, second)


@given(edited_files())
@settings(max_examples=300, deadline=None)
def test_the_diff_says_no_more_than_the_edits(edited: tuple[bytes, list[Edit]]) -> None:
    """Lines that are marked are the edits' lines, and nothing is left to a diff algorithm's taste."""
    data, edits = edited
    source = document(data)
    raw = source.raw
    diff = unified(source, edits, NAME)
    lines = diff.split(b"\n")[3:] if diff else []
    added = [line[1:] for line in lines if line.startswith(b"+")]
    removed = [line[1:] for line in lines if line.startswith(b"-")]
    gone = [bare(raw[number]) for edit in edits for number in range(edit.line, edit.line + edit.remove)]
    new = [text.encode("utf-8", "surrogateescape") for edit in edits for text in edit.lines]
    assert len(removed) - len(gone) in (0, 1), "only a last line without a newline may be replaced by itself"
    assert len(added) - len(new) == len(removed) - len(gone)


# --- endings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line", "wanted"),
    [
        (b"a\r\nb\r\n", 1, b"a\r\nnew\r\nb\r\n"),
        (b"a\r\nb\r\n", 2, b"a\r\nb\r\nnew\r\n"),
        (b"a\r\nb\n", 2, b"a\r\nb\nnew\n"),
        (b"a\r\nb\n", 1, b"a\r\nnew\r\nb\n"),
        (b"a\r\nb", 2, b"a\r\nb\r\nnew"),
        (b"a\nb", 2, b"a\nb\nnew"),
        (b"a", 1, b"a\nnew"),
        (b"a", 0, b"new\na"),
        (b"", 0, b"new\n"),
        (b"a\rb\n", 1, b"a\rb\nnew\n"),
        (b"a\r", 1, b"a\r\nnew"),
        (BOM + b"a\r\n", 1, BOM + b"a\r\nnew\r\n"),
    ],
)
def test_a_new_line_ends_as_its_neighbours(data: bytes, line: int, wanted: bytes, repository: Path) -> None:
    assert check_with_git(repository, data, [Edit(line, ("new",))]) == wanted


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"a\r\nb\nc", b"new\r\nb\nc"),
        (BOM + b"a\nb\n", BOM + b"new\nb\n"),
        (b"a", b"new"),
        (b"a\r", b"new"),
    ],
)
def test_a_replaced_line_keeps_its_ending_and_the_mark_before_it(data: bytes, wanted: bytes, repository: Path) -> None:
    assert check_with_git(repository, data, [Edit(0, ("new",), 1)]) == wanted


def test_bytes_that_are_no_text_go_through(repository: Path) -> None:
    data = b"- M\xfcller \xff\n- b\n"
    text = document(data).lines[0]
    assert check_with_git(repository, data, [Edit(0, (text + "!",), 1)]) == b"- M\xfcller \xff!\n- b\n"


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, ("x",), 2), Edit(1, ("y",))],
        [Edit(0, (), 1), Edit(0, (), 1)],
        [Edit(3, ("x",))],
        [Edit(1, (), 2)],
        [Edit(-1, ("x",))],
    ],
)
def test_edits_that_do_not_fit_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(RefusedError, match="nothing was written"):
        splice(document(b"a\nb\n"), edits)


def test_a_line_that_is_two_is_refused() -> None:
    """An edit declares lines; one that would be more would not be what it declares."""
    with pytest.raises(RefusedError, match="touch more than it says"):
        splice(document(b"a\nb\n"), [Edit(1, ("one\ntwo",))])


def test_a_diff_that_does_not_fit_is_refused_with_the_words_of_git(repository: Path) -> None:
    (repository / "other.md").write_bytes(b"something else\n")
    diff = unified(document(b"a\nb\n"), [Edit(1, ("new",))], "other.md")
    with pytest.raises(RefusedError, match=r"(?s)git would not apply .*patch does not apply"):
        check_applies(diff, repository)


def test_a_line_replaced_by_itself_is_an_empty_diff() -> None:
    for data in (b"a\nb\n", BOM + b"a\n\n"):
        assert unified(document(data), [Edit(0, ("a",), 1)], NAME) == b""


def test_nothing_to_do_is_an_empty_diff() -> None:
    source = document(b"a\n")
    assert unified(source, [], NAME) == b""
    assert unified(source, [Edit(0)], NAME) == b""
    assert splice(source, []) == b"a\n"


# --- how it looks ----------------------------------------------------------------------------------------------------


def test_a_diff_is_git_s() -> None:
    data = b"".join(b"line %d\n" % number for number in range(1, 21))
    diff = unified(document(data), [Edit(2, ("new",)), Edit(17, ("newer", "newest"), 1)], NAME)
    assert diff.decode() == (
        "diff --git a/list.md b/list.md\n--- a/list.md\n+++ b/list.md\n"
        "@@ -1,5 +1,6 @@\n line 1\n line 2\n+new\n line 3\n line 4\n line 5\n"
        "@@ -15,6 +16,7 @@\n line 15\n line 16\n line 17\n-line 18\n+newer\n+newest\n line 19\n line 20\n"
    )


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "my list.md",
        "a b/c d/e f.md",
        "Lüste.md",
        "漢字.md",
        'say "hi".md',
        "back\\slash.md",
        "tab\there.md",
        "line\nbreak.md",
        "it's.md",
        " blank at both ends ",
        "b/list.md",
        "-dash.md",
        "[x](y).md",
    ],
)
def test_any_name(name: str, repository: Path) -> None:
    check_with_git(repository, b"a\nb\nc\n", [Edit(1, ("new",))], name)


def test_the_root_is_the_repository_s_or_the_folder_s(repository: Path, tmp_path: Path) -> None:
    inner = repository / "deep" / "er"
    inner.mkdir(parents=True)
    assert git_root(inner / NAME) == repository.resolve()
    assert git_root(tmp_path / NAME) == tmp_path.resolve()
