// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining
import HoldfastTrajectories
import Testing

@testable import HoldfastRun

/// Training on samples whose distribution was reshaped, from the configuration to the stored shard.
struct ReshapedTrainingTests {
    @Test func `the first update begins at ratio one, and both log-probabilities are stored`() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let directory = RunDirectory(path: "\(folder)/run")
            try await tiny.trained(
                directory.path,
                overrides: [
                    "sampling.top_p=0.8", "sampling.repetition_penalty=1.3", "sampling.stop=[e, \" t\"]", "trainer.steps=1",
                    "trainer.objective.mismatch=token_truncate", "trainer.filter_zero_spread=false", "trainer.checkpoint_every=0",
                ])
            let line = try #require(try FileSystem.text(directory.metrics).split(separator: "\n").first { $0.contains(TrainingMetricName.ratio) })
            let metrics = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let values = metrics["metrics"] as? [String: Any] ?? metrics
            let ratio = try #require(values[TrainingMetricName.ratio] as? Double)
            let mismatch = try #require(values[TrainingMetricName.samplerMismatch] as? Double)
            #expect(abs(ratio - 1) < 1e-4 && abs(mismatch) > 1e-3, "\(ratio), \(mismatch)")

            let episodes = try ShardReader(directory.shard(step: 1)).episodes().map(\.episode)
            #expect(!episodes.isEmpty)
            for episode in episodes {
                #expect(episode.trace.modelLogprobs.count == episode.trace.count, "\(episode.id)")
                for turn in episode.userTurns { #expect(!turn.text.contains("e") && !turn.text.contains(" t"), "\(episode.id): \(turn.text)") }
            }
        }
    }
}
