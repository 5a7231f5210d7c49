"""Both directions of exchange with Microsoft's DiskANN.

1. Indexes that DiskANN wrote, with the answers it gave (`expected.json`), are searched here.
2. Indexes that Beamscope builds are loaded by PyPI's diskannpy, which has to reach the recall of our own search.

Fixtures lie in `--fixtures` (default: the folder `interop` shared beside the project, where there is one, and Tests/Interop/Fixtures).
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "Benchmarks", "peer"))
import diskann  # noqa: E402

EXTENSIONS = {"float": "fbin", "int8": "i8bin", "uint8": "u8bin"}
checks = {"passed": 0, "failed": 0}


def check(name, holds, detail):
    checks["passed" if holds else "failed"] += 1
    print(f"{'ok  ' if holds else 'FAIL'} {name}: {detail}", flush=True)


def beamscope(program, *words):
    result = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(f"beamscope {' '.join(map(str, words))}: exit {result.returncode}: {result.stderr.strip()}")
    return result.stdout


def search(program, index, queries, k, level, width, *more):
    answer = json.loads(beamscope(program, "search", "--index", index, "--queries", queries, "-K", k, "-L", level, "-W",
                                  width, "--format", "json", *more))
    return [row["ids"] for row in answer["results"]]


def tie_aware_recall(found, base, queries, exact_distances, k):
    hits = 0
    for row, query, limit in zip(found, queries, exact_distances[:, k - 1]):
        values = ((base[row].astype(np.float64) - query.astype(np.float64)) ** 2).sum(axis=1)
        hits += int((values <= limit * (1 + 1e-9) + 1e-9).sum())
    return hits / (len(found) * k)


def check_fixture(program, folder, name):
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    index = os.path.join(folder, "ann")
    kind = expected["dtype"]
    queries_path = os.path.join(folder, f"query.{EXTENSIONS[kind]}")
    base = diskann.read_matrix(os.path.join(folder, f"base.{EXTENSIONS[kind]}"))
    queries = diskann.read_matrix(queries_path)
    parameters, k = expected["search_parameters"], expected["k"]
    width = parameters.get("beam_width", 2)
    found = search(program, index, queries_path, k, parameters["L"], width, "--type", kind, "--metric", "l2")
    ours = tie_aware_recall(found, base, queries, np.array(expected["exact_distances"]), k)
    check(f"{name} recall", ours >= expected["peer_recall"] - 0.01, f"{ours:.4f}, DiskANN {expected['peer_recall']:.4f}")
    second = expected.get("second_search")
    if second:
        limits = second["search_parameters"]
        found = search(program, index, queries_path, k, limits["L"], limits["beam_width"], "--type", kind, "--metric", "l2")
        places = [a == b for row, peer in zip(found, second["peer_ids"]) for a, b in zip(row, peer)]
        same = sum(places) / (len(second["peer_ids"]) * k)
        check(f"{name} traversal", same >= 0.98, f"{100 * same:.2f} % of the places hold DiskANN's id (L = k, W = 1)")
    beamscope(program, "inspect", index, "--type", kind, "--metric", "l2")


def check_distances(program, folder, name):
    """What the peer reports as distances: of decoded codes (07a), or of the full vectors behind the graph (07b)."""
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    parameters, k = expected["search_parameters"], expected["k"]
    answer = json.loads(beamscope(program, "search", "--index", os.path.join(folder, "ann"), "--queries",
                                  os.path.join(folder, "query.fbin"), "-K", k, "-L", parameters["L"], "-W",
                                  parameters["beam_width"], "--type", "float", "--format", "json"))
    ours = np.array([row["distances"] for row in answer["results"]])
    theirs = np.array(expected["peer_distances"])
    worst = float((np.abs(ours - theirs) / np.maximum(theirs, 1)).max())
    check(f"{name} distances", worst < 1e-4, f"relative difference to DiskANN's at most {worst:.1e}")


def check_filtered_fixture(program, folder, name):
    """An index built with labels: every query has its own, and the graph is walked over its points alone."""
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    kind, k = expected["dtype"], expected["k"]
    index, queries = os.path.join(folder, "ann"), os.path.join(folder, f"query.{EXTENSIONS[kind]}")
    filters = ["--filters", os.path.join(folder, "query_filters.txt"), "--type", kind]
    limits = np.array(expected["exact_distances"])[:, k - 1]
    for strategy in ("walk", "scan"):
        answer = json.loads(beamscope(program, "search", "--index", index, "--queries", queries, "-K", k, "-L", 50,
                                      "--format", "json", "--filter-strategy", strategy, *filters))
        hits = sum(int((np.array(row["distances"]) <= limit * (1 + 1e-6)).sum())
                   for row, limit in zip(answer["results"], limits))
        ours = hits / (k * len(limits))
        check(f"{name} recall ({strategy})", ours >= expected["peer_recall"] - 0.01,
              f"{ours:.4f}, DiskANN {expected['peer_recall']:.4f}")
    found = search(program, index, queries, k, k, 1, "--filter-strategy", "walk", *filters)
    theirs = expected["second_search"]["peer_ids"]
    same = np.mean([a == b for mine, other in zip(found, theirs) for a, b in zip(mine, other)])
    check(f"{name} traversal", same >= 0.98, f"{100 * same:.2f} % of the places hold DiskANN's id (L = k, W = 1)")


def check_our_variants(program, work, k=10, level=40):
    """OPQ, disk-PQ and reorder data of ours in diskannpy, which re-ranks nothing: reorder data has the recall of the codes there."""
    sample = os.path.join(ROOT, "sample-data")
    base, queries = (diskann.read_matrix(os.path.join(sample, "debian-packages", f"{part}.i8bin")) for part in ("base", "query"))
    base = np.ascontiguousarray(base[:4000])
    sets = {"float": (base.astype(np.float32), queries.astype(np.float32)), "int8": (base, queries)}
    truth, distances = exact(base, queries, k)
    codes = ["--disk-pq-bytes", 96]
    for name, kind, words in [("OPQ, float", "float", ["--opq"]), ("OPQ, int8", "int8", ["--opq"]),
                              ("disk-PQ, float", "float", codes), ("disk-PQ, int8", "int8", codes),
                              ("build-PQ, float", "float", ["--build-pq-bytes", 48]),
                              ("build-PQ, int8", "int8", ["--build-pq-bytes", 24]),
                              ("reorder data", "float", codes + ["--reorder-data"])]:
        data, query = (np.ascontiguousarray(part) for part in sets[kind])
        folder = tempfile.mkdtemp(dir=work)
        paths = [os.path.join(folder, f"{part}.{EXTENSIONS[kind]}") for part in ("base", "query")]
        write_matrix(paths[0], data)
        write_matrix(paths[1], query)
        index = os.path.join(folder, "ours")
        beamscope(program, "build", "--data", paths[0], "--index", index, "-R", 32, "-L", 60, "--pq-bytes", 48, "-T", 2,
                  "--progress", "none", *words)
        beamscope(program, "verify", index)
        ours = tie_aware_recall(search(program, index, paths[1], k, level, 4), data, query, distances, k)
        loaded = diskann.load(index, kind, base.shape[1], 2)
        with diskann.quiet():
            answer = loaded.batch_search(query, k, level, 2, 4)
            del loaded
        theirs = tie_aware_recall(np.asarray(answer.identifiers).astype(int), data, query, distances, k)
        holds = abs(ours - theirs) <= 0.005 if name != "reorder data" else theirs > 0.5 and ours >= 0.95
        check(f"diskannpy loads ours ({name})", holds, f"recall {theirs:.4f}, ours {ours:.4f}")


def check_our_shards(program, work, k=10, level=40):
    """Graphs that were linked in shards, with a start node for each: diskannpy reads them and their centres as we do."""
    sample = os.path.join(ROOT, "sample-data")
    packages = [diskann.read_matrix(os.path.join(sample, "debian-packages", f"{part}.i8bin")) for part in ("base", "query")]
    digits = [diskann.read_matrix(os.path.join(sample, "digits", f"{part}.u8bin")) for part in ("base", "query")]
    labels = ["--labels", os.path.join(sample, "debian-packages", "base.labels.txt"), "--filter-graph", "filtered"]
    for name, (base, queries), words in [("packages, float, -M", [part.astype(np.float32) for part in packages], ["-M", 0.045]),
                                         ("packages, int8", packages, ["--shards", 4]),
                                         ("packages, int8, with labels", packages, ["--shards", 4, *labels]),
                                         ("digits, uint8", digits, ["--shards", 3])]:
        kind = {np.dtype(np.float32): "float", np.dtype(np.int8): "int8", np.dtype(np.uint8): "uint8"}[base.dtype]
        base, queries = np.ascontiguousarray(base), np.ascontiguousarray(queries)
        folder = tempfile.mkdtemp(dir=work)
        data, query = (os.path.join(folder, f"{part}.{EXTENSIONS[kind]}") for part in ("base", "query"))
        write_matrix(data, base)
        write_matrix(query, queries)
        index = os.path.join(folder, "new", "ours")
        beamscope(program, "build", "--data", data, "--index", index, "-R", 32, "-L", 60, "--pq-bytes", 32, "-T", 2,
                  "--progress", "none", *words)
        shards, _ = np.fromfile(index + "_disk.index_medoids.bin", "<i4", 2)
        check(f"verify ({name})", beamscope(program, "verify", index) == "ok\n", f"{shards} shards")
        _, distances = exact(base, queries, k)
        ours = tie_aware_recall(search(program, index, query, k, level, 4), base, queries, distances, k)
        loaded = diskann.load(index, kind, base.shape[1], 2)
        with diskann.quiet():
            answer = loaded.batch_search(queries, k, level, 2, 4)
            del loaded
        theirs = tie_aware_recall(np.asarray(answer.identifiers).astype(int), base, queries, distances, k)
        check(f"diskannpy loads ours in shards ({name})", shards >= 3 and abs(ours - theirs) <= 0.005,
              f"{shards} shards: recall {theirs:.4f}, ours {ours:.4f}")


def check_range_truth(program, folder, work):
    """The range truth file that DiskANN's programs read is the one that is computed here, and finds itself complete."""
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    base, query, theirs = (os.path.join(folder, name) for name in ("base.fbin", "query.fbin", "truth-range.bin"))
    ours = os.path.join(work, "truth-range.bin")
    beamscope(program, "truth", "--data", base, "--queries", query, "--range", expected["range"], "--output", ours)
    with open(ours, "rb") as mine, open(theirs, "rb") as other:
        check("range truth", mine.read() == other.read(), f"byte for byte, range {expected['range']}")
    index = os.path.join(work, "range", "ours")
    beamscope(program, "build", "--data", base, "--index", index, "-R", 16, "-L", 40, "--pq-bytes", 16, "--progress", "none")
    sweep = json.loads(beamscope(program, "sweep", "--index", index, "--queries", query, "--range", expected["range"], "-L",
                                 "20,40", "-W", 4, "--truth", theirs, "--format", "json"))
    recalls = [row["recall"] for row in sweep["rows"]]
    check("range recall", min(recalls) >= 0.99, f"{recalls} against DiskANN's range truth file")


