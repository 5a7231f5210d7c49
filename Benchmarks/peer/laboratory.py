"""Every way to read less, alone and together, beside Microsoft's DiskANN: the tables of docs/io-laboratory.md.

For each way and each beam width the smallest L that reaches a recall is found by halving; its reads per query are exact
counts, whatever the machine does meanwhile. Then queries per second and the latency of one search at a time are measured
at these settings, runs alternating between all sides; medians are written. Works on any data of DiskANN's formats.

  python laboratory.py --program P --work DIR --data F --queries F --truth F [--markdown FILE]

DIR keeps the indexes; those of compare.py --work are used if they lie there. --reads-only needs no quiet machine.
"""
import argparse
import json
import os
import shlex
import sys

from compare import HERE, json_lines, median, run

PAGES = ["--whole-pages"]
# Vectors apart: all candidates are known before the first read, and the factor says how many are looked at.
FACTORS = (0.96, 0.97, 0.98, 0.99, 1, 1.01, 1.02, 1.03, 1.05)


class Way:
    """An index and the switches of its searches."""

    def __init__(self, name, index, switches=(), factors=()):
        self.name, self.index, self.switches = name, index, list(switches)
        self.factors = factors  # stop factors to choose from, where one says how much is looked at

    def at(self, factor):
        return Way(self.name, self.index, self.switches + ["--stop-factor", f"{factor:.4g}"])


