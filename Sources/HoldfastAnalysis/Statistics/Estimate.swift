// SPDX-License-Identifier: Apache-2.0

/// A number with its interval.
public struct Estimate: Hashable, Sendable, Codable {
    /// The statistic of the data itself.
    public var value: Double
    /// Lower end of the interval, or nil where there are too few clusters for one.
    public var low: Double?
    /// Upper end of the interval.
    public var high: Double?
    /// How many observations it rests on.
    public var observations: Int

    /// A number without an interval, unless both ends are given.
    public init(value: Double, low: Double? = nil, high: Double? = nil, observations: Int) {
        self.value = value
        self.low = low
        self.high = high
        self.observations = observations
    }

    /// Whether the interval is there and does not hold the number.
    public func excludes(_ number: Double) -> Bool {
        guard let low, let high else { return false }
        return number < low || number > high
    }

    /// The same in another unit, such as percent of a share.
    func scaled(by factor: Double) -> Estimate {
        Estimate(value: factor * value, low: low.map { factor * $0 }, high: high.map { factor * $0 }, observations: observations)
    }
}
