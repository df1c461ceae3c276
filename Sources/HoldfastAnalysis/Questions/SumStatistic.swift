// SPDX-License-Identifier: Apache-2.0

/// A named statistic that is a function of a table's totals: one definition, from which its row in an analysis and in a comparison follow.
struct SumStatistic: Sendable {
    /// Looks up the total of a column; 0 where there is none of the name.
    typealias Totals = (String) -> Double

    let name: String
    let title: String
    let target: ReportedMetric.Target
    let digits: Int
    let note: String
    /// The column whose total says what it rests on.
    let observations: String
    /// Nil where it cannot be had.
    let value: @Sendable (Totals) -> Double?

    init(
        _ name: String, _ title: String, target: ReportedMetric.Target = .none, digits: Int = 3, note: String = "", observations: String,
        value: @escaping @Sendable (Totals) -> Double?
    ) {
        self.name = name
        self.title = title
        self.target = target
        self.digits = digits
        self.note = note
        self.observations = observations
        self.value = value
    }

    /// One column's total over another's.
    static func ratio(
        _ name: String, _ title: String, _ above: String, over below: String, target: ReportedMetric.Target = .none, digits: Int = 3,
        note: String = ""
    ) -> SumStatistic {
        SumStatistic(name, title, target: target, digits: digits, note: note, observations: below) { totals in
            totals(below) == 0 ? nil : totals(above) / totals(below)
        }
    }

    /// The statistic with its interval.
    func estimate(_ totals: ResampledTotals) -> Estimate? {
        let places = Self.places(totals, prefix: "")
        return totals.estimate(observations: Int(totals.total(observations))) { value(Self.lookup($0, places)) }
    }

    /// Its row in an analysis; nil where it cannot be had.
    func row(_ totals: ResampledTotals, episodes: [EpisodeReference] = []) -> ReportRow? {
        .level(
            name, title: title, estimate(totals), digits: digits, personas: totals.clusters(with: observations), note: note, episodes: episodes)
    }

    /// Its row in a comparison, from totals of both tables (`beforePrefix`, `afterPrefix`).
    func change(_ totals: ResampledTotals) -> ReportRow? {
        let before = Self.places(totals, prefix: Self.beforePrefix)
        let after = Self.places(totals, prefix: Self.afterPrefix)
        return .change(
            name, title: title, target: target, digits: digits, totals: totals,
            personas: max(totals.clusters(with: Self.beforePrefix + observations), totals.clusters(with: Self.afterPrefix + observations)),
            observations: (
                Int(totals.total(Self.beforePrefix + observations)), Int(totals.total(Self.afterPrefix + observations))
            ), note: note, before: { value(Self.lookup($0, before)) }, after: { value(Self.lookup($0, after)) })
    }

    static let beforePrefix = "before/"
    static let afterPrefix = "after/"

    /// Where the columns stand, by their names without the prefix.
    private static func places(_ totals: ResampledTotals, prefix: String) -> @Sendable (String) -> Int? {
        { totals.column(prefix + $0) }
    }

    private static func lookup(_ values: [Double], _ place: @escaping (String) -> Int?) -> Totals {
        { name in place(name).map { values[$0] } ?? 0 }
    }
}
