// SPDX-License-Identifier: Apache-2.0

/// One survival curve with intervals from resampled personas.
struct SurvivalCurve {
    let counts: TurnSurvival
    /// The line up to which lives are followed.
    let horizon: Int
    private let totals: ResampledTotals
    private let derived: ResampledTotals
    /// All items, and those that failed.
    let items: Int
    let events: Int

    init(_ counts: TurnSurvival, horizon: Int, _ resampling: ClusterResampling) {
        self.counts = counts
        self.horizon = horizon
        totals = resampling.totals(of: counts.sums)
        items = counts.items
        events = counts.events
        let turns = counts.turns
        derived = totals.derived(Self.names(turns)) { Self.values($0[...], turns: turns, horizon: horizon) }
    }

    /// Personas whose items these are.
    var personas: Int { totals.clusterCount }

    /// The mean line of the failure, none counting as the horizon.
    var restrictedMean: Estimate? {
        guard let estimate = derived.estimate(observations: items, { $0[0] }) else { return nil }
        guard let lost = mostLost else { return estimate }
        // All that may be lost is lost at the first line, at worst.
        return Estimate(value: estimate.value, low: estimate.value - lost * Double(horizon - 1), high: estimate.value, observations: items)
    }

    /// The share of items that last beyond a line.
    func survival(at turn: Int) -> Estimate? {
        guard turn > 0, counts.turns > 0 else { return nil }
        guard let estimate = derived.estimate(observations: items, { $0[min(turn, counts.turns)] }) else { return nil }
        guard let lost = mostLost else { return estimate }
        return Estimate(value: 1, low: 1 - lost, high: 1, observations: items)
    }

    /// The curve from the start, one point per line.
    var points: [FigurePoint] {
        let start = FigurePoint(x: 0, y: Estimate(value: 1, low: 1, high: 1, observations: items))
        return [start]
            + (0..<counts.turns).compactMap { turn in
                survival(at: turn + 1).map { FigurePoint(x: Double(turn + 1), y: $0) }
            }
    }

    /// Where nothing failed all draws agree: the share that might still fail, by Wilson's interval for none of as many personas.
    private var mostLost: Double? {
        guard events == 0, personas > 1 else { return nil }
        return Wilson.share(0, of: personas, level: totals.level)?.high
    }

    /// Names of the numbers: the restricted mean, then the survival beyond each turn.
    static func names(_ turns: Int) -> [String] { ["mean"] + (0..<turns).map { "beyond \($0 + 1)" } }

    /// The restricted mean, then the survival beyond each turn; NaN for no items.
    static func values(_ totals: ArraySlice<Double>, turns: Int, horizon: Int) -> [Double] {
        let table = TurnSurvival.table(totals)
        guard table.items > 0 else { return [Double](repeating: .nan, count: turns + 1) }
        let curve = KaplanMeier(table)
        var beyond: [Double] = []
        var points = curve.points[...]
        var survival = 1.0
        for turn in 0..<turns {
            while let point = points.first, point.time <= Double(turn + 1) {
                survival = point.survival
                points.removeFirst()
            }
            beyond.append(survival)
        }
        return [curve.restrictedMean(to: Double(horizon)).value] + beyond
    }
}
