// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// How the reward and its parts move over the steps of a run, and how far the members of a group lie apart.
///
/// The spread of a group is the sample standard deviation of its members' rewards; a group of equal rewards teaches nothing, so its share is the
/// first thing to look at when training stands still. Only training episodes count.
public struct RewardsOverSteps: Question {
    /// Places along the steps at most; of longer runs 2, 4, 8, … neighbouring steps share one.
    static let mostPlaces = 48

    private struct GroupKey: Hashable {
        var step: Int
        var group: Int
    }

    private struct Group {
        var cluster: ClusterKey
        var count = 0.0
        var sum = 0.0
        var squares = 0.0
        var low = Double.infinity
        var high = -Double.infinity

        mutating func merge(_ other: Group) {
            count += other.count
            sum += other.sum
            squares += other.squares
            low = min(low, other.low)
            high = max(high, other.high)
        }
    }

    private var sums = ClusterSums()
    /// Steps of one place, as the number of low bits that do not count.
    private var shift = 0
    private var columns: [Int: [String: (sum: Int, count: Int)]] = [:]
    private var groups: [GroupKey: Group] = [:]
    private var samples: [Int: EpisodeSample] = [:]

    /// Nothing taken yet.
    public init() {}

    /// Takes one episode of training.
    public mutating func add(_ stored: StoredEpisode) {
        let id = stored.episode.id
        guard id.phase == EpisodeID.trainingPhase else { return }
        for score in stored.scored.scores where score.turn == nil && score.name.hasPrefix("reward/") {
            guard let value = score.value, value.isFinite, score.name != MetricName.reward else { continue }
            add(value, score.name, step: id.step, stored.cluster)
        }
        guard let reward = stored.scored.reward, reward.isFinite else { return }
        add(reward, MetricName.reward, step: id.step, stored.cluster)
        samples[id.step >> shift, default: EpisodeSample(limit: 4)].add(stored.reference, weight: -reward)
        let one = Group(
            cluster: stored.cluster, count: 1, sum: reward, squares: reward * reward, low: reward, high: reward)
        let key = GroupKey(step: id.step, group: id.group)
        if groups[key] == nil { groups[key] = one } else { groups[key]?.merge(one) }
        while columns.count > Self.mostPlaces { coarsen() }
    }

    private mutating func add(_ value: Double, _ name: String, step: Int, _ cluster: ClusterKey) {
        let bin = step >> shift
        let place = columns[bin]?[name] ?? (sums.column("\(name)|\(bin)"), sums.column("n|\(name)|\(bin)"))
        columns[bin, default: [:]][name] = place
        sums.add(value, to: place.sum, of: cluster)
        sums.add(1, to: place.count, of: cluster)
    }

    /// Lets twice as many steps share a place.
    private mutating func coarsen() {
        shift += 1
        sums = sums.renamed { name in
            guard let bar = name.lastIndex(of: "|"), let bin = Int(name[name.index(after: bar)...]) else { return name }
            return "\(name[..<bar])|\(bin >> 1)"
        }
        let names = columns
        columns = [:]
        for (bin, names) in names { register(names.keys, at: bin >> 1) }
        let old = samples
        samples = [:]
        for (bin, sample) in old.sorted(by: { $0.key < $1.key }) { samples[bin >> 1, default: EpisodeSample(limit: 4)].merge(sample) }
    }

    private mutating func register(_ names: some Sequence<String>, at bin: Int) {
        for name in names { columns[bin, default: [:]][name] = (sums.column("\(name)|\(bin)"), sums.column("n|\(name)|\(bin)")) }
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: RewardsOverSteps) {
        var other = other
        while shift < other.shift { coarsen() }
        while other.shift < shift { other.coarsen() }
        sums.merge(other.sums)
        for (bin, names) in other.columns { register(names.keys, at: bin) }
        for (key, group) in other.groups {
            if groups[key] == nil { groups[key] = group } else { groups[key]?.merge(group) }
        }
        for (bin, sample) in other.samples { samples[bin, default: EpisodeSample(limit: 4)].merge(sample) }
        while columns.count > Self.mostPlaces { coarsen() }
    }

