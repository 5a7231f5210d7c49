"""Microsoft's DiskANN (diskannpy 0.7.0) as a program: build an index, or search one, one JSON object per line.

Each job runs in a process of its own, so that its wall time and its peak memory are its own.
diskannpy 0.7.0 hangs when it loads with one thread: it is loaded with at least two and searches with as many as asked.
"""
import argparse
import contextlib
import json
import os
import resource
import time

import numpy as np

TYPES = {"float": np.float32, "int8": np.int8, "uint8": np.uint8}
ENDINGS = {".fbin": "float", ".i8bin": "int8", ".u8bin": "uint8"}


def element_type(path):
    return ENDINGS[os.path.splitext(path)[1]]


def read_matrix(path, kind=None):
    rows, columns = (int(x) for x in np.fromfile(path, "<i4", 2))
    return np.fromfile(path, TYPES[kind or element_type(path)], rows * columns, offset=8).reshape(rows, columns)


def read_truth(path):
    queries, k = (int(x) for x in np.fromfile(path, "<i4", 2))
    ids = np.fromfile(path, "<u4", queries * k, offset=8).reshape(queries, k)
    distances = np.fromfile(path, "<f4", queries * k, offset=8 + 4 * queries * k).reshape(queries, k)
    return ids, distances


def recall(found, truth, distances, k):
    """DiskANN's: every true neighbour as near as the k-th counts."""
    hits = 0
    for row, ids, values in zip(found, truth, distances):
        last = max(int(np.searchsorted(values, values[k - 1], side="right")), k)
        hits += min(k, len(set(int(x) for x in row) & set(int(x) for x in ids[:last])))
    return hits / (len(found) * k)


@contextlib.contextmanager
def quiet():
    """Keeps what the C++ library prints out of the way: it writes to the descriptors, not through Python."""
    kept = [os.dup(1), os.dup(2)]
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, 1)
        os.dup2(null, 2)
        yield
    finally:
        for target, copy in zip((1, 2), kept):
            os.dup2(copy, target)
            os.close(copy)
        os.close(null)


def load(index, kind, dimension, threads, cache=0):
    import diskannpy

    folder, prefix = os.path.split(os.path.abspath(index))
    extra = {}
    if not os.path.exists(index + "_metadata.bin"):
        extra = dict(distance_metric="l2", vector_dtype=TYPES[kind], dimensions=dimension)
    with quiet():
        return diskannpy.StaticDiskIndex(
            folder, num_threads=max(2, threads), num_nodes_to_cache=cache, cache_mechanism=2, index_prefix=prefix,
            **extra)


def build(arguments):
    import diskannpy

    folder, prefix = os.path.split(os.path.abspath(arguments.index))
    os.makedirs(folder, exist_ok=True)
    copy = arguments.index + "_vectors.bin"
    if os.path.exists(copy):
        os.remove(copy)
    began = time.perf_counter()
    with quiet():
        diskannpy.build_disk_index(
            read_matrix(arguments.data), "l2", folder, complexity=arguments.L, graph_degree=arguments.R,
            search_memory_maximum=arguments.B, build_memory_maximum=8.0, num_threads=arguments.T, pq_disk_bytes=0,
            index_prefix=prefix)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peakMiB": peak}), flush=True)


def search(arguments):
    kind = element_type(arguments.queries)
    queries = read_matrix(arguments.queries)
    index = load(arguments.index, kind, queries.shape[1], arguments.T, arguments.cache)
    index.batch_search(queries[:200], arguments.K, 20, arguments.T, arguments.W)  # threads and scratch are made here
    for level in (int(x) for x in arguments.list.split(",")):
        began = time.perf_counter()
        answer = index.batch_search(queries, arguments.K, level, arguments.T, arguments.W)
        seconds = time.perf_counter() - began
        row = {"L": level, "T": arguments.T, "qps": len(queries) / seconds,
               "meanLatencyUs": 1e6 * seconds * arguments.T / len(queries)}
        if arguments.truth:
            row["recall"] = recall(np.asarray(answer.identifiers), *read_truth(arguments.truth), arguments.K)
        print(json.dumps(row), flush=True)


def resident(arguments):
    """Private memory that the process has more once the index is open, with so many nodes cached, and was searched."""
    def private():
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon"))

    import diskannpy  # noqa: F401, what the library itself takes does not count

    kind, dimension = element_type(arguments.queries), read_matrix(arguments.queries).shape[1]
    before = private()
    index = load(arguments.index, kind, dimension, arguments.T, arguments.cache)
    for _ in range(20):
        index.search(np.zeros(dimension, dtype=TYPES[kind]), arguments.K, 20, arguments.W)
    print(json.dumps({"residentBytes": private() - before}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=["build", "search", "resident"])
    for name in ("data", "index", "queries", "truth"):
        parser.add_argument("--" + name)
    parser.add_argument("--list", default="20,50,100", help="search list sizes")
    parser.add_argument("--cache", type=int, default=0)
    parser.add_argument("-B", type=float, default=0.003)
    for name, default in (("R", 64), ("L", 100), ("T", 2), ("K", 10), ("W", 4)):
        parser.add_argument("-" + name, type=int, default=default)
    arguments = parser.parse_args()
    {"build": build, "search": search, "resident": resident}[arguments.mode](arguments)


if __name__ == "__main__":
    main()
