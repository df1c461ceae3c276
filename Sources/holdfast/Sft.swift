// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Sft: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a simulator by supervised training on dialogues.",
        discussion: """
            Without --from: writes dialogues between an agenda-based user and the scripted agents, learns a tokenizer from them, and trains \
            a small model from scratch. With --from: continues a model on other dialogues, with its own tokenizer.

            The result is a Hugging Face folder (config.json, model.safetensors, tokenizer.json) with a model card.

            Examples:
              holdfast sft --config configs/sft-base.yaml --out checkpoints/base
              holdfast sft --config configs/multiwoz.yaml --from checkpoints/base --out checkpoints/multiwoz
            """)

    @OptionGroup var source: ConfigurationOptions

    @Option(help: ArgumentHelp("Folder to write the simulator to.", valueName: "folder"))
    var out: String

    @Option(help: ArgumentHelp("Simulator to start from, instead of from scratch.", valueName: "folder"))
    var from: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Take this many optimizer steps at most; overrides sft.steps.", valueName: "n"))
    var maxSteps: Int?

    @Flag(help: "Write what came of it as JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await SupervisedCommand(sources: source.sources, output: out, start: from, maximumSteps: maxSteps, json: json).run()
    }
}