def check_conversions(program, folder, work):
    """The samples of one data set in several formats are converted into each other, byte for byte."""
    pairs = [("base.fbin", "base-f4.npy"), ("base.u8bin", "base-u1.npy"), ("base.i8bin", "base-i1.npy"),
             ("base-f4.npy", "base.fbin"), ("base.fvecs", "base.u8bin"), ("base.bvecs", "base.u8bin"),
             ("base.fbin", "base.fvecs"), ("base.u8bin", "base.bvecs"), ("query.fbin", "query.fvecs"),
             ("truth-l2.ivecs", "truth-l2-ids-only.bin")]
    wrong = []
    for source, target in pairs:
        path = os.path.join(work, target)
        beamscope(program, "convert", os.path.join(folder, source), path)
        with open(path, "rb") as ours, open(os.path.join(folder, target), "rb") as theirs:
            if ours.read() != theirs.read():
                wrong.append(f"{source} to {target}")
    refused = ["base-f2", "base-f8", "base-f4-bigendian", "base-f4-fortran", "one-row", "scalar-ids-u4"]
    for name in refused:
        result = subprocess.run([program, "convert", os.path.join(folder, name + ".npy"), os.path.join(work, "x.fbin")],
                                capture_output=True, text=True)
        if result.returncode != 1 or len(result.stderr.splitlines()) != 1:
            wrong.append(name)
    check("conversions", not wrong, f"{len(pairs)} pairs of files, {len(refused)} arrays refused; wrong: {wrong}")


