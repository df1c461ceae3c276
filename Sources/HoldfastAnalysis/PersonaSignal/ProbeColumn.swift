// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The columns of what probes show, by persona.
enum ProbeColumn: Hashable, Sendable {
    /// Lines of the user that are told apart; later ones count with the last.
    static let lines = 24

    /// Whether a question is about a fact that the user may tell, about one that it keeps, or about something that nothing specifies.
    enum Ground: Int, Sendable, CaseIterable {
        case told, secret, unspecified
    }
    /// What a rule of behaviour asks for.
    enum Rule: Int, Sendable, CaseIterable {
        case atMostWords, alwaysSays, neverSays

        /// Behind `persona/default_pull/`.
        var name: String {
            switch self {
            case .atMostWords: "at_most_words"
            case .alwaysSays: "always_says"
            case .neverSays: "never_says"
            }
        }
    }
    /// One number of a curve along the lines of the user.
    enum Curve: Int, Sendable, CaseIterable {
        case places, agreement, concentration
    }

    case right(isChoice: Bool), decided(isChoice: Bool)
    case commitment(Curve, Ground, line: Int)
    case compared(line: Int), similarity(line: Int)
    /// Sums of squares and products about the mean of each dialogue, for the slope of similarity over lines.
    case lineSquares, lineProducts
    case judged(Rule, withPersona: Bool), broken(Rule, withPersona: Bool)

    var place: Int {
        func line(_ line: Int) -> Int { min(max(line, 1), Self.lines) - 1 }
        return switch self {
        case .right(let isChoice): isChoice ? 1 : 0
        case .decided(let isChoice): isChoice ? 3 : 2
        case .lineSquares: 4
        case .lineProducts: 5
        case .judged(let rule, let withPersona): 6 + 4 * rule.rawValue + (withPersona ? 1 : 0)
        case .broken(let rule, let withPersona): 8 + 4 * rule.rawValue + (withPersona ? 1 : 0)
        case .compared(let number): 18 + line(number)
        case .similarity(let number): 18 + Self.lines + line(number)
        case .commitment(let curve, let ground, let number):
            18 + Self.lines * (2 + Ground.allCases.count * curve.rawValue + ground.rawValue) + line(number)
        }
    }

    static let count = 18 + lines * (2 + Ground.allCases.count * Curve.allCases.count)
}
