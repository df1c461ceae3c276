// SPDX-License-Identifier: Apache-2.0

/// What Prometheus is told of one series.
enum PrometheusValue: Sendable, Hashable {
    case counter(Double)
    case gauge(Double)
    case histogram(Histogram)

    /// Observations by class.
    struct Histogram: Sendable, Hashable {
        /// Upper ends of the classes; durations are in seconds.
        static let classes = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

        fileprivate var counts = [Int](repeating: 0, count: Histogram.classes.count + 1)
        fileprivate var sum = 0.0

        fileprivate mutating func observe(_ value: Double) {
            counts[Self.classes.firstIndex { value <= $0 } ?? Self.classes.count] += 1
            sum += value
        }
    }

    /// In the words of the format.
    var kind: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    mutating func add(_ amount: Double) {
        switch self {
        case .counter(let value): self = .counter(value + amount)
        case .gauge(let value): self = .gauge(value + amount)
        case .histogram: set(amount)
        }
    }

    /// A histogram takes the value as one more observation.
    mutating func set(_ value: Double) {
        switch self {
        case .counter: self = .counter(value)
        case .gauge: self = .gauge(value)
        case .histogram(var histogram):
            histogram.observe(value)
            self = .histogram(histogram)
        }
    }

    func lines(of series: PrometheusRegistry.Series) -> [String] {
        func line(_ suffix: String, _ value: String, _ more: [String] = []) -> String {
            let labels = series.labels + more
            return "\(series.name)\(suffix)\(labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}") \(value)"
        }
        switch self {
        case .counter(let value), .gauge(let value): return [line("", Self.text(value))]
        case .histogram(let histogram):
            var sum = 0
            let classes = histogram.counts.enumerated().map { place, count in
                sum += count
                return line("_bucket", "\(sum)", ["le=\"\(place < Histogram.classes.count ? "\(Histogram.classes[place])" : "+Inf")\""])
            }
            return classes + [line("_sum", "\(histogram.sum)"), line("_count", "\(sum)")]
        }
    }

    private static func text(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
}