class Laboratory:
    def __init__(self, a):
        self.a = a
        self.path = lambda name: os.path.join(a.work, name, "index")
        self.settings, self.times, self.peer_bytes = {}, {}, None

    def command(self, *words):
        print("  " + " ".join(shlex.quote(w) for w in words[:2]) + " …", file=sys.stderr, flush=True)
        return run([self.a.program, *words])[0]

    # Indexes

    def make(self, name, build):
        if not os.path.exists(self.path(name) + "_disk.index"):
            os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
            build(self.path(name))
        return self.path(name)

    def make_all(self):
        a = self.a
        self.theirs = self.make("theirs", lambda index: run(
            [sys.executable, os.path.join(HERE, "diskann.py"), "build", "--data", a.data, "--index", index, "-R", str(a.R),
             "-L", str(a.build_list), "-T", str(a.threads), "-B", str(a.budget)]))
        self.ours = self.make("ours", lambda index: self.build(index, a.pq_bytes))
        graph = ["--order", "graph", "--progress", "none"]
        self.ordered = self.make("ordered", lambda index: self.command("layout", self.ours, "--output", index, *graph))
        try:
            self.packed = self.make("packed", lambda index: self.command(
                "layout", self.ours, "--output", index, "--records", "packed", *graph))
        except SystemExit as refusal:
            # Long vectors leave nothing to save: the program has said so.
            print(refusal, file=sys.stderr)
            self.packed = None
        self.apart = self.make("apart", lambda index: self.command(
            "layout", self.ours, "--output", index, "--vector-pages", *graph))
        self.navigated = {
            share: self.make(f"navigated-{share}", lambda index, share=share: self.command(
                "layout", self.ours, "--output", index, "--navigation", str(share), *graph))
            for share in a.shares}
        self.count = json.loads(self.command("inspect", self.ours, "--format", "json"))["nodes"]
        self.tenth = self.count // 10

    def build(self, index, pq_bytes):
        a = self.a
        self.command("build", "--data", a.data, "--index", index, "-R", str(a.R), "-L", str(a.build_list), "--pq-bytes",
                     str(pq_bytes), "-T", str(a.threads), "--progress", "none")

    def resident(self, index):
        """Bytes of codes, table and navigation graph."""
        report = json.loads(self.command("inspect", index, "--format", "json"))
        return report["residentBytes"] + report.get("navigation", {}).get("residentBytes", 0)

    def peer_memory(self):
        """Bytes that the peer's index with a tenth of its nodes cached keeps: its codes and tables as we count them, and
        what its process grows by, measured, when it caches the nodes."""
        if self.peer_bytes is None:
            held = [json_lines(run([sys.executable, os.path.join(HERE, "diskann.py"), "resident", "--index", self.theirs,
                                    "--queries", self.a.queries, "--cache", str(cache)])[0])[-1]["residentBytes"] for cache in (0, self.tenth)]
            self.peer_bytes = self.resident(self.theirs) + held[1] - held[0]
            print(f"memory of the peer with {self.tenth} nodes cached: {self.peer_bytes / 2**20:.2f} MiB, "
                  f"{(held[1] - held[0]) / self.tenth:.0f} bytes a node", flush=True)
        return self.peer_bytes

    def advised(self, recall, records="plain"):
        """An index as `advise` wants it for the memory of the peer with a tenth of its nodes cached."""
        a = self.a
        memory = self.peer_memory() / 2**30
        tried = {"packed": self.packed, "apart": self.apart}.get(records, self.ordered)
        laid = {"packed": ["--records", "packed"], "apart": ["--vector-pages"]}.get(records, [])
        text = run([a.program, "advise", tried, "--memory", f"{memory:.6f}", "--recall", str(recall), "--queries",
                    a.queries, "--truth", a.truth, "-K", str(a.K), "--format", "json"])[0]
        best = json.loads(text)["trials"][0]
        navigation = best.get("navigation")
        name = ("" if records == "plain" else f"{records}-") + f"advised-{best['pqBytes']}" + (f"-{navigation['share']}-{navigation['width']}" if navigation else "")

        def build(index):
            self.build(index, best["pqBytes"])
            more = ["--navigation", str(navigation["share"]), "--navigation-degree", str(navigation["width"])] if navigation else []
            self.command("layout", index, "--order", "graph", "--progress", "none", *laid, *more)

        index = self.make(name, build)
        switches = list(PAGES)
        if navigation:
            switches.append("--navigation")
        if best.get("usesVectorPages"):
            switches.append("--vector-pages")
        if best.get("stopFactor"):
            switches += ["--stop-factor", f"{best['stopFactor']:.4g}"]
        if best["cachedNodeCount"]:
            switches += ["--cache", str(best["cachedNodeCount"]), "--cache-policy", "queries"]
        return index, switches, best

    # Reads

    def row(self, index, L, W, switches, threads=None, inflight=None):
        a = self.a
        few = [] if inflight is None else ["--inflight", str(inflight)]
        text = run([a.program, "sweep", "--index", index, "--queries", a.queries, "--truth", a.truth, "-K", str(a.K), "-L",
                    str(L), "-W", str(W), "-T", str(threads or a.threads), "--format", "json", *few, *switches])[0]
        return json.loads(text)["rows"][0]

    def smallest(self, way, W, recall, longest=1000):
        """The row of the smallest L that reaches the recall, `None` where none does."""
        known = {}

        def at(L):
            if L not in known:
                known[L] = self.row(way.index, L, W, way.switches)
            return known[L]

        low, high = self.a.K, self.a.K
        while at(high)["recall"] < recall:
            if high >= longest:
                return None
            low, high = high + 1, min(2 * high, longest)
        while low < high:
            middle = (low + high) // 2
            if at(middle)["recall"] >= recall:
                high = middle
            else:
                low = middle + 1
        return at(high)

    def ways(self, recall):
        return [way for way in self.all_ways(recall) if any(part in way.name for part in self.a.ways)]

    def all_ways(self, recall):
        stop = ["--stop-factor", str(self.a.stop)]
        ways = [
            Way("DiskANN", self.theirs),
            Way("DiskANN, 10 % cached", self.theirs, ["--cache", str(self.tenth)]),
            Way("none: classic search", self.ours),
            Way("stop factor", self.ours, stop),
            Way("dynamic width from 1", self.ours, ["--approach-width", "1"]),
            Way("whole pages, order of rows", self.ours, PAGES),
            Way("whole pages, order of graph", self.ordered, PAGES),
        ]
        for share, index in self.navigated.items():
            ways.append(Way(f"navigation {share}", index, ["--navigation"]))
        if self.packed:
            ways.append(Way("packed records, whole pages, order of graph", self.packed, PAGES))
            ways.append(Way("packed records, pages + stop", self.packed, PAGES + stop))
        best = self.navigated[self.a.shares[-1]]
        ways += [
            Way("10 % cached by queries", self.ours, ["--cache", str(self.tenth), "--cache-policy", "queries"]),
            Way("pages + stop", self.ordered, PAGES + stop),
            Way(f"pages + navigation {self.a.shares[-1]}", best, PAGES + ["--navigation"]),
            Way(f"pages + navigation {self.a.shares[-1]} + width from 1", best, PAGES + ["--navigation", "--approach-width", "1"]),
            Way(f"pages + navigation {self.a.shares[-1]} + stop", best, PAGES + ["--navigation"] + stop),
        ]
        if self.a.skip_advice:
            return ways
        titles = {"plain": "as advised", "packed": "as advised, packed records", "apart": "as advised, vectors apart"}
        for records, title in titles.items():
            if records == "packed" and not self.packed:
                continue
            if not any(part in title + ", pipelined" for part in self.a.ways):
                continue
            index, switches, _ = self.advised(recall, records)
            factors = ()
            if records == "apart" and "--stop-factor" in switches:
                at = switches.index("--stop-factor")
                del switches[at:at + 2]
                factors = FACTORS
            ways.append(Way(title, index, switches, factors))
            ways.append(Way(title + ", pipelined", index, switches + ["--pipelined"], factors))
        return ways

    def count_reads(self):
        for recall in self.a.recalls:
            for way in self.ways(recall):
                for W in self.a.widths:
                    chosen = way
                    if way.factors:
                        tried = [(way.at(factor), self.smallest(way.at(factor), W, recall, longest=128)) for factor in way.factors]
                        chosen, row = min((pair for pair in tried if pair[1]), key=lambda pair: pair[1]["meanReads"],
                                          default=(way, None))
                    else:
                        row = self.smallest(way, W, recall)
                    if row:
                        self.settings[recall, way.name, W] = (chosen, row)
                        print(f"recall {recall}  {way.name:42} W {W}  L {row['L']:3}  reads {row['meanReads']:6.2f}", flush=True)

    # Times

    def measure(self):
        for _ in range(self.a.runs):
            for key, (way, row) in self.settings.items():
                self.times.setdefault(key, []).append(self.peer_times(key, way, row) if key[1].startswith("DiskANN")
                                                      else self.our_times(key, way, row))

    def our_times(self, key, way, row):
        full = self.row(way.index, row["L"], key[2], way.switches)
        alone = self.row(way.index, row["L"], key[2], way.switches, threads=1, inflight=1)
        return {"qps": full["qps"], "latency": alone["meanLatencyUs"]}

    def peer_times(self, key, way, row):
        found = {"qps": 0.0}
        cache = way.switches[1] if way.switches else "0"
        for threads in [1] + self.a.peer_threads:
            text = run([sys.executable, os.path.join(HERE, "diskann.py"), "search", "--index", way.index, "--queries",
                        self.a.queries, "--list", str(row["L"]), "-K", str(self.a.K), "-W", str(key[2]), "-T", str(threads),
                        "--cache", cache])[0]
            line = json_lines(text)[-1]
            if threads == 1:
                found["latency"] = line["meanLatencyUs"]
            else:
                found["qps"] = max(found["qps"], line["qps"])
        return found

    # The report

    def best(self, recall, name, key):
        """The best value over all widths, and its width and L."""
        found = []
        for (r, n, W), (_, row) in self.settings.items():
            if (r, n) != (recall, name):
                continue
            if key == "reads":
                found.append((row["meanReads"], W, row["L"]))
            elif self.times:
                value = median([t[key] for t in self.times[r, n, W]])
                found.append((-value if key == "qps" else value, W, row["L"]))
        return min(found, default=None)

    def report(self):
        lines = []
        for recall in self.a.recalls:
            names = list(dict.fromkeys(n for r, n, _ in self.settings if r == recall))
            base = {key: self.best(recall, "DiskANN, 10 % cached", key) for key in ("reads", "qps", "latency")}
            lines += ["", f"### recall@{self.a.K} of at least {recall}", "",
                      "| | L | W | reads | ratio | QPS | W | ratio | one at a time | W | ratio |",
                      "|---|---|---|---|---|---|---|---|---|---|---|"]
            for name in names:
                cells = [name]
                for key in ("reads", "qps", "latency"):
                    value, reference = self.best(recall, name, key), base[key]
                    if value is None:
                        cells += ["", "", ""]
                        continue
                    number, ratio = abs(value[0]), abs(value[0]) / abs(reference[0]) if reference else float("nan")
                    if key == "reads":
                        cells += [str(value[2]), str(value[1]), f"{number:.2f}", f"{ratio:.2f}"]
                    else:
                        cells += [f"{number:,.0f}" + (" µs" if key == "latency" else ""), str(value[1]), f"{ratio:.2f}"]
                lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("program", "work", "data", "queries", "truth"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--markdown", help="write the tables to this file too")
    parser.add_argument("--output", help="write all settings and times as JSON to this file")
    parser.add_argument("--reads-only", action="store_true", help="count reads, measure no times")
    parser.add_argument("--skip-advice", action="store_true", help="leave out what advise finds, which takes minutes")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    numbers = lambda kind: lambda text: [kind(x) for x in text.split(",")]
    parser.add_argument("--peer-threads", type=numbers(int), default=[2, 4, 8, 16])
    parser.add_argument("--ways", type=numbers(str), default=[""], help="only those whose names hold one of these")
    parser.add_argument("--widths", type=numbers(int), default=[1, 2, 4])
    parser.add_argument("--recalls", type=numbers(float), default=[0.95, 0.99])
    parser.add_argument("--shares", type=numbers(float), default=[0.01, 0.1, 1.0])
    parser.add_argument("--stop", type=float, default=1.1)
    parser.add_argument("--pq-bytes", type=int, default=32)
    parser.add_argument("--budget", type=float, default=0.003, help="the peer's -B in GB that gives the same PQ bytes")
    parser.add_argument("--build-list", type=int, default=100)
    parser.add_argument("-R", type=int, default=64)
    parser.add_argument("-K", type=int, default=10)
    a = parser.parse_args()
    laboratory = Laboratory(a)
    laboratory.make_all()
    laboratory.count_reads()
    if not a.reads_only:
        laboratory.measure()
    text = laboratory.report()
    print(text)
    if a.markdown:
        with open(a.markdown, "w") as file:
            file.write(text)
    if a.output:
        rows = [{"recall": key[0], "way": key[1], "W": key[2], "index": way.index, "switches": way.switches, "row": row,
                 "times": laboratory.times.get(key, [])} for key, (way, row) in laboratory.settings.items()]
        with open(a.output, "w") as file:
            json.dump(rows, file, indent=1)


if __name__ == "__main__":
    main()
