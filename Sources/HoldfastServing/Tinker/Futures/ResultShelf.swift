// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The results that can be fetched, by their ids: so many of those that are over, the latest ones.
struct ResultShelf: Sendable {
    private let most: Int
    private var results: [String: PendingResult] = [:]
    private var order: [String] = []
    private var count = 0

    init(most: Int) { self.most = most }

    /// A new result with its id.
    mutating func make() -> (id: String, result: PendingResult) {
        count += 1
        let (id, result) = ("\(count)", PendingResult())
        results[id] = result
        order.append(id)
        if order.count > 2 * most { forgetOldest() }
        return (id, result)
    }

    subscript(id: String) -> PendingResult? { results[id] }

    /// Pending ones stay, whatever their age.
    private mutating func forgetOldest() {
        var over = order.count - most
        order.removeAll { id in
            guard over > 0, results[id]?.isOver ?? true else { return false }
            over -= 1
            results[id] = nil
            return true
        }
    }
}

/// What was promised under which number: a client that lost a reply asks again with the number it had, and gets the same promise.
struct RequestLedger: Sendable {
    private static let most = 4096

    private struct Entry: Sendable {
        var digest: UInt64
        var id: String
    }

    private var entries: [Int: Entry] = [:]
    private var order: [Int] = []

    /// The promise made under a number, if there is one.
    /// - Throws: `RequestConflict` where another request had that number.
    func promise(_ number: Int, digest: UInt64) throws -> String? {
        guard let entry = entries[number] else { return nil }
        guard entry.digest == digest else { throw RequestConflict(number: number) }
        return entry.id
    }

    mutating func record(_ number: Int, digest: UInt64, id: String) {
        entries[number] = Entry(digest: digest, id: id)
        order.append(number)
        if order.count > Self.most { entries[order.removeFirst()] = nil }
    }
}

/// Two different requests under one number.
struct RequestConflict: Error, Hashable {
    var number: Int
}