def is_l2_disk_index(folder):
    path = os.path.join(folder, "expected.json")
    if not os.path.exists(path) or not os.path.exists(os.path.join(folder, "ann_disk.index")):
        return False
    with open(path) as file:
        expected = json.load(file)
    # Filtered indexes carry files of their own; those come with their feature.
    foreign = ("ann_disk.index_labels.txt",)
    return expected["metric"] == "l2" and not any(os.path.exists(os.path.join(folder, f)) for f in foreign)


def metric_values(base, query, metric):
    """The metric's value for every row, and the same as a number that is smaller where a row is nearer."""
    base, query = base.astype(np.float64), query.astype(np.float64)
    product = base @ query
    if metric == "ip":
        return product, -product
    cosine = 1 - product / np.maximum(np.linalg.norm(base, axis=1) * np.linalg.norm(query), 1e-300)
    return cosine, cosine


def metric_recall(found, base, queries, metric, k):
    hits = 0
    for row, query in zip(found, queries):
        _, order = metric_values(base, query, metric)
        limit = np.sort(order)[k - 1]
        hits += int((order[np.asarray(row, int)] <= limit + 1e-9 * max(1.0, abs(limit))).sum())
    return hits / (len(queries) * k)


def largest_error(results, base, queries, metric):
    """Relative for inner products; of 1 - cos, which may be nothing but rounding, the difference."""
    worst = 0.0
    for row, query in zip(results, queries):
        exact_values, _ = metric_values(base, query, metric)
        exact_values = exact_values[row["ids"]]
        scale = np.maximum(np.abs(exact_values), 1e-12) if metric == "ip" else 1.0
        worst = max(worst, float(np.max(np.abs(np.array(row["distances"]) - exact_values) / scale)))
    return worst