    /// Curves over steps; nil where nothing was trained.
    public func section(_ resampling: ClusterResampling) -> ReportSection? {
        let places = columns.keys.sorted()
        guard let first = places.first, let last = places.last else { return nil }
        let totals = resampling.totals(of: withGroups)
        let names = Set(columns.values.flatMap(\.keys)).sorted()
        func points(_ above: String, _ below: String) -> [FigurePoint] {
            places.compactMap { place in
                totals.ratio("\(above)|\(place)", over: "\(below)|\(place)").map {
                    FigurePoint(x: Double(place << shift) + Double((1 << shift) - 1) / 2, y: $0, episodes: samples[place]?.references ?? [])
                }
            }
        }
        func figure(_ id: String, _ title: String, _ y: FigureAxis, _ series: [FigureSeries]) -> ReportFigure {
            ReportFigure(
                id: id, title: title, kind: .line, x: FigureAxis("step"), y: y, series: series.filter { !$0.points.isEmpty },
                note: shift > 0 ? "Each point stands for \(1 << shift) steps." : "")
        }
        let parts = names.filter { $0 != MetricName.reward }
        let ends = [first, last].map { totals.ratio("\(MetricName.reward)|\($0)", over: "n|\(MetricName.reward)|\($0)") }
        let rows = [
            ReportRow.level(
                "training/first_reward", title: "reward, first steps", ends[0], personas: totals.clusters(with: "n|\(MetricName.reward)|\(first)")),
            ReportRow.level(
                "training/last_reward", title: "reward, last steps", ends[1],
                personas: totals.clusters(with: "n|\(MetricName.reward)|\(last)")),
            ReportRow.level(
                "groups/reward_std", title: "spread within a group", totals.ratio("spread", over: "groups"), personas: totals.clusters(with: "groups")
            ),
            ReportRow.level(
                "groups/zero_std_ratio", title: "groups without spread", totals.ratio("flat", over: "groups"),
                personas: totals.clusters(with: "groups")),
        ]
        return ReportSection(
            id: "training", title: "Training", lead: "The reward, its parts and the spread of groups over the steps of the run.",
            tables: [ReportTable(headings: ReportTable.levelHeadings, rows: rows.compactMap { $0 })],
            figures: [
                figure(
                    "reward", "Reward", FigureAxis("reward"),
                    [FigureSeries(name: "reward", points: points(MetricName.reward, "n|\(MetricName.reward)"))]),
                figure(
                    "reward-parts", "Parts of the reward", FigureAxis("value of the part"),
                    parts.map { FigureSeries(name: String($0.dropFirst("reward/".count)), points: points($0, "n|\($0)")) }),
                figure(
                    "group-spread", "Spread within groups", FigureAxis("standard deviation of rewards", low: 0),
                    [FigureSeries(name: "mean spread", points: points("spread", "groups"))]),
                figure(
                    "flat-groups", "Groups without spread", FigureAxis("share of groups", low: 0, high: 1, isShare: true),
                    [FigureSeries(name: "no spread", points: points("flat", "groups"))]),
            ].filter { !$0.series.isEmpty })
    }

    /// Two runs have steps of their own, so there is nothing to pair; the parts at their ends stand in the overview.
    public static func comparison(before: RewardsOverSteps, after: RewardsOverSteps, _ resampling: ClusterResampling) -> ReportSection? { nil }

    /// The sums with those of groups beside them, over all steps and by place.
    private var withGroups: ClusterSums {
        var all = sums
        for (key, group) in groups.sorted(by: { ($0.key.step, $0.key.group) < ($1.key.step, $1.key.group) }) where group.count > 1 {
            let spread = (max(0, group.squares - group.sum * group.sum / group.count) / (group.count - 1)).squareRoot()
            for suffix in ["", "|\(key.step >> shift)"] {
                all.add(group.low == group.high ? 0 : spread, to: "spread\(suffix)", of: group.cluster)
                all.add(group.low == group.high ? 1 : 0, to: "flat\(suffix)", of: group.cluster)
                all.add(1, to: "groups\(suffix)", of: group.cluster)
            }
        }
        return all
    }
}
