"""What using sectors whole buys, beside Microsoft's DiskANN (PyPI's diskannpy 0.7.0), on indexes that compare.py left.

Every side takes its best beam width; the peer its best number of threads too. Values at a recall lie between two
measured lists (reads linear, QPS logarithmic). Medians of `--runs` runs that alternate.

  python reads.py --program P --work DIR --queries F --truth F          (DIR as compare.py --work left it)
"""
import argparse
import json
import math
import os
import sys

from compare import HERE, json_lines, median, run


def at(rows, recall, key):
    """The value at a recall between two measured rows; `None` beyond them."""
    rows = sorted(rows, key=lambda row: row["recall"])
    for low, high in zip(rows, rows[1:]):
        if low["recall"] <= recall <= high["recall"] and low["recall"] < high["recall"]:
            share = (recall - low["recall"]) / (high["recall"] - low["recall"])
            if key == "meanReads":
                return low[key] + share * (high[key] - low[key])
            return math.exp((1 - share) * math.log(low[key]) + share * math.log(high[key]))
    return None


class Laboratory:
    def __init__(self, a):
        self.a = a
        self.ours, self.theirs = (os.path.join(a.work, name, "index") for name in ("ours", "theirs"))
        self.ordered = os.path.join(a.work, "ordered", "index")

    def sweep(self, index, threads, *more):
        a = self.a
        text, _, _ = run([a.program, "sweep", "--index", index, "--queries", a.queries, "--truth", a.truth, "-K", str(a.K),
                          "-L", a.lists, "-W", a.widths, "-T", str(threads), "--format", "json", *more])
        rows = {}
        for row in json.loads(text)["rows"]:
            rows.setdefault(f"W {row['W']}", []).append(row)
        return rows

    def peer(self):
        a, rows = self.a, {}
        for threads in a.peer_threads:
            for width in a.widths.split(","):
                text, _, _ = run([sys.executable, os.path.join(HERE, "diskann.py"), "search", "--index", self.theirs,
                                  "--queries", a.queries, "--truth", a.truth, "--list", a.lists, "-K", str(a.K), "-W", width,
                                  "-T", str(threads)])
                rows[f"W {width} T {threads}"] = json_lines(text)
        return rows

    def measure(self):
        a = self.a
        if not os.path.exists(self.ordered + "_disk.index"):
            os.makedirs(os.path.dirname(self.ordered), exist_ok=True)
            text, seconds, _ = run([a.program, "layout", self.ours, "--output", self.ordered, "--progress", "none"])
            print(text.strip(), flush=True)
        pages = ["--whole-pages"]
        sides = {
            "peer": self.peer,
            "nodes": lambda: self.sweep(self.ours, a.threads),
            "whole pages, order of rows": lambda: self.sweep(self.ours, a.threads, *pages),
            "whole pages, order of graph": lambda: self.sweep(self.ordered, a.threads, *pages),
            f"the same, stop at {a.stop}": lambda: self.sweep(self.ordered, a.threads, *pages, "--stop-factor", str(a.stop)),
        }
        runs = {name: [] for name in sides}
        for _ in range(a.runs):
            for name, one in sides.items():
                runs[name].append(one())
        return runs, self.sweep(self.theirs, a.threads)

    def report(self, runs, reads):
        for recall in self.a.recalls:
            print(f"\nrecall {recall}: QPS and reads per query at each side's best width, medians of {self.a.runs}")
            best = self.best(runs["peer"], recall)
            peer_reads = at(reads[" ".join(best[1].split()[:2])], recall, "meanReads") if best else None
            for name, rows in runs.items():
                mine = self.best(rows, recall)
                if not mine:
                    print(f"  {name:28}  not reached by these lists")
                    continue
                count = peer_reads if name == "peer" else at(rows[0][mine[1]], recall, "meanReads")
                ratios = f"  x {mine[0] / best[0]:.2f} of its QPS, {count / peer_reads:.2f} of its reads" if best and name != "peer" else ""
                print(f"  {name:28}  {mine[0]:6.0f} ({mine[1]})  {count:6.2f} reads{ratios}")

    @staticmethod
    def best(runs, recall):
        """The most QPS at a recall, and the setting that gives them."""
        found = []
        for setting in runs[0]:
            values = [at(rows[setting], recall, "qps") for rows in runs]
            if all(values):
                found.append((median(values), setting))
        return max(found, default=None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("program", "work", "queries", "truth"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--output", help="write all rows as JSON to this file")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peer-threads", type=lambda s: [int(x) for x in s.split(",")], default=[2, 4, 8, 16])
    parser.add_argument("--lists", default="10,15,20,30,50")
    parser.add_argument("--widths", default="2,4")
    parser.add_argument("--recalls", type=lambda s: [float(x) for x in s.split(",")], default=[0.95, 0.99])
    parser.add_argument("--stop", type=float, default=1.1)
    parser.add_argument("-K", type=int, default=10)
    a = parser.parse_args()
    laboratory = Laboratory(a)
    runs, reads = laboratory.measure()
    laboratory.report(runs, reads)
    if a.output:
        with open(a.output, "w") as file:
            json.dump({**runs, "reads of the peer's graph": reads}, file, indent=1)


if __name__ == "__main__":
    main()
