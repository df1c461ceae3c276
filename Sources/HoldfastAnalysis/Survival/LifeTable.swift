// SPDX-License-Identifier: Apache-2.0

/// How many items are watched, fail and leave at each time: what every statistic of survival here is a function of.
///
/// Counts are fractions so that weighted items and resampled clusters fit in. An item that is censored at a time is at risk at that time:
/// it was seen to last that long.
public struct LifeTable: Hashable, Sendable {
    /// One time at which an item failed or left.
    public struct Row: Hashable, Sendable {
        /// When, in the unit of the times, such as the ordinal of the user's line from 1.
        public var time: Double
        /// Items that neither failed nor left before.
        public var atRisk: Double
        /// Items that failed at the time.
        public var events: Double
        /// Items that left at the time without having failed.
        public var censored: Double
    }

    /// In the order of their times; each has an event or a censored item.
    public let rows: [Row]

    /// The table of single items.
    /// - Parameter items: when each failed (an event) or was last seen (no event).
    public init(_ items: [(time: Double, isEvent: Bool)]) {
        var counts: [Double: (events: Double, censored: Double)] = [:]
        for item in items {
            if item.isEvent { counts[item.time, default: (0, 0)].events += 1 } else { counts[item.time, default: (0, 0)].censored += 1 }
        }
        self.init(sorted: counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value.events, $0.value.censored) })
    }

    /// The table of items counted by turn; index 0 holds those of turn 1.
    /// - Parameters:
    ///   - events: items that failed at each turn.
    ///   - censored: items last seen at each turn; as many as `events`.
    public init(events: [Double], censored: [Double]) {
        let counts = zip(events, censored).enumerated().map { (Double($0 + 1), $1.0, $1.1) }
        self.init(sorted: counts.filter { $0.1 != 0 || $0.2 != 0 })
    }

    private init(sorted counts: [(time: Double, events: Double, censored: Double)]) {
        var left = counts.reduce(0) { $0 + $1.events + $1.censored }
        var rows: [Row] = []
        for count in counts {
            rows.append(Row(time: count.time, atRisk: left, events: count.events, censored: count.censored))
            left -= count.events + count.censored
        }
        self.rows = rows
    }

    /// All items.
    public var items: Double { rows.first?.atRisk ?? 0 }
    /// Items that failed.
    public var events: Double { rows.reduce(0) { $0 + $1.events } }

    /// Items at risk at a time.
    public func atRisk(at time: Double) -> Double { rows.first { $0.time >= time }?.atRisk ?? 0 }
    /// Items that failed exactly at a time.
    public func events(at time: Double) -> Double { rows.first { $0.time == time }?.events ?? 0 }
}
