// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct GateTests {
    /// 0.948 [0.939, 0.957] of 128 personas, 0.880 without an interval of one, an absent number, three leaks.
    private let report = AnalysisReport.made()

    private func verdict(_ rule: GateRule, _ reports: [AnalysisReport]? = nil, minPersonas: Int? = nil, baseline: AnalysisReport? = nil) throws
        -> GateVerdict
    {
        let subjects = (reports ?? [report]).enumerated().map { Gate.Subject(name: "run \($0.offset)", report: $0.element) }
        let verdicts = Gate(GateThresholds(minPersonas: minPersonas, rules: [rule]), subjects: subjects, baseline: baseline).verdicts()
        return try #require(verdicts.first)
    }

    @Test(arguments: [
        (GateRule("drift/prompt_to_line", min: 0.939), true), (GateRule("drift/prompt_to_line", min: 0.94), false),
        (GateRule("drift/prompt_to_line", min: 0.948, use: .value), true), (GateRule("drift/prompt_to_line", min: 0.95, use: .value), false),
        (GateRule("drift/prompt_to_line", min: 0.957, use: .high), true), (GateRule("drift/prompt_to_line", min: 0.958, use: .high), false),
        (GateRule("drift/prompt_to_line", max: 0.957), true), (GateRule("drift/prompt_to_line", max: 0.95), false),
        (GateRule("drift/prompt_to_line", max: 0.948, use: .value), true), (GateRule("drift/prompt_to_line", max: 0.939, use: .low), true),
        (GateRule("user/leaks", max: 3), true), (GateRule("user/leaks", max: 2), false), (GateRule("user/leaks", min: 3), true),
        (GateRule("goal/success/task", min: 0.8, use: .value), true),
    ])
    func `The end that makes it hardest must clear the threshold, unless another is named`(rule: GateRule, isMet: Bool) throws {
        // The ends of the fixture are sums; a hair of room keeps rounding out.
        var rule = rule
        rule.min = rule.min.map { $0 - 1e-12 }
        rule.max = rule.max.map { $0 + 1e-12 }
        let verdict = try verdict(rule)
        #expect(verdict.isMet == isMet, "\(verdict.why)")
        #expect(verdict.why.isEmpty == isMet)
    }

    @Test(arguments: [
        (GateRule("drift/prompt_to_lime", min: 0.1), "the report has no row drift/prompt_to_lime; did you mean drift/prompt_to_line?"),
        (GateRule("nothing/like/it", min: 0.1), "the report has no row nothing/like/it"),
        (GateRule("judge/kappa", min: 0), "the level: there is no number: one judge"),
        (
            GateRule("goal/success/task", min: 0.1),
            "the level has no interval, and its lower end is asked for; `use: value` asks for the number alone"
        ),
        (GateRule("goal/success/task", max: 9), "the level has no interval, and its upper end is asked for; `use: value` asks for the number alone"),
        (GateRule("goal/success/task", min: 0.1, use: .value, minPersonas: 30), "it rests on 1 personas; 30 are asked for"),
        (GateRule("drift/prompt_to_line", maxDrop: 1), "max_drop needs a baseline; name one with --baseline, or gate a comparison"),
        (
            GateRule("drift/prompt_to_line", min: 0.95),
            "the level, at its lower end, is 0.939 and below 0.95"
        ), (GateRule("user/leaks", max: 2, use: .value), "the level is 3 and above 2"),
    ])
    func `What fails says why`(rule: GateRule, why: String) throws {
        let verdict = try verdict(rule)
        #expect(!verdict.isMet)
        #expect(verdict.why == why)
    }

    @Test(
        arguments: [Double.nan, .infinity, -.infinity], [GateRule("drift/prompt_to_line", min: -1e300), GateRule("drift/prompt_to_line", max: 1e300)])
    func `A number that is not finite never passes`(number: Double, rule: GateRule) throws {
        for use in GateRule.Use.allCases {
            for place in ["value", "low", "high"] {
                var estimate = Estimate(value: 0.5, low: 0.4, high: 0.6, observations: 3)
                switch place {
                case "value": estimate.value = number
                case "low": estimate.low = number
                default: estimate.high = number
                }
                var report = report
                report.sections[0].tables[0].rows[0].cells[0] = .estimate(estimate, digits: 3, signed: false)
                var rule = rule
                rule.use = use
                let verdict = try verdict(rule, [report])
                #expect(verdict.isMet == (place != "value" && use == .value), "\(use) \(place): \(verdict.why)")
                #expect(rule.bounds.allSatisfy { !$0.isCleared(by: number) })
            }
        }
    }

    @Test func `Too few personas fail a whole file, and a rule may ask for less`() throws {
        #expect(try verdict(GateRule("drift/prompt_to_line", min: 0.1), minPersonas: 128).isMet)
        #expect(try verdict(GateRule("drift/prompt_to_line", min: 0.1), minPersonas: 129).why == "it rests on 128 personas; 129 are asked for")
        #expect(try verdict(GateRule("drift/prompt_to_line", min: 0.1, minPersonas: 5), minPersonas: 129).isMet)
        var report = report
        report.sections[0].tables[0].rows[0].personas = nil
        #expect(try !verdict(GateRule("drift/prompt_to_line", min: 0.1, minPersonas: 1), [report]).isMet)
    }

    @Test func `A name that two rows have is no number`() throws {
        var report = report
        report.sections[0].tables[0].rows[1].name = "drift/prompt_to_line"
        #expect(try verdict(GateRule("drift/prompt_to_line", min: 0.1), [report]).why.contains("several rows"))
    }

    @Test func `Of several runs the median counts, of an even number the harder middle one`() throws {
        func run(_ value: Double) -> AnalysisReport {
            var report = report
            report.sections[0].tables[0].rows[0].cells[0] = .estimate(Estimate(value: value, observations: 3), digits: 3, signed: false)
            return report
        }
        let rule = GateRule("drift/prompt_to_line", min: 0.5, max: 0.5, use: .value)
        func numbers(_ values: [Double]) -> [Double?] {
            Gate(GateThresholds(rules: [rule]), subjects: values.map { Gate.Subject(name: "\($0)", report: run($0)) }).verdicts().map(\.number)
        }
        #expect(numbers([0.9, 0.1, 0.5]) == [0.5, 0.5])
        #expect(numbers([0.9, 0.1, 0.4, 0.6]) == [0.4, 0.6])
        let median = try verdict(GateRule("drift/prompt_to_line", min: 0.5, use: .value), [run(0.9), run(0.1), run(0.4)])
        #expect(median.why == "the median of 3 runs is 0.4 and below 0.5")
        #expect(median.numbers == [0.9, 0.1, 0.4])
        let missing = try verdict(GateRule("drift/prompt_to_line", min: 0.1, use: .value), [run(0.9), run(.nan), run(0.8)])
        #expect(!missing.isMet, "a median of those that are there would hide the one that is not")
        #expect(missing.why == "run 1: the level: there is no number: not a finite number")
    }

    @Test func `A drop is held against the interval of the difference`() throws {
        let verdicts = Gate(
            GateThresholds(rules: [
                GateRule("change/prompt_to_line", maxDrop: 0), GateRule("change/prompt_to_line", maxRise: 0.03),
                GateRule("change/prompt_to_line", maxRise: 0.03, use: .value), GateRule("change/prompt_to_line", min: 0.97, use: .value),
            ]), subjects: [Gate.Subject(name: "run", report: .made())]
        ).verdicts()
        #expect(verdicts.map(\.isMet) == [true, false, true, true], "+0.025 [+0.013, +0.037], and 0.973 after")
        #expect(verdicts[1].why == "the difference from the baseline, at its upper end, is 0.037 and above 0.03")
    }

    @Test func `Without episodes of both the difference has the interval of two separate estimates`() throws {
        var worse = report
        worse.sections[0].tables[0].rows[0].cells[0] = .estimate(
            Estimate(value: 0.928, low: 0.916, high: 0.936, observations: 100), digits: 3, signed: false)
        let verdict = try verdict(GateRule("drift/prompt_to_line", maxDrop: 0.03), [worse], baseline: report)
        let number = try #require(verdict.number)
        #expect(abs(number - (-0.02 - (0.012 * 0.012 + 0.009 * 0.009).squareRoot())) < 1e-12)
        #expect(!verdict.isMet)
        #expect(try self.verdict(GateRule("drift/prompt_to_line", maxDrop: 0.036), [worse], baseline: report).isMet)
        #expect(try self.verdict(GateRule("goal/success/task", maxDrop: 1), baseline: report).why.contains("no interval"))
        var other = report
        other.sections[0].tables[0].rows.removeFirst()
        #expect(try self.verdict(GateRule("drift/prompt_to_line", maxDrop: 1), baseline: other).why == "the baseline has no row drift/prompt_to_line")
    }

    @Test func `Differences of a comparison go before those of separate reports`() throws {
        var comparison = AnalysisReport.made()
        comparison.sections[5].tables[0].rows[0].name = "drift/prompt_to_line"
        comparison.sections[0] = ReportSection(id: "none", title: "", lead: "")
        let subject = Gate.Subject(name: "run", report: report, comparison: comparison)
        let verdict = Gate(GateThresholds(rules: [GateRule("drift/prompt_to_line", min: 0.9, maxDrop: 0)]), subjects: [subject], baseline: report)
            .verdicts()
        #expect(verdict.map(\.isMet) == [true, true])
        #expect(abs((verdict[0].number ?? 0) - 0.939) < 1e-12)
        #expect(abs((verdict[1].number ?? 0) - 0.013) < 1e-12)
    }

    @Test func `Nothing to look at and nothing to ask do not pass`() throws {
        #expect(try verdict(GateRule("drift/prompt_to_line", min: 0), []).isMet == false)
        #expect(!GateReport(thresholds: "t", runs: [], subjects: [], baseline: nil, verdicts: []).isMet)
    }

    @Test(arguments: [
        (GateThresholds(rules: []), "rules is empty"), (GateThresholds(rules: [GateRule("a")]), "rules.0 asks nothing of a"),
        (GateThresholds(rules: [GateRule("a", min: 1), GateRule("", min: 1)]), "rules.1.metric is empty"),
        (GateThresholds(rules: [GateRule("a", min: 2, max: 1)]), "rules.0.min is 2.0 and above max"),
        (GateThresholds(rules: [GateRule("a", min: .nan)]), "rules.0.min is no finite number"),
        (GateThresholds(rules: [GateRule("a", maxDrop: -0.1)]), "rules.0.max_drop is -0.1"),
        (GateThresholds(rules: [GateRule("a", min: 1, minPersonas: 0)]), "rules.0.min_personas is 0"),
        (GateThresholds(minPersonas: 0, rules: [GateRule("a", min: 1)]), "min_personas is 0"),
    ])
    func `Thresholds that make no sense are refused by their place`(thresholds: GateThresholds, message: String) {
        let error = #expect(throws: HoldfastError.self) { try thresholds.check() }
        #expect(error?.code == .configuration)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test func `Another version is refused`() {
        var thresholds = GateThresholds(rules: [GateRule("a", min: 1)])
        thresholds.version = 2
        #expect(throws: HoldfastError.self) { try thresholds.check() }
    }
}
