// SPDX-License-Identifier: Apache-2.0

/// How often each persona gave each value of each item: answers to questions, endings, openings.
///
/// Values are hashes of 32 bits, so two of some thousands fall together once in a few hundred tables. Above `most` entries a subset of the
/// personas is kept.
struct PersonaCounts: Sendable {
    /// How often one persona gave which value of an item.
    typealias Person = (cluster: ClusterKey, values: [(value: UInt32, count: Double)])

    let most: Int
    private(set) var subset = PersonaSubset()
    /// By persona, item and value, packed: 20, 12 and 32 bits.
    private var counts: [UInt64: Int32] = [:]

    init(most: Int = 1 << 19) {
        self.most = most
    }

    /// Adds one. Items are numbers below 4,096.
    mutating func add(_ cluster: ClusterKey, item: Int, value: UInt32) {
        guard subset.holds(cluster) else { return }
        add(UInt64(cluster.bits) << 44 | UInt64(item) << 32 | UInt64(value), 1)
    }

    /// Adds another's counts.
    /// - Parameter items: the number here of each of the other's items.
    mutating func merge(_ other: PersonaCounts, items: [Int]) {
        subset.narrow(to: other.subset)
        keepSubset()
        for (key, count) in other.counts {
            let item = UInt64(items[Int(key >> 32 & 0xFFF)])
            let key = key & ~(0xFFF << 32) | item << 32
            if subset.holds(Self.cluster(key)) { add(key, count) }
        }
    }

    /// The counts of all items, in order of keys and values.
    func byItem() -> [Int: [Person]] {
        var items: [Int: [Person]] = [:]
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
            let cluster = Self.cluster(key)
            let entry = (value: UInt32(truncatingIfNeeded: key), count: Double(count))
            let item = Int(key >> 32 & 0xFFF)
            var list = items.removeValue(forKey: item) ?? []
            if let last = list.indices.last, list[last].cluster == cluster {
                list[last].values.append(entry)
            } else {
                list.append((cluster, [entry]))
            }
            items[item] = list
        }
        return items
    }

    private static func cluster(_ key: UInt64) -> ClusterKey { ClusterKey(bits: UInt32(key >> 44)) }

    private mutating func add(_ key: UInt64, _ count: Int32) {
        counts[key, default: 0] += count
        while counts.count > most {
            subset.halve()
            keepSubset()
        }
    }

    private mutating func keepSubset() {
        let subset = subset
        counts = counts.filter { subset.holds(Self.cluster($0.key)) }
    }
}