def metric_results(program, index, queries, k, level, width, *more):
    words = ("search", "--index", index, "--queries", queries, "-K", k, "-L", level, "-W", width, "--format", "json")
    return json.loads(beamscope(program, *words, *more))["results"]


def is_metric_disk_index(folder):
    path = os.path.join(folder, "expected.json")
    if not os.path.exists(path) or not os.path.exists(os.path.join(folder, "ann_disk.index")):
        return False
    with open(path) as file:
        return json.load(file)["metric"] in ("ip", "cosine")


def check_metric_fixture(program, folder, name):
    """Nothing is said about type or metric: DiskANN's files for inner products say both."""
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    index, queries_path = os.path.join(folder, "ann"), os.path.join(folder, "query.fbin")
    base, queries = (diskann.read_matrix(os.path.join(folder, f"{part}.fbin")) for part in ("base", "query"))
    metric, limits, k = expected["metric"], expected["search_parameters"], expected["k"]
    results = metric_results(program, index, queries_path, k, limits["L"], limits["beam_width"])
    found = [row["ids"] for row in results]
    ours = metric_recall(found, base, queries, metric, k)
    check(f"{name} recall", ours >= expected["peer_recall"] - 0.01, f"{ours:.4f}, DiskANN {expected['peer_recall']:.4f}")
    same = np.mean([a == b for row, peer in zip(found, expected["peer_ids"]) for a, b in zip(row, peer)])
    check(f"{name} ids", same >= 0.98, f"{100 * same:.2f} % of the places hold DiskANN's id")
    error = largest_error(results, base, queries, metric)
    check(f"{name} values", error <= 1e-4, f"off by {error:.1e} at most from the true {metric}")
    limits = expected["second_search"]["search_parameters"]
    found = search(program, index, queries_path, k, limits["L"], limits["beam_width"])
    places = [a == b for row, peer in zip(found, expected["second_search"]["peer_ids"]) for a, b in zip(row, peer)]
    check(f"{name} traversal", np.mean(places) >= 0.98, f"{100 * np.mean(places):.2f} % of the places hold DiskANN's id (L = k, W = 1)")
    check(f"{name} verify", beamscope(program, "verify", index) == "ok\n", "every byte")


def check_our_metric(program, work, metric, name, base, queries, k=10, level=40):
    """Our index of inner products or cosines: true values here, equal recall in diskannpy."""
    folder = tempfile.mkdtemp(dir=work)
    kind = {np.dtype(np.float32): "float", np.dtype(np.int8): "int8", np.dtype(np.uint8): "uint8"}[base.dtype]
    data, query = (os.path.join(folder, f"{part}.{EXTENSIONS[kind]}") for part in ("base", "query"))
    write_matrix(data, np.ascontiguousarray(base))
    write_matrix(query, np.ascontiguousarray(queries))
    index = os.path.join(folder, "ours")
    beamscope(program, "build", "--data", data, "--index", index, "--metric", metric, "-R", 32, "-L", 60, "--pq-bytes", 32,
              "-T", 2, "--progress", "none")
    results = metric_results(program, index, query, k, level, 4)
    error = largest_error(results, base, queries, metric)
    check(f"values of {metric} ({name})", error <= 1e-4, f"off by {error:.1e} at most")
    ours = metric_recall([row["ids"] for row in results], base, queries, metric, k)
    loaded = diskann.load(index, kind, base.shape[1], 2)
    with diskann.quiet():
        answer = loaded.batch_search(np.ascontiguousarray(queries, np.float32), k, level, 2, 4)
        del loaded
    theirs = metric_recall(np.asarray(answer.identifiers).astype(int), base, queries, metric, k)
    check(f"diskannpy loads ours by {metric} ({name})", abs(ours - theirs) <= 0.005,
          f"n {len(base)}, {base.shape[1]}-d: recall {theirs:.4f}, ours {ours:.4f}")


