"""Updates in memory beside the peer's DynamicMemoryIndex (PyPI's diskannpy 0.7.0): the rates of insertions, deletions
and consolidation, and the recall after half of the points have been replaced, beside that of a fresh index.

  python updates.py --program .build/release/beamscope --data F --queries F [--points 50000]
"""
import argparse
import json
import os
import re
import shutil
import sys
import tempfile
import time

import numpy as np

import diskann
from compare import json_lines, run

EXTENSIONS = {np.dtype(np.float32): "fbin", np.dtype(np.int8): "i8bin", np.dtype(np.uint8): "u8bin"}


def write_matrix(path, matrix):
    with open(path, "wb") as file:
        np.array(matrix.shape, "<i4").tofile(file)
        np.ascontiguousarray(matrix).tofile(file)


def peer(arguments):
    """The same stream by the peer, in a process of its own."""
    import diskannpy

    rows = diskann.read_matrix(arguments.data)
    queries = diskann.read_matrix(arguments.queries)
    n, half, threads = arguments.points, arguments.points // 2, arguments.threads
    with diskann.quiet():
        index = diskannpy.DynamicMemoryIndex(
            distance_metric="l2", vector_dtype=rows.dtype.type, dimensions=rows.shape[1], max_vectors=n + half + 10,
            complexity=arguments.build_list, graph_degree=arguments.R, num_threads=threads)

    def timed(work):
        began = time.perf_counter()
        with diskann.quiet():
            work()
        return time.perf_counter() - began

    tags = np.arange(1, n + half + 1, dtype=np.uint32)
    result = {"insert": n / timed(lambda: index.batch_insert(rows[:n], tags[:n], num_threads=threads))}
    result["delete"] = half / timed(lambda: [index.mark_deleted(tag) for tag in tags[:half]])
    result["insert again"] = half / timed(lambda: index.batch_insert(rows[n:n + half], tags[n:], num_threads=threads))
    result["consolidate"] = timed(index.consolidate_delete)
    answer = index.batch_search(queries, arguments.K, arguments.level, threads)
    truth = [int(x) + 1 for x in np.fromfile(arguments.truth, "<u4", len(queries) * arguments.K, offset=8) + half]
    near = [set(truth[i * arguments.K:(i + 1) * arguments.K]) for i in range(len(queries))]
    found = np.asarray(answer.identifiers)
    result["recall"] = sum(len(set(map(int, row)) & s) for row, s in zip(found, near)) / (len(queries) * arguments.K)
    print(json.dumps(result), flush=True)


def seconds_of(text):
    return float(re.search(r" in ([0-9.]+) s", text).group(1))


def compare(a):
    folder = tempfile.mkdtemp(prefix="beamscope-updates-", dir=a.work or os.getcwd())
    rows = diskann.read_matrix(a.data)
    n, half = a.points, a.points // 2
    name = EXTENSIONS[rows.dtype]
    parts = {key: os.path.join(folder, f"{key}.{name}") for key in ("first", "second", "live")}
    index, fresh, truth = (os.path.join(folder, key) for key in ("index", "fresh", "truth"))
    tags = os.path.join(folder, "tags")
    build = ["-R", str(a.R), "-L", str(a.build_list), "-T", str(a.threads), "--progress", "none"]
    try:
        write_matrix(parts["first"], rows[:n])
        write_matrix(parts["second"], rows[n:n + half])
        write_matrix(parts["live"], rows[half:n + half])
        with open(tags, "w") as file:
            file.write("".join(f"{tag}\n" for tag in range(1, half + 1)))
        run([a.program, "truth", "--data", parts["live"], "--queries", a.queries, "-K", str(a.K), "--output", truth])
        ours = {"insert": n / seconds_of(run([a.program, "insert", "--index", index, "--data", parts["first"], *build])[0])}
        run([a.program, "delete", "--index", index, "--tags-file", tags, "-T", str(a.threads), "--progress", "none"])
        text = run([a.program, "consolidate", "--index", index, "-T", str(a.threads), "--progress", "none"])[0]
        ours["consolidate"] = seconds_of(text)
        text = run([a.program, "insert", "--index", index, "--data", parts["second"], *build])[0]
        ours["insert again"] = half / seconds_of(text)
        run([a.program, "insert", "--index", fresh, "--data", parts["live"], *build])

        def recall(prefix, shift):
            text = run([a.program, "search", "--index", prefix, "--queries", a.queries, "-K", str(a.K), "-L", str(a.level),
                        "-T", str(a.threads), "--format", "json"])[0]
            found = np.array([row["ids"] for row in json.loads(text)["results"]]) - shift
            return diskann.recall(found, *diskann.read_truth(truth), a.K)

        ours["recall"] = recall(index, half + 1)
        text, _, _ = run([sys.executable, __file__, "peer", "--data", a.data, "--queries", a.queries, "--truth", truth,
                          "--points", str(n), "--threads", str(a.threads), "-R", str(a.R), "--build-list",
                          str(a.build_list), "-K", str(a.K), "--level", str(a.level)])
        theirs = json_lines(text)[-1]
        print(f"{n} points of {rows.shape[1]} {rows.dtype}, R {a.R}, L {a.build_list}, {a.threads} threads; half replaced")
        for key, unit in (("insert", "points/s"), ("insert again", "points/s"), ("consolidate", "s")):
            ratio = ours[key] / theirs[key]
            print(f"  {key:13s} {ours[key]:10.2f} {unit:8s}  peer {theirs[key]:10.2f}  ratio {ratio:.2f}")
        print(f"  recall@{a.K} at L {a.level} after replacing half: {ours['recall']:.4f}, peer {theirs['recall']:.4f}, "
              f"a fresh index {recall(fresh, 1):.4f}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", nargs="?", default="compare", choices=["compare", "peer"])
    for name in ("program", "data", "queries", "truth", "work"):
        parser.add_argument("--" + name)
    for name, default in (("points", 50_000), ("threads", 2), ("build-list", 100), ("level", 20)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("-R", type=int, default=64)
    parser.add_argument("-K", type=int, default=10)
    arguments = parser.parse_args()
    {"compare": compare, "peer": peer}[arguments.mode](arguments)


if __name__ == "__main__":
    main()
