// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Holdfast: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holdfast",
        abstract: "Trains simulated users that hold fast to who they are, what they said and what they came for.",
        discussion: """
            A simulated user is a language model that plays the person on the other side of a task agent. Holdfast simulates \
            dialogues, scores how far the user drifts from its persona and goal, and trains it with reinforcement learning.

            A first run:
              holdfast doctor
              holdfast train --config configs/quickstart.yaml
              holdfast show runs/quickstart

            Exit status: 0 fine, 1 failure or stopped before the end, 2 a command line or configuration that cannot be carried out.
            """,
        version: "holdfast \(HoldfastVersion.current)",
        subcommands: [
            Train.self, Sft.self, Rollout.self, Eval.self, Rescore.self, Analyze.self, Compare.self, Synthesize.self, Show.self, Fsck.self,
            Split.self, Merge.self, Results.self, Drill.self, Judge.self, Import.self, Scenarios.self, Serve.self, Doctor.self,
        ])
}