def check_our_metrics(program, work):
    sample = os.path.join(ROOT, "sample-data")
    digits = [diskann.read_matrix(os.path.join(sample, "digits", f"{part}.u8bin")) for part in ("base", "query")]
    packages = [diskann.read_matrix(os.path.join(sample, "debian-packages", f"{part}.i8bin"))[:4000] for part in ("base", "query")]
    floats = [part.astype(np.float32) / 3 for part in digits]
    check_our_metric(program, work, "ip", "digits, float", *floats)
    check_our_metric(program, work, "cosine", "digits, float", *floats)
    check_our_metric(program, work, "cosine", "digits, uint8", *digits)
    check_our_metric(program, work, "cosine", "packages, int8", *packages)
    # Lengths between 0.2 and 5: the longest rows are the neighbours of most queries.
    lengths = np.exp(np.random.default_rng(3).uniform(np.log(0.2), np.log(5), len(packages[0]))).astype(np.float32)
    check_our_metric(program, work, "ip", "packages of many lengths, float", (packages[0] * lengths[:, None] / 100).astype(np.float32),
                     packages[1].astype(np.float32))


def memory_recall(found, expected, k):
    """The share of answers that are not farther than the k-th exact neighbour; ids of equal distance count."""
    exact = [set(row[:k]) for row in expected["exact_ids"]]
    return sum(len(set(row) & near) for row, near in zip(found, exact)) / (len(found) * k)


def check_memory_fixture(program, folder, name):
    """A memory index of DiskANN: the recorded answers, at its own L and, where there is one, at the smallest."""
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    index, kind, k = os.path.join(folder, "ann"), expected["dtype"], expected["k"]
    queries = os.path.join(folder, f"query.{EXTENSIONS[kind]}")
    types = ("--type", kind, "--metric", expected["metric"])
    answer = json.loads(beamscope(program, "search", "--index", index, "--queries", queries, "-K", k, "-L",
                                  expected["search_parameters"]["L"], "--format", "json", *types))["results"]
    found = [row["ids"] for row in answer]
    ours = memory_recall(found, expected, k)
    check(f"{name} recall", ours >= expected["peer_recall"] - 0.01, f"{ours:.4f}, DiskANN {expected['peer_recall']:.4f}")
    same = sum(a == b for row, peer in zip(found, expected["peer_ids"]) for a, b in zip(row, peer))
    check(f"{name} answers", same >= 0.98 * len(found) * k, f"{same} of {len(found) * k} places hold DiskANN's id")
    known = [dict(zip(ids, values)) for ids, values in zip(expected["exact_ids"], expected["exact_distances"])]
    errors = [abs(value - near[i]) / max(1, abs(near[i])) for row, near in zip(answer, known)
              for i, value in zip(row["ids"], row["distances"]) if i in near]
    check(f"{name} distances", max(errors) < 1e-5, f"true {expected['metric']} within {max(errors):.1e}")
    second = expected.get("second_search")
    if second:
        found = search(program, index, queries, k, second["search_parameters"]["L"], 1, *types)
        same = sum(a == b for row, peer in zip(found, second["peer_ids"]) for a, b in zip(row, peer))
        check(f"{name} traversal", same >= 0.98 * len(found) * k, f"{same} of {len(found) * k} places at L = K")
    check(f"{name} verify", beamscope(program, "verify", index, *types) == "ok\n", "no fault")


def is_memory_index(folder):
    return os.path.exists(os.path.join(folder, "ann")) and os.path.exists(os.path.join(folder, "ann.data")) and \
        not os.path.exists(os.path.join(folder, "ann_labels.txt"))


def check_filtered_memory_fixture(program, folder, name):
    """A memory index that DiskANN built with labels: each query walks over the points of its own label."""
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    index, kind, k = os.path.join(folder, "ann"), expected["dtype"], expected["k"]
    queries = os.path.join(folder, f"query.{EXTENSIONS[kind]}")
    words = ["--type", kind, "--metric", expected["metric"], "--filters", os.path.join(folder, "query_filters.txt")]
    wanted = sum(len(row) for row in expected["exact_ids"])

    def found(level, strategy):
        return search(program, index, queries, k, level, 1, "--filter-strategy", strategy, *words)

    def same(rows, theirs):
        return np.mean([a == b for row, other in zip(rows, theirs) for a, b in zip(row, other)])

    for strategy in ("walk", "scan"):
        rows = found(expected["search_parameters"]["L"], strategy)
        recall = sum(len(set(row) & set(near)) for row, near in zip(rows, expected["exact_ids"])) / wanted
        check(f"{name} recall ({strategy})", recall >= expected["peer_recall"] - 0.01,
              f"{recall:.4f}, DiskANN {expected['peer_recall']:.4f}")
        share = same(rows, expected["peer_ids"])
        check(f"{name} answers ({strategy})", share >= 0.98, f"{100 * share:.2f} % of the places hold DiskANN's id")
    second = expected.get("second_search")
    if second:
        share = same(found(second["search_parameters"]["L"], "walk"), second["peer_ids"])
        check(f"{name} traversal", share >= 0.98, f"{100 * share:.2f} % of the places hold DiskANN's id (L = k)")
    check(f"{name} verify", beamscope(program, "verify", index, *words[:4]) == "ok\n", "no fault")


