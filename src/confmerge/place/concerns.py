"""Concerns of systems papers, and the words that show them: two titles may share one though they share no word."""

from __future__ import annotations

_CONCERNS_TEXT = {
    "faults": """failure fault faulty recovery recover resilient resilience checkpoint tolerance tolerant diagnosis
        diagnose anomaly straggler unreliable preemptible spot fail migration elastic""",
    "energy": "energy power carbon sustainable sustainability green emission frequency",
    "scheduling": """scheduling scheduler schedule cluster job tenant queue fairness fair sharing placement resource
        allocation""",
    "network": """network networking communication topology fabric optical switch congestion bandwidth rdma collective
        allreduce transport packet traffic interconnect ethernet infiniband""",
    "memory": "memory offload swap oversubscription recomputation rematerialization footprint fragmentation unified",
    "data": """data dataset preprocessing loading loader dataloader input pipeline storage cache caching ingestion
        prefetch shuffle augmentation format""",
    "compilation": "compiler compile compilation tensor operator fusion kernel code codegen graph program tile tiling",
    "serving": """serving inference serve request slo latency goodput prefill decode decoding prompt token speculative
        batching""",
    "privacy": "private privacy secure security encrypted encryption confidential homomorphic trusted federated",
    "prediction": """simulation simulator simulate emulation emulate predict prediction predictor modeling estimate
        estimation forecast estimator""",
    "compression": "compression compress quantization quantize pruning sparsity sparse distillation precision bit",
    "study": """study characterization characterize analysis empirical understanding measurement measure lesson
        experience trace workload""",
    "retrieval": "retrieval retrieve vector embedding search nearest",
    "agents": "agent tool api function workflow reasoning call",
}


def words_of_concerns() -> dict[str, list[str]]:
    """Return for each word the concerns that it shows.

    >>> words_of_concerns()["congestion"]
    ['network']
    """
    found: dict[str, list[str]] = {}
    for concern, text in _CONCERNS_TEXT.items():
        for word in text.split():
            found.setdefault(word, []).append(concern)
    return found
