// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

/// Folders of published models as simulators, from the first evaluation to a checkpoint that transformers opens.
@Suite(.enabled(if: PublishedModel.python != nil, "needs a Python with torch, transformers and trl; set HOLDFAST_PYTHON"))
struct PublishedSimulatorTests {
    /// What was sampled is what transformers gives these log-probabilities to, behind the ids of its own template.
    private func compare(_ scored: [ScoredEpisode], with folder: String, _ sources: ConfigurationSources) throws {
        let world = try SimulatedWorld(sources.load().value)
        let episode = try #require(scored.map(\.episode).first { !$0.userTurns.isEmpty })
        let line = try #require(episode.userTurns.first)
        let sampled = Array(episode.trace.ids[line.tokens])
        let opened = try #require(
            try PublishedModel.open(
                folder, system: world.prompt(episode.scenario), user: episode.turns[0].text, line: sampled))
        #expect(opened.ids == Array(episode.trace.ids[..<line.tokens.lowerBound]))
        for (ours, theirs) in zip(episode.trace.logprobs[line.tokens], opened.logprobs) { #expect((ours - theirs).magnitude < 1e-3) }
    }

    @Test(arguments: PublishedModel.all) func `a published folder is evaluated, trained and written back`(model: PublishedModel) async throws {
        try await withFolder { folder in
            let tiny = try TinyRun(configuredIn: folder)
            let base = "\(folder)/base"
            try model.make(at: base)
            let published = SimulatorFolder(path: base)
            #expect(published.isWhole)
            #expect(FileSystem.exists("\(base)/model.safetensors.index.json") == (model.shard != "1GB"))
            let language = try published.openLanguage()
            #expect((language.template as? ChatDialogueTemplate)?.chat.family.rawValue == model.family)

            let overrides = ["simulator.folder=\(base)", "scenarios.evaluation=4", "environment.tokens_per_turn=12"]
            let sources = ConfigurationSources(files: [tiny.configuration], overrides: overrides)
            let shard = "\(folder)/eval.h5"
            try await EvaluateCommand(
                sources: sources, simulator: nil, output: shard, baseline: nil,
                json: true
            ).run()
            try compare(try ShardReader(shard).episodes(), with: base, sources)

            let run = RunDirectory(path: "\(folder)/run")
            try await tiny.trained(run.path, overrides: overrides + ["trainer.steps=2"])
            let checkpoint = try #require(FileSystem.names(in: run.checkpoints).last { $0.hasPrefix("step_") })
            let written = SimulatorFolder(path: "\(run.checkpoints)/\(checkpoint)")
            for name in FileSystem.names(in: base) where SimulatorFolder.languageFiles.contains(name) {
                #expect(try FileSystem.read("\(written.path)/\(name)") == FileSystem.read("\(base)/\(name)"), "\(name)")
            }
            #expect(try written.openLanguage().isSame(as: language))
            #expect(try written.digest() != published.digest())
            let last = "\(folder)/last.h5"
            try await EvaluateCommand(
                sources: sources, simulator: written.path, output: last,
                baseline: shard, json: true
            ).run()
            try compare(try ShardReader(last).episodes(), with: written.path, sources)

            // Supervised training from the base keeps its language as well.
            let tuned = "\(folder)/tuned"
            try await SupervisedCommand(
                sources: sources, output: tuned, start: base, maximumSteps: 1,
                json: true
            ).run()
            #expect(try SimulatorFolder(path: tuned).openLanguage().isSame(as: language))
        }
    }

    @Test func `the digest covers every shard`() throws {
        try withFolder { folder in
            let simulator = SimulatorFolder(path: folder)
            try FileSystem.write(
                "{\"weight_map\": {\"a\": \"model-1.safetensors\", \"b\": \"model-2.safetensors\"}}", to: "\(folder)/model.safetensors.index.json")
            for shard in ["model-1.safetensors", "model-2.safetensors"] { try FileSystem.write(shard, to: "\(folder)/\(shard)") }
            let first = try simulator.digest()
            try FileSystem.write("other", to: "\(folder)/model-2.safetensors")
            #expect(try simulator.digest() != first)
            try FileSystem.remove("\(folder)/model-2.safetensors")
            #expect(throws: HoldfastError.self) { try simulator.digest() }
            try FileSystem.write("whole", to: "\(folder)/model.safetensors")
            #expect(try simulator.digest() == SHA256.hexadecimal("whole"))
        }
    }

    @Test func `what a folder lacks is said by name`() async throws {
        try await withFolder { folder in
            let base = "\(folder)/base"
            try PublishedModel.all[0].make(at: base)
            try FileSystem.write("{{ messages }}", to: "\(base)/chat_template.jinja")
            let simulator = SimulatorFolder(path: base)
            let unknown = #expect(throws: HoldfastError.self) { try simulator.openLanguage() }
            #expect(unknown?.message.hasPrefix("\(base)/chat_template.jinja: the chat template is none that Holdfast knows") == true)
            var section = SimulatorSection()
            section.template = "qwen3"
            #expect((try simulator.openLanguage(section).template as? ChatDialogueTemplate)?.chat.family == .qwen3)
            section.template = "llama3"
            let foreign = #expect(throws: HoldfastError.self) { try simulator.openLanguage(section) }
            #expect(foreign?.message.contains("has no special token <|eot_id|>") == true, "\(foreign?.message ?? "")")
            section.template = "qwen2.5"
            section.endOfDialogue = "<|im_end|>"
            let ending = #expect(throws: HoldfastError.self) { try simulator.openLanguage(section) }
            #expect(ending?.message.contains("cannot end a dialogue") == true)
        }
    }
}
