// SPDX-License-Identifier: Apache-2.0

/// Holds reports against thresholds. What is missing, not finite or rests on too little is a failure and never a pass.
public struct Gate: Sendable {
    private let thresholds: GateThresholds
    private let subjects: [Indexed]
    private let baseline: [String: ReportMetric]?

    /// One run that is looked at.
    public struct Subject: Sendable {
        /// What it is called.
        public var name: String
        /// Its levels, and where it is a comparison its differences from what came before.
        public var report: AnalysisReport
        /// Its comparison with the baseline, where there are episodes of both.
        public var comparison: AnalysisReport?

        /// A run by its report.
        public init(name: String, report: AnalysisReport, comparison: AnalysisReport? = nil) {
            self.name = name
            self.report = report
            self.comparison = comparison
        }
    }

    /// A subject with its rows by name.
    private struct Indexed {
        var name: String
        var metrics: [String: ReportMetric]
        var differences: [String: ReportMetric]
        /// Names that several rows have.
        var doubles: Set<String>

        init(_ subject: Subject) {
            name = subject.name
            metrics = Gate.byName(subject.report)
            differences = subject.comparison.map(Gate.byName) ?? [:]
            let names = subject.report.sections.flatMap(\.tables).flatMap(\.rows).map(\.name)
            doubles = Set(Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys)
        }
    }

    /// What a rule finds in one report: a number, or why there is none.
    private enum Finding {
        case number(Double, Estimate)
        case nothing(String)
    }

    /// - Parameters:
    ///   - thresholds: as checked by `GateThresholds.check`.
    ///   - subjects: one run, or several, of whose numbers the median counts.
    ///   - baseline: what drops and rises are measured from, where a subject has no differences of its own.
    public init(_ thresholds: GateThresholds, subjects: [Subject], baseline: AnalysisReport? = nil) {
        self.thresholds = thresholds
        self.subjects = subjects.map(Indexed.init)
        self.baseline = baseline.map(Self.byName)
    }

    fileprivate static func byName(_ report: AnalysisReport) -> [String: ReportMetric] {
        Dictionary(report.finite.metrics.map { ($0.name, $0) }) { first, _ in first }
    }

    /// What became of every threshold, in the order of the rules.
    public func verdicts() -> [GateVerdict] {
        thresholds.rules.enumerated().flatMap { index, rule in rule.bounds.map { verdict(on: rule, number: index, bound: $0) } }
    }

    private func verdict(on rule: GateRule, number index: Int, bound: GateBound) -> GateVerdict {
        let found = subjects.map { finding(rule, bound, in: $0) }
        let rows = subjects.compactMap { $0.metrics[rule.metric] }
        var seen: Set<EpisodeReference> = []
        var verdict = GateVerdict(
            rule: index, metric: rule.metric, title: rows.first.map { String($0.title.drop { $0 == " " }) } ?? rule.metric, bound: bound,
            isMet: false, why: "", note: rule.note ?? "", episodes: rows.flatMap(\.episodes).filter { seen.insert($0).inserted })
        verdict.personas = rows.compactMap(\.personas).min()
        let problems = zip(subjects, found).compactMap { subject, finding -> String? in
            guard case .nothing(let why) = finding else { return nil }
            return subjects.count > 1 ? "\(subject.name): \(why)" : why
        }
        let numbers = found.compactMap { finding -> (Double, Estimate)? in
            if case .number(let number, let estimate) = finding { (number, estimate) } else { nil }
        }
        verdict.numbers = numbers.map(\.0)
        verdict.estimates = numbers.map(\.1)
        guard problems.isEmpty, let judged = bound.median(of: numbers.map(\.0)) else {
            verdict.why = problems.isEmpty ? "there is no report to look at" : problems.joined(separator: "; ")
            return verdict
        }
        verdict.number = judged
        verdict.isMet = bound.isCleared(by: judged)
        verdict.why = verdict.isMet ? "" : bound.miss(judged, runs: subjects.count)
        return verdict
    }

