"""StructBench-Go: ``PYTHONPATH=tests/bench python -m structbench run --tool archviz --corpus NAME --tree DIR``.

Asks a tool all questions about a corpus and prints how many it answered exactly, the precision and recall of its lists,
and the seconds and memory that it took. The tree is one that tests/bench/structbench/corpora.toml describes.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
import msgspec

from archviz.ask import own_packages
from archviz.golang.graph import Graph
from archviz.sources.opening import open_source
from structbench import questions, scores

if TYPE_CHECKING:
    from structbench.tools import Tool

TYPECHECK = Path(__file__).parents[2] / "accuracy" / "typecheck"
TOOLS = {
    "archviz": "structbench.with_archviz:Archviz",
    "archviz-without-index": "structbench.with_archviz:ArchvizWithout",
    "cgg": "structbench.peers:Cgg",
    "code-review-graph": "structbench.peers:CodeReviewGraph",
    "codegraph": "structbench.peers:Codegraph",
    "gitnexus": "structbench.peers:GitNexus",
    "grep": "structbench.peers:Grep",
}


def tool(name: str) -> Tool:
    """A tool by its name."""
    module, _, made = TOOLS[name].partition(":")
    return cast("Tool", getattr(import_module(module), made)())


@click.group(help=__doc__)
def main() -> None:
    """Commands of the benchmark."""


@main.command()
@click.option("--tool", "name", type=click.Choice(tuple(TOOLS)), default="archviz", show_default=True)
@click.option("--corpus", type=click.Choice(questions.names()), required=True)
@click.option("--tree", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--show", is_flag=True, help="List each answer that is not exact.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object, for `table`.")
def run(name: str, corpus: str, tree: Path, show: bool, as_json: bool) -> None:
    """Ask a tool all questions about a corpus."""
    about, asked = questions.read(corpus)
    asks = tool(name)
    start = time.perf_counter()
    asks.prepare(tree.resolve())
    prepared = time.perf_counter() - start
    found: dict[str, scores.Score] = {}
    for question in asked:
        score = found.setdefault(scores.group(question), scores.Score())
        answer = asks.answer(question)
        score.add(question, answer, about.undecided, closed=asks.closed)
    answered = time.perf_counter() - start - prepared
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    if as_json:
        rows = {
            group: [s.asked, s.answered, s.exact, s.found, s.extra, s.missed, s.closed, s.closed_exact]
            for group, s in found.items()
        }
        times = {"prepare": round(prepared, 2), "answers": round(answered, 2), "memory": round(memory)}
        print(json.dumps({"tool": name, "corpus": corpus, **times, "scores": rows}))
        return
    print(f"{name} on {corpus}: {about.packages} packages, {about.functions} functions, {about.calls} calls")
    print(f"{'questions':32}{'asked':>7}{'exact':>8}{'precision':>11}{'recall':>8}{'closed':>8}{'exact':>8}")
    for group, score in (*found.items(), ("all", sum(found.values(), scores.Score()))):
        print(
            f"{group:32}{score.asked:7}{score.exactly:8.1%}{score.precision:11.1%}{score.recall:8.1%}"
            f"{score.closed:8}{score.closed_exact:8}"
        )
        for question, answer in score.wrong if show and group != "all" else ():
            print(f"    {msgspec.json.encode(question).decode()}\n      answered {answer}")
    print(f"{prepared:.1f} s to prepare, {answered:.1f} s for {len(asked)} answers, {memory:.0f} MB")


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def table(files: tuple[Path, ...]) -> None:
    """Compare what `run --json` printed, on the corpora that every tool was asked about, as a table in Markdown."""
    runs = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    tools = list(dict.fromkeys(one["tool"] for one in runs))
    asked = [{one["corpus"] for one in runs if one["tool"] == name} for name in tools]
    common = sorted(set.intersection(*asked))
    by_tool = {name: [one for one in runs if one["tool"] == name and one["corpus"] in common] for name in tools}
    groups = list(dict.fromkeys(group for one in runs for group in one["scores"]))
    print(f"Asked about {', '.join(common)}.\n")
    print(f"| tool | {' | '.join((*groups, 'all'))} | precision | recall | index, s | answers, s | MB |")
    print(f"|---{'|--:' * (len(groups) + 6)}|")
    for name, mine in by_tool.items():
        scored = {
            group: sum((scores.Score(*one["scores"][group]) for one in mine if group in one["scores"]), scores.Score())
            for group in groups
        }
        whole = sum(scored.values(), scores.Score())
        exact = [f"{one.exactly:.1%}" if one.answered else "no answer" for one in (*scored.values(), whole)]
        lists = f"{whole.precision:.1%} | {whole.recall:.1%}"
        cost = [f"{sum(one[key] for one in mine):.1f}" for key in ("prepare", "answers")]
        print(f"| {name} | {' | '.join(exact)} | {lists} | {' | '.join(cost)} | {max(one['memory'] for one in mine)} |")


@main.command()
@click.option("--corpus", required=True, help="The name of the file that is written.")
@click.option("--tree", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--count", default=120, show_default=True, help="About how many questions.")
@click.option("--seed", default=1, show_default=True, help="What they are drawn by.")
def build(corpus: str, tree: Path, count: int, seed: int) -> None:
    """Draw questions about a tree's own packages, with Go's type checker for the answers; needs `go` on the PATH."""
    graph = Graph(open_source(str(tree)))
    environment = {**os.environ, "CGO_ENABLED": "0"}
    with tempfile.TemporaryDirectory() as scratch:
        program = Path(scratch) / "typecheck"
        subprocess.run(["go", "build", "-o", str(program), "."], cwd=TYPECHECK, env=environment, check=True)
        command = [str(program), "-broken", f"-questions={count}", f"-seed={seed}", "-tree", str(tree.resolve())]
        made = subprocess.run([*command, *own_packages(graph)], env=environment, capture_output=True, check=False)
        if made.returncode:
            raise click.ClickException(made.stderr.decode("utf-8", "replace")[-2000:])
    (questions.FOLDER / f"{corpus}.jsonl.gz").write_bytes(gzip.compress(made.stdout, mtime=0))
    lines = made.stdout.splitlines()
    print(f"{len(lines) - 1} questions about {corpus}")


if __name__ == "__main__":
    main()
