// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import HoldfastAnalysis
@testable import HoldfastCore

extension EpisodeReference {
    /// An episode of a made run.
    static func made(_ row: Int, step: Int = 1, shard: String? = nil) -> EpisodeReference {
        EpisodeReference(
            shard: shard ?? "runs/night/trajectories/step_\(String(format: "%06d", step)).h5", row: row,
            id: EpisodeID(phase: "train", step: step, group: row / 8, rollout: row % 8))
    }
}

extension AnalysisReport {
    /// Text that must come through as text: markup, quotes, bidirectional controls, control characters, several scripts, a long word.
    static let hostile = [
        "</script><img src=x onerror=\"document.title='owned'\"><b>bold</b> & &amp; ' \" `",
        "</style><svg onload=alert(1)><a href=\"javascript:alert(1)\">x</a> <!-- --> ]]>",
        "NUL \0 and BEL \u{7} and ESC \u{1b}[31mred and CR\rLF\nTAB\tend \u{2028} \u{FFFE}",
        "right to left \u{202E}drawkcab\u{202C} and \u{2066}isolated\u{2069} مرحبا بالعالم 你好 🚲👩‍👩‍👧",
        String(repeating: "unbreakable", count: 40) + "https://example.com/" + String(repeating: "x", count: 200),
    ]

    /// A report with every kind of section, cell and figure; numbers follow from formulas.
    static func made(isComparison: Bool = false, isHostile: Bool = false) -> AnalysisReport {
        var report = AnalysisReport(
            title: isComparison ? "Before and after of runs/night" : "What runs/night holds", sources: [source("runs/night")],
            bootstrap: BootstrapPlan(), sections: [levels, drift, survival, training, distributions, changes],
            excerpts: (0..<6).map(excerpt),
            notes: [
                "2 questions with 11 numbers: of intervals at 95 % some exclude the truth by chance; look at effects and not at single stars.",
                "Intervals are over personas: dialogues of one persona resemble each other.",
            ])
        if isComparison { report.sources = [source("before"), source("after")] }
        if isHostile { report.makeHostile() }
        return report
    }

    private static func source(_ name: String) -> ReportSource {
        var size = AnalysisSize()
        size.personas = 128
        size.scenarios = 256
        size.episodes = 13_056
        size.failures = 12
        size.seeds = 1
        size.lines = 91_392
        size.verdicts = 120_044
        size.abstentions = 311
        size.lastStep = 60
        size.phases = ["eval-after", "eval-before", "train"]
        return ReportSource(name: name, paths: ["runs/night"], shards: 72, size: size)
    }

    private static func estimate(_ value: Double, _ half: Double?, _ observations: Int = 512) -> Estimate {
        Estimate(value: value, low: half.map { value - $0 }, high: half.map { value + $0 }, observations: observations)
    }

    private static var levels: ReportSection {
        let rows = [
            ReportRow.level("drift/prompt_to_line", title: "prompt-to-line", estimate(0.948, 0.009), personas: 128, episodes: [.made(0), .made(3)]),
            ReportRow.level("goal/success", title: "goal success", estimate(0.952, 0.007), personas: 128, episodes: [.made(9)]),
            ReportRow.level("goal/success/task", title: "  task", estimate(0.88, nil, 7), personas: 1, note: "one persona"),
            ReportRow(
                name: "judge/kappa", title: "agreement of the judges", cells: [.absent("one judge"), .count(0), .count(0)], personas: 0),
            ReportRow(name: "user/leaks", title: "leaks", cells: [.count(3), .count(512), .text("ledger")], personas: 128, episodes: [.made(77)]),
        ].compactMap(\.self)
        return ReportSection(
            id: "levels", title: "How far the user drifts", lead: "Shares of lines, from 0 to 1; 1 is a user who contradicts nothing.",
            tables: [ReportTable(headings: ReportTable.levelHeadings, rows: rows)])
    }

