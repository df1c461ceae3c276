# SPDX-License-Identifier: Apache-2.0
"""Writes and reads the episodes of `StoreBenchmarks` with h5py and with Minari, and prints the tables of docs/performance.md.

    bench_trajectories.py FOLDER

FOLDER holds what the Swift side left: step_*.h5 (shards), episodes.jsonl (the same episodes), ours.json (its times). Best and median of
several rounds; nothing but the call that is named lies inside of a measurement. Neither h5py nor Minari brings its files to the disk
(fsync); we do.
"""

import glob
import json
import os
import shutil
import statistics
import sys
import time
import zlib

import gymnasium
import h5py
import minari
import numpy
from minari.data_collector import EpisodeBuffer

ROUNDS = int(os.environ.get("HOLDFAST_BENCH_ROUNDS", "5"))
CHUNK = 65536


def timed(work):
    """Seconds of all rounds."""
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return seconds


def columns(path):
    """All columns of a shard, with the types they have in the file."""
    found = {}
    with h5py.File(path) as shard:
        shard.visititems(lambda name, item: found.update({name: item[:]}) if isinstance(item, h5py.Dataset) else None)
    return found


def write_h5py(path, found, level):
    with h5py.File(path, "w") as shard:
        for name, values in found.items():
            if len(values) == 0:
                shard.create_dataset(name, data=values)
            else:
                shard.create_dataset(
                    name, data=values, chunks=(min(len(values), CHUNK),), compression="gzip", compression_opts=level, shuffle=True
                )


def read_h5py(paths):
    for path in paths:
        columns(path)


def size(path):
    if os.path.isdir(path):
        return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(path) for name in names)
    return os.path.getsize(path)


def zipped(path, level=6):
    """Size of the file through gzip."""
    deflate, total = zlib.compressobj(level, zlib.DEFLATED, 31), 0
    with open(path, "rb") as file:
        while block := file.read(1 << 22):
            total += len(deflate.compress(block))
    return total + len(deflate.flush())


TEXT = gymnasium.spaces.Text(max_length=1 << 20)


def buffers(path):
    """Episodes as Minari takes them: a step for each line of the user, which sees the line before and says its own."""
    result = []
    with open(path) as file:
        for number, line in enumerate(file):
            scored = json.loads(line)
            turns = scored["episode"]["turns"]
            observations, actions = [], []
            before = ""
            for turn in turns:
                if turn["seat"] == "user":
                    observations.append(before)
                    actions.append(turn["text"])
                before = turn["text"]
            observations.append(before)
            steps = len(actions)
            rewards = [0.0] * (steps - 1) + [float(scored.get("reward") or 0.0)]
            result.append(
                EpisodeBuffer(
                    id=number, seed=number, observations=observations, actions=actions, rewards=rewards,
                    terminations=[False] * (steps - 1) + [True], truncations=[False] * steps, infos={},
                )
            )
    return result


def write_minari(found):
    shutil.rmtree(os.path.join(os.environ["MINARI_DATASETS_PATH"], "bench"), ignore_errors=True)
    minari.create_dataset_from_buffers(
        "bench/dialogues-v0", found, action_space=TEXT, observation_space=TEXT, algorithm_name="bench", author="bench",
        author_email="bench@example.org", code_permalink="https://example.org",
    )


def read_minari():
    for episode in minari.load_dataset("bench/dialogues-v0").iterate_episodes():
        len(episode.actions)


