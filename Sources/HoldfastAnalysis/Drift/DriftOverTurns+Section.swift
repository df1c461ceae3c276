// SPDX-License-Identifier: Apache-2.0

extension DriftOverTurns {
    /// Tables by kind of failure, and curves by line and by fifth.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        let readings = Kind.allCases.compactMap { DriftReading($0, tables[$0.rawValue], horizon: horizon, resampling) }
        guard !readings.isEmpty else { return nil }
        var answers: [ReportTable] = []
        for reading in readings {
            let own = reading.kind == .promptToLine
            answers.append(
                ReportTable(
                    title: reading.kind.title, headings: ReportTable.levelHeadings,
                    rows: reading.rows(own ? faulty.references : [], fifths: own ? faultyFifths : nil)))
            guard own else { continue }
            answers.append(
                ReportTable(
                    title: "\(reading.kind.title): fit over fifths", headings: ReportTable.levelHeadings, rows: reading.fifthFitRows))
        }
        return ReportSection(
            id: "drift", title: "Drift over the dialogue", lead: Self.lead, tables: answers,
            figures: Self.figures(
                readings.map { (name: $0.kind.title, reading: $0, samples: $0.kind == .promptToLine ? faultyFifths : nil) }))
    }

    /// The line up to which first failures are followed.
    var horizon: Int { min(Self.longestHorizon, max(1, turnLimit)) }

    static let lead = """
        The share of the user's decided lines that contradict something, by line and by fifth of the dialogue. Late lines rest on the dialogues that \
        got there; fifths, and the rows within dialogues, compare every dialogue with itself.
        """

    static func figures(_ curves: [(name: String, reading: DriftReading, samples: [EpisodeSample]?)]) -> [ReportFigure] {
        let share = FigureAxis("share of decided lines", low: 0, isShare: true)
        return [
            ReportFigure(
                id: "drift-by-turn", title: "Contradictions by line of the user", kind: .line, x: FigureAxis("line of the user", low: 1), y: share,
                series: curves.map { FigureSeries(name: $0.name, points: $0.reading.byTurn) },
                note: "late lines rest on long dialogues only"),
            ReportFigure(
                id: "drift-by-fifth", title: "Contradictions by fifth of the dialogue", kind: .line, x: FigureAxis("fifth", low: 1, high: 5),
                y: share, series: curves.map { FigureSeries(name: $0.name, points: $0.reading.byFifth($0.samples)) },
                note: "dialogues of fewer than five lines have none in some fifths"),
        ]
    }
}
