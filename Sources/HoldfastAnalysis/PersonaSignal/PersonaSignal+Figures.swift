// SPDX-License-Identifier: Apache-2.0

extension PersonaSignal {
    /// The curves along the lines of the user.
    /// - Parameter sides: what to draw, with its name in the legend; an empty name for a single one.
    static func figures(_ draws: ClusterDraws, _ sides: [(name: String, signal: PersonaSignal)]) -> [ReportFigure] {
        let grounds = sides.count == 1 ? ProbeColumn.Ground.allCases : [.told]
        let commitment = ReportFigure(
            id: "commitment-by-turn", title: "Commitment along the dialogue", kind: .line, x: FigureAxis("line of the user"),
            y: FigureAxis("share of the commonest of the regenerated answers", low: 0, high: 1, isShare: true),
            series: sides.flatMap { name, signal in
                grounds.compactMap { ground in
                    signal.curve(
                        name.isEmpty ? ground.title : "\(name): \(ground.title)", draws, of: { .commitment(.agreement, ground, line: $0) },
                        over: { .commitment(.places, ground, line: $0) }, episodes: ground == .told ? signal.unsettledByLine : [:])
                }
            })
        let similarity = ReportFigure(
            id: "no-persona-similarity", title: "Likeness to the line without persona", kind: .line, x: FigureAxis("line of the user"),
            y: FigureAxis("chrF", low: 0, high: 1),
            series: sides.compactMap { name, signal in
                signal.curve(
                    name.isEmpty ? "all dialogues" : name, draws, of: { .similarity(line: $0) }, over: { .compared(line: $0) },
                    episodes: signal.likestByLine)
            },
            note: "Dialogues that end early leave the curve; the slope within dialogues does not depend on them.")
        return [commitment, similarity].filter { !$0.series.isEmpty }
    }

    private func curve(
        _ name: String, _ draws: ClusterDraws, of above: (Int) -> ProbeColumn, over below: (Int) -> ProbeColumn,
        episodes: [Int: EpisodeSample]
    ) -> FigureSeries? {
        let points = (1...ProbeColumn.lines).compactMap { line in
            PersonaStatistic.ratio("", title: "", column(above(line), draws), over: column(below(line), draws))?.estimate(draws)
                .map { FigurePoint(x: Double(line), y: $0, episodes: episodes[line]?.references ?? []) }
        }
        return points.isEmpty ? nil : FigureSeries(name: name, points: points)
    }
}
