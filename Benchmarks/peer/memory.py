"""Searches in memory beside the peer's StaticMemoryIndex (PyPI's diskannpy 0.7.0) on the same files, in one run.

Builds an index with each program, then searches with one after the other, `--runs` times. Prints recall and QPS at equal
L (ef), and the ratios at equal recall (by linear interpolation of log QPS between the measured points).

  python memory.py --program .build/release/beamscope --data F --queries F --truth F
  python memory.py ... --others hnswlib,faiss                 (after `python -m pip install hnswlib faiss-cpu`)
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

HNSW = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hnsw.py")


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


class Comparison:
    """Ours, DiskANN's, and the HNSW libraries asked for: builds in turn, then searches in turn."""

    def __init__(self, a):
        self.a = a
        self.folder = a.work or tempfile.mkdtemp(prefix="beamscope-memory-", dir=os.getcwd())
        self.names = ["ours", "diskann", *a.others]

    def index(self, name):
        folder = os.path.join(self.folder, name)
        os.makedirs(folder, exist_ok=True)
        return os.path.join(folder, "index")

    def shape(self):
        return ["-R", str(self.a.R), "--build-list", str(self.a.build_list), "--threads", str(self.a.threads)]

    def build(self, name):
        a, index = self.a, self.index(name)
        if name == "ours":
            return run([a.program, "build", "--memory", "--data", a.data, "--index", index, "-R", str(a.R), "-L",
                        str(a.build_list), "-T", str(a.threads), "--progress", "none"])[1]
        script = [__file__, "build"] if name == "diskann" else [HNSW, "build", "--library", name]
        text, _, _ = run([sys.executable, *script, "--index", index, "--data", a.data, *self.shape()])
        return json_lines(text)[-1]["seconds"]

    def search(self, name):
        a, index = self.a, self.index(name)
        if name == "ours":
            rows = []
            for _ in range(a.repeats):
                text, _, _ = run([a.program, "sweep", "--index", index, "--queries", a.queries, "--truth", a.truth, "-K",
                                  str(a.K), "-L", a.lists, "-T", str(a.threads), "--format", "json"])
                rows.append(json.loads(text)["rows"])
            return [max(same, key=lambda row: row["qps"]) for same in zip(*rows)]
        script = [__file__, "search"] if name == "diskann" else [HNSW, "search", "--library", name]
        text, _, _ = run([sys.executable, *script, "--index", index, "--queries", a.queries, "--truth", a.truth, "--lists",
                          a.lists, "-K", str(a.K), "--threads", str(a.threads), "--repeats", str(a.repeats)])
        return json_lines(text)

    def run(self):
        a = self.a
        if not a.skip_build:
            for name in self.names:
                print(f"build: {name} {self.build(name):.2f} s", flush=True)
        if a.skip_search:
            return
        runs = {name: [] for name in self.names}
        for _ in range(a.runs):
            for name in self.names:
                runs[name].append(self.search(name))
        self.report({name: medians(rows) for name, rows in runs.items()})
        if a.output:
            with open(a.output, "w") as file:
                json.dump({"data": os.path.basename(a.data), **runs}, file, indent=1)

    def report(self, rows):
        a = self.a
        print(f"\nSearch in memory, K {a.K}, {a.threads} threads, medians of {a.runs} (each the best of {a.repeats})")
        print("    L | " + " | ".join(f"{name:>8} recall     QPS" for name in self.names))
        for level in zip(*rows.values()):
            print(f"  {level[0]['L']:3d} | " + " | ".join(f"{row['recall']:15.4f} {row['qps']:7.0f}" for row in level))
        for target in a.recalls:
            found = {name: qps_at(rows[name], target) for name in self.names}
            mine = found["ours"]
            parts = [f"{name} {qps:.0f}" + (f" (ours x {mine / qps:.2f})" if mine and name != "ours" else "")
                     for name, qps in found.items() if qps]
            print(f"  QPS at recall {target}: " + ", ".join(parts))


def compare(a):
    comparison = Comparison(a)
    try:
        comparison.run()
    finally:
        if not a.work:
            shutil.rmtree(comparison.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", nargs="?", default="compare", choices=["compare", "build", "search"])
    for name in ("program", "data", "queries", "truth", "index", "work", "output"):
        parser.add_argument("--" + name)
    parser.add_argument("--others", type=lambda s: s.split(","), default=[], help="hnswlib, faiss or both")
    parser.add_argument("--skip-search", action="store_true")
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
