// SPDX-License-Identifier: Apache-2.0

import HoldfastEngine
import HoldfastModels

/// The part of a simulator's README that follows from how it was made. Text around it is kept when it is written again.
struct ModelCard: Sendable {
    private let lines: [String]

    /// - Parameter start: the simulator it was continued from, or nil for one from scratch.
    init(
        _ configuration: RunConfiguration, material: DialogueMaterial, simulator: SimulatorServer, start: String?, command: String,
        log: [SupervisedLog.Entry]
    ) {
        let model = simulator.engine.model
        let last = log.last { $0.training != nil }
        func loss(_ value: Double?) -> String { value.map { "\(fixed($0, 4)) nats per user token" } ?? "-" }
        let rows = [
            ("command", "`\(command)`"),
            ("started from", start.map { "`\($0)`" } ?? "random weights"),
            ("data", material.origin),
            ("training dialogues", "\(material.training.count)"),
            ("validation dialogues", "\(material.validation.count)"),
            ("optimizer steps", "\(last?.step ?? 0) of \(last?.steps ?? 0)"),
            ("training loss", loss(last?.training)),
            ("validation loss", loss(log.last { $0.validation != nil }?.validation)),
            ("parameters", "\(simulator.engine.parameterCount)"),
            (
                "shape",
                "\(model.layers) layers, width \(model.hiddenSize), \(model.heads) heads over \(model.keyValueHeads) key-value heads, context \(model.contextLength)"
            ),
            ("tokenizer", "\(simulator.language.kind), \(simulator.language.vocabularySize) tokens"),
            ("made with", "holdfast \(HoldfastVersion.current)"),
        ]
        lines = ["| | |", "|---|---|"] + rows.map { "| \($0.0) | \($0.1) |" }
    }

    /// The whole card: the generated part in place of the former one, or after what is there.
    func merged(into existing: String?) -> String {
        GeneratedSection("holdfast sft", text: lines.joined(separator: "\n"))
            .merged(into: existing, heading: "# Simulator\n\nA simulated user made with Holdfast.")
    }
}
