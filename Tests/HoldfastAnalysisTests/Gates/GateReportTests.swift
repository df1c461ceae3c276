// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HoldfastAnalysis

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct GateReportTests {
    private func report(_ rules: [GateRule], thresholds: String = "gates.yaml") -> GateReport {
        let gate = Gate(GateThresholds(rules: rules), subjects: [Gate.Subject(name: "report.json", report: .made())])
        return GateReport(thresholds: thresholds, runs: ["runs/good"], subjects: ["report.json"], baseline: nil, verdicts: gate.verdicts())
    }

    private let rules = [
        GateRule("drift/prompt_to_line", min: 0.95, note: "below, users forget who they are"), GateRule("goal/success", min: 0.9),
        GateRule("judge/kappa", min: 0.4),
    ]

    @Test func `The table says rule by rule what is, and below it why not and where to look`() {
        #expect(
            report(rules).text(width: 120) == """
                gate not met: 2 of 3 thresholds of gates.yaml

                      metric                must be     is     estimate              personas
                ─────────────────────────────────────────────────────────────────────────────
                FAIL  drift/prompt_to_line  low ≥ 0.95  0.939  0.948 [0.939, 0.957]  128
                pass  goal/success          low ≥ 0.9   0.945  0.952 [0.945, 0.959]  128
                FAIL  judge/kappa           low ≥ 0.4   -                            0

                drift/prompt_to_line, low ≥ 0.95: the level, at its lower end, is 0.939 and below 0.95
                  (below, users forget who they are)
                  look at: holdfast show runs/night/trajectories/step_000001.h5 --episode 0
                  look at: holdfast show runs/night/trajectories/step_000001.h5 --episode 3

                judge/kappa, low ≥ 0.4: the level: there is no number: one judge

                looked at: report.json
                thresholds from: runs/good

                """)
        #expect(report([rules[1]]).text(width: 80).hasPrefix("gate met: all 1 threshold of gates.yaml\n"))
    }

    @Test(arguments: [40, 60, 80, 200])
    func `No line is longer than the terminal is wide`(width: Int) {
        let long = rules + [GateRule(AnalysisReport.hostile.joined(separator: " "), max: 1, note: AnalysisReport.hostile.joined())]
        let text = report(long, thresholds: AnalysisReport.hostile[1]).text(width: width)
        let wide = text.split(separator: "\n").filter { TerminalText.width(String($0)) > width }
        #expect(wide == [])
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    @Test func `The verdicts as JSON read back as they were`() throws {
        let report = report(rules)
        #expect(try JSONDecoder().decode(GateReport.self, from: JSONEncoder().encode(report)) == report)
        #expect(!report.isMet)
    }

    @Test func `JUnit has a suite for the file and a test case for each threshold`() {
        let xml = report([rules[0], GateRule("goal/success", min: 0.9, max: 1)]).junit
        #expect(xml.hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"holdfast gate\" tests=\"3\" failures=\"1\""))
        #expect(xml.contains("<testcase classname=\"gate.rule1\" name=\"drift/prompt_to_line low ≥ 0.95\" time=\"0\"><failure message="))
        #expect(xml.contains("look at: holdfast show runs/night/trajectories/step_000001.h5 --episode 3</failure>"))
        #expect(xml.contains("<testcase classname=\"gate.rule2\" name=\"goal/success low ≥ 0.9\" time=\"0\"><system-out>"))
        #expect(xml.contains("<property name=\"threshold-run\" value=\"runs/good\">"))
    }

    @Test func `JUnit stays XML, whatever names and notes contain`() throws {
        let hostile = AnalysisReport.hostile.joined(separator: " ")
        let xml = report([GateRule(hostile, min: 1, note: hostile), GateRule("", max: 0)], thresholds: hostile).junit
        let counter = ElementCounter()
        let parser = XMLParser(data: Data(xml.utf8))
        parser.delegate = counter
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(counter.names == ["testsuites": 1, "testsuite": 1, "properties": 1, "property": 2, "testcase": 2, "failure": 2, "system-out": 2])
    }

    @Test func `A proposal holds the report that it was made of, and names it`() throws {
        let report = AnalysisReport.made()
        let thresholds = try GateThresholds.proposed(["drift/prompt_to_line", "change/words"], from: report, named: "runs/it's \"good\"")
        #expect(
            thresholds.yaml.split(separator: "\n").drop { $0.hasPrefix("#") }.joined(separator: "\n") == """
                version: 1
                runs: ["runs/it's \\"good\\""]
                rules:
                  - metric: "drift/prompt_to_line"
                    min: 0.939
                    use: high
                    note: "0.948 [0.939, 0.957], 128 personas"
                  - metric: "change/words"
                    min: 7.28
                    use: high
                    note: "7.29 [7.28, 7.3], 128 personas"
                  - metric: "change/words"
                    max: 7.3
                    use: low
                    note: "7.29 [7.28, 7.3], 128 personas"
                """)
        try thresholds.check()
        let itself = Gate(thresholds, subjects: [Gate.Subject(name: "itself", report: report)]).verdicts()
        #expect(itself.map(\.isMet) == [true, true, true])
        #expect(try GateThresholds.proposed([], from: report, named: "r").rules.map(\.metric) == ["drift/prompt_to_line", "goal/success"])
        var certain = report
        certain.sections[0].tables[0].rows[0].cells[0] = .estimate(
            Estimate(value: 1, low: 1, high: 1, observations: 3), digits: 3, signed: false)
        #expect(try GateThresholds.proposed([], from: certain, named: "r").rules.map(\.metric) == ["goal/success"])
        #expect(throws: (any Error).self) { try GateThresholds.proposed(["drift/none"], from: report, named: "r") }
        #expect(throws: (any Error).self) { try GateThresholds.proposed(["judge/kappa"], from: report, named: "r") }
    }
}

private final class ElementCounter: NSObject, XMLParserDelegate {
    var names: [String: Int] = [:]

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String] = [:]
    ) { names[name, default: 0] += 1 }
}
