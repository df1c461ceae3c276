// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct AnalysisReportJSONTests {
    @Test(arguments: [false, true], [false, true])
    func `What is written reads back as it was`(isComparison: Bool, isHostile: Bool) throws {
        let report = AnalysisReport.made(isComparison: isComparison, isHostile: isHostile)
        let text = try report.json()
        #expect(try AnalysisReport(json: text.utf8, name: "report.json") == report)
        #expect(try report.json() == text)
    }

    @Test func `A cell is one flat object with its kind`() throws {
        let cells: [ReportCell] = [
            .estimate(Estimate(value: 0.5, low: 0.25, high: 0.75, observations: 7), digits: 3, signed: false),
            .estimate(Estimate(value: -1, observations: 1), digits: 0, signed: true), .count(4), .text("p = 0.02"), .absent("one judge"),
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(cells), as: UTF8.self)
        #expect(
            text == #"[{"digits":3,"high":0.75,"kind":"estimate","low":0.25,"observations":7,"value":0.5},"#
                + #"{"digits":0,"kind":"estimate","observations":1,"signed":true,"value":-1},"#
                + #"{"kind":"count","value":4},{"kind":"text","text":"p = 0.02"},{"kind":"absent","why":"one judge"}]"#)
        #expect(try JSONDecoder().decode([ReportCell].self, from: Data(text.utf8)) == cells)
    }

    @Test func `Every row stands under its name in metrics`() throws {
        let report = AnalysisReport.made()
        let metrics = try #require(try object(report)["metrics"] as? [String: [String: Any]])
        #expect(Set(metrics.keys) == Set(report.sections.flatMap(\.tables).flatMap(\.rows).map(\.name)))
        let level = try #require(metrics["drift/prompt_to_line"])
        #expect(level["value"] as? Double == 0.948)
        #expect(level["low"] as? Double == 0.948 - 0.009)
        #expect(level["personas"] as? Int == 128)
        #expect(level["before"] == nil)
        let change = try #require(metrics["change/prompt_to_line"])
        #expect(change["value"] as? Double == 0.973, "the level of a comparison is what stands after")
        #expect((change["before"] as? [String: Any])?["value"] as? Double == 0.948)
        #expect((change["difference"] as? [String: Any])?["signed"] as? Bool == true)
        #expect(metrics["judge/kappa"]?["why"] as? String == "one judge")
        #expect(metrics["user/leaks"]?["kind"] as? String == "count")
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `A number that is not finite is never written`(number: Double) throws {
        var report = AnalysisReport.made()
        report.sections[0].tables[0].rows[0].cells[0] = .estimate(Estimate(value: number, observations: 3), digits: 3, signed: false)
        report.sections[0].tables[0].rows[1].cells[0] = .estimate(
            Estimate(value: 0.5, low: number, high: 1, observations: 3), digits: 3, signed: false)
        report.sections[1].figures[0].series[0].points[2].y.value = number
        report.sections[1].figures[0].series[0].points[3].x = number
        report.sections[1].figures[0].series[0].points[4].y.high = number
        report.sections[1].figures[0].y.high = number
        let read = try AnalysisReport(json: try report.json().utf8, name: "report.json")
        #expect(read == report.finite)
        #expect(read["drift/prompt_to_line"]?.cells[0] == .absent("not a finite number"))
        #expect(read["goal/success"]?.cells[0] == .estimate(Estimate(value: 0.5, observations: 3), digits: 3, signed: false))
        let points = read.sections[1].figures[0].series[0].points
        #expect(points.count == report.sections[1].figures[0].series[0].points.count - 2)
        #expect(points[2].y == Estimate(value: report.sections[1].figures[0].series[0].points[4].y.value, observations: 512))
        #expect(read.sections[1].figures[0].y.high == nil)
    }

    @Test(arguments: [
        (#"{"schema":"holdfast/other","version":1}"#, "this is `holdfast/other` and no holdfast/analysis"),
        (#"{"schema":"holdfast/analysis","version":99}"#, "version 99 is not 1, which this build reads"),
        (#"{"version":1}"#, "schema"), ("[1, 2", "report.json is no report"), ("", "report.json is no report"),
    ])
    func `What is no report is refused by name`(text: String, reason: String) {
        let error = #expect(throws: HoldfastError.self) { try AnalysisReport(json: text.utf8, name: "report.json") }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        #expect(error?.code == .format)
    }

    private func object(_ report: AnalysisReport) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
    }
}
