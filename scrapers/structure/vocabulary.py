"""The tags that make lines, and the words by which names, places, titles and headings are told apart."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Tags that begin and end a line, tags whose content is not the page's own, and tags whose content is no text.
BLOCKS = _words("""
    address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption
    figure form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre search section summary table tbody
    td tfoot th thead tr ul [document]
""")
SKIPPED = _words("nav footer select textarea head svg iframe object audio video math")

# Words, in small letters, that the name of an organisation or a country holds.
PLACES = _words("""
    university universities universität universiteit université universidad università universidade universitat univ
    institute institutes institut instituto college school schools lab labs laboratory laboratories research inc
    corp corporation ltd llc gmbh center centre academy academia technology technologies technological polytechnic
    politecnico département department dept faculty hospital foundation ministry sciences science engineering group
    team company eth epfl mit kaist inria cnrs ibm aws amd arm nvidia google microsoft meta facebook amazon apple
    intel huawei alibaba tencent bytedance samsung oracle vmware nokia cisco ericsson baidu uber usa uk china
    germany france switzerland canada israel india korea japan singapore california washington
""")

# Words that titles and headings are made of, and names of people are not.
NO_NAMES = PLACES | _words("""
    the of for and with using via from what why when where towards toward your our its learning systems system
    networks network networking computing computation data memory storage cloud cache caching distributed parallel
    scalable efficient fast secure security privacy machine deep neural model models training inference language
    languages serving scheduling scheduler performance operating virtual virtualization kernel kernels hardware
    software programming programs program analysis design architecture architectures accelerator accelerators gpu
    gpus llm llms cpu cpus fpga ssd wireless mobile sensing edge devices internet web graph graphs database
    databases transactions consistency fault tolerance verification testing bugs debugging compiler compilers
    optimization energy power quantum robust adaptive dynamic optimal optimizing improving understanding building
    introducing accelerating enabling rethinking session sessions keynote lunch coffee break panel welcome opening
    closing remarks registration reception banquet poster posters demo demos workshop workshops tutorial tutorials
    committee chair chairs organizers organization programme schedule day track papers paper accepted best award
    awards monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december room hall foyer lobby terrace available media ballroom conference symposium
    proceedings applications application services service management processing platform platforms framework
    infrastructure protocols congestion control traffic routing measurement measurements monitoring measuring
    sponsors sponsor news call submission submissions home about contact venue travel visa hotel important dates
    instructions policies policy diversity student
""")

# A title or heading without any of these names a paper or a session, nothing else.
TELLING = _words("""
    keynote keynotes invited plenary lecture talks talk panel panels tutorial tutorials workshop workshops poster
    posters demo demos demonstration demonstrations artifact student doctoral phd ph src progress wip wips lightning
    birds bof bofs n women hackathon journal coffee lunch tea break breaks breakfast registration welcome opening
    closing reception banquet dinner business social excursion town photo remarks best award awards community
    cocktail cocktails conference adjourn end session sessions track day papers paper chair chairs cochairs
    committee committees organizer organizers organiser organisers volunteers volunteer webmaster webmasters liaison
    liaisons advisory editor editors sponsor sponsors supporters exhibitors delegates reviewers reviewer members
    speakers speaker attendees general program programme publicity web finance local publication steering
""")
