// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// A distribution of the user's lines or dialogues over ordered or named categories.
enum StyleDistribution: String, Sendable, CaseIterable {
    case words, lines, openings, acts

    /// The first column of its categories.
    var start: Int {
        switch self {
        case .words: 0
        case .lines: 41
        case .openings: 72
        case .acts: 72 + Opening.allCases.count
        }
    }

    /// Names of the categories, in their order. The last of an ordered one stands for all that is more.
    var labels: [String] {
        switch self {
        case .words: (0...40).map(String.init)
        case .lines: (1...31).map(String.init)
        case .openings: Opening.allCases.map(\.title)
        case .acts: ActKind.allCases.map(\.rawValue)
        }
    }

    /// Whether the order of the categories means something, so that there is a distance between them.
    var isOrdered: Bool { self == .words || self == .lines }

    var title: String {
        switch self {
        case .words: "words per line"
        case .lines: "lines per dialogue"
        case .openings: "openings"
        case .acts: "acts"
        }
    }

    static let columns = acts.start + ActKind.allCases.count
}

/// A share of the user's lines.
enum StyleShare: String, Sendable, CaseIterable {
    case questions, polite, short

    var title: String {
        switch self {
        case .questions: "share of questions"
        case .polite: "share of polite lines"
        case .short: "share of lines of at most \(LineStyle.shortWords) words"
        }
    }
}

/// One of the three sets of lines whose style is summed: all of them, those beside a line without persona, and the latter themselves.
enum StyleSet: Int, Sendable, CaseIterable {
    case all, besideReply, reply
}

/// The columns of what lines look like, by persona.
enum StyleColumn: Hashable, Sendable {
    case category(StyleDistribution, Int)
    case lines(StyleSet), words(StyleSet), share(StyleShare, StyleSet)
    case dialogues, success, rated

    var place: Int {
        let base = StyleDistribution.columns
        return switch self {
        case .category(let distribution, let index): distribution.start + min(index, distribution.labels.count - 1)
        case .lines(let set): base + 5 * set.rawValue
        case .words(let set): base + 5 * set.rawValue + 1
        case .share(let share, let set): base + 5 * set.rawValue + 2 + (share == .questions ? 0 : share == .polite ? 1 : 2)
        case .dialogues: base + 15
        case .success: base + 16
        case .rated: base + 17
        }
    }

    static let count = StyleDistribution.columns + 18
}
