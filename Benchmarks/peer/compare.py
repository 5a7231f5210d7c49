"""Beamscope beside Microsoft's DiskANN (PyPI's diskannpy 0.7.0) on the same files, in one run.

Builds and searches alternate between the two, `--runs` times; medians and ratios are printed, the raw rows are kept
as JSON. Reads per query of the peer are counted by searching the peer's own index with Beamscope: reads do not depend
on who makes them (the same graph, the same PQ table, the same traversal).
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command):
    """Standard output, wall seconds and peak MiB of a child process."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, stdout=output)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        output.seek(0)
        text = output.read().decode()
    if child.returncode:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}")
    return text, seconds, usage.ru_maxrss / 1024


def json_lines(text):
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def median(values):
    return statistics.median(values)


class Comparison:
    def __init__(self, arguments):
        self.a = arguments
        self.folder = arguments.work or tempfile.mkdtemp(prefix="beamscope-compare-", dir=os.getcwd())
        self.ours = os.path.join(self.folder, "ours", "index")
        self.theirs = os.path.join(self.folder, "theirs", "index")
        self.sharded = os.path.join(self.folder, "sharded", "index")
        self.report = {"data": os.path.basename(arguments.data), "runs": arguments.runs}

    def peer(self, mode, *more):
        return [sys.executable, os.path.join(HERE, "diskann.py"), mode, "--index", self.theirs, *more]

    def build(self):
        a, ours, theirs = self.a, [], []
        for _ in range(a.build_runs):
            text, _, peak = run(self.peer("build", "--data", a.data, "-R", str(a.R), "-L", str(a.build_list), "-T",
                                          str(a.threads), "-B", str(a.budget)))
            theirs.append({"seconds": json_lines(text)[-1]["seconds"], "peakMiB": peak})
            ours.append(self.build_ours(self.ours))
        self.report["build"] = {"ours": ours, "peer": theirs}
        mine, peers = (median([r["seconds"] for r in rows]) for rows in (ours, theirs))
        print(f"\nBuild, R {a.R}, L {a.build_list}, PQ {a.pq_bytes} bytes, {a.threads} threads, medians of {a.build_runs}")
        print(f"  wall      {mine:8.2f} s    peer {peers:8.2f} s    ratio {mine / peers:.3f}")
        mine, peers = (max(r["peakMiB"] for r in rows) for rows in (ours, theirs))
        print(f"  peak      {mine:8.0f} MiB  peer {peers:8.0f} MiB  ratio {mine / peers:.3f}")

        if a.shard_budget:
            self.build_sharded(median([r["seconds"] for r in ours]))

    def build_ours(self, index, *more):
        a = self.a
        os.makedirs(os.path.dirname(index), exist_ok=True)
        _, seconds, peak = run([a.program, "build", "--data", a.data, "--index", index, "-R", str(a.R), "-L",
                                str(a.build_list), "--pq-bytes", str(a.pq_bytes), "-T", str(a.threads),
                                "--progress", "none", *more])
        return {"seconds": seconds, "peakMiB": peak}

    def build_sharded(self, one_shot_seconds):
        """The same under a memory budget; then recall and reads of that index."""
        budget = self.a.shard_budget
        built = self.build_ours(self.sharded, "-M", str(budget))
        self.report["sharded"] = {"build": built, "rows": self.sweep(self.sharded, self.a.threads)[0]}
        print(f"Build with -M {budget} GB: {built['seconds']:.2f} s, {built['seconds'] / one_shot_seconds:.2f} x one piece,"
              f" peak {built['peakMiB']:.0f} of {budget * 1024:.0f} MiB")
        for row in self.report["sharded"]["rows"]:
            print(f"  L {row['L']:3d}  recall {row['recall']:.4f}  reads {row['meanReads']:.2f}")

    def sweep(self, index, threads, inflight=None):
        command = [self.a.program, "sweep", "--index", index, "--queries", self.a.queries, "--truth", self.a.truth,
                   "-K", str(self.a.K), "-L", self.a.lists, "-W", str(self.a.beam_width), "-T", str(threads),
                   "--format", "json"]
        if inflight:
            command += ["--inflight", str(inflight)]
        text, _, peak = run(command)
        report = json.loads(text)
        return report["rows"], peak, report["io"]

    def peer_search(self, threads):
        a = self.a
        text, _, peak = run(self.peer("search", "--queries", a.queries, "--truth", a.truth, "--list", a.lists, "-K",
                                      str(a.K), "-W", str(a.beam_width), "-T", str(threads)))
        return json_lines(text), peak

    def search(self):
        a = self.a
        rows = {"ours": [], "ours few": [], "ours one by one": [], "reads on the peer's index": [], "peer": {}}
        peaks, modes = [], set()
        for _ in range(a.runs):
            for threads in a.peer_threads:
                rows["peer"].setdefault(threads, []).append(self.peer_search(threads)[0])
            mine, peak, mode = self.sweep(self.ours, a.threads)
            rows["ours"].append(mine)
            peaks.append(peak)
            modes.add(mode)
            rows["ours few"].append(self.sweep(self.ours, a.threads, inflight=a.few)[0])
            rows["ours one by one"].append(self.sweep(self.ours, 1, inflight=1)[0])
        rows["reads on the peer's index"].append(self.sweep(self.theirs, a.threads)[0])
        self.report["search"], self.report["searchPeakMiB"] = rows, max(peaks)
        self.print_search(rows, max(peaks), modes)

    def print_search(self, rows, peak, modes):
        a = self.a
        print(f"\nSearch, K {a.K}, W {a.beam_width}, no cache, {', '.join(modes)}, medians of {a.runs}")
        print(f"  ours: {a.threads} threads; peer: {a.threads} threads, and its best of {a.peer_threads} threads")
        print(f"  few: --inflight {a.few}; both ratios of latency are to the peer where its QPS are best")
        print("    L | recall   peer |  reads   peer |    QPS    peer  ratio |   best at T ratio latency"
              " |    few  ratio  best latency | one by one us   peer  ratio")
        for i, level in enumerate(int(x) for x in a.lists.split(",")):
            def ours(key, group="ours"):
                return median([run_[i][key] for run_ in rows[group]])

            def peer(threads, key):
                return median([run_[i][key] for run_ in rows["peer"][threads]])

            best = max((t for t in a.peer_threads if t > 1), key=lambda t: peer(t, "qps"))
            qps, pair, few = ours("qps"), peer(a.threads, "qps"), ours("qps", "ours few")
            waits = [ours("meanLatencyUs", group) / peer(best, "meanLatencyUs") for group in ("ours", "ours few")]
            alone, peer_alone = ours("meanLatencyUs", "ours one by one"), peer(1, "meanLatencyUs")
            reads = rows["reads on the peer's index"][0][i]["meanReads"]
            print(f"  {level:3d} | {ours('recall'):.4f} {peer(a.threads, 'recall'):.4f} | {ours('meanReads'):6.2f} {reads:6.2f}"
                  f" | {qps:6.0f} {pair:7.0f} {qps / pair:6.2f} | {peer(best, 'qps'):6.0f} {best:4d} {qps / peer(best, 'qps'):5.2f}"
                  f" {waits[0]:7.2f} | {few:6.0f} {few / pair:6.2f} {few / peer(best, 'qps'):5.2f} {waits[1]:7.2f}"
                  f" | {alone:13.0f} {peer_alone:6.0f} {alone / peer_alone:6.2f}")
        print(f"  peak resident memory of our searches: {peak:.0f} MiB")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="the beamscope executable")
    for name in ("data", "queries", "truth"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--work", help="folder for the indexes; kept (default: a temporary one in the current folder)")
    parser.add_argument("--output", help="write all rows as JSON to this file")
    parser.add_argument("--skip-build", action="store_true", help="use the indexes that lie in --work")
    parser.add_argument("--skip-search", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--build-runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peer-threads", type=lambda s: [int(x) for x in s.split(",")], default=[1, 2, 4, 8, 16])
    parser.add_argument("--few", type=int, default=3, help="searches in flight per thread where latency counts")
    parser.add_argument("--lists", default="10,20,30,50,100")
    parser.add_argument("--pq-bytes", type=int, default=32)
    parser.add_argument("--budget", type=float, default=0.003, help="the peer's -B in GB that gives the same PQ bytes")
    parser.add_argument("--shard-budget", type=float, help="also build with this -M in GB, in shards")
    parser.add_argument("--build-list", type=int, default=100)
    parser.add_argument("--beam-width", type=int, default=4)
    parser.add_argument("-R", type=int, default=64)
    parser.add_argument("-K", type=int, default=10)
    return parser.parse_args()


def main():
    a = arguments()
    comparison = Comparison(a)
    try:
        if not a.skip_build:
            comparison.build()
        if not a.skip_search:
            comparison.search()
        if a.output:
            with open(a.output, "w") as file:
                json.dump(comparison.report, file, indent=1)
    finally:
        if not a.work:
            shutil.rmtree(comparison.folder, ignore_errors=True)


if __name__ == "__main__":
    main()