    private func finding(_ rule: GateRule, _ bound: GateBound, in subject: Indexed) -> Finding {
        guard !subject.doubles.contains(rule.metric) else { return .nothing("the report has several rows \(rule.metric); one number cannot be told") }
        guard let metric = subject.metrics[rule.metric] else {
            let near = NearestRow.name(to: rule.metric, among: subject.metrics.keys.sorted())
            return .nothing("the report has no row \(rule.metric)" + (near.map { "; did you mean \($0)?" } ?? ""))
        }
        if let needed = rule.minPersonas ?? thresholds.minPersonas {
            guard let personas = metric.personas else {
                return .nothing("it does not say how many personas it rests on, and \(needed) are asked for")
            }
            guard personas >= needed else { return .nothing("it rests on \(personas) personas; \(needed) are asked for") }
        }
        return bound.kind.isRelative ? difference(bound, metric, in: subject) : number(of: metric.level, bound.use, "the level")
    }

    /// The difference that the report itself has, else the level less the baseline's.
    private func difference(_ bound: GateBound, _ metric: ReportMetric, in subject: Indexed) -> Finding {
        if let difference = subject.differences[metric.name]?.difference ?? metric.difference {
            return number(of: difference, bound.use, "the difference from the baseline")
        }
        guard let baseline else { return .nothing("\(bound.kind.rawValue) needs a baseline; name one with --baseline, or gate a comparison") }
        guard let before = baseline[metric.name] else { return .nothing("the baseline has no row \(metric.name)") }
        switch (metric.level.gateEstimate, before.level.gateEstimate) {
        case (.failure(let reason), _): return .nothing("the level: \(reason)")
        case (_, .failure(let reason)): return .nothing("the baseline's level: \(reason)")
        case (.success(let after), .success(let before)):
            return number(of: .estimate(after.less(before), digits: 6, signed: true), bound.use, "the difference from the baseline")
        }
    }

    private func number(of cell: ReportCell, _ use: GateRule.Use, _ what: String) -> Finding {
        switch cell.gateEstimate {
        case .failure(let reason): return .nothing("\(what): \(reason)")
        case .success(let estimate):
            let number: Double? =
                switch use {
                case .low: estimate.low
                case .value: estimate.value
                case .high: estimate.high
                }
            guard let number, number.isFinite else {
                let end = use == .low ? "lower" : "upper"
                return .nothing("\(what) has no interval, and its \(end) end is asked for; `use: value` asks for the number alone")
            }
            return .number(number, estimate)
        }
    }
}

/// Why a cell has no number.
struct Absence: Error, CustomStringConvertible {
    var description: String
}

extension ReportCell {
    /// The number of the cell with its interval; a count is its own interval.
    var gateEstimate: Result<Estimate, Absence> {
        switch finite {
        case .estimate(let estimate, _, _): .success(estimate)
        case .count(let count): .success(Estimate(value: Double(count), low: Double(count), high: Double(count), observations: count))
        case .text(let text): .failure(Absence(description: "it is words and no number: \(text)"))
        case .absent(let why): .failure(Absence(description: "there is no number: \(why)"))
        }
    }
}

extension Estimate {
    /// The difference of two estimates of separate data, with an interval from those of both.
    ///
    /// Source: Zou and Donner, "Construction of confidence limits about effect measures: A general approach" (Statistics in Medicine 27, 2008),
    /// equation for a difference: the distances of the ends from the values are added like standard errors. Where both rest on the same
    /// personas it is wider than an interval of paired differences, and so fails rather than passes.
    func less(_ other: Estimate) -> Estimate {
        var difference = Estimate(value: value - other.value, observations: min(observations, other.observations))
        if let low, let high, let otherLow = other.low, let otherHigh = other.high {
            difference.low = difference.value - ((value - low) * (value - low) + (otherHigh - other.value) * (otherHigh - other.value)).squareRoot()
            difference.high = difference.value + ((high - value) * (high - value) + (other.value - otherLow) * (other.value - otherLow)).squareRoot()
        }
        return difference
    }
}
