// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

extension GateThresholds {
    /// Thresholds that a run sets for those after it: the ends of its intervals.
    ///
    /// A metric with a perfect value must not be clearly worse: the interval of the later run must reach the run's own, so its better end is
    /// held against the worse end. Where nothing changed, two independent intervals of 95 % miss each other on one given side about once in
    /// 360 times. What has no perfect value, such as a length, is bounded on both sides, and only where it is asked for by name.
    /// - Parameters:
    ///   - names: the rows to take; none for every row with an interval whose perfect value is known.
    ///   - report: of the run that sets the thresholds.
    /// - Throws: `usage` for a name without a row or without an interval, and where nothing is left.
    public static func proposed(_ names: [String], from report: AnalysisReport, named source: String) throws -> GateThresholds {
        let targets = Dictionary(ReportedMetric.all.map { ($0.name, $0.target) }) { first, _ in first }
        let metrics = report.finite.metrics
        var rules: [GateRule] = []
        for name in names where !metrics.contains(where: { $0.name == name }) {
            let near = NearestRow.name(to: name, among: metrics.map(\.name)).map { "; did you mean \($0)?" } ?? ""
            throw HoldfastError(.usage, "\(source) has no row \(name)\(near)")
        }
        for metric in metrics where names.isEmpty ? (targets[metric.name] ?? .none) != .none : names.contains(metric.name) {
            guard case .success(let estimate) = metric.level.gateEstimate, let low = estimate.low, let high = estimate.high else {
                if names.isEmpty { continue }
                throw HoldfastError(.usage, "\(metric.name) of \(source) has no interval to take thresholds from")
            }
            // Where all episodes agree the interval has no width, and knows nothing of what is rare.
            if names.isEmpty, low == high { continue }
            let note =
                "\(NumberText.short(estimate.value)) [\(NumberText.short(low)), \(NumberText.short(high))]"
                + (metric.personas.map { ", \($0) personas" } ?? "")
            let target = targets[metric.name] ?? .none
            if target != .zero { rules.append(GateRule(metric.name, min: low, use: .high, note: note)) }
            if target != .one { rules.append(GateRule(metric.name, max: high, use: .low, note: note)) }
        }
        guard !rules.isEmpty else {
            throw HoldfastError(.usage, "\(source) has no row with an interval to take thresholds from; name rows with --metric")
        }
        return GateThresholds(runs: [source], rules: rules)
    }

    /// The file, with the numbers in six digits.
    public var yaml: String {
        var text = """
            # What a simulator must reach: docs/gates.md. Each number is an end of the interval of the run below; a rule fails where the whole interval
            # of a later run lies beyond it. For a gate that asks for proof of being as good, take `use` away.
            version: \(version)

            """
        if let runs { text += "runs: [\(runs.map(Self.quoted).joined(separator: ", "))]\n" }
        if let minPersonas { text += "min_personas: \(minPersonas)\n" }
        text += "rules:\n"
        for rule in rules {
            text += "  - metric: \(Self.quoted(rule.metric))\n"
            let numbers = [("min", rule.min), ("max", rule.max), ("max_drop", rule.maxDrop), ("max_rise", rule.maxRise)]
            for (key, number) in numbers { if let number { text += "    \(key): \(NumberText.short(number))\n" } }
            if let use = rule.use { text += "    use: \(use.rawValue)\n" }
            if let needed = rule.minPersonas { text += "    min_personas: \(needed)\n" }
            if let note = rule.note { text += "    note: \(Self.quoted(note))\n" }
        }
        return text
    }

    /// Text in double quotes, as YAML and JSON both read it.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case let scalar where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
