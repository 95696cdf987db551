"""Words of the field that comparing titles needs to know. Data only: which words tell nothing, which are no names."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# The Greek alphabet in its order.
GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
    *("nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)

# Words of grammar: they tell nothing about a paper, and text with one of them before a colon is no system's name.
FUNCTION_WORDS = _set("""
    a across all an and are as at be behind between beyond by can do does for from how i in into is it its less
    more no not of on one or our over rethinking that the their this three through to toward towards two under
    understanding using via vs we what when where why with without you your
""")

# What is abbreviated and named in titles everywhere, and so names no system.
ABBREVIATIONS = _set("""
    2d 3d 5g ai api apis asic cnn cnns cpu cpus cuda cxl dag dbms ddl dl dlrm dnn dnns dpu dpus fl fpga fpgas gan
    gnn gnns gpt gpu gpus hbm hpc icl io iot kv llm llms lora ml mlaas moe moes mpi nic nics nlp nn npu npus nvm
    ode olap oltp os pcie peft pim qos rag rdma rl rlhf rnn rnns rpc sdn sgd slm slo slos soc socs sql sram ssd
    ssds tcp tee tpu tpus vlm vm vms wan xml
""")

# Words that many titles of the field hold: sharing them says little.
COMMON_WORDS = _set("""
    abstract accelerate accelerating acceleration accelerator accelerators access accurate achieving adaptive
    algorithm algorithms analysis application applications approach architecture attention automated automatic
    aware balancing based batching benchmark benchmarking book cache caching centric chair challenges
    characterizing cloud cluster clusters code collective column communication compiler compilers compression
    computation compute computing conclusion conference context control core cores cost cross data database
    databases datacenter datacenters deep demonstration design device devices disaggregated distributed driven
    dynamic edge editorial effective efficiency efficient efficiently elastic enabling end energy enhancing
    evaluating evaluation execution experts exploiting fast fault federated fine flexible foreword forum framework
    free generation generative global gpus grained graph graphs guest hardware heterogeneity heterogeneous high
    hybrid improving index indexing inference information integration intelligence interface international
    introduction issue issues kernel kernels keynote knowledge language languages large latency learning letter
    letters level leveraging load long low machine making management memory message method methods mining mixture
    mobile model modeling models modern multi multiple network networks neural new novel object objects online open
    optimal
    optimization optimize optimizing overhead overview panel parallel parallelism parallelization performance
    phase pipeline placement platform practical pre preface proceedings processing production programming programs
    pruning quality quantization queries query real relational report research resource resources review robust
    runtime scalability scalable scale scaling schedule scheduler scheduling search secure self semantic server
    serverless service services serving session shared simple single software space sparse sparsity spatial
    special speculative speed state storage strategies streaming study summary support survey system systems task
    tasks techniques temporal tensor throughput time training transaction transactions transformer transformers
    tuning tutorial unified unifying video view views virtual warehouse warehousing web with workload workloads
    workshop world
""")

# Numbers as words, and as figures.
COUNTS = _pairs("""
    one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 twenty 20 thirty 30
    forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90 first 1st second 2nd third 3rd fourth 4th fifth 5th
    sixth 6th seventh 7th eighth 8th ninth 9th tenth 10th
""")

# Phrases that have one abbreviation everywhere.
PHRASES = {
    "large language model": "llm",
    "deep neural network": "dnn",
    "convolutional neural network": "cnn",
    "recurrent neural network": "rnn",
    "graph neural network": "gnn",
    "neural network": "nn",
    "mixture of expert": "moe",
    "deep learning": "dl",
    "machine learning": "ml",
    "reinforcement learning": "rl",
    "retrieval augmented generation": "rag",
    "key value": "kv",
    "operating system": "os",
    "solid state drive": "ssd",
}

# Words of which a title means one or another: "on CPUs" and "on GPUs" are two papers, however much else is shared.
OPPOSITES = (
    _set("cpu fpga gpu npu tpu"),
    _set("inference serving training"),
    _set("offline online"),
    _set("read write"),
    _set("asynchronous synchronous"),
    _set("dynamic static"),
    _set("heterogeneous homogeneous"),
    _set("supervised unsupervised"),
    _set("structured unstructured"),
    _set("centralized decentralized"),
    _set("intra inter"),
    _set("decoder encoder"),
    _set("dense sparse"),
    _set("lossless lossy"),
    _set("single multi"),
    _set("private public"),
    _set("client server"),
    _set("upper lower"),
    _set("primary secondary"),
    _set("men women"),
    _set("male female"),
    _set("acute chronic"),
    _set("urban rural"),
    _set("prospective retrospective"),
    _set("qualitative quantitative"),
)

# Words that say of what kind or state a publication is, or that lead to one: nothing else stands in a label's bracket.
LABEL_WORDS = _set("""
    abridged abstract abstracts accepted appendix artefact article artifact artifacts arxiv bib bibtex blog book
    breaking code codes conference dataset demo demonstration demonstrations demos description doctoral doi
    editorial experience extended forthcoming full github highlight homepage hot html industrial industry invited
    journal keynote late link links long new note notes oral orals page panel panels paper papers pdf position
    post poster posters ppt pptx preliminary preprint presentation progress project provisional ps regular
    retracted review reviews revised session sessions short slide slides sok spotlight spotlights student summary
    supplement supplementary survey talk talks tba tbd todo track tutorial tutorials updated version video videos
    vision website wip withdrawn work workshop
