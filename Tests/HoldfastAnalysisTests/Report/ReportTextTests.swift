// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HoldfastAnalysis

@Suite struct ReportTextTests {
    @Test(arguments: [40, 60, 80, 120, 160, 300], [false, true])
    func `No line is longer than the terminal is wide`(width: Int, isHostile: Bool) {
        let text = AnalysisReport.made(isHostile: isHostile).text(width: width)
        let longest = text.split(separator: "\n").map { TerminalText.width(String($0)) }.max() ?? 0
        #expect(longest <= width, "\(text.split(separator: "\n").filter { TerminalText.width(String($0)) > width })")
        #expect(text.contains("How far the user drifts"))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "a terminal would obey it")
    }

    @Test func `Columns say why something is missing, and where to look`() {
        let text = AnalysisReport.made().text(width: 160)
        for line in [
            "                         value                             observations  personas  look at",
            "prompt-to-line           0.948 [0.939, 0.957]                       512     128    step_000001:0",
            "  task                   0.880 (one persona: no interval)             7       1",
            "agreement of the judges      - (one judge)                            0       0",
            "words per line  7.260 [7.250, 7.270]  7.290 [7.280, 7.300]  +0.030 [+0.018, +0.042] *   0% [-1%, +2%]       - (no perfect value)  step_000001:1",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
    }

    @Test func `In a narrow terminal reasons go below their rows and differences keep their intervals`() {
        let text = AnalysisReport.made().text(width: 80)
        for line in [
            "  task                   0.880                            7       1", "    one persona", "    value: one persona: no interval",
            "prompt-to-line  0.948   0.973  +0.025 [+0.013, +0.037] *  +3%       +48%", "    errors gone: no perfect value",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
    }

    @Test func `In a very narrow terminal rows are blocks`() {
        #expect(AnalysisReport.made().text(width: 40).contains("\nprompt-to-line\n    before: 0.948 [0.938, 0.958]\n"))
    }

    @Test func `Plots are small curves and bars`() {
        let text = AnalysisReport.made().text(width: 80)
        for line in [
            "  consistent lines by turn of the user, 1 to 12; from ▁ 62.6% to █ 99.0%", "  line-to-line         98.0% █▇▇▇▆▆▅▅▄▄▃▃ 74.4%",
            "  before  2.7% ▂▃▅▇█▇▅▃▂▁▁▁▁ 0.0%", "  missed                      ████                          9.0% [6.0%, 12.0%]",
            "  survey                                            0 [-0.012, 0.012]",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
    }

    @Test func `The foot says what the numbers rest on`() {
        let text = AnalysisReport.made().text(width: 300)
        for line in [
            "runs/night: 128 personas, 256 scenarios, 13,056 episodes (12 failed), 1 seed, 91,392 lines of users, 120,044 verdicts (311 abstained), steps 0–60",
            "* a change whose interval leaves out 0.",
            "look at: shard and row of an episode; step_000001:0 is shown by `holdfast show runs/night/trajectories/step_000001.h5 --episode 0`.",
            "Intervals are over personas: dialogues of one persona resemble each other.",
            "  holdfast show runs/night/trajectories/step_000001.h5 --episode 5", "      lowest prompt-to-line; contradicts its city at turn 4",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
    }

    @Test func `A number that is none is absent and says so`() {
        var report = AnalysisReport.made()
        report.sections[0].tables[0].rows[0].cells[0] = .estimate(Estimate(value: .nan, observations: 3), digits: 3, signed: false)
        #expect(report.text(width: 160).contains("- (not a finite number)"))
    }

    @Test func `A report of nothing is its title and its foot`() {
        let report = AnalysisReport(title: "Nothing", sources: [], bootstrap: BootstrapPlan(), sections: [])
        #expect(report.text() == "Nothing\n\n")
    }

    @Test func `Signs of East Asia take two columns`() {
        #expect(TerminalText.width("ab你好🚲é") == 2 + 4 + 2 + 1)
        #expect(TerminalText.fitting("你好你好", 5) == "你好…")
        #expect(TerminalText.wrapped("a bb ccc dddddddddd", width: 5, indent: 1) == ["a bb", " ccc", " dddd", " dddd", " dd"])
    }
}

@Suite struct SparklineTests {
    @Test func `A sparkline scales to its largest value and leaves gaps for what is absent`() {
        #expect(Sparkline.draw([0, 0.5, nil, 1], width: 10) == "▁▅ █")
        #expect(Sparkline.draw([0.1, 0.2, 0.3], width: 2) == "▆█")
        #expect(Sparkline.draw([0, 0], width: 4) == "▁▁")
        #expect(Sparkline.draw([], width: 4) == "")
    }

    @Test func `Between two ends it stays within them`() {
        #expect(Sparkline.draw([-5, 1, 2, 3, 9, .nan], low: 1, high: 3) == "▁▁▅██ ")
    }
}
