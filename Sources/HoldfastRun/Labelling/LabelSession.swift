// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// A key that a person presses while labelling.
enum LabelKey: Hashable, Sendable {
    case answer(VerdictOutcome)
    case undo, skip, quit

    /// Nil for keys without a meaning.
    init?(byte: UInt8) {
        switch byte {
        case UInt8(ascii: "p"), UInt8(ascii: "P"): self = .answer(.pass)
        case UInt8(ascii: "f"), UInt8(ascii: "F"): self = .answer(.fail)
        case UInt8(ascii: "a"), UInt8(ascii: "A"): self = .answer(.abstain)
        case UInt8(ascii: "u"), UInt8(ascii: "U"): self = .undo
        case UInt8(ascii: "s"), UInt8(ascii: "S"): self = .skip
        // Ctrl-C and Ctrl-D come as bytes while the terminal is asked for single keys.
        case UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4: self = .quit
        default: return nil
        }
    }
}

/// One person's way through a set of items: a key in, something to do and the next screen out.
struct LabelSession: Sendable {
    /// What a key leads to.
    enum Effect: Hashable {
        /// Keep this answer, or that there is none any more.
        case record(item: String, outcome: VerdictOutcome?)
        case quit
        case nothing
    }

    private enum Move {
        case answered(place: Int, before: VerdictOutcome?)
        case skipped(place: Int)
    }

    let items: [CalibrationItem]
    let rater: String
    private var labels: [VerdictOutcome?]
    private var skipped: Set<Int> = []
    private var moves: [Move] = []
    /// The item that is shown; nil where none is left.
    private(set) var place: Int?

    /// Goes on with the first item that the rater has not labelled.
    init(items: [CalibrationItem], rater: String) {
        self.items = items
        self.rater = rater
        labels = items.map { item in item.labels.last { $0.rater == rater }?.outcome }
        place = nextPlace
    }

    /// How many the rater has labelled.
    var done: Int { labels.count { $0 != nil } }
    /// How many were skipped in this session.
    var left: Int { skipped.count }

    private var nextPlace: Int? { items.indices.first { labels[$0] == nil && !skipped.contains($0) } }

    mutating func press(_ key: LabelKey) -> Effect {
        switch key {
        case .quit: return .quit
        case .skip:
            guard let place else { return .nothing }
            skipped.insert(place)
            moves.append(.skipped(place: place))
            self.place = nextPlace
            return .nothing
        case .answer(let outcome):
            guard let place else { return .nothing }
            moves.append(.answered(place: place, before: labels[place]))
            labels[place] = outcome
            self.place = nextPlace
            return .record(item: items[place].id, outcome: outcome)
        case .undo:
            switch moves.popLast() {
            case nil: return .nothing
            case .skipped(let place)?:
                skipped.remove(place)
                self.place = place
                return .nothing
            case .answered(let place, let before)?:
                labels[place] = before
                self.place = place
                return .record(item: items[place].id, outcome: before)
            }
        }
    }
}
