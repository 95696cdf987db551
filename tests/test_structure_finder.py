"""The finder on pages in many layouts: the same papers come out of all, and nothing out of pages without any."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest

from scrapers.structure import Guess, find

URL = "https://conf.example.org/2018/program/"
SURE = 0.7
Listed = tuple[str, tuple[tuple[str, str], ...]]

PAPERS: tuple[Listed, ...] = (
    (
        "CheckMate: Automated Synthesis of Hardware Exploits and Security Litmus Tests",
        (
            ("Caroline Trippel", "Princeton University"),
            ("Daniel Lustig", "NVIDIA"),
            ("Margaret Martonosi", "Princeton University"),
        ),
    ),
    (
        "Beyond the Memory Wall: A Case for Memory-centric HPC System for Deep Learning",
        (("Youngeun Kwon", "KAIST"), ("Minsoo Rhu", "KAIST")),
    ),
    (
        "Diffy: a Déjà vu-Free Differential Deep Neural Network Accelerator",
        (
            ("Mostafa Mahmoud", "University of Toronto"),
            ("Kevin Siu", "University of Toronto"),
            ("Andreas Moshovos", "University of Toronto"),
        ),
    ),
    (
        "Compresso: Pragmatic Main Memory Compression",
        (("Esha Choukse", "UT Austin"), ("Mattan Erez", "UT Austin"), ("Alaa Alameldeen", "Intel")),
    ),
    (
        "Time, Clocks, and the Ordering of Events in a Distributed System",
        (("Leslie Lamport", "Massachusetts Computer Associates"),),
    ),
    (
        "Rethinking Belady's Algorithm to Accommodate Prefetching",
        (("Akanksha Jain", "The University of Texas at Austin"), ("Calvin Lin", "The University of Texas at Austin")),
    ),
    (
        "Synthesizing Benchmarks for Predictive Modeling",
        (
            ("Chris Cummins", "University of Edinburgh"),
            ("Pavlos Petoumenos", "University of Edinburgh"),
            ("Zheng Wang", "Lancaster University"),
        ),
    ),
    (
        "Fractal: An Execution Model for Fine-Grain Nested Speculative Parallelism",
        (("Suvinay Subramanian", "MIT"), ("Mark C. Jeffrey", "MIT"), ("Jan van der Berg", "ETH Zurich (ETHZ)")),
    ),
)
CONTAINED = PAPERS


def bracketed(paper: Listed) -> str:
    return html.escape(", ".join(f"{name} ({place})" for name, place in paper[1]))


def bare(paper: Listed) -> str:
    return html.escape(", ".join(name for name, _ in paper[1]))


def each(template: str, names: Callable[[Listed], str] = bracketed, papers: tuple[Listed, ...] = PAPERS) -> str:
    return "\n".join(
        template.format(t=html.escape(paper[0]), a=names(paper), n=number) for number, paper in enumerate(papers, 1)
    )


MENU = (
    "<ul class='menu'>"
    + "".join(
        f"<li><a href='/{x}'>{x}</a></li>"
        for x in ("Home", "Call for Papers", "Program Committee", "Important Dates", "Travel Grants")
    )
    + "</ul>"
)
FOOT = "<div class='foot'><p>Questions? Write to the web chair.</p><p>Copyright 2018 by the organizers</p></div>"


def page(body: str, title: str = "Program – Some Symposium 2018") -> str:
    head = f"<!DOCTYPE html><html><head><title>{title}</title></head>"
    return f"{head}<body>{MENU}<h1>Program</h1>{body}{FOOT}</body></html>"


WITH_AFFILIATIONS = {
    "div.paper": each(
        "<div class='paper'><div class='paper-title'>{t}</div><div class='paper-authors'>{a}</div></div>"
    ),
    "div.paper linked": each(
        "<div class='paper'><div class='paper-title'><a href='p{n}.html'>{t}</a></div>"
        "<div class='paper-authors'>{a}</div><a href='{n}.pdf'>Paper</a></div>"
    ),
    "h4 and paragraph": each("<h4>{t}</h4><p>{a}</p>"),
    "bold and line": each("<p><strong>{t}</strong><br>{a}</p>"),
    "bold, line and links": each(
        "<p><b>{t}</b><br/>{a}<br/><a href='#{n}'>Abstract</a> | <a href='/p/{n}.pdf'>Paper</a></p>"
    ),
    "all in one paragraph": "<p>" + each("<b>{t}</b><br>{a}<br><br>") + "</p>",
    "two paragraphs": each("<p><b>{t}</b></p><p>{a}</p><br/>"),
    "two plain paragraphs": each("<p>{t}</p><p>{a}</p>"),
    "one plain paragraph": each("<p>{t}<br>{a}</p>"),
    "list": "<ul>" + each("<li><strong>{t}</strong><br>{a}</li>") + "</ul>",
    "list, never closed": "<ul>" + each("<li>{t}<br><em>{a}</em>") + "</ul>",
    "list, in one line": "<ul>" + each("<li><a href='p{n}'>{t}</a>. <i>{a}</i></li>") + "</ul>",
    "definitions": "<dl>" + each("<dt>{t}</dt><dd>{a}</dd>") + "</dl>",
    "two cells": "<table><tr><th>Title</th><th>Authors</th></tr>"
    + each("<tr><td>{t}</td><td>{a}</td></tr>")
    + "</table>",
    "numbered cells": "<table>" + each("<tr><td>{n}</td><td>{t}</td><td>{a}</td></tr>") + "</table>",
    "cells with a time": "<table>" + each("<tr><td>{n}:00–{n}:20</td><td>{t}</td><td>{a}</td></tr>") + "</table>",
    "two rows": "<table class='blueTable'>" + each("<tr><td><b>{t}</b></td></tr><tr><td>{a}</td></tr>") + "</table>",
    "two rows, plain": "<table>" + each("<tr><td>{t}</td></tr><tr><td>{a}</td></tr>") + "</table>",
    "session cell over rows": "<table><tr><td rowspan='5'>Caches</td><td>{}</td>".format(
        "</td></tr><tr><td>".join(each("{t}</td><td>{a}").split("\n")[:5]).replace("<td>", "<td>", 1)
    )
    + "</td></tr><tr><td rowspan='3'>Others</td><td>"
    + "</td></tr><tr><td>".join(each("{t}</td><td>{a}").split("\n")[5:])
    + "</td></tr></table>",
    "title and people in a cell": "<table>"
    + each("<tr><td>{n}</td><td><a href='/{n}'><strong>{t}<br/></strong></a> <em>{a}</em></td></tr>")
    + "</table>",
    "cards": each(
        "<div class='card'><div class='card-body'><h5 class='card-title'>{t}</h5><p class='card-text'>{a}</p>"
        "<a class='btn' href='https://doi.org/10.1145/1.{n}'>DOI</a></div></div>"
    ),
    "a link around a card": each("<a class='card' href='/paper/{n}'><h3>{t}</h3><p>{a}</p></a>"),
    "spans": "<ul>" + each("<li><span class='title'>{t}</span> <span class='authors'>{a}</span></li>") + "</ul>",
    "upper-case tags": each("<P><B>{t}</B><BR>{a}</P>"),
    "by": "<div>" + each("<p>{t} by {a}</p>") + "</div>",
    "quoted": "<ol>" + each("<li>“{t}” {a}</li>") + "</ol>",
    "numbered titles": each("<p><b>{n}. {t}</b><br>{a}</p>"),
    "titles with full stops": each("<p><b>{t}.</b><br>{a}.</p>"),
    "labels": each("<p><b>Title:</b> {t}</p><p><b>Authors:</b> {a}</p>"),
    "hard line breaks and &nbsp;": each("<p><strong>\n    {t}&nbsp;\n  </strong>\n<br />\n {a}&nbsp;</p>"),
    "people first": each("<li><i>{a}</i><br><b>{t}</b></li>"),
    "an abstract behind each": each(
        "<div class='p'><h3>{t}</h3><p class='au'>{a}</p><p>"
        + "We study one more thing, and find that it is not what one thinks. " * 6
        + "</p></div>"
    ),
    "tailwind": each(
        "<li class='py-4 flex'><p class='text-lg font-bold'>{t}</p><p class='text-base text-gray-500'>{a}</p></li>"
    ),
    "odd and even": "".join(
        f"<div class='{'odd' if n % 2 else 'even'} row-{n}'>{row}</div>"
        for n, row in enumerate(each("<h4>{t}</h4><div>{a}</div>").split("\n"))
    ),
    "a badge in the title": each("<p><b>{t} <span class='badge'>Artifact Available</span></b><br>{a}</p>"),
    "buttons": each("<button class='collapsible'>{t}</button><div class='content'><p>{a}</p></div>"),
    "one line for each author": "".join(
        f"<div class='talk'><h4>{html.escape(title)}</h4>"
        + "".join(f"<div>{html.escape(name)} ({html.escape(place)})</div>" for name, place in people)
        + "</div>"
        for title, people in PAPERS
    ),
    "a list for the authors": "".join(
        f"<h3>{html.escape(title)}</h3><ul>"
        + "".join(f"<li>{html.escape(name)}, <i>{html.escape(place)}</i></li>" for name, place in people)
        + "</ul>"
        for title, people in PAPERS
    ),
    "people first, in a flat list": each("<p><i>{a}</i></p><p><b>{t}</b></p>"),
    "linked names": each(
        "<p><b>{t}</b><br>{a}</p>",
        lambda paper: ", ".join(f"<a href='/~x'>{name}</a> ({html.escape(place)})" for name, place in paper[1]),
    ),
    "affiliations in italics": each(
        "<p><b>{t}</b><br>{a}</p>",
        lambda paper: "; ".join(f"{name}, <em>{html.escape(place)}</em>" for name, place in paper[1]),
    ),
    "affiliations in spans": each(
        "<h4>{t}</h4><p>{a}</p>",
        lambda paper: ", ".join(
            f"<span class='n'>{name}</span> <span class='o'>{html.escape(place)}</span>" for name, place in paper[1]
        ),
    ),
}


def listed(guess: Guess) -> list[Listed]:
    return [
        (paper.title, tuple((author.name, author.affiliation or "") for author in paper.authors))
        for paper in guess.papers
    ]


@pytest.mark.parametrize("layout", WITH_AFFILIATIONS)
def test_papers_of_any_layout(layout: str) -> None:
    guess = find(page(WITH_AFFILIATIONS[layout]), URL)
    assert listed(guess) == list(PAPERS)
    assert guess.confidence >= SURE


@pytest.mark.parametrize(
    "template",
    [
        "<h4>{t}</h4><p>{a}</p>",
        "<div class='paper'><div class='paper-title'>{t}</div><div class='paper-authors'>{a}</div></div>",
        "<tr><td>{t}</td><td>{a}</td></tr>",
        "<p>{t}<br>{a}</p>",
        "<li><a href='{n}'>{t}</a><br>{a}</li>",
        "<li><a href='{n}'>{t}</a> ({a})</li>",
        "<p><b>{t}</b><br>Authors: {a}</p>",
    ],
)
def test_papers_without_affiliations(template: str) -> None:
    body = each(template, bare)
    guess = find(page(f"<table>{body}</table>" if "<tr>" in template else body), URL)
    assert [(title, [name for name, _ in people]) for title, people in listed(guess)] == [
        (title, [name for name, _ in people]) for title, people in PAPERS
    ]
    assert guess.confidence >= SURE


def test_affiliations_in_lines_of_their_own_go_to_the_name_before() -> None:
    papers = [paper for paper in PAPERS if len(paper[1]) > 1]
    body = "".join(
        f"<div><h3>{html.escape(title)}</h3>"
        + "".join(f"<p class='n'>{name}</p><p class='o'>{html.escape(place)}</p>" for name, place in people)
        + "</div>"
        for title, people in papers
    )
    guess = find(page(body), URL)
    assert listed(guess) == papers
    assert guess.confidence >= SURE


# --- pages without papers --------------------------------------------------------------------------------------------

PEOPLE = tuple(person for paper in PAPERS for person in paper[1])


def affiliated(number: int) -> str:
    return "{} ({})".format(*PEOPLE[number])


NO_PAPERS = {
    "committee": "<h2>Program Committee</h2><ul>"
    + "".join(f"<li>{name} ({place})</li>" for name, place in PEOPLE)
    + "</ul>",
    "committee with commas": "<h2>Program Committee</h2>"
    + "".join(f"<p>{name}, {place}</p>" for name, place in PEOPLE),
    "committee of two cells": "<h2>Program Committee</h2><table>"
    + "".join(f"<tr><td>{name}</td><td>{place}</td></tr>" for name, place in PEOPLE)
    + "</table>",
    "committee of two cells, place first": "<h2>Program Committee</h2><table>"
    + "".join(f"<tr><td>{place}</td><td>{name}</td></tr>" for name, place in PEOPLE)
    + "</table>",
    "committee of cards": "".join(f"<div class='card'><h4>{name}</h4><p>{place}</p></div>" for name, place in PEOPLE),
    "offices": "".join(
        f"<h4>{office}</h4><p>{affiliated(n)}, {affiliated(n + 1)}</p>"
        for n, office in enumerate(
            (
                "General Chairs",
                "Program Chairs",
                "Publicity Chairs",
                "Workshops and Tutorials Chairs",
                "Artifact Evaluation Chairs",
                "Local Arrangements",
                "Student Travel Grants",
                "Web and Social Media",
                "Diversity and Inclusion",
                "Steering Committee",
            )
        )
    ),
    "offices in bold": "".join(
        f"<p><b>{office}:</b> {PEOPLE[n][0]}, {PEOPLE[n + 1][0]}</p>"
        for n, office in enumerate(
            (
                "General Co-Chairs",
                "Program Co-Chairs",
                "Finance Chair",
                "Publications Chair for the Proceedings",
                "Registration",
                "Sponsorship",
                "Travel Grants Chairs",
            )
        )
    ),
    "workshops": "".join(
        f"<h3><a href='/w{n}'>{name}</a></h3><p>{affiliated(n)}, {affiliated(n + 1)}</p>"
        for n, name in enumerate(
            (
                "Workshop on Memory-Centric Systems",
                "The 3rd Workshop on Computer Architecture for Space",
                "Tutorial: Simulating Accelerators with gem5",
                "2nd International Workshop on Quantum Systems",
                "Workshop on Hardware Security and its Verification",
                "Tutorial on Performance Modeling",
            )
        )
    ),
    "news": "".join(
        f"<div class='news'><h4>{head}</h4><p>{when}</p><p>{body}</p></div>"
        for head, when, body in (
            (
                "Early registration is open until the end of May",
                "May 2, 2018",
                "Book your hotel now, rooms are limited.",
            ),
            ("List of accepted workshops is online", "April 3, 2018", "See the page of workshops."),
            ("Deadline for submissions extended", "March 1, 2018", "All authors have another week."),
            ("Welcome to our new platinum sponsor", "January 8, 2018", "Thanks go to Intel, IBM and Google."),
        )
    ),
    "posts by one person": "".join(
        f"<article><h2>{head}</h2><p>by Jane Roe</p><p>We are happy about it.</p></article>"
        for head in (
            "Early registration is open until the end of May",
            "The hotel block is available now",
            "Deadline for the submission of posters extended",
            "A word about our code of conduct",
            "Travel grants for students",
            "How to give a good talk on stage",
        )
    ),
    "sessions only": "<table>"
    + "".join(
        f"<tr><td>{n}:00–{n + 1}:00</td><td><b>Session {n}: {name}</b></td><td>Session Chair: {affiliated(n)}</td></tr>"
        for n, name in enumerate(
            (
                "Caches and Memory",
                "Security of Processors",
                "Accelerators for Deep Learning",
                "Compilers",
                "Quantum",
                "Simulation",
            ),
            1,
        )
    )
    + "</table>",
    "sessions with bare chairs": "".join(
        f"<h4>Session {n}: {name}</h4><p>{affiliated(n)}</p>"
        for n, name in enumerate(
            (
                "Caches and Memory",
                "Security of Processors",
                "Accelerators for Deep Learning",
                "Compilers",
                "Quantum",
                "Simulation",
            ),
            1,
        )
    ),
    "keynotes": "".join(
        f"<h3>Keynote {n}: {name}</h3><p>{affiliated(n)}</p>"
        for n, name in enumerate(
            ("The Future of Computing", "What Comes after Moore", "Lessons of Thirty Years of Caches"), 1
        )
    ),
    "talks and their speakers": "".join(
        f"<h3>{name}</h3><p>{affiliated(n)}</p>"
        for n, name in enumerate(
            (
                "The Future of Computing after Moore's Law",
                "Lessons of Thirty Years of Caches and Buses",
                "Why Your Accelerator Is Idle Half of the Time",
                "From Research to Product and Back Again",
                "Writing Papers that Somebody Will Read",
                "How Quantum Machines Will Be Programmed",
            )
        )
    ),
    "areas and their chairs": "".join(
        f"<h3>{name}</h3><p>{affiliated(n)}, {affiliated(n + 1)}</p>"
        for n, name in enumerate(
            (
                "Caches and Memory",
                "Hardware Security",
                "Accelerators",
                "Compilers and Languages",
                "Quantum",
                "Simulation",
            )
        )
    ),
    "call for papers": "<h2>Call for Papers</h2><p>We invite submissions on:</p><ul>"
    + "".join(
        f"<li>{topic}</li>"
        for topic in (
            "Processor, memory, and storage systems architecture",
            "Hardware security and privacy",
            "Cloud and datacenter computing",
            "Quantum computing",
            "Effects of circuits on architecture",
        )
    )
    + "</ul><h3>Important Dates</h3><p>Abstracts: April 1, 2018</p>",
    "sponsors": "<table>"
    + "".join(
        f"<tr><td>{level}</td><td>{names}</td></tr>"
        for level, names in (
            ("Platinum", "Intel, IBM, Google"),
            ("Gold", "NVIDIA, Arm Research"),
            ("Silver", "Futurewei Technologies, Western Digital"),
        )
    )
    + "</table>",
    "organisations": "".join(
        f"<h4>Sponsor of the year {n}</h4><p>{PEOPLE[n][1]}, {PEOPLE[n + 2][1]}</p>" for n in range(8)
    ),
    "topics": "<ul>"
    + "".join(
        f"<li><b>{a}</b><br>{b}</li>"
        for a, b in (
            ("Memory systems and caches", "Cache Coherence, Main Memory, Persistent Memory"),
            ("Accelerators for learning", "Deep Learning, Graph Processing, Genome Analysis"),
            ("Security of hardware", "Side Channels, Trusted Execution, Secure Boot"),
            ("Tools and methods", "Performance Modeling, Formal Verification, Field Studies"),
        )
    )
    + "</ul>",
    "schedule at a glance": "<table><tr><th>Time</th><th>Monday</th><th>Tuesday</th></tr>"
    + "".join(
        f"<tr><td>{n}:00</td><td>{a}</td><td>{b}</td></tr>"
        for n, (a, b) in enumerate(
            (
                ("Registration and Breakfast", "Registration"),
                ("Keynote", "Session 4A: Caches / Session 4B: GPUs"),
                ("Session 1: Security", "Lunch Break"),
                ("Coffee Break", "Panel on the Future"),
                ("Awards and Banquet", "Closing Remarks"),
            ),
            8,
        )
    )
    + "</table>",
}


@pytest.mark.parametrize("kind", NO_PAPERS)
def test_no_papers_where_none_are(kind: str) -> None:
    guess = find(page(NO_PAPERS[kind], title="Some Symposium 2018"), URL)
    assert guess.confidence < 0.4, (guess.evidence, listed(guess)[:3])


@pytest.mark.parametrize(
    "heading",
    [
        "Posters",
        "Accepted Posters",
        "Poster Session",
        "Demos and Posters",
        "Tutorials",
        "Workshops",
        "Keynotes",
        "Student Research Competition",
    ],
)
def test_what_is_printed_like_papers_under_another_heading_is_turned_away(heading: str) -> None:
    guess = find(page(f"<h2>{heading}</h2>" + WITH_AFFILIATIONS["bold and line"]), URL)
    assert not guess.papers
    assert guess.turned_away.total() == len(PAPERS)


def entry(number: int) -> str:
    return f"<p><b>{html.escape(PAPERS[number][0])}</b><br>{bracketed(PAPERS[number])}</p>"


PROGRAMME = f"""
<h2>Monday, October 22, 2018</h2>
<p><b>8:00 – 9:00 AM</b> Registration and Breakfast</p>
<h3>Keynote 1</h3>
<p><b>What Comes after Moore's Law</b><br>Jane Roe (Example University)</p>
<h3>Session 1A: Security (10:00 – 11:20, Ballroom A)</h3>
<p><i>Session Chair: John Doe (Example College)</i></p>
{entry(0)}<p><b>Best Paper Award</b></p>{entry(1)}{entry(2)}
<p><b>11:20 – 11:40 Coffee Break</b></p>
<h3>Session 1B: Memory – Chair: John Doe (Example College)</h3>
{entry(3)}{entry(4)}
<h3>Poster Session and Reception 18:00 – 20:00</h3>
<h2>Tuesday, October 23, 2018</h2>
<h3>Panel: Is It All Accelerators Now?</h3>
<p><b>Moderator:</b> Jane Roe (Example University)</p>
<p><b>Panelists:</b> John Doe (Example College), Ann Other (Example Inc.)</p>
<h3>Session 2: Caches and Models</h3>
{entry(5)}{entry(6)}{entry(7)}
<p><b>Closing Remarks</b></p>
<h2>Accepted Posters</h2>
<p><b>A Poster that Looks Much like a Paper</b><br>Ann Other (Example Inc.), John Doe (Example College)</p>
<p><b>Synthesizing Benchmarks for Predictive Modeling</b><br>Chris Cummins (University of Edinburgh)</p>
"""


def test_a_programme_gives_papers_sessions_and_awards_and_nothing_else() -> None:
    guess = find(page(PROGRAMME), URL)
    assert listed(guess) == list(PAPERS)
    assert [paper.session for paper in guess.papers] == [
        *3 * ["Session 1A: Security"],
        *2 * ["Session 1B: Memory"],
        *3 * ["Session 2: Caches and Models"],
    ]
    assert [paper.award for paper in guess.papers] == ["Best Paper Award", *7 * [None]]
    assert guess.turned_away["keynote"] == 1
    assert guess.turned_away["poster"] == 2
    assert guess.confidence >= SURE


def test_the_foot_of_the_page_is_no_abstract_of_the_last_paper() -> None:
    foot = f"<div><p>{'We thank all who helped us with this page and with many other things. ' * 9}</p></div>"
    guess = find(page(f"<ul>{each('<li><b>{t}</b><br>{a}</li>')}</ul>{foot}"), URL)
    assert listed(guess) == list(PAPERS)
    assert guess.papers[-1].abstract is None
