// SPDX-License-Identifier: Apache-2.0

/// What became of one threshold.
public struct GateVerdict: Hashable, Sendable, Codable {
    /// Position of the rule in the file, from 0.
    public var rule: Int
    /// Name of the row.
    public var metric: String
    /// Name of the row for people.
    public var title: String
    /// What was asked.
    public var bound: GateBound
    /// Whether it was cleared.
    public var isMet: Bool
    /// Why not; empty where it was.
    public var why: String
    /// Why the rule is there, as the file says.
    public var note: String
    /// The number that was held against the threshold: a level, or a difference from the baseline; nil where there is none.
    public var number: Double?
    /// The numbers of the runs that it is the median of.
    public var numbers: [Double] = []
    /// The estimates that these are taken from.
    public var estimates: [Estimate] = []
    /// The fewest personas of any run.
    public var personas: Int?
    /// The episodes to look at.
    public var episodes: [EpisodeReference]

    init(
        rule: Int, metric: String, title: String, bound: GateBound, isMet: Bool, why: String, note: String, episodes: [EpisodeReference]
    ) {
        self.rule = rule
        self.metric = metric
        self.title = title
        self.bound = bound
        self.isMet = isMet
        self.why = why
        self.note = note
        self.episodes = episodes
    }
}

/// What a gate says: its verdicts, and what they are about.
public struct GateReport: Hashable, Sendable, Codable {
    /// Name of the layout of the JSON form.
    public static let schemaName = "holdfast/gate"

    /// `holdfast/gate`.
    public var schema = GateReport.schemaName
    /// Version of the layout, 1.
    public var version = 1
    /// Whether every threshold was cleared, and there was one.
    public var isMet: Bool
    /// The thresholds file.
    public var thresholds: String
    /// The runs that its numbers come from.
    public var runs: [String]
    /// What was looked at.
    public var subjects: [String]
    /// What drops and rises are measured from; nil for nothing.
    public var baseline: String?
    /// One for each threshold, in the order of the file.
    public var verdicts: [GateVerdict]

    /// A report; without a verdict the gate is not met.
    public init(thresholds: String, runs: [String], subjects: [String], baseline: String?, verdicts: [GateVerdict]) {
        isMet = !verdicts.isEmpty && verdicts.allSatisfy(\.isMet)
        self.thresholds = thresholds
        self.runs = runs
        self.subjects = subjects
        self.baseline = baseline
        self.verdicts = verdicts
    }
}

extension GateBound {
    /// What is asked, in words: `low ≥ 0.93`, or `drop ≤ 0.02`.
    public var words: String {
        let number = Self.text(threshold)
        switch kind {
        case .min: return "\(use.rawValue) ≥ \(number)"
        case .max: return "\(use.rawValue) ≤ \(number)"
        case .maxDrop: return "\(use.rawValue) of difference ≥ \(threshold == 0 ? "0" : Self.text(-threshold))"
        case .maxRise: return "\(use.rawValue) of difference ≤ \(number)"
        }
    }

    /// What is wrong with a number that does not clear it.
    func miss(_ number: Double, runs: Int) -> String {
        let what = runs > 1 ? "the median of \(runs) runs" : kind.isRelative ? "the difference from the baseline" : "the level"
        let end = use == .value ? "" : use == .low ? ", at its lower end," : ", at its upper end,"
        let limit = kind == .maxDrop ? -threshold : threshold
        return "\(what)\(end) is \(Self.text(number)) and \(kind.wantsHigh ? "below" : "above") \(Self.text(limit))"
    }

    /// A number in as few digits as say it, at most six of them significant.
    static func text(_ number: Double) -> String { NumberText.short(number) }
}
