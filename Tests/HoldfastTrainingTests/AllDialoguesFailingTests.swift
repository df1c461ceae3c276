// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining
import Testing

/// A run all of whose dialogues failed made its steps without an update, and ended as if all was well.
@Suite struct AllDialoguesFailingTests {
    @Test func endTheRunWithTheReasonOfTheFirst() async throws {
        let server = BanditServer()
        let trainer = try Trainer(
            configuration: Bandit.configuration(),
            parts: TrainerParts(
                server: server, episodes: BanditEpisodes(server: server, failing: { $0.phase == "train" }), score: { Bandit.score($0) },
                trainingScenarios: { _ in (0..<4).map(Bandit.scenario) }, evaluationScenarios: [], observer: Recorder()))
        let error = await #expect(throws: HoldfastError.self) { _ = try await trainer.run() }
        #expect(error?.code == .environment)
        #expect(error?.message == "none of the 32 dialogues of step 1 came to anything; the first one failed: made to fail")
    }
}
