// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct TrialConsistencyTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 50))

    /// Successes of the four trials of each task.
    private static func outcomes(_ successes: [Int]) -> [StoredEpisode] {
        successes.enumerated().flatMap { task, count in (0..<4).map { StoredEpisode.made(task: task, trial: $0, success: $0 < count) } }
    }

    @Test("outcomes of repeated trials give success, agreement, kappa and pass^k")
    func outcome() throws {
        let successes = [4, 4, 2, 1, 0]
        let section = try #require(TrialConsistency.asked(of: Self.outcomes(successes)).section(resampling))
        #expect(section.isNear("trials/success", 11.0 / 20))
        // Pairs that agree: all, all, 2 of 6, 3 of 6, all.
        #expect(section.isNear("trials/outcome_agreement", 23.0 / 30))
        let fleiss = try #require(try FleissKappa.value(successes.map { [$0, 4 - $0] }))
        #expect(section.isNear("trials/outcome_kappa", fleiss))
        let passes: [Double] = [11.0 / 20, 13.0 / 30, 2.0 / 5, 2.0 / 5]
        for (size, expected) in zip(1..., passes) {
            #expect(section.isNear("trials/pass_hat_\(size)", expected), "k = \(size)")
        }
        #expect(section.row("trials/pass_hat_5") == nil)
        #expect(section.figures.map(\.id) == ["trials-pass", "trials-shares"])
        #expect(section.figures[1].series[0].points.map(\.y.value) == [0.2, 0.2, 0.2, 0, 0.4])
        // The first success of each mixed scenario beside its first failure.
        let pairs = section.row("trials/outcome_agreement")?.episodes.map { "\($0.id.group)/\($0.id.rollout)" } ?? []
        #expect(Set([pairs.prefix(2), pairs.suffix(2)]) == [["2/0", "2/2"], ["3/0", "3/1"]])
    }

    /// The example of Shrout and Fleiss (1979), table 2: six targets, four ratings each; table 4 has ICC(1,1) = .17.
    private static let ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

    @Test("the intraclass correlation is that of the published example, and the spread is the mean square within")
    func intraclass() throws {
        let episodes = Self.ratings.enumerated().flatMap { task, row in
            row.enumerated().map { trial, lines in
                StoredEpisode.made(task: task, trial: trial, lines: Array(repeating: "x", count: 2 * lines))
            }
        }
        let section = try #require(TrialConsistency.asked(of: episodes).section(resampling))
        #expect(section.isNear("trials/lines_icc", 0.165742, within: 1e-5))
        #expect(section.isNear("trials/lines_spread", 6.263889.squareRoot(), within: 1e-5))
        #expect(section.isNear("trials/lines", 127.0 / 24))
    }

    @Test("success without a benchmark is a finished goal, and without a goal there is none")
    func goals() {
        let component = GoalComponent(id: "task.a", kind: .task, text: "a", check: .described)
        let done = StoredEpisode.made(components: [(component, .complete)])
        let open = StoredEpisode.made(components: [(component, .incomplete)])
        #expect(done.scored.taskSuccess == true && open.scored.taskSuccess == false && StoredEpisode.made().scored.taskSuccess == nil)
        let failed = Ending(reason: .failure, stop: nil, failure: EpisodeFailure(boundary: .agent, message: ""))
        #expect(StoredEpisode.made(success: true, ending: failed).scored.taskSuccess == nil)
        #expect(StoredEpisode.made(success: false, components: [(component, .complete)]).scored.taskSuccess == false)
    }

    @Test("first lines, lines and facts are held against those of the other trials")
    func wording() throws {
        let episodes = [
            StoredEpisode.made(task: 0, trial: 0, lines: ["I want to cancel it", "Zip?", "My zip code is 19122", "ok", "thanks"]),
            StoredEpisode.made(task: 0, trial: 1, lines: ["I want to cancel it", "Zip?", "My zip code is 19122", "ok", "thanks"]),
            StoredEpisode.made(task: 0, trial: 2, lines: ["Hello", "Zip?", "It is my zip code 77777", "ok", "thanks"]),
            StoredEpisode.made(task: 1, trial: 0, lines: ["Hello"]), StoredEpisode.made(task: 1, trial: 1, lines: ["Hello"]),
        ]
        let section = try #require(TrialConsistency.asked(of: episodes).section(resampling))
        // Task 0 has one equal pair of three, task 1 one of one.
        #expect(section.isNear("trials/opening_identical", 2.0 / 3))
        #expect(section.isNear("trials/opening_similarity", 2.0 / 3))
        // Of five long lines four are said in another trial too.
        #expect(section.isNear("trials/verbatim", 4.0 / 5))
        #expect(section.row("trials/verbatim")?.estimate?.observations == 5)
        #expect(section.isNear("trials/unlike_values", 2.0 / 3))
        #expect(section.row("trials/unlike_values")?.episodes.allSatisfy { $0.id.group == 0 } == true)
        // The one task begins with a wish in its first trial, the other with a greeting.
        #expect(section.value("trials/opening_others") == 0)
    }

    @Test("without a scenario that was tried twice there is no answer, and failed trials do not count")
    func nothing() {
        let failed = Ending(reason: .failure, stop: nil, failure: EpisodeFailure(boundary: .agent, message: ""))
        #expect(TrialConsistency().section(resampling) == nil)
        #expect(TrialConsistency.asked(of: [.made(task: 0), .made(task: 1), .made(task: 0, trial: 1, ending: failed)]).section(resampling) == nil)
        // One scenario in two shards is two simulators' and no second trial.
        #expect(TrialConsistency.asked(of: [.made(), .made(trial: 1, shard: "b.h5")]).section(resampling) == nil)
    }

    @Test("the answer does not depend on how the episodes were divided", arguments: 0..<20)
    func merging(seed: UInt64) {
        var random = RandomKey(seed: seed, purpose: .scenario).stream
        let words = ["yes", "no", "I want it now", "My zip is 12345", "My zip code is 54321", "thank you so much"]
        let episodes = (0..<60).map { index in
            StoredEpisode.made(
                task: index % 12, trial: index / 12, lines: (0..<1 + Int(random.next() % 9)).map { _ in random.pick(words)! },
                success: random.chance(0.5))
        }
        let whole = TrialConsistency.asked(of: episodes).section(resampling)
        #expect(TrialConsistency.asked(of: episodes, parts: 4, seed: seed).section(resampling) == whole, "seed \(seed)")
        #expect(TrialConsistency.asked(of: episodes.reversed()).section(resampling) == whole, "seed \(seed)")
    }

    @Test("of too many groups the same ones are kept in every order of reading", arguments: 0..<20)
    func sampled(seed: UInt64) {
        var random = RandomKey(seed: seed, purpose: .scenario).stream
        let keys = (0..<100).map { _ in random.next() }
        let trials = (0..<300).map { keys[$0 % keys.count] }
        func filled(_ trials: [UInt64]) -> TrialGroups {
            var groups = TrialGroups(limit: 10)
            for key in trials { groups.add(Trial(.made()), key: key, cluster: ClusterKey("x")) }
            return groups
        }
        var whole = filled(trials)
        var merged = filled(Array(trials[200...]))
        merged.merge(filled(Array(trials[..<70])))
        merged.merge(filled(trials[70..<200].reversed()))
        whole.prune()
        merged.prune()
        #expect(whole.groups.keys.sorted() == Array(keys.sorted().prefix(10)) && whole.isSample, "seed \(seed)")
        #expect(whole.groups.mapValues(\.trials.count) == merged.groups.mapValues(\.trials.count), "seed \(seed)")
        #expect(whole.groups.values.allSatisfy { $0.trials.count == 3 }, "seed \(seed)")
    }

    @Test("a comparison has both levels and their difference")
    func compared() throws {
        let before = TrialConsistency.asked(of: Self.outcomes([4, 2, 0]))
        let after = TrialConsistency.asked(of: Self.outcomes([4, 4, 2]))
        let section = try #require(TrialConsistency.comparison(before: before, after: after, resampling))
        let row = try #require(section.row("trials/success"))
        guard case .estimate(let first, _, _) = row.cells[0], case .estimate(let second, _, _) = row.cells[1],
            case .estimate(let difference, _, _) = row.cells[2]
        else {
            Issue.record("\(row)")
            return
        }
        #expect(first.value == 0.5 && abs(second.value - 10.0 / 12) < 1e-12 && abs(difference.value - 4.0 / 12) < 1e-12)
        #expect(TrialConsistency.comparison(before: TrialConsistency(), after: TrialConsistency(), resampling) == nil)
    }
}
