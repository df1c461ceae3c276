// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What was asked beside a dialogue, and answered, one line per question.
enum ProbeText {
    /// The answers that were drawn to one question again and again stand in one line, the commonest first.
    static func lines(_ probes: [ProbeRecord]) -> [String] {
        var lines: [String] = []
        var regenerated: Set<Attribute> = []
        for probe in probes {
            switch probe.kind {
            case .open: lines.append("probe \(probe.attribute): \(probe.question) -> \(probe.answer)")
            case .choice:
                let choice = probe.chosenOption.map { "chooses \($0)" } ?? "chooses none"
                lines.append("probe \(probe.attribute): \(probe.question) -> \(probe.answer) (\(choice))")
            case .forecast:
                let stated = Forecast(attribute: probe.attribute).flatMap { $0.stated(in: probe.answer).map($0.spell) } ?? "cannot be read"
                lines.append("\(probe.attribute): \(probe.question) -> \(probe.answer) (\(stated))")
            case .withoutPersona: lines.append("without persona: \(probe.answer)")
            case .regeneration:
                guard regenerated.insert(probe.attribute).inserted else { continue }
                let all = probes.filter { $0.kind == .regeneration && $0.attribute == probe.attribute }
                lines.append("\(all.count) answers on \(probe.attribute): \(probe.question) -> \(counted(all.map(\.answer)))")
            }
        }
        return lines
    }

    private static func counted(_ answers: [String]) -> String {
        let counts = answers.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { $0.value == 1 ? $0.key : "\($0.key) (\($0.value)x)" }
            .joined(separator: " | ")
    }
}

extension Forecast {
    /// A stated or realised value in words.
    fileprivate func spell(_ value: Double) -> String {
        switch scale {
        case .yesOrNo: value == 1 ? "yes" : "no"
        // A model may say any number, also one that is no integer of ours.
        case .count: fixed(value, 0)
        }
    }
}
