// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTrajectories

/// `holdfast split`: gives stored episodes filter keys, or lists the keys there are.
public struct SplitCommand: Sendable {
    /// Which episodes come into question, in the words of the command line.
    public struct Conditions: Sendable {
        /// Phases; none for all.
        public var phases: [String]
        /// Names of endings; none for all.
        public var endings: [String]
        /// Names of what decisions to stop are worth; none for all.
        public var stops: [String]
        /// Domains; none for all.
        public var domains: [String]
        /// The least reward.
        public var leastReward: Double?
        /// The share of the highest rewards.
        public var topRewards: Double?
        /// A key that the episodes must have already.
        public var within: String?

        /// Conditions as they were given.
        public init(
            phases: [String], endings: [String], stops: [String], domains: [String], leastReward: Double?, topRewards: Double?, within: String?
        ) {
            self.phases = phases
            self.endings = endings
            self.stops = stops
            self.domains = domains
            self.leastReward = leastReward
            self.topRewards = topRewards
            self.within = within
        }

        var areNone: Bool {
            phases.isEmpty && endings.isEmpty && stops.isEmpty && domains.isEmpty && leastReward == nil && topRewards == nil && within == nil
        }

        /// - Throws: `usage` for an ending or a decision that there is not.
        func filter() throws -> EpisodeFilter {
            var filter = EpisodeFilter()
            filter.phases = Set(phases)
            filter.domains = Set(domains)
            filter.endings = Set(try endings.map { try Self.choice($0, option: "--ending") })
            filter.stops = Set(try stops.map { try Self.choice($0, option: "--stop") })
            filter.leastReward = leastReward
            filter.topRewards = topRewards
            return filter
        }

        private static func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, option: String) throws -> Choice {
            if let choice = Choice(rawValue: name) { return choice }
            throw HoldfastError(.usage, "\(option) \(name) is none of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
    }

    var paths: [String]
    var keys: String?
    var unit: String
    var seed: UInt64
    var conditions: Conditions
    var replaces: Bool
    var json: Bool

    /// - Parameters:
    ///   - paths: one run directory, one folder with shards, or shards of one folder.
    ///   - keys: such as `train=0.8,valid=0.2`, or `best` for all episodes that the conditions leave; nil lists the keys there are.
    ///   - unit: what stays together, one of `SplitUnit`.
    ///   - replaces: whether keys of these names may be made anew.
    public init(paths: [String], keys: String?, unit: String, seed: UInt64, conditions: Conditions, replaces: Bool, json: Bool) {
        self.paths = paths
        self.keys = keys
        self.unit = unit
        self.seed = seed
        self.conditions = conditions
        self.replaces = replaces
        self.json = json
    }

    /// Writes the keys and prints what they select. No shard is touched.
    /// - Throws: `usage` for keys or conditions that cannot be, `file` where a key is there already; what reading and writing throws.
    public func run() throws {
        let stored = try StoredShards(paths)
        let file = MaskFile(in: stored.base)
        guard let keys else {
            guard conditions.areNone, !replaces else {
                throw HoldfastError(.usage, "--keys is missing; name the keys, such as --keys train=0.8,valid=0.2")
            }
            try report(file.exists ? file.masks() : [], in: file, of: stored)
            return
        }
        let split = try split(keys)
        let filter = try conditions.filter()
        let folder = "\(stored.base)/\(MaskFile.folderName)"
        try FileSystem.makeFolder(folder)
        // What is read, changed and written as a whole must not be changed by two at once.
        let lock = try FolderLock(file: "\(folder)/lock", folder: folder)
        defer { lock.release() }
        var masks = file.exists ? try file.masks() : []
        let within = try conditions.within.map { name in
            guard let mask = masks.first(where: { $0.key == name }) else {
                throw HoldfastError(.usage, "there is no filter key \(name) to select within")
            }
            return mask
        }
        if let taken = split.parts.first(where: { part in masks.contains { $0.key == part.key } }), !replaces {
            throw HoldfastError(.file, "the filter key \(taken.key) is there already; make it anew with --replace, or choose another name")
        }
        let cache = DialogueCache()
        let made = try EpisodeMask.split(stored.shards.map { try ShardReader($0).index(cache: cache) }, into: split, filter: filter, within: within)
        masks.removeAll { mask in made.contains { $0.key == mask.key } }
        try file.write(masks + made)
        try report(made, in: file, of: stored)
    }

    /// - Throws: `usage` for what is no list of keys.
    func split(_ keys: String) throws -> EpisodeSplit {
        guard let unit = SplitUnit(rawValue: unit) else {
            throw HoldfastError(.usage, "--by \(unit) is none of \(SplitUnit.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let words = keys.split(separator: ",", omittingEmptySubsequences: false)
        let parts = try words.map { word in
            let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else {
                guard words.count == 1 else { throw HoldfastError(.usage, "--keys: `\(word)` has no share; write it as \(word)=0.5") }
                return EpisodeSplit.Part(key: String(word), share: 1)
            }
            guard let share = Double(halves[1]) else { throw HoldfastError(.usage, "--keys: `\(halves[1])` is no share; write one such as 0.8") }
            return EpisodeSplit.Part(key: String(halves[0]), share: share)
        }
        return try EpisodeSplit(parts, by: unit, seed: seed)
    }

    private func report(_ masks: [EpisodeMask], in file: MaskFile, of stored: StoredShards) throws {
        let report = try SplitReport(masks, file: file.path, shards: stored.shards)
        try Output.write(json ? Output.json(report) : report.text)
    }
}