    private static var drift: ReportSection {
        func series(_ name: String, _ start: Double, _ slope: Double) -> FigureSeries {
            FigureSeries(
                name: name,
                points: (0..<12).map { turn in
                    let value = start - slope * Double(turn) + 0.006 * sin(Double(turn * 3))
                    return FigurePoint(
                        x: Double(turn + 1), y: estimate(value, 0.008 + 0.002 * Double(turn)), episodes: [.made(turn % 6), .made(40 + turn)])
                })
        }
        return ReportSection(
            id: "drift", title: "Drift along the dialogue", lead: "Share of lines at each turn that contradict nothing said before.",
            figures: [
                ReportFigure(
                    id: "drift-by-turn", title: "Consistency by turn", kind: .line, x: FigureAxis("turn of the user"),
                    y: FigureAxis("consistent lines", high: 1, isShare: true),
                    series: [series("prompt-to-line", 0.99, 0.012), series("line-to-line", 0.98, 0.022), series("question-and-answer", 0.95, 0.03)],
                    note: "Later turns rest on fewer dialogues.")
            ])
    }

    private static var survival: ReportSection {
        func series(_ name: String, _ rate: Double) -> FigureSeries {
            FigureSeries(
                name: name,
                points: (0...10).map { turn in
                    let value = exp(-rate * Double(turn))
                    return FigurePoint(
                        x: Double(turn), y: estimate(value, turn == 0 ? nil : 0.05 * sqrt(Double(turn)) * value), episodes: [.made(turn)])
                })
        }
        return ReportSection(
            id: "survival", title: "How long the user holds", lead: "Kaplan-Meier: the share of dialogues without a fault so far.",
            figures: [
                ReportFigure(
                    id: "first-fault", title: "Without a fault until turn", kind: .step, x: FigureAxis("turn of the user", low: 0),
                    y: FigureAxis("dialogues without a fault", low: 0, high: 1, isShare: true),
                    series: [series("before", 0.12), series("after", 0.05)])
            ])
    }

    private static var training: ReportSection {
        let names = ["drift", "goal", "stop", "validity", "diversity", "leakage", "length"]
        let components = names.enumerated().map { index, name in
            FigureSeries(
                name: name,
                points: (1...60).map { step in
                    let level = 0.9 - 0.09 * Double(index)
                    let value = level - 0.3 * exp(-Double(step) / 15) + 0.02 * sin(Double(step * (index + 2)))
                    return FigurePoint(x: Double(step), y: estimate(value, 0.02, 216), episodes: [.made(index, step: step)])
                })
        }
        let spread = FigureSeries(
            name: "deviation within groups",
            points: (1...60).map {
                FigurePoint(x: Double($0), y: estimate(0.00012 * exp(-Double($0) / 40), nil, 216), episodes: [.made(8, step: $0)])
            })
        return ReportSection(
            id: "training", title: "Training", lead: "What was paid at each step, and how far the dialogues of one group were apart.",
            figures: [
                ReportFigure(
                    id: "reward-components", title: "Reward by component", kind: .line, x: FigureAxis("step"), y: FigureAxis("mean reward"),
                    series: components),
                ReportFigure(
                    id: "group-spread", title: "Spread within groups", kind: .line, x: FigureAxis("step"),
                    y: FigureAxis("standard deviation", low: 0),
                    series: [spread]),
            ])
    }

    private static var distributions: ReportSection {
        func lengths(_ name: String, _ centre: Double) -> FigureSeries {
            FigureSeries(
                name: name,
                points: (2...14).map { lines in
                    let share = exp(-pow(Double(lines) - centre, 2) / 8) / 5.01
                    return FigurePoint(x: Double(lines), y: estimate(share, 0.01), episodes: [.made(lines)])
                })
        }
        let reasons = [("correct", 0.635), ("premature", 0.21), ("missed", 0.09), ("cut off at the limit of turns", 0.065)]
        let stops = FigureSeries(
            name: "share of dialogues",
            points: reasons.enumerated().map { index, reason in
                FigurePoint(x: Double(index), label: reason.0, y: estimate(reason.1, 0.03), episodes: [.made(index), .made(60 + index)])
            })
        return ReportSection(
            id: "distributions", title: "Lengths and stops", lead: "How long dialogues are and how they end.",
            figures: [
                ReportFigure(
                    id: "length", title: "Lines of the user", kind: .bars, x: FigureAxis("lines of the user"),
                    y: FigureAxis("share of dialogues", low: 0, isShare: true), series: [lengths("before", 6), lengths("after", 8)]),
                ReportFigure(
                    id: "stops", title: "How dialogues stop", kind: .bars, x: FigureAxis("stop"), y: FigureAxis("share of dialogues", isShare: true),
                    series: [stops]),
                ReportFigure(
                    id: "gap", title: "Gap of the judges", kind: .bars, x: FigureAxis("criterion"), y: FigureAxis("difference"),
                    series: [
                        FigureSeries(
                            name: "reward's less evaluation's",
                            points: [("prompt", -0.02), ("line", 0.035), ("survey", 0.0)].enumerated().map {
                                FigurePoint(x: Double($0.offset), label: $0.element.0, y: estimate($0.element.1, 0.012))
                            })
                    ]),
            ])
    }

