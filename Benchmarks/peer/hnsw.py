"""HNSW of hnswlib and of faiss as a program: build an index, or search one, one JSON object per line.

  python hnsw.py build --library hnswlib|faiss --index F --data F      (M = R / 2: as many edges on the ground layer)
  python hnsw.py search --library hnswlib|faiss --index F --queries F --truth F --lists 10,20
"""
import argparse
import json
import time

import numpy as np

import diskann


def build_hnswlib(a, data):
    import hnswlib

    index = hnswlib.Index(space="l2", dim=data.shape[1])
    index.init_index(max_elements=len(data), M=a.R // 2, ef_construction=a.build_list)
    index.add_items(data, num_threads=a.threads)
    index.save_index(a.index)


def build_faiss(a, data):
    import faiss

    faiss.omp_set_num_threads(a.threads)
    index = faiss.IndexHNSWFlat(data.shape[1], a.R // 2)
    index.hnsw.efConstruction = a.build_list
    index.add(data)
    faiss.write_index(index, a.index)


def searcher_hnswlib(a, dimension):
    import hnswlib

    index = hnswlib.Index(space="l2", dim=dimension)
    index.load_index(a.index)
    index.set_num_threads(a.threads)

    def search(queries, level):
        index.set_ef(level)
        return index.knn_query(queries, k=a.K)[0]

    return search


def searcher_faiss(a, dimension):
    import faiss

    faiss.omp_set_num_threads(a.threads)
    index = faiss.read_index(a.index)

    def search(queries, level):
        index.hnsw.efSearch = level
        return index.search(queries, a.K)[1]

    return search


def search(a):
    queries = diskann.read_matrix(a.queries).astype(np.float32)
    truth = diskann.read_truth(a.truth)
    find = {"hnswlib": searcher_hnswlib, "faiss": searcher_faiss}[a.library](a, queries.shape[1])
    find(queries[:200], a.K)
    for level in (int(x) for x in a.lists.split(",")):
        best = 0
        for _ in range(a.repeats):
            began = time.perf_counter()
            found = find(queries, level)
            best = max(best, len(queries) / (time.perf_counter() - began))
        print(json.dumps({"L": level, "qps": best, "recall": diskann.recall(found, *truth, a.K)}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["build", "search"])
    parser.add_argument("--library", choices=["hnswlib", "faiss"], required=True)
    parser.add_argument("--index", required=True)
    for name in ("data", "queries", "truth", "lists"):
        parser.add_argument("--" + name)
    for name, default in (("threads", 2), ("build-list", 100), ("repeats", 3)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("-R", type=int, default=64)
    parser.add_argument("-K", type=int, default=10)
    a = parser.parse_args()
    if a.mode == "search":
        return search(a)
    data = diskann.read_matrix(a.data).astype(np.float32)
    began = time.perf_counter()
    {"hnswlib": build_hnswlib, "faiss": build_faiss}[a.library](a, data)
    print(json.dumps({"seconds": time.perf_counter() - began}), flush=True)


if __name__ == "__main__":
    main()
