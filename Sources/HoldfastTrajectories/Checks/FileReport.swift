// SPDX-License-Identifier: Apache-2.0

/// One thing that a check found, for one line.
public struct FsckFinding: Hashable, Sendable, Codable {
    /// How much it matters.
    public enum Weight: String, Sendable, Codable, CaseIterable {
        /// Something is wrong: what the file holds cannot be relied on, or something is lost.
        case problem
        /// Worth knowing; nothing that is stored is wrong.
        case remark
    }

    /// A problem or a remark.
    public var weight: Weight
    /// The file it is about.
    public var path: String
    /// What is the matter.
    public var what: String
    /// What to do about it.
    public var advice: String

    /// A finding about a file.
    public init(_ weight: Weight, path: String, what: String, advice: String) {
        self.weight = weight
        self.path = path
        self.what = what
        self.advice = advice
    }

    /// File, what and what to do, in one line.
    public var line: String {
        let text = what.hasPrefix(path) ? what : "\(path): \(what)"
        return advice.isEmpty ? text : "\(text); \(advice)"
    }
}

/// What a check of one file found.
public struct FileReport: Hashable, Sendable, Codable {
    /// What a file is, by the schema that it states.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Trajectories of a step, an evaluation or anything else.
        case shard
        /// New scores of the episodes of a shard.
        case scores
        /// Filter keys.
        case masks
        /// What cannot be read, or is something else.
        case unknown
    }

    /// How many findings are kept of one file; the others are counted in a last one.
    public static let mostFindings = 20

    /// The path that was given to the check.
    public var path: String
    /// What the file is.
    public var kind: Kind
    /// What it holds where it is a shard that could be read.
    public var summary: ShardSummary?
    /// Of a shard: how many groups there are of each number of rollouts. A group is what one phase, step and scenario's place have together.
    public var groupSizes: [Int: Int]
    /// Episodes of a shard or a score file.
    public var episodes: Int
    /// What was found.
    public private(set) var findings: [FsckFinding]
    /// Findings that were not kept.
    public private(set) var dropped: Int

    /// Nothing found yet.
    public init(path: String, kind: Kind = .unknown) {
        self.path = path
        self.kind = kind
        groupSizes = [:]
        episodes = 0
        findings = []
        dropped = 0
    }

    /// Whether nothing is wrong with it.
    public var isSound: Bool { problem == nil }

    /// The first problem in one line, or nil for a sound file.
    public var problem: String? { findings.first { $0.weight == .problem }?.line }

    /// Adds a finding; past `mostFindings` it is only counted.
    public mutating func add(_ weight: FsckFinding.Weight, _ what: String, advice: String) {
        guard findings.count < Self.mostFindings else {
            dropped += 1
            return
        }
        findings.append(FsckFinding(weight, path: path, what: what, advice: advice))
    }

    mutating func problem(_ what: String, advice: String = FileReport.restore) { add(.problem, what, advice: advice) }

    /// What to do about content that only a faulty writer can have made.
    static let restore = "put the file back from a copy, or make it again"
}
