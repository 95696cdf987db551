"""What links say: the same paper behind many spellings, and nothing behind what is no link to a paper."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from confmerge.identifiers import arxiv_id, canonical_url, doi, identifiers, is_preprint_doi

ANY_TEXT = st.text() | st.text(st.characters(exclude_categories=[]))
LINK_PARTS = st.text("abc.AZ019:/?#[]@%&=+~ -\ud800é", max_size=30)
ANY_LINK = ANY_TEXT | LINK_PARTS | LINK_PARTS.map("https://x.org/".__add__) | LINK_PARTS.map("https://".__add__)


@pytest.mark.parametrize(
    "text",
    [
        "10.1145/3731569.3764810",
        "DOI: 10.1145/3731569.3764810.",
        "doi:10.1145/3731569.3764810",
        "https://doi.org/10.1145/3731569.3764810",
        "http://dx.doi.org/10.1145/3731569.3764810",
        "https://dl.acm.org/doi/10.1145/3731569.3764810",
        "https://dl.acm.org/doi/abs/10.1145/3731569.3764810?casa_token=x",
        "https://dl.acm.org/doi/pdf/10.1145/3731569.3764810.pdf",
        "https://dl.acm.org/doi/full/10.1145/3731569.3764810#sec-1",
        "https://dl.acm.org/doi/fullHtml/10.1145/3731569.3764810",
        "https://web.archive.org/web/2025/https://dl.acm.org/doi/10.1145/3731569.3764810",
        "https://doi.org/10.1145%2F3731569.3764810",
        "10.1145/3731569.3764810)",
    ],
)
def test_every_spelling_of_a_doi_is_one(text: str) -> None:
    assert doi(text) == "10.1145/3731569.3764810"
    assert identifiers(text) == {"doi:10.1145/3731569.3764810"}


def test_a_doi_keeps_the_brackets_that_are_its_own() -> None:
    assert doi("10.1016/S0140-6736(97)11096-0") == "10.1016/s0140-6736(97)11096-0"
    assert doi("https://link.springer.com/article/10.1007/s00778-020-00638-2") == "10.1007/s00778-020-00638-2"


@pytest.mark.parametrize("text", ["", "10.1145", "10.1145/", "version 10.1145/x", "https://x.org/v10.1145/x", "doi:"])
def test_what_is_no_doi(text: str) -> None:
    assert doi(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2401.00588",
        "arXiv:2401.00588v2 [cs.DC]",
        "https://arxiv.org/abs/2401.00588",
        "http://www.arxiv.org/abs/2401.00588v1?context=cs",
        "https://arxiv.org/pdf/2401.00588v3.pdf",
        "https://arxiv.org/pdf/2401.00588.pdf#page=3",
        "https://export.arxiv.org/abs/2401.00588/",
        "https://arxiv.org/html/2401.00588v1",
        "arxiv.org/abs/2401.00588",
        "https://ar5iv.labs.arxiv.org/html/2401.00588",
        "https://huggingface.co/papers/2401.00588",
        "https://doi.org/10.48550/arXiv.2401.00588",
        "10.48550/ARXIV.2401.00588",
        "https://web.archive.org/web/20240301000000/https://arxiv.org/abs/2401.00588",
        "https://arxiv.org/abs/2401.00588#:~:text=In%20this%20paper",
    ],
)
def test_every_spelling_of_an_arxiv_id_is_one(text: str) -> None:
    assert arxiv_id(text) == "2401.00588"
    assert identifiers(text) == {"arxiv:2401.00588"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://arxiv.org/abs/quant-ph/0201082v1", "quant-ph/0201082"),
        ("math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/pdf/cs/0701001.pdf", "cs/0701001"),
        ("2413.00588", None),
        ("3.14159", None),
        ("https://arxiv.org/list/cs.DC/recent", None),
        ("https://example.org/abs/2401.00588", None),
        ("https://arxiv.org/a/smith_j_1", None),
    ],
)
def test_old_and_impossible_arxiv_ids(text: str, expected: str | None) -> None:
    assert arxiv_id(text) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "https://www.usenix.org/conference/osdi24/presentation/fu",
            "http://usenix.org/conference/osdi24/presentation/fu/",
            "https://www.usenix.org/conference/osdi24/technical-sessions/presentation/fu",
            "HTTPS://WWW.USENIX.ORG/conference/osdi24/presentation/fu#paper",
            "https://www.usenix.org/system/files/osdi24-fu.pdf",
            "https://www.usenix.org:443//conference/osdi24/presentation/fu?utm_source=a&utm_medium=b",
        ],
        [
            "https://www.usenix.org/system/files/conference/osdi16/osdi16-abadi.pdf",
            "https://www.usenix.org/conference/osdi16/technical-sessions/presentation/abadi",
        ],
        [
            "https://openreview.net/forum?id=AbC1",
            "https://openreview.net/pdf?id=AbC1",
            "https://openreview.net/forum?noteId=x&id=AbC1",
        ],
        [
            "https://proceedings.mlsys.org/paper_files/paper/2024/hash/"
            "00112233445566778899aabbccddeeff-Abstract-Conference.html",
            "https://proceedings.mlsys.org/paper_files/paper/2024/file/"
            "00112233445566778899aabbccddeeff-Paper-Conference.pdf",
        ],
        ["https://proceedings.mlr.press/v119/li20a.html", "http://proceedings.mlr.press/v119/li20a/li20a.pdf"],
        ["https://aclanthology.org/P19-1001.pdf", "https://aclanthology.org/P19-1001/"],
        ["https://github.com/Vllm/vLLM.git", "https://github.com/vllm/vllm/tree/main", "github.com/vllm/vllm"],
        ["https://x.org/a/index.html", "https://x.org/a/", "//x.org/a", "https://user@x.org/a?fbclid=1"],
        ["https://x.org/a?b=1&c=2", "https://x.org/a?c=2&b=1"],
        ["https://x.org/%7Eme/a%20b.pdf", "https://x.org/~me/a b.pdf"],
    ],
)
def test_the_addresses_of_one_paper_are_one(spellings: list[str]) -> None:
    assert len({canonical_url(url) for url in spellings}) == 1
    assert None not in {canonical_url(url) for url in spellings}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("https://x.org/paper?id=1", "https://x.org/paper?id=2"),
        ("https://x.org/a", "https://x.org:8080/a"),
        ("https://openreview.net/forum?id=abc1", "https://openreview.net/forum?id=AbC1"),
        (
            "https://www.usenix.org/conference/osdi24/presentation/fu",
            "https://usenix.org/conference/osdi23/presentation/fu",
        ),
        ("https://github.com/a/b/tree/main/one", "https://github.com/a/b/tree/main/two"),
    ],
)
def test_different_addresses_stay_apart(left: str, right: str) -> None:
    assert canonical_url(left) != canonical_url(right)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "-",
        "https://",
        "https:///path",
        "#21-dl-scheduling",
        "../other.md",
        "README.md",
        "mailto:someone@example.org",
        "javascript:void(0)",
        "ftp://x.org/a",
        "https://[::",
        "https://x.org:99999/a",
        "https://x.org:port/a",
        "https://usenix.org",
        "https://www.usenix.org/",
        "http://localhost/a",
    ],
)
def test_what_is_no_address_of_a_paper(url: str) -> None:
    assert canonical_url(url) is None
    assert identifiers(url) == frozenset()


@pytest.mark.parametrize(
    "url",
    [
        "https://www.usenix.org/conference/nsdi24/technical-sessions",
        "https://www.usenix.org/conference/nsdi25/spring-accepted-papers",
        "https://sigops.org/s/conferences/sosp/2025/accepted.html",
        "https://mlsys.org/program",
        "https://github.com/vllm-project",
        "https://cs.x.edu/~someone/",
    ],
)
def test_pages_of_many_papers_or_of_a_person_identify_no_paper(url: str) -> None:
    assert identifiers(url) == frozenset()


def test_identifiers_of_several_links() -> None:
    found = identifiers("https://arxiv.org/abs/2401.00588v2", None, "", "https://x.org/p.pdf", "10.1145/1.2")
    assert found == {"arxiv:2401.00588", "url:x.org/p.pdf", "doi:10.1145/1.2"}


@pytest.mark.parametrize(
    "name", ["10.48550/arxiv.2401.1", "10.1101/2020.01.01", "10.21203/rs.3.rs-1", "10.2139/ssrn.1"]
)
def test_preprint_servers_are_told_from_publishers(name: str) -> None:
    assert is_preprint_doi(name)
    assert not is_preprint_doi("10.1145/3731569.3764810")


@given(ANY_LINK)
@example("https://[::")
@example("http://x.org:\ud800/")
@example("https://x.org/%")
def test_any_text_at_all_is_taken(text: str) -> None:
    assert identifiers(text) == identifiers(text, text)
    for reader in (doi, arxiv_id, canonical_url):
        once = reader(text)
        assert once is None or reader(once) == once
