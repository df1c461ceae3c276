// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// A number of a dialogue whose variance is split between personas and their dialogues.
struct SignalQuantity: Sendable {
    /// Behind `persona/icc/`.
    let name: String
    let title: String
    /// The stored score that it is; nil for what is counted from the lines.
    let score: String?

    /// Those counted from the lines, in the order of `counted(_:reward:)`.
    private static let counted = [
        ("words", "words per line"), ("lines", "lines per dialogue"), ("questions", "share of questions"), ("polite", "share of polite lines"),
        ("short", "share of short lines"), ("reward", "reward"),
    ]
    private static let scored = [
        (MetricName.promptToLine, "prompt-to-line"), (MetricName.lineToLineMin, "line-to-line (min)"),
        (MetricName.lineToLinePair, "line-to-line (pair)"), (MetricName.questionAndAnswer, "question-and-answer"),
        (MetricName.personaContrast, "contrast with other personas"), (MetricName.goalSuccess, "goal success"),
        (MetricName.stopCorrect, "stop correct"), (MetricName.assistantLikeness, "assistant-likeness"),
        (MetricName.selfRepetition, "self-repetition"), (MetricName.claims, "claims per line"), (MetricName.mattr, "MATTR"),
        (MetricName.commitment, "commitment"), (MetricName.commitmentEntropy, "commitment by entropy"),
        (MetricName.consistentShare, "consistent answers"), (MetricName.commitmentDeviation, "deviation from what was committed to"),
        (MetricName.noPersonaSimilarity, "similarity to the line without persona"),
    ]

    static let all =
        counted.map { SignalQuantity(name: $0.0, title: $0.1, score: nil) }
        + scored.map { SignalQuantity(name: String($0.0.split(separator: "/").last ?? ""), title: $0.1, score: $0.0) }

    /// The counted ones of a dialogue with at least one line; not a number where there is none.
    static func counted(_ style: DialogueStyle, reward: Double?) -> [Double] {
        let lines = Double(style.lines)
        return [
            Double(style.words) / lines, lines, Double(style.questions) / lines, Double(style.polite) / lines, Double(style.short) / lines,
            reward ?? .nan,
        ]
    }
}

/// Finds the wanted scores of episodes among a hundred others, most often without comparing names: a run stores them in one order.
struct ScoreReading: Sendable {
    private let wanted: [String: Int]
    /// Per place among the episode's own scores, the name that stood there last and which wanted one it is.
    private var layout: [(name: String, wanted: Int?)] = []

    /// - Parameter names: different ones.
    init(_ names: [String]) {
        wanted = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// The wanted scores of the whole episode, in the order of their names; not a number where absent.
    mutating func read(_ scores: [Score]) -> [Double] {
        var values = [Double](repeating: .nan, count: wanted.count)
        var place = 0
        for score in scores where score.turn == nil {
            if place == layout.count { layout.append((score.name, wanted[score.name])) }
            if layout[place].name != score.name { layout[place] = (score.name, wanted[score.name]) }
            if let index = layout[place].wanted, values[index].isNaN, let value = score.value { values[index] = value }
            place += 1
        }
        return values
    }
}
