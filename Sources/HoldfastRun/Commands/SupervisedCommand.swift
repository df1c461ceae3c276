// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastModels
import HoldfastTraining

/// `holdfast sft`.
public struct SupervisedCommand: Sendable {
    var sources: ConfigurationSources
    var output: String
    var start: String?
    var maximumSteps: Int?
    var json: Bool

    /// - Parameters:
    ///   - output: Hugging Face folder to write.
    ///   - start: simulator to continue, or nil to begin from scratch.
    ///   - maximumSteps: replaces `sft.steps`.
    public init(sources: ConfigurationSources, output: String, start: String?, maximumSteps: Int?, json: Bool) {
        self.sources = sources
        self.sources.overrides += maximumSteps.map { ["sft.steps=\($0)"] } ?? []
        self.output = output
        self.start = start
        self.maximumSteps = maximumSteps
        self.json = json
    }

    /// Makes the dialogues, trains, and writes the simulator with its model card.
    /// - Throws: `interrupted` when stopped before the end; what was learned until then is written.
    public func run() async throws {
        let loaded = try sources.load()
        let configuration = loaded.value
        // Whatever can be refused is refused before the dialogues are made, which takes a while.
        let started = try checkedStart(loaded)
        let replacement = SimulatorReplacement(at: output)
        try replacement.check()
        let formerPath = SimulatorFolder(path: output).modelCard
        let formerCard = FileSystem.exists(formerPath) ? try FileSystem.text(formerPath) : nil
        let terminal = Terminal()
        terminal.say("making dialogues")
        let material = try await DialogueMaterial(configuration)
        let simulator = try started ?? fresh(configuration, material: material)
        func examples(_ dialogues: [DialogueMaterial.Dialogue]) throws -> [SupervisedExample] {
            try dialogues.flatMap {
                try SupervisedExample.examples(prompt: $0.prompt, turns: $0.turns, template: simulator.language.template)
            }
        }
        terminal.say(
            "\(material.training.count) dialogues, \(simulator.language.vocabularySize) tokens in the vocabulary, "
                + "\(simulator.engine.parameterCount) parameters")
        let log = SupervisedLog(terminal: terminal)
        let trainer = try SupervisedTrainer(
            configuration: configuration.sft, server: simulator, training: examples(material.training),
            validation: examples(material.validation), observer: log)
        let outcome = try await Interruption.listening {
            terminal.say("stopping at the next report; press Ctrl-C again to stop at once")
            Task { await trainer.requestStop() }
        } _: {
            try await trainer.run()
        }
        let card = ModelCard(
            configuration, material: material, simulator: simulator, start: start, command: command, log: await log.entries)
        try await replacement.write { folder in
            try await simulator.export(to: folder)
            try FileSystem.write(card.merged(into: formerCard), to: folder.modelCard)
        }
        try Output.write(json ? await log.json(folder: output).page : "simulator: \(output)")
        if case .stopped(let step) = outcome {
            throw HoldfastError(.interrupted, "stopped after step \(step); what was learned is in \(output), continue from it with --from \(output)")
        }
    }

    private var command: String {
        let options = sources.files.map { "--config \($0)" } + sources.overrides.map { "--set \($0)" } + (start.map { ["--from \($0)"] } ?? [])
        return (["holdfast sft"] + options + ["--out \(output)"]).joined(separator: " ")
    }

    /// The simulator to continue; nil for a new one, whose shape is then known to be possible.
    private func checkedStart(_ loaded: LoadedConfiguration<RunConfiguration>) throws -> SimulatorServer? {
        guard !output.isEmpty else { throw HoldfastError(.usage, "--out is empty; name a folder") }
        if let maximumSteps, maximumSteps < 1 { throw HoldfastError(.usage, "--max-steps must be at least 1") }
        if let start {
            return try SimulatorFolder(path: start).open(EngineConfiguration(loaded.value.engine, trains: true), loaded.value.simulator)
        }
        try loaded.locating { try loaded.value.model.validate() }
        guard loaded.value.engine.lora.configuration == nil else {
            throw HoldfastError(
                .configuration,
                "engine.lora trains adapters of a simulator that is there, and this one would be new; name one with --from, or set engine.lora.rank to 0"
            )
        }
        return nil
    }

    private func fresh(_ configuration: RunConfiguration, material: DialogueMaterial) throws -> SimulatorServer {
        let shape = configuration.model
        let tokenizer = try ByteLevelBPETokenizer.train(
            texts: material.texts, vocabularySize: shape.vocabularySize, splitsDigits: shape.splitsDigits)
        let engine = try EmbeddedServer(
            model: shape.shape(vocabularySize: tokenizer.vocabularySize), seed: shape.seed, configuration: EngineConfiguration(configuration.engine))
        return SimulatorServer(engine: engine, language: try SimulatorLanguage(tokenizer))
    }
}
