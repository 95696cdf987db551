"""Words of the field that comparing titles needs to know. Data only: which words tell nothing, which are no names."""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


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
    introduction issue issues kernel kernels keynote knowledge language languages large latency learning level
    leveraging load long low machine making management memory message method methods mining mixture mobile model
    modeling models modern multi multiple network networks neural new novel object objects online open optimal
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
)
