// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTraining
import Testing

/// Supervised training that had diverged went on to its end and reported `loss -`, as if nothing were wrong.
@Suite struct DivergedSupervisedTrainingTests {
    private struct Silent: SupervisedObserver {
        func reported(step: Int, of steps: Int, _ metrics: Metrics) {}
        func validated(step: Int, of steps: Int, _ metrics: Metrics) {}
    }

    private func failure(steps: Int, validation: [SupervisedExample]) async throws -> HoldfastError? {
        let example = SupervisedExample(tokens: [0, 7, 1, 2, 3], trained: [false, false, true, true, true])
        var configuration = SupervisedConfiguration()
        configuration.learningRate = 1e300
        configuration.epochs = steps
        configuration.tokensPerStep = 1
        let trainer = try SupervisedTrainer(
            configuration: configuration, server: BanditServer(), training: [example], validation: validation, observer: Silent())
        return await #expect(throws: HoldfastError.self) { _ = try await trainer.run() }
    }

    @Test func `a loss that is not finite ends it`() async throws {
        let error = try #require(try await failure(steps: 2, validation: []))
        #expect(error.code == .model)
        #expect(error.message.hasPrefix("the loss of step 2 is not finite") && error.message.contains("sft.learning_rate"), "\(error)")
    }

    @Test func `a validation loss that is not finite ends it`() async throws {
        let other = SupervisedExample(tokens: [0, 7, 5, 6], trained: [false, false, true, true])
        let error = try #require(try await failure(steps: 1, validation: [other]))
        #expect(error.code == .model)
        #expect(error.message.hasPrefix("the validation loss of step 1 is not finite"), "\(error)")
    }
}
