// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

/// Folders of published models as simulators, from the first evaluation to a checkpoint that transformers opens.
@Suite(.enabled(if: PublishedModel.python != nil, "needs a Python with torch, transformers and trl; set HOLDFAST_PYTHON"))
struct PublishedSimulatorTests {
    /// The first line that a shard's user sampled, to be found again by transformers.
    private struct Line {
        var question: PublishedModel.Question
        var given: [Int32]
        var logprobs: [Float]

        init(_ shard: String, of folder: String, _ sources: ConfigurationSources) throws {
            let world = try SimulatedWorld(sources.load().value)
            let episode = try #require(try ShardReader(shard).episodes().map(\.episode).first { !$0.userTurns.isEmpty })
            let tokens = try #require(episode.userTurns.first).tokens
            question = PublishedModel.Question(
                folder: folder, system: world.prompt(episode.scenario), user: episode.turns[0].text, line: Array(episode.trace.ids[tokens]))
            given = Array(episode.trace.ids[..<tokens.lowerBound])
            logprobs = Array(episode.trace.logprobs[tokens])
        }
    }

    @Test func `published folders are evaluated, trained and written back`() async throws {
        try await withFolder { folder in
            try PublishedModel.make(in: folder)
            let tiny = try TinyRun(configuredIn: folder)
            var lines: [Line] = []
            for model in PublishedModel.all { lines += try await self.lines(of: model, tiny) }
            // Ids are those of the template, log-probabilities those of the model; and supervised training has changed the model.
            let moved = stride(from: 0, to: lines.count, by: 2).map { index in
                var question = lines[index].question
                question.folder += "-tuned"
                return question
            }
            let opened = try PublishedModel.open(lines.map(\.question) + moved)
            try #require(opened.count == lines.count + moved.count)
            for (line, found) in zip(lines, opened) {
                #expect(found.ids == line.given, "\(line.question.folder)")
                for (ours, theirs) in zip(line.logprobs, found.logprobs) { #expect((ours - theirs).magnitude < 1e-3) }
            }
            for (index, found) in opened.dropFirst(lines.count).enumerated() {
                #expect(zip(lines[2 * index].logprobs, found.logprobs).contains { ($0 - $1).magnitude > 1e-2 }, "\(PublishedModel.all[index])")
            }
        }
    }

    /// A line of the model as it was published, and one of what it was trained to.
    private func lines(of model: PublishedModel, _ tiny: TinyRun) async throws -> [Line] {
        let base = "\(tiny.folder)/\(model.family)"
        let published = SimulatorFolder(path: base)
        #expect(published.isWhole)
        #expect(FileSystem.exists("\(base)/model.safetensors.index.json") == (model.shard != "1GB"))
        let language = try published.openLanguage()
        #expect((language.template as? ChatDialogueTemplate)?.chat.family.rawValue == model.family)

        let overrides = ["simulator.folder=\(base)", "scenarios.evaluation=4", "environment.tokens_per_turn=12"]
        let sources = ConfigurationSources(files: [tiny.configuration], overrides: overrides + ["sft.learning_rate=1e-2"])
        let shard = "\(base).h5"
        try await EvaluateCommand(sources: sources, simulator: nil, output: shard, baseline: nil, json: true).run()

        let run = RunDirectory(path: "\(base)-run")
        try await tiny.trained(run.path, overrides: overrides + ["trainer.steps=2"])
        let checkpoint = try #require(FileSystem.names(in: run.checkpoints).last { $0.hasPrefix("step_") })
        let written = SimulatorFolder(path: "\(run.checkpoints)/\(checkpoint)")
        for name in FileSystem.names(in: base) where SimulatorFolder.languageFiles.contains(name) {
            #expect(try FileSystem.read("\(written.path)/\(name)") == FileSystem.read("\(base)/\(name)"), "\(name)")
        }
        #expect(try written.openLanguage().isSame(as: language))
        let trained = "\(base)-trained.h5"
        try await EvaluateCommand(sources: sources, simulator: written.path, output: trained, baseline: shard, json: true).run()

        let tuned = "\(base)-tuned"
        try await SupervisedCommand(sources: sources, output: tuned, start: base, maximumSteps: 2, json: true).run()
        #expect(try SimulatorFolder(path: tuned).openLanguage().isSame(as: language))
        return [try Line(shard, of: base, sources), try Line(trained, of: written.path, sources)]
    }
}
