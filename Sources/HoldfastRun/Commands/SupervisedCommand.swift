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
        self.json = json
    }

    /// Makes the dialogues, trains, and writes the simulator with its model card.
    /// - Throws: `interrupted` when stopped before the end; what was learned until then is written.
    public func run() async throws {
        let configuration = try sources.load().value
        try FileSystem.makeFolder(output)
        let terminal = Terminal()
        terminal.say("making dialogues")
        let material = try await DialogueMaterial(configuration)
        let simulator = try simulator(configuration, material: material)
        let template = try DialogueTemplate(tokenizer: simulator.tokenizer)
        func examples(_ dialogues: [DialogueMaterial.Dialogue]) -> [SupervisedExample] {
            dialogues.map { SupervisedExample(prompt: $0.prompt, turns: $0.turns, template: template) }
        }
        terminal.say(
            "\(material.training.count) dialogues, \(simulator.tokenizer.vocabularySize) tokens in the vocabulary, "
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
        try await write(simulator, card)
        try Output.write(json ? await log.json(folder: output).page : "simulator: \(output)")
        if case .stopped(let step) = outcome {
            throw HoldfastError(.interrupted, "stopped after step \(step); what was learned is in \(output), continue from it with --from \(output)")
        }
    }

    private var command: String {
        let options = sources.files.map { "--config \($0)" } + sources.overrides.map { "--set \($0)" } + (start.map { ["--from \($0)"] } ?? [])
        return (["holdfast sft"] + options + ["--out \(output)"]).joined(separator: " ")
    }

    private func simulator(_ configuration: RunConfiguration, material: DialogueMaterial) throws -> SimulatorServer {
        let engine = EngineConfiguration(configuration.engine)
        if let start { return try SimulatorFolder(path: start).open(engine) }
        let shape = configuration.model
        let tokenizer = try ByteLevelBPETokenizer.train(
            texts: material.texts, vocabularySize: shape.vocabularySize, splitsDigits: shape.splitsDigits)
        let model = ModelConfiguration(
            vocabularySize: tokenizer.vocabularySize, hiddenSize: shape.hiddenSize, feedForwardSize: shape.feedForwardSize,
            layers: shape.layers, heads: shape.heads, keyValueHeads: shape.keyValueHeads, contextLength: shape.contextLength)
        return SimulatorServer(engine: try EmbeddedServer(model: model, seed: shape.seed, configuration: engine), tokenizer: tokenizer)
    }

    private func write(_ simulator: SimulatorServer, _ card: ModelCard) async throws {
        let folder = SimulatorFolder(path: output)
        try await simulator.engine.exportModel(to: output)
        try simulator.tokenizer.write(to: folder.tokenizer)
        let written = FileSystem.exists(folder.modelCard) ? try FileSystem.text(folder.modelCard) : nil
        try FileSystem.write(card.merged(into: written), to: folder.modelCard)
    }
}
