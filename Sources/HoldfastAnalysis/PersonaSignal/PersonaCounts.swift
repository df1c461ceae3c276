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
    private var counts: [Key: Int32] = [:]

    private struct Key: Hashable, Comparable {
        var cluster: ClusterKey
        var item: Int32
        var value: UInt32

        static func < (left: Key, right: Key) -> Bool { (left.cluster, left.item, left.value) < (right.cluster, right.item, right.value) }
    }

    init(most: Int = 1 << 19) {
        self.most = most
    }

    /// Adds one.
    mutating func add(_ cluster: ClusterKey, item: Int, value: UInt32) {
        guard subset.holds(cluster) else { return }
        add(Key(cluster: cluster, item: Int32(item), value: value), 1)
    }

    /// Adds another's counts.
    /// - Parameter items: the number here of each of the other's items.
    mutating func merge(_ other: PersonaCounts, items: [Int]) {
        subset.narrow(to: other.subset)
        keepSubset()
        for (key, count) in other.counts {
            let key = Key(cluster: key.cluster, item: Int32(items[Int(key.item)]), value: key.value)
            if subset.holds(key.cluster) { add(key, count) }
        }
    }

    /// The counts of all items, in order of keys and values.
    func byItem() -> [Int: [Person]] {
        var items: [Int: [Person]] = [:]
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
            let cluster = key.cluster
            let entry = (value: key.value, count: Double(count))
            let item = Int(key.item)
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

    private mutating func add(_ key: Key, _ count: Int32) {
        counts[key, default: 0] += count
        while counts.count > most {
            subset.halve()
            keepSubset()
        }
    }

    private mutating func keepSubset() {
        let subset = subset
        counts = counts.filter { subset.holds($0.key.cluster) }
    }
}
