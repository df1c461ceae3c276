// SPDX-License-Identifier: Apache-2.0

/// Named numbers in a fixed order. Names are slash-separated; absent values are left out, never written as 0.
public struct Metrics: Sendable, Hashable {
    /// One number with its name.
    public struct Entry: Sendable, Hashable {
        /// Slash-separated, such as `loss/mean`.
        public var name: String
        /// May be infinite or NaN; `metrics.jsonl` leaves such a value out.
        public var value: Double
    }

    /// In the order in which the names were first set.
    public private(set) var entries: [Entry] = []

    /// No numbers yet.
    public init() {}

    /// The value of a name; setting an existing name replaces it in place, setting nil removes it.
    public subscript(_ name: String) -> Double? {
        get { entries.first { $0.name == name }?.value }
        set {
            let place = entries.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): entries[place].value = value
            case (let place?, nil): entries.remove(at: place)
            case (nil, let value?): entries.append(Entry(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Appends all of another list.
    public mutating func merge(_ other: Metrics) {
        for entry in other.entries { self[entry.name] = entry.value }
    }

    /// All but wall times and rates (`time/`, `perf/`): what two runs of equal seeds have in common, byte for byte.
    public var reproducible: Metrics {
        var kept = self
        kept.entries.removeAll { entry in TrainingMetricName.wallTimes.contains { entry.name.hasPrefix($0) } }
        return kept
    }
}
