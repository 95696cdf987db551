"""Venues as lists print them: known spellings, and tags that name one (`NSDI'25`, `arxiv, 2022`, `23arxiv`, `SC21`).

Lists name hundreds of venues that no registry will ever hold, so a tag is recognised by its form first; the known
names only settle forms that could be something else (`SC21`, `arxiv` without a year, `... Programs.ASPLOS'23`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

_KNOWN = """
    NSDI OSDI ATC FAST SOSP EuroSys ASPLOS MLSys SIGCOMM HPCA ISCA MICRO PPoPP SC HPDC ICS IPDPS CLUSTER CCGrid ICPP
    SoCC Middleware ICDCS INFOCOM CoNEXT IMC ANCS HotNets HotOS HotCloud HotStorage HotInfra HotEdge HotCarbon APSys
    SYSTOR SYSML EuroMLSys WORDS DIMES GPGPU SPAA PODC PACT CGO CC PLDI POPL OOPSLA ICFP LCTES VEE Onward MAPL ICSE FSE
    ESEC ASE ISSTA ISSRE DAC DATE ICCAD ASP-DAC ISLPED FPGA FPL FCCM FPT ISSCC VLSI HotChips ISPASS IISWC CAL SIGMETRICS
    Performance SIGMOD VLDB PVLDB ICDE CIDR EDBT DEBS DaMoN KDD WWW TheWebConf CIKM WSDM SIGIR RecSys ICDM PAKDD
    NeurIPS NIPS ICML ICLR COLM AAAI IJCAI AISTATS UAI CoLLAs CPAL TMLR JMLR MLJ ACL NAACL EMNLP EACL COLING TACL
    CoNLL INTERSPEECH ICASSP CVPR ICCV ECCV WACV BMVC TPAMI SIGGRAPH CHI UIST CSCW UbiComp IMWUT MobiCom MobiSys SenSys
    IPSN EWSN EMSOFT RTSS RTAS ECRTS CCS NDSS PETS PoPETs RAID ACSAC AsiaCCS EuroS&P S&P SaTML Oakland CRYPTO
    TPDS TC TOC TCAD TCC TSC TON ToN TOCS TOS TACO TODAES TECS TRETS TKDE TODS TOIS CSUR JPDC FGCS TNNLS TIST TOSEM
    TSE JSA CACM PACMMOD PACMPL POMACS JSSPP SoftwareX Euro-Par EuroPar ICPADS ISPA HPCC ICPE ICWS BigData IEEE
    SAC AAMAS ICRA IROS CoRL RSS MMSys MM NOSSDAV SEC EdgeSys MASCOTS LISA SREcon OpML LADIS PaPoC NAIC ICNP CCR
    ICCD ICCV VLDBJ SIGOPS NeurIPS-W Supercomputing LLM4Code
"""
_ORGANISERS = {"ACM", "IEEE", "USENIX", "IFIP"}
_PREPRINT = re.compile(
    r"arxiv|\bcorr\b|preprint|bio ?rxiv|techrxiv|\bssrn\b|under review|tech(?:nical)? report|openreview", re.I
)
_PREPRINTS = {"arxiv", "corr", "preprint", "biorxiv", "techrxiv", "ssrn", "openreview"}
# Capitals that head sections and end titles without being a venue.
_TOPICS = """
    AI ML DL LLM LLMS MLLM VLM LMM DNN DNNS CNN RNN GNN GNNS GCN GPU GPUS TPU NPU CPU FPGAS RAG MOE RL RLHF NLP CV HPC
    KV IO OS CXL RDMA NIC DPU API SQL TODO TBD TBA PDF QA CS US USA UK EU IOT V VR AR ASIC DSL JIT LORA PEFT SLO QOS
