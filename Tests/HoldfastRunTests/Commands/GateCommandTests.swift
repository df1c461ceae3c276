// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

@testable import HoldfastRun

@Suite(.enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct GateCommandTests {
    /// A report with one row.
    private func write(_ value: Double, to path: String, personas: Int = 40) throws {
        let reference = EpisodeReference(
            shard: "runs/a b/step_000001.h5", row: 3, id: EpisodeID(phase: "train", step: 1, group: 0, rollout: 3))
        let row = try #require(
            ReportRow.level(
                "drift/prompt_to_line", title: "prompt-to-line",
                Estimate(value: value, low: value - 0.01, high: value + 0.01, observations: 400), personas: personas, episodes: [reference]))
        let section = ReportSection(
            id: "overview", title: "Overview", lead: "", tables: [ReportTable(headings: ReportTable.levelHeadings, rows: [row])])
        let report = AnalysisReport(title: "made", sources: [], bootstrap: BootstrapPlan(), sections: [section])
        try FileSystem.write(try report.json(), to: path)
    }

    @Test func `Status 3 where the gate is not met, with the dialogues to look at`() throws {
        try withFolder { folder in
            try write(0.95, to: "\(folder)/good.json")
            try write(0.90, to: "\(folder)/bad.json")
            try FileSystem.write("version: 1\nrules: [{metric: drift/prompt_to_line, min: 0.93}]", to: "\(folder)/gates.yaml")
            let good = try Program.run(["gate", "\(folder)/good.json", "--thresholds", "\(folder)/gates.yaml"])
            #expect(good.status == 0, "\(good.errors)")
            #expect(good.output.hasPrefix("gate met: all 1 threshold"))
            let bad = try Program.run([
                "gate", "\(folder)/bad.json", "--thresholds", "\(folder)/gates.yaml", "--junit", "\(folder)/new/gate.xml", "--json",
            ])
            #expect(bad.status == 3, "\(bad.errors)")
            let verdicts = try JSONDecoder().decode(GateReport.self, from: Data(bad.output.utf8))
            #expect(!verdicts.isMet)
            #expect(verdicts.verdicts.first?.episodes.first?.row == 3)
            #expect(try FileSystem.text("\(folder)/new/gate.xml").contains("look at: holdfast show &#39;runs/a b/step_000001.h5&#39; --episode 3"))
            // Of three the median counts.
            try write(0.96, to: "\(folder)/better.json")
            let three = try Program.run(
                ["gate"] + ["good", "bad", "better"].map { "\(folder)/\($0).json" } + ["--thresholds", "\(folder)/gates.yaml"])
            #expect(three.status == 0, "\(three.errors)")
            let drop = "\(folder)/drop.yaml"
            try FileSystem.write("version: 1\nrules: [{metric: drift/prompt_to_line, max_drop: 0.03}]", to: drop)
            let alone = try Program.run(["gate", "\(folder)/bad.json", "--thresholds", drop])
            #expect(alone.status == 3 && alone.output.contains("needs a baseline"))
            #expect(try Program.run(["gate", "\(folder)/bad.json", "--thresholds", drop, "--baseline", "\(folder)/good.json"]).status == 3)
            #expect(try Program.run(["gate", "\(folder)/better.json", "--thresholds", drop, "--baseline", "\(folder)/good.json"]).status == 0)
        }
    }

    @Test func `What cannot be read or carried out is one line, and no gate passes by it`() throws {
        try withFolder { folder in
            try write(0.95, to: "\(folder)/good.json")
            try FileSystem.write("{\"schema\": \"other\", \"version\": 1}", to: "\(folder)/other.json")
            try FileSystem.write("version: 1\nrules: [{metric: drift/prompt_to_line, min: 0.93}]", to: "\(folder)/gates.yaml")
            try FileSystem.write("version: 1\nrules: [{metric: drift/prompt_to_line, mim: 0.93}]", to: "\(folder)/slip.yaml")
            for (arguments, status, message) in [
                (["\(folder)/good.json", "--thresholds", "\(folder)/slip.yaml"], Int32(2), "did you mean `min`?"),
                (["\(folder)/other.json", "--thresholds", "\(folder)/gates.yaml"], 1, "is no report that"),
                (["\(folder)/none.json", "--thresholds", "\(folder)/gates.yaml"], 1, "there is no \(folder)/none.json"),
                (["--thresholds", "\(folder)/gates.yaml"], 2, "name a report"),
                (["\(folder)/good.json", "\(folder)/good.json", "--thresholds", "\(folder)/gates.yaml"], 2, "is named twice"),
                (["\(folder)/good.json", "--thresholds", "\(folder)/gates.yaml", "--junit", folder], 1, "it is a folder"),
                (["--propose", "--baseline", "\(folder)/good.json", "--metric", "drift/prompt_to_lime"], 2, "did you mean drift/prompt_to_line?"),
            ] {
                let said = try Program.run(["gate"] + arguments)
                #expect(said.status == status, "\(arguments): \(said.output) \(said.errors)")
                #expect(said.errors.contains(message), "\(arguments): \(said.errors)")
            }
        }
    }

    @Test func `A run passes the thresholds that it set, and is compared with itself`() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let run = "\(folder)/run"
            try await tiny.trained(run)
            let proposed = try Program.run(["gate", "--propose", "--baseline", run, "--metric", "reward/total", "--draws", "100"])
            #expect(proposed.status == 0, "\(proposed.errors)")
            #expect(proposed.output.contains("runs: [\"\(run)\"]"))
            let drop = "  - {metric: reward/total, max_drop: 0, max_rise: 0}\n"
            try FileSystem.write(proposed.output + drop, to: "\(folder)/gates.yaml")
            let gate = try Program.run(["gate", run, "--thresholds", "\(folder)/gates.yaml", "--baseline", run, "--draws", "100"])
            #expect(gate.status == 0, "\(gate.output) \(gate.errors)")
        }
    }

    @Test(.enabled(if: Python.having("junitparser") != nil, "no Python with junitparser was found"))
    func `A reader of JUnit finds the suite and its failures`() throws {
        try withFolder { folder in
            try write(0.90, to: "\(folder)/bad.json")
            try FileSystem.write(
                "version: 1\nrules:\n  - {metric: drift/prompt_to_line, min: 0.93, note: \"<&> ]]> \\u0007\"}\n  - {metric: drift/prompt_to_line, max: 1}",
                to: "\(folder)/gates.yaml")
            _ = try Program.run(["gate", "\(folder)/bad.json", "--thresholds", "\(folder)/gates.yaml", "--junit", "\(folder)/gate.xml"])
            let program = """
                import sys; from junitparser import JUnitXml, Failure
                suites = list(JUnitXml.fromfile(sys.argv[1]))
                print(len(suites), suites[0].tests, suites[0].failures, [(c.name, [type(r).__name__ for r in c.result]) for c in suites[0]])
                """
            let said = try #require(Python.having("junitparser")).run(program, "\(folder)/gate.xml")
            #expect(
                said == "1 2 1 [('drift/prompt_to_line low ≥ 0.93', ['Failure']), ('drift/prompt_to_line high ≤ 1', [])]")
        }
    }
}