    private static var changes: ReportSection {
        func row(_ name: String, _ title: String, _ before: Double, _ after: Double, gone: ReportCell) -> ReportRow {
            ReportRow(
                name: name, title: title,
                cells: [
                    .estimate(estimate(before, 0.01), digits: 3, signed: false), .estimate(estimate(after, 0.01), digits: 3, signed: false),
                    .estimate(estimate(after - before, 0.012), digits: 3, signed: true),
                    .estimate(estimate(100 * (after - before) / before, 1.2), digits: 0, signed: true), gone,
                ], personas: 128, episodes: [.made(1), .made(2, step: 60)])
        }
        return ReportSection(
            id: "changes", title: "What changed", lead: "Before and after on the same personas and seeds.",
            tables: [
                ReportTable(
                    title: "Consistency", headings: ReportTable.changeHeadings,
                    rows: [
                        row(
                            "change/prompt_to_line", "prompt-to-line", 0.948, 0.973,
                            gone: .estimate(estimate(48, 11), digits: 0, signed: true)),
                        row("change/words", "words per line", 7.26, 7.29, gone: .absent("no perfect value")),
                    ])
            ])
    }

    private static func excerpt(_ row: Int) -> EpisodeExcerpt {
        let talk = [
            ("agent", "Welcome to Lark Mobile. What can I do for you?"), ("user", "Hi, my router P2907 has a weak signal."),
            ("agent", "I can send a technician. Which city do you live in?"), ("user", "I live in Leeds."),
            ("agent", "You said two visits, right?"), ("user", "No, one visit is what I asked for. Thanks, bye!"),
        ]
        return EpisodeExcerpt(
            reference: .made(row), summary: "Wendy Ellis, Nottingham; wants a visit of a technician for a weak signal",
            reasons: ["lowest prompt-to-line", "contradicts its city at turn 4"],
            outcome: "ended by the user, stop premature, reward 0.412; visit booked, city misaligned",
            lines: talk.enumerated().map { index, line in
                EpisodeExcerpt.Line(
                    seat: line.0, text: line.1, remarks: index == 3 ? ["prompt_to_line failed: city is Nottingham", "score 0.5"] : [],
                    isFaulty: index == 3)
            })
    }

    private mutating func makeHostile() {
        let text = Self.hostile.joined(separator: " ")
        title += " " + text
        notes.append(text)
        sources[0].name = text
        sections[0].title += text
        sections[0].lead += text
        sections[0].tables[0].title = text
        sections[0].tables[0].headings[1] += text
        sections[0].tables[0].rows[0].title = text
        sections[0].tables[0].rows[0].note = text
        sections[0].tables[0].rows[4].cells[2] = .text(text)
        sections[0].tables[0].rows[0].episodes.append(.made(1, shard: "a b/$(rm -rf ~)/'\(Self.hostile[0])'.h5"))
        sections[1].figures[0].title += text
        sections[1].figures[0].note = text
        sections[1].figures[0].x.label += text
        sections[1].figures[0].series[0].name = text
        sections[1].figures[0].series[1].points[3].label = text
        sections[4].figures[1].series[0].points[0].label = text
        for place in excerpts.indices {
            excerpts[place].summary = text
            excerpts[place].reasons = Self.hostile
            excerpts[place].outcome = text
            for line in excerpts[place].lines.indices {
                excerpts[place].lines[line].text = Self.hostile[line % Self.hostile.count]
                excerpts[place].lines[line].remarks = [text]
            }
        }
    }
}