"""
_NOT_VENUES = frozenset(_TOPICS.split())
_SPELLING = {name.casefold(): name for name in _KNOWN.split()}
_SPELLING |= {"arxiv": "arXiv", "usenixsecurity": "USENIX Security"}

_QUOTE = "['\u2019\u2018`\u00b4]"
_WORD = r"[^\W\d_][\w&/+.:@-]*"
_APOSTROPHE = re.compile(rf"^(?P<venue>.*?\S)\s*{_QUOTE}\s*(?P<year>(?:19|20)?\d\d)(?![\w])(?P<rest>.*)$", re.S)
_FOUR_DIGITS = re.compile(r"^(?P<venue>\D*?\w\D*?)[\s,.:(-]*(?P<year>(?:19|20)\d\d)(?!\d)(?P<rest>.*)$", re.S)
_YEAR_FIRST = re.compile(rf"^(?P<year>(?:19|20)?\d\d)[\s,-]*(?P<venue>{_WORD})(?P<rest>.*)$", re.S)
_TWO_DIGITS = re.compile(r"^(?P<venue>[^\W\d_][^\W\d_&/+-]*)\s?-?(?P<year>\d\d)(?!\w)(?P<rest>.*)$", re.S)
_DIGIT = re.compile("[0-9]")
_DATE = re.compile(
    r"^(?:(?P<year>(?:19|20)\d\d)(?:[-./](?:0?\d|1[0-2]))?(?:[-./]\d{1,2})?"
    r"|(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+"
    r"(?:\d{1,2},?\s+)?(?P<late>(?:19|20)\d\d))$",
    re.I,
)


# MLArchSys'24 @ ISCA'24: a workshop, and the conference it is held at.
_HOST = re.compile(rf"^\s*@\s*(?P<venue>[^\W\d_][\w&/+.-]*)\s*{_QUOTE}?\s*(?:\d\d)+\s*$")


@dataclass(frozen=True, slots=True)
class Tag:
    """A venue tag: venue as printed without the year, year (four digits), and what else it says ("to appear").

    `form` is the tag with `{venue}` and `{yy}` or `{yyyy}` in their places: how this list prints a tag.
    """

    venue: str | None
    year: int | None
    notes: tuple[str, ...] = field(default=())
    form: str = ""

    @property
    def preprint(self) -> bool:
        """Whether the tag says preprint, not publication."""
        return self.venue is not None and is_preprint(self.venue)


def is_preprint(venue: str | None) -> bool:
    """Whether what stands for a venue is none: a preprint server, or the word for a paper not published yet.

    >>> is_preprint("Arxiv"), is_preprint("arxiv'24"), is_preprint("NSDI"), is_preprint(None)
    (True, True, False, False)
    """
    return bool(venue and _PREPRINT.search(venue))


def _preprint_word(word: str) -> bool:
    return word.casefold().strip(" .") in _PREPRINTS


def is_known(name: str) -> bool:
    """Tell whether `name` is a venue by one of its known spellings (organiser and case apart).

    >>> is_known("ACM CSUR"), is_known("eurosys"), is_known("NAIC @ SIGCOMM"), is_known("Fast Serving")
    (True, True, True, False)
    """
    parts = [part for part in re.split(r"\s*[@/]\s*", name) if part]
    return any(_known_phrase(part.split()) for part in parts)


def _known_phrase(words: list[str]) -> bool:
    words = [word.strip(".,:()") for word in words if word.upper() not in _ORGANISERS]
    if not words:
        return False
    if len(words) == 1 or words[0].casefold() == "usenixsecurity":
        return words[0].casefold() in _SPELLING or _preprint_word(words[0])
    # Within a phrase an ordinary word ("Fast", "Cluster") is a venue's name only in a venue's capitals.
    return any(word.casefold() in _SPELLING and sum(c.isupper() for c in word) >= 2 for word in words)


def spelling(key: str) -> str:
    """Return how the field spells a venue's key; capitals for a key nobody knows.

    >>> spelling("eurosys"), spelling("sosp"), spelling("foo")
    ('EuroSys', 'SOSP', 'FOO')
    """
    return _SPELLING.get(key.casefold(), key.upper())


def same_venue(left: str, right: str) -> bool:
    """Tell whether two printed names mean one venue: case, organiser and punctuation apart.

    >>> same_venue("MLSYS", "MLSys"), same_venue("USENIX ATC", "ATC"), same_venue("HotOS", "OSDI")
    (True, True, False)
    """
    return _bare(left) == _bare(right)


def _bare(name: str) -> str:
    words = re.findall(r"\w+", name.casefold())
    kept = [word for word in words if word.upper() not in _ORGANISERS] or words
    # "Usenix Security" keeps nothing but "security"; a trailing "symposium"/"conference" says nothing either.
    return "".join(word for word in kept if word not in ("symposium", "conference", "proceedings", "proc"))


def _year(digits: str) -> int:
    number = int(digits)
    return number if number > 99 else 2000 + number if number < 70 else 1900 + number


def _acronym(venue: str) -> bool:
    """A name that looks like a venue's: words with capitals, none of them a topic's, few small words."""
    words = re.split(r"[\s@/]+", venue.strip(" .,:"))
    if not 1 <= len(words) <= 5 or any(not word for word in words):
        return False
    capitals = [sum(letter.isupper() for letter in word) for word in words]
    topics = [word.upper().strip(".,") in _NOT_VENUES for word in words]
    if len(words) == 1:
        return capitals[0] >= 2 and not topics[0] and len(words[0]) <= 16
    return (
        max(capitals) >= 2 and not any(topics) and all(c or len(w) <= 3 for c, w in zip(capitals, words, strict=True))
    )


@lru_cache(maxsize=4096)
def parse_tag(text: str) -> Tag | None:
    """Read a whole tag, as it stands between brackets or as a heading; None where it names no venue and no year.

    >>> parse_tag("EuroSys'25 (to appear)")
    Tag(venue='EuroSys', year=2025, notes=('to appear',), form="{venue}'{yy}")
    >>> [(t.venue, t.year) for t in map(parse_tag, ["arxiv, 2022", "23arxiv", "SC21", "PML4LRS @ ICLR2024", "arxiv"])]
    [('arxiv', 2022), ('arxiv', 2023), ('SC', 2021), ('PML4LRS @ ICLR', 2024), ('arxiv', None)]
    >>> [parse_tag(text) for text in ["Survey", "Inference", "Google", "LLM 2024", "Conference'year"]]
    [None, None, None, None, None]
    >>> parse_tag("2024-05").year, parse_tag("4 Sep 2022").year
    (2024, 2022)
    >>> parse_tag("Alibaba, OSDI'24")
    Tag(venue='OSDI', year=2024, notes=('Alibaba',), form="{venue}'{yy}")
    """
    text = text.strip()
    if not text or len(text) > 90:
        return None
    if not _DIGIT.search(text):  # most texts are titles; say no to them quickly
        return _undated(text)
    if match := _DATE.match(text):
        return Tag(None, int(match["year"] or match["late"]), form="{yyyy}" if len(text) == 4 else "")
    if (match := _APOSTROPHE.match(text)) and (_named(match["venue"]) or _titled(match["venue"])):
        return _tag(match, text)
    if (match := _FOUR_DIGITS.match(text)) and _named(match["venue"]):
        return _tag(match, text)
    for pattern in (_YEAR_FIRST, _TWO_DIGITS):
        if (match := pattern.match(text)) and is_known(match["venue"]) and len(match["rest"]) < 30:
            return _tag(match, text)
    return _undated(text)


def _undated(text: str) -> Tag | None:
    named = _preprint_word(text) or (len(text) < 25 and is_known(text) and _acronym(text))
    return Tag(text, None, form="{venue}") if named else None


def _named(venue: str) -> bool:
    return len(venue.split()) <= 7 and ": " not in venue and (is_known(venue) or _acronym(venue))


def _titled(venue: str) -> bool:
    """`Interspeech'24`, `Nature Communications'23`: a year with its apostrophe makes capitalised words a venue."""
    words = venue.split()
    return len(words) <= 4 and all(word[:1].isupper() or word in ("on", "of", "and", "@", "&") for word in words)


def _tag(match: re.Match[str], text: str) -> Tag:
    venue = _SMALL_WORDS.sub("", match["venue"].strip(" ,.:;(-"))
    if (host := _HOST.match(match["rest"])) and is_known(host["venue"]):
        return Tag(f"{venue} @ {host['venue']}", _year(match["year"]))
    notes = tuple(note for part in re.split(r"[()\[\],;|]", match["rest"]) if (note := part.strip(" .:-\t\n")))
    lead, comma, named = venue.rpartition(", ")
    if comma and is_known(named) and not is_known(lead) and lead.upper() not in _ORGANISERS:
        venue, notes = named, (lead, *notes)  # an affiliation before the venue
    start, end = match.span("venue")[0], match.end() - len(match["rest"])
    where = text.index(venue, start)
    slots = sorted([(where, where + len(venue), "{venue}"), (*match.span("year"), _slot(match["year"]))])
    form, position = "", min(where, match.start("year"))
    for first, last, slot in slots:
        form += text[position:first].replace("{", "").replace("}", "") + slot
        position = last
    form += text[position:end]
    if form.count("(") > form.count(")"):
        form += ")"
    return Tag(venue, _year(match["year"]), notes, form)


_SMALL_WORDS = re.compile(r"^(?:(?:in|at|of|the|to|on)\s+)+(?=\S)", re.I)


def _slot(digits: str) -> str:
    return "{yyyy}" if len(digits) == 4 else "{yy}"


# A tag at the end of a title: after a blank, or glued to it behind a full stop, a brace, a bracket.
_END = re.compile(
    rf"""(?:^|(?<=[\s.,;:|(\[\])}}?!*-])|(?<=[\s*]_))
    (?P<tag>
        (?:(?:ACM|IEEE|USENIX)\s+)?[^\W\d_][\w&/+@-]*\s*{_QUOTE}\s*(?:19|20)?\d\d  # OSDI'22, NeurIPS '22
      | (?:(?:ACM|IEEE|USENIX)\s+)?[^\W\d_][\w&/+@-]*[\s,]+(?:19|20)\d\d          # NSDI 2025, NSDI, 2025
      | \d\d[^\W\d_]+ | [^\W\d_]+\d\d(?:\d\d)? | [aA]r[xX]iv                     # 23arxiv, SC21, arxiv
    )[\s).\]*_]*$""",
    re.X,
)
_LONGEST_END = 60


def split_end(title: str) -> tuple[str, Tag | None, int, int]:
    """Split a venue tag off the end of a title: (title without it, tag, where the tag begins and ends in `title`).

    >>> split_end("Hidet: Task Mapping for Tensor Programs.ASPLOS'23")[:2]
    ('Hidet: Task Mapping for Tensor Programs', Tag(venue='ASPLOS', year=2023, notes=(), form="{venue}'{yy}"))
    >>> split_end("Whale: Training over Heterogeneous {GPUs}ATC'22 ")[0]
    'Whale: Training over Heterogeneous {GPUs}'
    >>> split_end("Efficient Large-Scale Training Using Megatron-LM SC21")[0]
    'Efficient Large-Scale Training Using Megatron-LM'
    >>> split_end("Scaling to GPT-4 and Beyond in 2024")[1] is None
    True
    """
    none = title, None, len(title), len(title)
    ending = title[-9:].casefold()
    if not ("arxiv" in ending or any(letter.isdigit() for letter in ending)):
        return none
    match = _END.search(title, max(0, len(title) - _LONGEST_END))
    tag = match and parse_tag(match["tag"])
    if not match or not tag or tag.venue is None or not (is_known(tag.venue) or _acronym(tag.venue)):
        return none
    rest = title[: match.start("tag")].rstrip(" ,;:|([-\u2013\u2014*_\t").removesuffix(" /").removesuffix(".")
    return rest, tag, match.start("tag"), match.end("tag")


_INSIDE = re.compile(
    rf"""(?<![\w/])(?P<tag>
        (?:(?:ACM|IEEE|USENIX)\s+)?[^\W\d_][\w&/+@-]*(?:\s+[A-Z][\w&]*)?\s*{_QUOTE}\s*(?:(?:19|20)\d\d|\d\d)
      | (?:(?:ACM|IEEE|USENIX)\s+)?[^\W\d_][\w&/+@-]*(?:\s+[A-Z][\w&]*)?[\s,]+(?:19|20)\d\d
      | [^\W\d_][\w&/+@-]*[ ]\d\d | [^\W\d_]+\d\d(?:\d\d)? | \d\d[^\W\d_]+
      | [aA]r[xX]iv
    )(?![\w])""",
    re.X,
)


def find_tag(text: str) -> tuple[Tag, int, int] | None:
    """Find the last venue tag within free text: (tag, begin, end), or None.

    >>> find_tag("by Minjie Wang, Chien-chin Huang, EuroSys 2019")[0]
    Tag(venue='EuroSys', year=2019, notes=(), form='{venue} {yyyy}')
    """
    found = None
    for match in _INSIDE.finditer(text):
        tag = parse_tag(match["tag"])
        if tag is not None and tag.venue is not None and (is_known(tag.venue) or _acronym(tag.venue)):
            found = (tag, match.start("tag"), match.end("tag"))
    return found