def main():
    folder = sys.argv[1]
    os.environ["MINARI_DATASETS_PATH"] = os.path.join(folder, "minari")
    ours = json.load(open(os.path.join(folder, "ours.json")))
    shards = sorted(glob.glob(os.path.join(folder, "step_*.h5")))
    lines = os.path.join(folder, "episodes.jsonl")
    count, raw = ours["episodes"], ours["rawBytes"]
    found = [columns(path) for path in shards]
    other = [os.path.join(folder, f"h5py_{number}.h5") for number in range(len(shards))]

    def write_all(level):
        for path, shard in zip(other, found):
            write_h5py(path, shard, level)

    theirs = {}
    for level in (6, 4):
        theirs[f"h5py, gzip {level}"] = timed(lambda: write_all(level))
        sizes = sum(map(size, other))
        ours["sizes"][f"h5py, gzip {level}"] = sizes
    for a, b in zip(shards, other):
        left, right = columns(a), columns(b)
        assert left.keys() == right.keys()
        assert all(numpy.array_equal(left[name].view("u1"), right[name].view("u1")) for name in left)
    theirs["h5py reads"] = timed(lambda: read_h5py(other))
    theirs["h5py reads our shards"] = timed(lambda: read_h5py(shards))
    made = buffers(lines)
    theirs["Minari"] = timed(lambda: write_minari(made))
    theirs["Minari reads"] = timed(read_minari)
    ours["sizes"]["Minari"] = size(os.path.join(folder, "minari"))
    ours["sizes"]["JSONL"] = size(lines)
    ours["sizes"]["JSONL, gzip 6"] = zipped(lines)

    def row(name, seconds, reference=None):
        best, median = min(seconds), statistics.median(seconds)
        ratio = f"{min(reference) / best:.2f}" if reference else "-"
        return f"| {name} | {best:.3f} s | {median:.3f} s | {count / best:,.0f} | {raw / best / 1e6:,.0f} | {ratio} |"

    head = "| {} | best | median | episodes/s | MB/s of columns | {} |\n|---|---|---|---|---|---|"
    mine = ours["seconds"]
    print(f"{count:,} episodes in {len(shards)} shards, {raw / 1e6:.1f} MB of columns; best and median of {ROUNDS} rounds.\n")
    print(head.format("writing", "times as fast as Minari"))
    print(row("Holdfast: episodes to a shard on the disk", mine["write episodes"], theirs["Minari"]))
    print(row("Minari: `create_dataset_from_buffers`, lines alone", theirs["Minari"]))
    print()
    print(head.format("writing the same columns", "times as fast as h5py, gzip 4"))
    reference = theirs["h5py, gzip 4"]
    for name in ("write columns, 2 threads", "write columns, 1 thread"):
        print(row(f"Holdfast: {name}, fsync", mine[name], reference))
    for level in (4, 6):
        print(row(f"h5py: gzip {level}, shuffle, no fsync", theirs[f"h5py, gzip {level}"], reference))
    print()
    print(head.format("reading", "times as fast as h5py"))
    reference = theirs["h5py reads"]
    print(row("Holdfast: all columns as arrays", mine["read columns"], reference))
    print(row("h5py: all columns as arrays", theirs["h5py reads"], reference))
    print(row("h5py: the same from our shards", theirs["h5py reads our shards"], reference))
    print(row("Holdfast: tables, texts and names decoded", mine["read tables"], reference))
    print(row("Holdfast: whole episodes", mine["read episodes"], reference))
    twice = [seconds / 2 for seconds in mine["read episodes of 2 shards, 2 threads"]]
    print(row("Holdfast: whole episodes, a shard a thread, 2 threads", twice, reference))
    print(row("Minari: `iterate_episodes`, lines alone", theirs["Minari reads"], reference))
    print()
    print("| parts of writing | best | median | | | |\n|---|---|---|---|---|---|")
    for name in ("encode", "gather", "pack, 1 thread", "pack, 2 threads", "seal and bring to the disk"):
        print(row(name, mine[name]))
    print()
    print("| size | bytes | of gzip'd JSONL |\n|---|---|---|")
    packed = ours["sizes"]["JSONL, gzip 6"]
    for name, total in sorted(ours["sizes"].items(), key=lambda item: item[1]):
        print(f"| {name} | {total:,} | {100 * total / packed:.0f} % |")


main()
