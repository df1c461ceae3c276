// SPDX-License-Identifier: Apache-2.0

/// One judge held against the labels of people: what reports correct its scores with.
public struct JudgeCalibration: Hashable, Sendable, Codable {
    /// The judge's identity, as its verdicts have it.
    public var judge: String
    /// One entry per criterion, sorted by name.
    public var criteria: [CriterionCalibration]

    /// Counts and measures.
    /// - Parameter level: of the intervals.
    public init(judge: String, items: [RatedItem], level: Double = 0.95) {
        self.judge = judge
        criteria = Dictionary(grouping: items, by: \.criterion).sorted { $0.key < $1.key }.map {
            CriterionCalibration($0.key, $0.value, level: level)
        }
    }

    /// How the judge does on a criterion; nil where it was not calibrated on it.
    public subscript(criterion: String) -> CriterionCalibration? { criteria.first { $0.criterion == criterion } }

    /// The share that truly passes, from the share that the judge passed; nil where the judge was not calibrated on the criterion.
    public func corrected(_ judged: JudgedShare, on criterion: String, level: Double = 0.95) -> CorrectedShare? {
        self[criterion].map { CorrectedShare(judged: judged, calibration: $0.counts, level: level) }
    }
}

/// The calibration of one judge, or of a panel and its members, on one set of items: a file of its own.
public struct CalibrationReport: Hashable, Sendable, Codable {
    /// Counts the layouts of the file.
    public static let currentVersion = 1

    /// The layout that it was written in.
    public var version: Int
    /// The day, such as 2026-03-01.
    public var date: String
    /// Name of the item file.
    public var items: String
    /// SHA-256 over the items with their labels.
    public var itemsHash: String
    /// The judge first; the members of a panel after it.
    public var judges: [JudgeCalibration]

    /// A report of the current layout.
    public init(date: String, items: String, itemsHash: String, judges: [JudgeCalibration]) {
        version = Self.currentVersion
        self.date = date
        self.items = items
        self.itemsHash = itemsHash
        self.judges = judges
    }

    /// The calibration of a judge by its identity; nil where the report has none.
    public subscript(judge: String) -> JudgeCalibration? { judges.first { $0.judge == judge } }
}