""")

# What such a bracket may hold as well, but not alone.
LABEL_FILLING = _set("""
    and at by in of on only or to with application applications research data model models experiments benchmark
""")

# What stands in lower case within names.
NAME_PARTICLES = _set("al bin da de del della den der di do dos du el ibn la le ten ter van von y zu")

# Given names by which two capitalised words are told to be a person's.
GIVEN_NAMES = _set("""
    aaron abhishek adam aditya ahmed alan albert alejandro alex alexander alexandra alice amit amy ana anand
    anders andrea andreas andrew andrey angela anil anna anne anthony antonio arvind ashish barbara ben benjamin
    bernhard bharat bo bob boris brian bruce bruno carl carlo carlos chang chao charles chen cheng chris christian
    christine christoph christopher chun claudia craig cristina dan daniel daniela david dawei deepak dennis diana
    diego dimitris dmitry don donald dong doug eduardo edward elena elizabeth emily emma eric erik eva fabio fang
    fei felix feng fernando florian francesco francisco frank frederic gabriel gang george gerhard giovanni
    gonzalo gordon greg gregory guillaume gustavo hai haibo hans hao harry hector helen henry hiroshi hong hongyi
    hugo ian igor ion ivan jack jacob jakob james jan jane jason javier jay jean jeff jeffrey jennifer jerry jia
    jian jiang jie jim jin jing joao joe johan johannes john jon jonas jonathan jorge jose joseph joshua juan
    julia julian jun justin kai karen karl karthik katherine kathryn keith ken kevin kim kun lars laura laurent
    lei leonid leslie li liang lin linda ling lisa liu lu luca lucas luis lukas manuel marc marcel marco marcus
    maria mario mark markus martin mary matei matteo matthew matthias mehmet mei michael michel miguel mihai mike
    ming mohamed mohammad mohammed nan nathan neil nicholas nick nicolas nikhil nikos oleg olga oliver pablo paolo
    patrick paul pavel pedro peng peter petr philip philippe pierre prasad priya qi qian qiang qin qing quan
    rachel raj rajeev rakesh ralph ramesh raphael ravi rebecca ricardo richard robert roberto robin roger roman
    ronald rui ruth ryan sam samuel sandeep sandra sanjay sanjeev sara sarah scott sean sebastian sergey sergio
    shang shantanu sharon shuai shuang simon sofia sonia srinivas stefan stefano stephan stephen steve steven
    sudhir sunil surajit susan sven tao ted thomas tianqi tim timothy ting todd tom tomas tony ulrich uwe victor
    vijay viktor vincent vincenzo vladimir wei wen wenjie werner william wolfgang xiang xiao xiaodong xin xing xu
    xue yan yang yannis yi ying yong yu yuan yue yun yuri zhang zhen zheng zhi zhihao zhong ziheng
""")

# Words of a second paper on the first one's subject: where only one of two titles has them, they are two papers.
SEQUELS = _set("addendum comments decade postmortem rebuttal reconsidered redux reloaded reply retrospective revisited")

# What venues are called in full where their acronym is not the initials of it.
VENUE_NAMES = {
    "cloud computing symposium": "socc",
    "computational learning theory": "colt",
    "data engineering": "icde",
    "embedded networked sensor systems": "sensys",
    "european computer systems": "eurosys",
    "extending database technology": "edbt",
    "high performance computing networking storage analysis": "sc",
    "human factors computing systems": "chi",
    "knowledge discovery data mining": "kdd",
    "management data": "sigmod",
    "measurement modeling computer systems": "sigmetrics",
    "mobile computing networking": "mobicom",
    "mobile systems applications services": "mobisys",
    "neural information processing systems": "neurips",
    "principles database systems": "pods",
    "principles programming languages": "popl",
    "principles practice parallel programming": "ppopp",
    "research development information retrieval": "sigir",
}
