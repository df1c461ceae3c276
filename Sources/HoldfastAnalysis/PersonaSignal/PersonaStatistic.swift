// SPDX-License-Identifier: Apache-2.0

/// A named number of a set of episodes, as a function of how much each persona counts.
struct PersonaStatistic {
    var name: String
    var title: String
    /// Which value is perfect.
    var target = ReportedMetric.Target.none
    var digits = 3
    /// Distinct personas that it rests on.
    var personas: Int
    var observations: Int
    var note = ""
    var episodes: [EpisodeReference] = []
    /// Gets the personas' weights in the order of `ClusterDraws.clusters`.
    var value: ([Double]) -> Double?

    func estimate(_ draws: ClusterDraws) -> Estimate? { draws.estimate(observations: observations, value) }

    func row(_ draws: ClusterDraws) -> ReportRow? {
        .level(name, title: title, estimate(draws), digits: digits, personas: personas, note: note, episodes: episodes)
    }

    /// One sum over another, such as right over decided answers; nil where nobody has any of the second.
    /// - Parameters: sums by persona, in the order of the weights.
    static func ratio(_ name: String, title: String, target: ReportedMetric.Target = .none, _ above: [Double], over below: [Double]) -> Self? {
        let personas = below.count { $0 != 0 }
        guard personas > 0 else { return nil }
        return Self(name: name, title: title, target: target, personas: personas, observations: Int(below.reduce(0, +))) { weights in
            quotient(of: above, over: below, weights)
        }
    }

    /// A weighted sum over another; nil where the second is 0.
    static func quotient(of above: [Double], over below: [Double], _ weights: [Double]) -> Double? {
        var sums = (0.0, 0.0)
        for place in weights.indices where weights[place] > 0 {
            sums.0 += weights[place] * above[place]
            sums.1 += weights[place] * below[place]
        }
        return sums.1 == 0 ? nil : sums.0 / sums.1
    }
}

/// Statistics that stand in one table.
struct PersonaStatistics {
    var title: String
    var statistics: [PersonaStatistic]

    init(_ title: String, _ statistics: [PersonaStatistic?]) {
        self.title = title
        self.statistics = statistics.compactMap(\.self)
    }

    func levels(_ draws: ClusterDraws) -> ReportTable? {
        let rows = statistics.compactMap { $0.row(draws) }
        return rows.isEmpty ? nil : ReportTable(title: title, headings: ReportTable.levelHeadings, rows: rows)
    }

    /// The changes of the statistics that one of the two has, in the order of the second, then of the first.
    static func changes(_ before: [Self], _ after: [Self], _ draws: ClusterDraws) -> [ReportTable] {
        var titles = after.map(\.title)
        titles += before.map(\.title).filter { !titles.contains($0) }
        return titles.compactMap { title in
            let sides = [before, after].map { side in side.first { $0.title == title }?.statistics ?? [] }
            var names = sides[1].map(\.name)
            names += sides[0].map(\.name).filter { !names.contains($0) }
            let rows = names.compactMap { name in
                change(sides[0].first { $0.name == name }, sides[1].first { $0.name == name }, draws)
            }
            return rows.isEmpty ? nil : ReportTable(title: title, headings: ReportTable.changeHeadings, rows: rows)
        }
    }

    private static func change(_ before: PersonaStatistic?, _ after: PersonaStatistic?, _ draws: ClusterDraws) -> ReportRow? {
        guard let known = after ?? before else { return nil }
        let notes = [before?.note, after?.note].compactMap(\.self).filter { !$0.isEmpty }
        let note = notes.count == 2 && notes[0] != notes[1] ? "before: \(notes[0]); after: \(notes[1])" : notes.first ?? ""
        return ReportRow.change(
            known.name, title: known.title, target: known.target, digits: known.digits, totals: draws,
            personas: max(before?.personas ?? 0, after?.personas ?? 0),
            observations: (before?.observations ?? 0, after?.observations ?? 0), note: note, episodes: known.episodes,
            before: { before?.value($0) }, after: { after?.value($0) })
    }
}