def load_memory(index, level, dynamic=None, **more):
    import diskannpy

    folder, prefix = os.path.split(index)
    with diskann.quiet():
        if dynamic:
            return diskannpy.DynamicMemoryIndex.from_file(index_directory=folder, index_prefix=prefix, **dynamic)
        return diskannpy.StaticMemoryIndex(folder, num_threads=2, initial_search_complexity=level, index_prefix=prefix, **more)


def check_our_filtered_index(program, work, name, base, queries, labels, asked, words, k=10, level=40):
    """A memory index of ours that knows labels: diskannpy reaches our recall under the same filters."""
    folder = tempfile.mkdtemp(dir=work)
    data, query, lines, filters, index = (
        os.path.join(folder, part) for part in ("base.i8bin", "query.i8bin", "labels", "filters", "ours"))
    write_matrix(data, base)
    write_matrix(query, queries)
    for path, rows in ((lines, labels), (filters, asked)):
        with open(path, "w") as file:
            file.write("".join(f"{row}\n" for row in rows))
    beamscope(program, "build", "--memory", "--data", data, "--index", index, "-R", 32, "-L", 60, "-T", 2, "--labels", lines,
              "--progress", "none", *words)
    check(f"verify ours ({name})", beamscope(program, "verify", index) == "ok\n", "no fault")
    ours = search(program, index, query, k, level, 1, "--filters", filters, "--filter-strategy", "walk")
    loaded = load_memory(index, level, enable_filters=True)
    with diskann.quiet():
        theirs = [loaded.search(q, k, level, filter_label=label).identifiers.tolist() for q, label in zip(queries, asked)]
        del loaded
    hits, total = np.zeros(2), 0
    for answers in zip(ours, theirs, queries, asked):
        passing = np.array([answers[3] in row.split(",") or "any" in row.split(",") for row in labels])
        values = ((base[passing].astype(np.int64) - answers[2].astype(np.int64)) ** 2).sum(axis=1)
        near = np.sort(values)[:k]
        total += len(near)
        for place, row in enumerate(answers[:2]):
            distances = ((base[row].astype(np.int64) - answers[2].astype(np.int64)) ** 2).sum(axis=1)
            hits[place] += int(((distances <= near[-1]) & passing[row]).sum())
    hits /= total
    check(f"diskannpy loads ours ({name})", abs(hits[0] - hits[1]) <= 0.005 and hits[0] >= 0.95,
          f"recall {hits[1]:.4f}, ours {hits[0]:.4f}")


def check_our_filtered_indexes(program, work):
    sample = os.path.join(ROOT, "sample-data", "debian-packages")
    base, queries = (np.ascontiguousarray(diskann.read_matrix(os.path.join(sample, f"{part}.i8bin"))) for part in ("base", "query"))
    base = np.ascontiguousarray(base[:4000])
    with open(os.path.join(sample, "base.labels.txt")) as file:
        sections = file.read().split("\n")[:len(base)]
    common = [label for label in sections if sections.count(label) >= 20]
    asked = [common[(37 * place) % len(common)] for place in range(len(queries))]
    # Several labels on a point, and points that pass every filter.
    several = [f"{label},{'abc'[row % 3]}" if row % 40 else "any" for row, label in enumerate(sections)]
    mixed = [label if place % 2 else "abc"[place % 3] for place, label in enumerate(asked)]
    for graph in ("filtered", "stitched"):
        words = ["--filter-graph", graph]
        check_our_filtered_index(program, work, f"{graph}, sections", base, queries, sections, asked, words)
        check_our_filtered_index(program, work, f"{graph}, several labels", base, queries, several, mixed,
                                 words + ["--universal-label", "any"])


