// SPDX-License-Identifier: Apache-2.0

/// Keeps so many values, and forgets the one that was not used for longest where another comes.
struct LeastRecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    let capacity: Int
    private var entries: [Key: (value: Value, used: Int)] = [:]
    private var clock = 0

    /// - Parameter capacity: at least 1.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { entries.count }

    /// The value of a key, which counts as used.
    mutating func value(of key: Key) -> Value? {
        guard entries[key] != nil else { return nil }
        clock += 1
        entries[key]?.used = clock
        return entries[key]?.value
    }

    mutating func keep(_ value: Value, as key: Key) {
        clock += 1
        entries[key] = (value, clock)
        guard entries.count > capacity else { return }
        // A tenth at once, so that a full memory is not searched for every value.
        let oldest = entries.sorted { $0.value.used < $1.value.used }.prefix(max(1, capacity / 10))
        for entry in oldest where entries.count > 1 { entries[entry.key] = nil }
    }
}
