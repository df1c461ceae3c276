// SPDX-License-Identifier: Apache-2.0

/// Tokens that a file wants around a whole text (`post_processor` of the kind `TemplateProcessing`), such as `<s>`.
struct SequenceTemplate: Sendable, Hashable {
    var before: [Int32] = []
    var after: [Int32] = []
}

/// How long a sequence may be, and which end is cut off (`truncation`).
public struct Truncation: Sendable, Hashable {
    /// Which end is cut off.
    public enum Side: String, Sendable {
        /// The start of the text.
        case left = "Left"
        /// The end of the text.
        case right = "Right"
    }
    /// Tokens that a sequence has at most, those the template adds among them.
    public var limit: Int
    /// Which end is cut off.
    public var side: Side

    /// A rule for sequences of at most `limit` tokens.
    public init(limit: Int, side: Side = .right) {
        self.limit = limit
        self.side = side
    }

    func apply(to ids: inout [Int32], reserving count: Int) {
        let room = max(limit - count, 0)
        guard ids.count > room else { return }
        switch side {
        case .left: ids.removeFirst(ids.count - room)
        case .right: ids.removeLast(ids.count - room)
        }
    }
}

/// How a sequence is filled up (`padding`).
struct Padding: Sendable, Hashable {
    /// Tokens a sequence has at least; nil to fill up to the next multiple only.
    var length: Int?
    /// What its length becomes a multiple of.
    var multiple = 1
    var id: Int32
    var side: Truncation.Side

    func apply(to ids: inout [Int32]) {
        let wanted = length ?? ids.count
        let target = (wanted + multiple - 1) / multiple * multiple
        guard target > ids.count else { return }
        let filling = [Int32](repeating: id, count: target - ids.count)
        switch side {
        case .left: ids = filling + ids
        case .right: ids += filling
        }
    }
}
