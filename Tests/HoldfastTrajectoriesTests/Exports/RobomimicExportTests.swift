// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct RobomimicExportTests {
    /// Two dialogues of a training scenario, one of a validation scenario, one without tokens.
    private static func episodes() throws -> [[ScoredEpisode]] {
        var validation = ExportFixture.scenario
        validation.id = "s-2"
        validation.split = .validation
        var bare = try ExportFixture.episode(rollout: 9)
        bare.episode.trace = TokenTrace()
        for index in bare.episode.turns.indices { bare.episode.turns[index].tokens = 0..<0 }
        var scored = try ExportFixture.episode()
        scored.scores += [Score(MetricName.progress, 0.5, turn: 1), Score(MetricName.progress, 0.25, turn: 3)]
        return [
            [scored, try ExportFixture.episode(rollout: 1, reward: 0.5, lines: ["one"])], [try ExportFixture.episode(scenario: validation), bare],
        ]
    }

    @Test(.enabled(if: ConsumerPython.robomimic != nil, "needs the environment `robomimic`; scripts/clients robomimic makes it"))
    func `robomimic describes the file and fetches sequences of it`() throws {
        try withTemporaryFolder { folder in
            var settings = ExportFixture.settings()
            settings.contextTokens = 8
            let report = try ExportFixture.export(try Self.episodes(), as: .robomimic, in: folder, to: "demos.hdf5", settings: settings)
            #expect(report.leftOut == ["no_tokens": 1] && report.exported == 3 && report.rows == 5)
            let output = try ConsumerPython.run(ConsumerPython.robomimic, Self.program, in: folder)
            #expect(output.hasSuffix("fine"), "\(output)")
        }
    }

    static let program = """
        import subprocess, sys, json, h5py, numpy as np, torch
        import robomimic.utils.obs_utils as ObsUtils, robomimic.utils.file_utils as FileUtils
        from robomimic.utils.dataset import SequenceDataset
        info = subprocess.run([sys.executable, "-W", "ignore", "-m", "robomimic.scripts.get_dataset_info", "--dataset", "demos.hdf5"],
                              capture_output=True, text=True)
        assert info.returncode == 0, info.stderr
        for line in ["total transitions: 5", "total trajectories: 3", "filter key train with 2 demos", "filter key valid with 1 demos"]:
            assert line in info.stdout, info.stdout
        env = FileUtils.get_env_metadata_from_dataset("demos.hdf5")
        assert env["env_name"] == "holdfast" and env["type"] == 2 and env["env_kwargs"] == {"token_scale": 256, "context_tokens": 8}
        ObsUtils.initialize_obs_utils_with_obs_specs({"obs": {"low_dim": ["context"]}})
        shapes = FileUtils.get_shape_metadata_from_dataset("demos.hdf5")
        assert shapes["ac_dim"] == 2 and list(shapes["all_shapes"]["context"]) == [8], shapes
        def dataset(key, **more):
            return SequenceDataset("demos.hdf5", obs_keys=("context",), dataset_keys=("actions", "rewards", "dones", "states"),
                                   hdf5_cache_mode="all", hdf5_use_swmr=True, filter_by_attribute=key, load_next_obs=True, **more)
        def tokens(values): return (np.asarray(values) * env["env_kwargs"]["token_scale"] - 1).astype(int).tolist()
        train, valid, every = dataset("train"), dataset("valid"), dataset(None)
        assert (len(train), len(valid), len(every)) == (3, 2, 5)
        item = train[0]
        assert tokens(item["actions"]) == [[100, 200]] and tokens(item["obs"]["context"]) == [[-1, -1, 1, 40, 41, 2, 50, 3]]
        assert tokens(item["next_obs"]["context"]) == [[2, 50, 3, 100, 200, 2, 51, 3]]
        assert item["rewards"].tolist() == [0.75] and item["dones"].tolist() == [0] and item["states"].tolist() == [[0, 6, 0]]
        item = train[1]
        assert tokens(item["actions"]) == [[100, 201]] and item["rewards"].tolist() == [0.25] and item["dones"].tolist() == [1]
        assert item["states"].tolist() == [[1, 11, 0.5]] and tokens(item["next_obs"]["context"]) == [[3, 100, 200, 2, 51, 3, 100, 201]]
        assert tokens(train[2]["actions"]) == [[101, 200]]
        pairs = dataset("train", seq_length=2)
        assert tokens(pairs[0]["actions"]) == [[100, 200], [100, 201]]
        batch = next(iter(torch.utils.data.DataLoader(every, batch_size=5)))
        assert batch["obs"]["context"].shape == (5, 1, 8) and batch["actions"].dtype == torch.float32
        f = h5py.File("demos.hdf5"); assert f["data"].attrs["total"] == 5 and json.loads(f["data/demo_2"].attrs["ep_meta"])["scenario"] == "s-2"
        print("fine")
        """

    @Test func `tokens survive the way through single precision`() throws {
        for greatest in [1, 255, 256, 4_000, 151_935, 262_143] as [Int32] {
            let scale = TokenScale(greatest: greatest)
            var token: Int32 = 0
            while token <= greatest {
                let value = scale.value(of: token)
                #expect(value > 0 && value <= 1 && Int32(value * Float(scale.scale)) - 1 == token, "\(token) of \(greatest)")
                token += max(1, greatest / 997)
            }
            #expect(Int32(scale.value(of: greatest) * Float(scale.scale)) - 1 == greatest)
        }
    }

    @Test func `a context never reaches into another sequence`() throws {
        var scored = try ExportFixture.episode()
        let before = scored.episode.trace
        // The template rendered the first lines anew before the second line.
        var trace = TokenTrace()
        trace.appendGiven([1, 2], turn: -1)
        try trace.appendSampled([100, 101], logprobs: [-1, -1], turn: 1)
        trace.appendGiven([1, 9], turn: -1)
        try trace.appendSampled([102, 103], logprobs: [-1, -1], turn: 3)
        scored.episode.trace = trace
        scored.episode.turns[1].tokens = 2..<4
        scored.episode.turns[3].tokens = 6..<8
        let scale = TokenScale(greatest: before.ids.max() ?? 0)
        let steps = try #require(MinariSteps(scored, settings: ExportFixture.settings()))
        let demo = try #require(RobomimicDemo(scored, steps: steps, scale: scale, actionWidth: 3, contextWidth: 4))
        let tokens = { (values: [Float]) in values.map { Int($0 * Float(scale.scale)) - 1 } }
        #expect(tokens(demo.contexts) == [-1, -1, 1, 2, -1, -1, 1, 9])
        #expect(tokens(demo.nextContexts) == [-1, -1, 1, 9, 1, 9, 102, 103])
        #expect(tokens(demo.actions) == [100, 101, -1, 102, 103, -1])
    }

    @Test func `it is for the user's seat alone`() throws {
        try withTemporaryFolder { folder in
            let error = #expect(throws: HoldfastError.self) {
                try ExportFixture.export(try Self.episodes(), as: .robomimic, in: folder, to: "demos.hdf5", settings: ExportFixture.settings(.agent))
            }
            #expect(error?.code == .usage && error?.message == "robomimic is for the seat user, not for agent")
        }
    }
}