def check_our_memory_index(program, work, name, base, queries, k=10, level=20):
    """A static memory index that Beamscope builds: diskannpy has to reach the same recall."""
    kind = {np.dtype(np.float32): "float", np.dtype(np.int8): "int8", np.dtype(np.uint8): "uint8"}[base.dtype]
    folder = tempfile.mkdtemp(dir=work)
    data, query = (os.path.join(folder, f"{part}.{EXTENSIONS[kind]}") for part in ("base", "query"))
    write_matrix(data, base)
    write_matrix(query, queries)
    index = os.path.join(folder, "ours")
    beamscope(program, "build", "--memory", "--data", data, "--index", index, "-R", 32, "-L", 60, "-T", 2, "--progress",
              "none")
    truth, distances = exact(base, queries, k)
    ours = tie_aware_recall(search(program, index, query, k, level, 1), base, queries, distances, k)
    loaded = load_memory(index, level)
    with diskann.quiet():
        answer = loaded.batch_search(queries, k, level, 2)
        del loaded
    theirs = tie_aware_recall(np.asarray(answer.identifiers).astype(int), base, queries, distances, k)
    check(f"diskannpy loads ours in memory ({name})", abs(ours - theirs) <= 0.005,
          f"n {len(base)}, {base.shape[1]}-d: recall {theirs:.4f}, ours {ours:.4f}")


def check_our_dynamic_index(program, work, name, base, queries, k=10, level=40, labels=()):
    """Inserted, deleted and consolidated here: diskannpy answers from the files with tags, as we do."""
    kind = {np.dtype(np.float32): "float", np.dtype(np.int8): "int8", np.dtype(np.uint8): "uint8"}[base.dtype]
    folder = tempfile.mkdtemp(dir=work)
    data, query = (os.path.join(folder, f"{part}.{EXTENSIONS[kind]}") for part in ("base", "query"))
    write_matrix(data, base)
    write_matrix(query, queries)
    index = os.path.join(folder, "ours")
    words = []
    if labels:
        words = ["--labels", os.path.join(folder, "labels")]
        with open(words[1], "w") as file:
            file.write("".join(f"{row}\n" for row in labels))
    beamscope(program, "insert", "--index", index, "--data", data, "-R", 32, "-L", 60, "--progress", "none", *words)
    gone = list(range(1, len(base) + 1, 3))
    names = os.path.join(folder, "gone")
    with open(names, "w") as file:
        file.write("".join(f"{tag}\n" for tag in gone))
    beamscope(program, "delete", "--index", index, "--tags-file", names, "--progress", "none")
    live = np.ones(len(base), bool)
    live[np.array(gone) - 1] = False
    tags = np.flatnonzero(live) + 1
    near, distances = exact(base[live], queries, k)

    def recall(found):
        return tie_aware_recall([[t - 1 for t in row] for row in found], base, queries, distances, k)

    lazy = search(program, index, query, k, level, 1)
    check(f"lazily deleted ({name})", not set(gone) & {t for row in lazy for t in row}, "no answer is deleted")
    beamscope(program, "consolidate", "--index", index, "--progress", "none")
    ours = recall(search(program, index, query, k, level, 1))
    loaded = load_memory(index, level, dict(max_vectors=len(base) + 10, complexity=60, graph_degree=32, num_threads=2))
    with diskann.quiet():
        answer = loaded.batch_search(queries, k, level, 2)
        del loaded
    theirs = recall(np.asarray(answer.identifiers).astype(int).tolist())
    check(f"diskannpy loads our dynamic index ({name})", abs(ours - theirs) <= 0.005 and ours > 0.9,
          f"{len(tags)} of {len(base)} left: recall {theirs:.4f}, ours {ours:.4f}")


def check_memory(program, places, work):
    seen = set()
    for place in filter(os.path.isdir, places):
        for name in sorted(os.listdir(place)):
            if name not in seen and is_memory_index(os.path.join(place, name)):
                seen.add(name)
                check_memory_fixture(program, os.path.join(place, name), name)
            elif name not in seen and os.path.exists(os.path.join(place, name, "ann_labels.txt")):
                seen.add(name)
                check_filtered_memory_fixture(program, os.path.join(place, name), name)
    check_our_filtered_indexes(program, work)
    for name, base, queries in our_sets():
        base, queries = np.ascontiguousarray(base), np.ascontiguousarray(queries)
        check_our_memory_index(program, work, name, base, queries)
        if base.shape[1] < 400:
            check_our_dynamic_index(program, work, name, base[:2000], queries)
        if name == "int8, packed":
            # DiskANN's dynamic index reads the label files beside it; diskannpy has no filters for it.
            sections = [f"section{row % 7},{'abc'[row % 3]}" for row in range(2000)]
            check_our_dynamic_index(program, work, f"{name}, with labels", base[:2000], queries, labels=sections)


def write_matrix(path, matrix):
    with open(path, "wb") as file:
        np.array(matrix.shape, "<i4").tofile(file)
        matrix.tofile(file)


