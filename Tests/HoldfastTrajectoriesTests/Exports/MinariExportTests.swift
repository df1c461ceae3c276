// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct MinariExportTests {
    static let episodes = [0, 1].map { group in
        Result {
            [
                try ExportFixture.episode(group: group, rollout: 0),
                try ExportFixture.episode(group: group, rollout: 1, reward: 0.5, ending: .turnLimit),
                try ExportFixture.episode(group: group, rollout: 2, lines: [""], ending: .contextLimit),
                try ExportFixture.episode(group: group, rollout: 3, ending: .failure),
                try ExportFixture.episode(group: group, rollout: 4, reward: nil),
                try ExportFixture.episode(group: group, rollout: 5, lines: ["a\u{0}b"]),
            ]
        }
    }

    @Test(.enabled(if: ConsumerPython.minari != nil, "needs the environment `minari`; scripts/clients minari makes it"))
    func `minari loads, iterates, samples, filters, splits and combines the dataset`() throws {
        try withTemporaryFolder { folder in
            let report = try ExportFixture.export(try Self.episodes.map { try $0.get() }, as: .minari, in: folder, to: "datasets")
            #expect(report.leftOut == ["failed": 2, "no_reward": 2, "zero_byte": 2] && report.exported == 6 && report.rows == 10)
            let output = try ConsumerPython.run(ConsumerPython.minari, Self.program, in: folder)
            #expect(output == "fine", "\(output)")
        }
    }

    static let program = """
        import os, json
        os.environ["MINARI_DATASETS_PATH"] = os.path.abspath("datasets")
        import minari, numpy as np
        from typer.testing import CliRunner
        from minari.cli import app
        for command in (["list", "local"], ["show", "holdfast/user-v0"]):
            result = CliRunner().invoke(app, command, env={"COLUMNS": "200"})
            assert result.exit_code == 0 and "holdfast/user-v0" in result.output, (result.output, result.exception)
        assert list(minari.list_local_datasets()) == ["holdfast/user-v0"], minari.list_local_datasets()
        data = minari.load_dataset("holdfast/user-v0")
        assert (data.total_episodes, data.total_steps, len(data)) == (6, 10, 6)
        episodes = list(data.iterate_episodes())
        first, cut, empty = episodes[:3]
        assert first.observations == ["Hello, what day?", "At ten.", ""], first.observations
        assert first.actions == ["a train on Monday, bitte", "danke, tschüß 🚲 ###STOP###"], first.actions
        assert first.rewards.tolist() == [0.75, 0.25] and cut.rewards.tolist() == [0.25, 0.25]
        assert first.rewards.dtype == np.float64 and first.terminations.dtype == np.bool_
        assert first.terminations.tolist() == [False, True] and first.truncations.tolist() == [False, False]
        assert cut.observations == ["Hello, what day?", "At ten.", "Anything else?"] and cut.actions[1] == "danke, tschüß 🚲"
        assert cut.terminations.tolist() == [False, False] and cut.truncations.tolist() == [False, True]
        assert empty.actions == [""] and empty.truncations.tolist() == [True] and empty.rewards.tolist() == [0.75]
        assert first.infos["turn"].tolist() == [-1, 1, 3]
        for episode in episodes:
            assert all(data.observation_space.contains(text) for text in episode.observations)
            assert all(data.action_space.contains(text) for text in episode.actions)
        meta = list(data.storage.get_episode_metadata([0, 3]))
        assert meta[0]["seed"] == 18446744073709551615 and meta[0]["options"] == {"scenario": "s-1", "prompt": "You are ann. 🚲"}
        assert meta[0]["rewards_sum"] == 1 and meta[0]["rewards_std"] == 0.25 and meta[0]["rewards_of"] == "lines"
        assert meta[0]["metrics"] == {"drift.prompt_to_line": 0.5} and meta[1]["group"] == 1 and meta[1]["id"] == 3
        assert meta[0]["ending"] == "userStop" and meta[0]["total_steps"] == 2
        data.set_seed(1)
        assert {len(episode) for episode in data.sample_episodes(6)} == {1, 2}
        done = data.filter_episodes(lambda episode: bool(episode.terminations[-1]))
        assert len(done) == 2 and done.total_steps == 4
        parts = minari.split_dataset(data, sizes=[4, 2], seed=3)
        assert [len(part) for part in parts] == [4, 2]
        both = minari.combine_datasets([data, data], new_dataset_id="holdfast/both-v0")
        assert both.total_episodes == 12 and both.total_steps == 20
        assert [e.actions for e in both.iterate_episodes()] == 2 * [e.actions for e in episodes]
        print("fine")
        """

    @Test func `observations are what was heard, rewards those of the lines where all have one`() throws {
        var scored = try ExportFixture.episode()
        scored.episode.turns.insert(Turn(index: 5, seat: .agent, text: "Still there?"), at: 1)
        var steps = try #require(MinariSteps(scored, settings: ExportFixture.settings()))
        #expect(steps.observations == ["Hello, what day?\nStill there?", "At ten.", ""] && steps.turns == [1, 3])
        #expect(steps.rewards == [0.75, 0.25] && steps.hasRewardsOfLines)
        scored.scores.removeLast()
        steps = try #require(MinariSteps(scored, settings: ExportFixture.settings()))
        #expect(steps.rewards == [0, 1] && !steps.hasRewardsOfLines)
        steps = try #require(MinariSteps(scored, settings: ExportFixture.settings(.agent)))
        #expect(steps.actions == ["Hello, what day?", "Still there?", "At ten."] && steps.rewards == [0, 0, 1])
        #expect(steps.observations == ["", "", "a train on Monday, bitte", "danke, tschüß 🚲 ###STOP###"])
    }

    @Test(
        arguments: [
            (.userStop, false), (.agentStop, false), (.turnLimit, true), (.contextLimit, true), (.invalidUser, false),
        ] as [(EndingReason, Bool)])
    func `limits truncate and everything else terminates`(ending: EndingReason, isCut: Bool) throws {
        let steps = try #require(MinariSteps(try ExportFixture.episode(ending: ending), settings: ExportFixture.settings()))
        #expect(steps.truncations == [false, isCut] && steps.terminations == [false, !isCut])
    }

    @Test(arguments: ["v0", "a/b", "a-v0", "holdfast/x-v", "hold fast/x-v0", "/x-v0", "holdfast//x-v0", "../x-v0", "holdfast/-v0", "é/x-v0", ""])
    func `names that minari does not take are refused`(name: String) throws {
        if name == "a-v0" {
            #expect(try MinariDatasetID(name).folder(in: "/data/") == "/data/a-v0")
        } else {
            let error = #expect(throws: HoldfastError.self) { try MinariDatasetID(name) }
            #expect(error?.code == .usage)
        }
    }
}
