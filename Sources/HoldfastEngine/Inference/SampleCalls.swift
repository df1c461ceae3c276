// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// The calls whose replies are being sampled, and the replies that are there.
struct SampleCalls {
    private struct Call {
        var replies: [SampleReply?]
        var missing: Int
        /// Sequences it was given, some of which may be over.
        var sequences: [Int] = []
    }

    private var calls: [Int: Call] = [:]
    private var opened = 0

    /// - Returns: the number of a call that wants `count` replies.
    mutating func open(_ count: Int) -> Int {
        opened += 1
        calls[opened] = Call(replies: Array(repeating: nil, count: count), missing: count)
        return opened
    }

    mutating func add(_ sequence: Int, to call: Int) { calls[call]?.sequences.append(sequence) }

    /// - Returns: whether this was the last reply that was missing.
    @discardableResult
    mutating func enter(_ reply: SampleReply, call: Int, index: Int) -> Bool {
        calls[call]?.replies[index] = reply
        calls[call]?.missing -= 1
        return calls[call]?.missing == 0
    }

    /// The replies of a call when all are there, which ends it.
    mutating func takeReplies(_ call: Int) -> [SampleReply]? {
        guard let found = calls[call], found.missing == 0 else { return nil }
        calls[call] = nil
        return found.replies.compactMap(\.self)
    }

    /// The sequences it was given, some of which may be over.
    func sequences(of call: Int) -> [Int] { calls[call]?.sequences ?? [] }

    /// Ends a call. - Returns: the sequences it was given.
    mutating func close(_ call: Int) -> [Int] { calls.removeValue(forKey: call)?.sequences ?? [] }
}