def exact(base, queries, k):
    """The k nearest rows of every query and their squared distances; of equal ones the smaller row."""
    wide, asked = base.astype(np.float64), queries.astype(np.float64)
    norms = (wide ** 2).sum(axis=1)
    ids, values = [], []
    for query, products in zip(asked, asked @ wide.T):
        # By norms and products, which round: every row that may be among the k is then measured itself.
        rough = norms - 2 * products + query @ query
        rows = np.flatnonzero(rough <= np.partition(rough, k - 1)[k - 1] + 1e-9 * (norms.max() + query @ query))
        distances = ((wide[rows] - query) ** 2).sum(axis=1)
        order = np.lexsort((rows, distances))[:k]
        ids.append(rows[order])
        values.append(distances[order])
    return np.array(ids), np.array(values)


def joined(rows, parts, count=1000):
    """`count` longer vectors: row i beside rows i + 40, i + 80, …"""
    return np.concatenate([rows[40 * i: 40 * i + count] for i in range(parts)], axis=1)


def our_sets():
    """(name, base, queries): packed and multi-sector nodes, all three types; real data where there is some."""
    sample = os.path.join(ROOT, "sample-data")
    digits = [diskann.read_matrix(os.path.join(sample, "digits", f"{part}.u8bin")) for part in ("base", "query")]
    packages = [diskann.read_matrix(os.path.join(sample, "debian-packages", f"{part}.i8bin")) for part in ("base", "query")]
    yield "uint8, packed", *digits
    yield "int8, packed", packages[0][:4000], packages[1]
    yield "float, packed", *(part.astype(np.float32) / 3 for part in digits)
    wide = joined(packages[0], 3).astype(np.float32)
    yield "float, 2 sectors per node", wide[100:], wide[:100]
    wide = joined(packages[0], 11)
    yield "int8, 2 sectors per node", wide[100:], wide[:100]


def check_our_index(program, work, name, base, queries, k=10, level=40):
    kind = {np.dtype(np.float32): "float", np.dtype(np.int8): "int8", np.dtype(np.uint8): "uint8"}[base.dtype]
    base, queries = np.ascontiguousarray(base), np.ascontiguousarray(queries)
    folder = tempfile.mkdtemp(dir=work)
    data, query = (os.path.join(folder, f"{part}.{EXTENSIONS[kind]}") for part in ("base", "query"))
    write_matrix(data, base)
    write_matrix(query, queries)
    index = os.path.join(folder, "ours")
    beamscope(program, "build", "--data", data, "--index", index, "-R", 32, "-L", 60, "--pq-bytes", min(32, base.shape[1]),
              "-T", 2, "--progress", "none")
    truth, distances = exact(base, queries, k)
    ours = tie_aware_recall(search(program, index, query, k, level, 4), base, queries, distances, k)
    loaded = diskann.load(index, kind, base.shape[1], 2)
    with diskann.quiet():
        answer = loaded.batch_search(queries, k, level, 2, 4)
        del loaded
    theirs = tie_aware_recall(np.asarray(answer.identifiers).astype(int), base, queries, distances, k)
    check(f"diskannpy loads ours ({name})", abs(ours - theirs) <= 0.005,
          f"n {len(base)}, {base.shape[1]}-d: recall {theirs:.4f}, ours {ours:.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--fixtures", action="append")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    places = arguments.fixtures or [os.path.join(ROOT, "..", "shared", "interop"), os.path.join(ROOT, "Tests", "Interop", "Fixtures")]
    seen = set()
    for place in filter(os.path.isdir, places):
        for name in sorted(os.listdir(place)):
            if name not in seen and is_l2_disk_index(os.path.join(place, name)):
                seen.add(name)
                check_fixture(program, os.path.join(place, name), name)
                if name.startswith(("07", "08")):
                    check_distances(program, os.path.join(place, name), name)
            elif name not in seen and is_metric_disk_index(os.path.join(place, name)):
                seen.add(name)
                check_metric_fixture(program, os.path.join(place, name), name)
            elif name not in seen and os.path.exists(os.path.join(place, name, "ann_disk.index_labels.txt")):
                seen.add(name)
                check_filtered_fixture(program, os.path.join(place, name), name)
    if not seen:
        check("fixtures", False, f"no L2 disk index was found in {places}")
    with tempfile.TemporaryDirectory(dir=os.path.join(ROOT, ".build")) as work:
        for name, base, queries in our_sets():
            check_our_index(program, work, name, base, queries)
        check_our_metrics(program, work)
        check_our_variants(program, work)
        check_our_shards(program, work)
        for place in places:
            samples = os.path.join(place, "15-vector-and-truth-files")
            if os.path.isdir(samples):
                check_conversions(program, samples, work)
                check_range_truth(program, samples, work)
        check_memory(program, places, work)
    print(f"{checks['passed']} passed, {checks['failed']} failed")
    sys.exit(1 if checks["failed"] else 0)


if __name__ == "__main__":
    main()
