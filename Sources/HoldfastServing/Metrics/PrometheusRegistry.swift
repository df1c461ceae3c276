// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Synchronization

/// Keeps what is counted through swift-metrics, and tells it to Prometheus (text format 0.0.4).
final class PrometheusRegistry: MetricsFactory, Sendable {
    /// One time series: a name with its labels.
    struct Series: Hashable, Sendable {
        var name: String
        var labels: [String]

        init(_ name: String, _ dimensions: [(String, String)]) {
            self.name = name
            labels = dimensions.map { "\($0)=\"\(Self.escaped($1))\"" }
        }

        private static func escaped(_ label: String) -> String {
            label.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        }
    }

    private let help: [String: String]
    private let values = Mutex<[Series: PrometheusValue]>([:])

    /// - Parameter help: what each name means.
    init(help: [String: String]) { self.help = help }

    /// Changes one value.
    func update(_ series: Series, _ change: (inout PrometheusValue) -> Void) {
        values.withLock { values in
            guard var value = values[series] else { return }
            change(&value)
            values[series] = value
        }
    }

    /// All that there is, by name.
    var exposition: String {
        let found = values.withLock(\.self).sorted { ($0.key.name, $0.key.labels.joined()) < ($1.key.name, $1.key.labels.joined()) }
        var lines: [String] = []
        var last = ""
        for (series, value) in found {
            if series.name != last {
                lines += ["# HELP \(series.name) \(help[series.name] ?? series.name)", "# TYPE \(series.name) \(value.kind)"]
                last = series.name
            }
            lines += value.lines(of: series)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: The factory

    private func handler(_ label: String, _ dimensions: [(String, String)], _ start: PrometheusValue) -> PrometheusHandler {
        let series = Series(label, dimensions)
        values.withLock { values in
            if values[series] == nil { values[series] = start }
        }
        return PrometheusHandler(registry: self, series: series)
    }

    private func destroy(_ handler: AnyObject) {
        guard let handler = handler as? PrometheusHandler else { return }
        _ = values.withLock { $0.removeValue(forKey: handler.series) }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { handler(label, dimensions, .counter(0)) }
    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { handler(label, dimensions, .gauge(0)) }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { handler(label, dimensions, .histogram(.init())) }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        handler(label, dimensions, aggregate ? .histogram(.init()) : .gauge(0))
    }
    func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }
    func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }
    func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }
    func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }
}

/// What is counted under one name with its labels.
final class PrometheusHandler: CounterHandler, MeterHandler, TimerHandler, RecorderHandler {
    fileprivate let registry: PrometheusRegistry
    fileprivate let series: PrometheusRegistry.Series

    init(registry: PrometheusRegistry, series: PrometheusRegistry.Series) {
        self.registry = registry
        self.series = series
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) { registry.update(series) { $0.add(amount) } }
    func decrement(by amount: Double) { registry.update(series) { $0.add(-amount) } }
    func reset() { registry.update(series) { $0.set(0) } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { registry.update(series) { $0.set(value) } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func recordNanoseconds(_ duration: Int64) { set(Double(duration) * 1e-9) }
}
