// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining

/// Shows supervised training line by line and remembers its losses.
actor SupervisedLog: SupervisedObserver {
    struct Entry: Sendable, Hashable {
        var step: Int
        var steps: Int
        var training: Double?
        var validation: Double?
    }

    private(set) var entries: [Entry] = []
    private let terminal: Terminal

    init(terminal: Terminal) {
        self.terminal = terminal
    }

    func reported(step: Int, of steps: Int, _ metrics: Metrics) {
        entries.append(Entry(step: step, steps: steps, training: metrics["loss/mean"]))
        let rate = metrics["perf/tokens_per_second"].map { "  \(fixed($0, 0)) tokens/s" } ?? ""
        terminal.say("step \(step)/\(steps)  loss \(metrics["loss/mean"].map { fixed($0, 4) } ?? "-")\(rate)")
    }

    func validated(step: Int, of steps: Int, _ metrics: Metrics) {
        entries.append(Entry(step: step, steps: steps, validation: metrics["loss/validation"]))
        terminal.say("step \(step)/\(steps)  validation loss \(metrics["loss/validation"].map { fixed($0, 4) } ?? "-")")
    }

    func json(folder: String) -> JSONValue {
        let last = entries.last { $0.training != nil }
        return .record([
            "simulator": .string(folder), "steps": .integer(last?.step ?? 0), "loss": last?.training.map { .double($0) } ?? .null,
            "validation_loss": entries.last { $0.validation != nil }?.validation.map { .double($0) } ?? .null,
        ])
    }
}
