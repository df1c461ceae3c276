// SPDX-License-Identifier: Apache-2.0

/// The caches of living dialogues, dropped least recently used first when they outgrow their memory.
struct Sessions {
    private var sequences: [String: (sequence: CachedSequence, lastUse: Int)] = [:]
    private var clock = 0

    subscript(name: String) -> CachedSequence? { sequences[name]?.sequence }

    mutating func store(_ sequence: CachedSequence, for name: String) {
        clock += 1
        sequences[name] = (sequence, clock)
    }

    mutating func remove(_ name: String) { sequences[name] = nil }

    mutating func removeAll() { sequences.removeAll() }

    /// Drops sessions until `pool` uses at most `bytes`.
    mutating func trim(_ pool: KeyValuePool, to bytes: Int) {
        guard pool.bytesInUse > bytes else { return }
        for (name, _) in sequences.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
            guard pool.bytesInUse > bytes else { return }
            sequences[name] = nil
        }
    }
}
