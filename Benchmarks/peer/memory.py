"""Searches in memory beside the peer's StaticMemoryIndex (PyPI's diskannpy 0.7.0) on the same files, in one run.

Builds an index with each program, then alternates between the two, `--runs` times. Prints recall, QPS, the ratio at
equal L and at equal recall (by linear interpolation of log QPS between the measured points of the peer).

  python memory.py --program .build/release/beamscope --data F --queries F --truth F
  python memory.py search --index P --queries F --truth F     (one search of the peer, in a process of its own)
"""
import argparse
import json
import math
import os
import shutil
import sys
import tempfile
import time

import numpy as np

import diskann
from compare import json_lines, median, run

HERE = os.path.dirname(os.path.abspath(__file__))


def build(arguments):
    import diskannpy

    folder, prefix = os.path.split(os.path.abspath(arguments.index))
    os.makedirs(folder, exist_ok=True)
    for path in [arguments.index + "_vectors.bin"]:
        if os.path.exists(path):
            os.remove(path)
    began = time.perf_counter()
    with diskann.quiet():
        diskannpy.build_memory_index(
            diskann.read_matrix(arguments.data), "l2", folder, complexity=arguments.build_list,
            graph_degree=arguments.R, num_threads=arguments.threads, alpha=1.2, use_pq_build=False, num_pq_bytes=0,
            use_opq=False, index_prefix=prefix)
    print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)


def search(arguments):
    import diskannpy

    levels = [int(x) for x in arguments.lists.split(",")]
    folder, prefix = os.path.split(os.path.abspath(arguments.index))
    queries = diskann.read_matrix(arguments.queries)
    with diskann.quiet():
        index = diskannpy.StaticMemoryIndex(
            folder, num_threads=arguments.threads, initial_search_complexity=max(levels), index_prefix=prefix)
    index.batch_search(queries[:200], arguments.K, levels[0], arguments.threads)  # threads and scratch are made here
    truth = diskann.read_truth(arguments.truth)
    for level in levels:
        best = 0
        for _ in range(arguments.repeats):
            began = time.perf_counter()
            answer = index.batch_search(queries, arguments.K, level, arguments.threads)
            best = max(best, len(queries) / (time.perf_counter() - began))
        found = np.asarray(answer.identifiers)
        print(json.dumps({"L": level, "qps": best, "recall": diskann.recall(found, *truth, arguments.K)}), flush=True)


def qps_at(rows, recall):
    """QPS at a recall between two measured rows; `None` beyond them."""
    for low, high in zip(rows, rows[1:]):
        if low["recall"] <= recall <= high["recall"] and low["recall"] < high["recall"]:
            share = (recall - low["recall"]) / (high["recall"] - low["recall"])
            return math.exp((1 - share) * math.log(low["qps"]) + share * math.log(high["qps"]))
    return None


def medians(runs):
    return [{"L": rows[0]["L"], "recall": rows[0]["recall"], "qps": median([row["qps"] for row in rows])}
            for rows in zip(*runs)]


def compare(arguments):
    a = arguments
    folder = a.work or tempfile.mkdtemp(prefix="beamscope-memory-", dir=os.getcwd())
    ours, theirs = (os.path.join(folder, name, "index") for name in ("ours", "theirs"))
    shared = ["--queries", a.queries, "--truth", a.truth, "--lists", a.lists, "-K", str(a.K), "--threads", str(a.threads),
              "--repeats", str(a.repeats)]
    try:
        os.makedirs(os.path.dirname(ours), exist_ok=True)
        if not a.skip_build:
            text, _, _ = run([sys.executable, __file__, "build", "--index", theirs, "--data", a.data, "-R", str(a.R),
                              "--build-list", str(a.build_list), "--threads", str(a.threads)])
            peer_seconds = json_lines(text)[-1]["seconds"]
            _, seconds, _ = run([a.program, "build", "--memory", "--data", a.data, "--index", ours, "-R", str(a.R), "-L",
                                 str(a.build_list), "-T", str(a.threads), "--progress", "none"])
            print(f"build: ours {seconds:.2f} s, peer {peer_seconds:.2f} s, ratio {seconds / peer_seconds:.3f}")
        runs = {"ours": [], "peer": []}
        for _ in range(a.runs):
            text, _, _ = run([sys.executable, __file__, "search", "--index", theirs, *shared])
            runs["peer"].append(json_lines(text))
            rows = []
            for _ in range(a.repeats):
                text, _, _ = run([a.program, "sweep", "--index", ours, "--queries", a.queries, "--truth", a.truth, "-K",
                                  str(a.K), "-L", a.lists, "-T", str(a.threads), "--format", "json"])
                rows.append(json.loads(text)["rows"])
            runs["ours"].append([max(same, key=lambda row: row["qps"]) for same in zip(*rows)])
        mine, peer = medians(runs["ours"]), medians(runs["peer"])
        print(f"\nSearch in memory, K {a.K}, {a.threads} threads, medians of {a.runs} (each the best of {a.repeats})")
        print("    L | recall   peer |     QPS    peer  ratio")
        for own, other in zip(mine, peer):
            print(f"  {own['L']:3d} | {own['recall']:.4f} {other['recall']:.4f} | {own['qps']:7.0f} {other['qps']:7.0f}"
                  f" {own['qps'] / other['qps']:6.2f}")
        for target in a.recalls:
            pair = qps_at(mine, target), qps_at(peer, target)
            if all(pair):
                print(f"  at recall {target}: {pair[0]:.0f} and {pair[1]:.0f} QPS, ratio {pair[0] / pair[1]:.2f}")
        if a.output:
            with open(a.output, "w") as file:
                json.dump({"data": os.path.basename(a.data), **runs}, file, indent=1)
    finally:
        if not a.work:
            shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", nargs="?", default="compare", choices=["compare", "build", "search"])
    for name in ("program", "data", "queries", "truth", "index", "work", "output"):
        parser.add_argument("--" + name)
    parser.add_argument("--skip-build", action="store_true", help="use the indexes that lie in --work")
    parser.add_argument("--lists", default="10,15,20,30,50,75,100")
    parser.add_argument("--recalls", type=lambda s: [float(x) for x in s.split(",")], default=[0.95, 0.99])
    for name, default in (("runs", 3), ("repeats", 3), ("threads", 2), ("build-list", 100)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("-R", type=int, default=64)
    parser.add_argument("-K", type=int, default=10)
    arguments = parser.parse_args()
    {"compare": compare, "build": build, "search": search}[arguments.mode](arguments)


if __name__ == "__main__":
    main()
