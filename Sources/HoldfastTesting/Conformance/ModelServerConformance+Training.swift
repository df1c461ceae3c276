// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

extension ModelServerConformance {
    /// Scoring prompt and completion again gives the completion's log-probabilities under the model.
    func scoreAgreesWithSample(_ server: any ModelServer) async throws -> [String] {
        guard await server.capabilities.scores, parameters.temperature > 0 else { return [] }
        let replies = try await server.sample(prompts.map { request($0) })
        let sequences = zip(prompts, replies).map { $0 + $1.tokens }
        var found: [String] = []
        for weights in [WeightSet.current, .base] {
            let scores = try await server.score(sequences, temperature: parameters.temperature, weights: weights)
            guard scores.count == sequences.count else { return found + ["\(scores.count) rows of scores for \(sequences.count) sequences"] }
            for index in sequences.indices {
                guard scores[index].count == sequences[index].count - 1 else {
                    found.append("\(scores[index].count) scores for \(sequences[index].count) tokens")
                    continue
                }
                let completion = Array(scores[index].suffix(replies[index].tokens.count))
                let reported = replies[index].modelLogprobs.isEmpty ? replies[index].logprobs : replies[index].modelLogprobs
                if let difference = difference(completion, reported) { found.append("\(weights) weights: \(difference)") }
            }
        }
        return found
    }

    /// Version 0 at first, 1 after one step and `publish`, still 1 after a `publish` with nothing new.
    func versionRises(_ server: any ModelServer) async throws -> [String] {
        guard await server.capabilities.trains, let training else { return [] }
        let report = try await server.accumulate(training.batch, objective: training.objective)
        let step = try await server.step(training.optimizer)
        let published = try await server.publish()
        let again = try await server.publish()
        let reply = try await server.sample([request(prompts[0])]).first
        let counted = training.batch.sequences.reduce(0) { $0 + $1.mask.count { $0 } }
        let complaints: [(Bool, String)] = [
            (!report.loss.isFinite, "a loss of \(report.loss)"),
            (report.tokens != counted, "\(report.tokens) tokens in the loss and not \(counted)"),
            (!step.applied || !step.gradientNorm.isFinite, "a step that was not applied (norm \(step.gradientNorm))"),
            (published != 1, "version \(published) after the first publish"),
            (again != published, "version \(again) after a publish without a step"),
            (reply?.version != published, "a reply of version \(reply?.version ?? -1) after version \(published) was published"),
        ]
        return complaints.filter(\.0).map(\.1)
    }

    /// Gradients that are not finite leave the weights and their version as they are, and nothing of them stays for the next step.
    func brokenStepChangesNothing(_ server: any ModelServer) async throws -> [String] {
        guard await server.capabilities.trains, let training else { return [] }
        let before = try await server.sample([request(prompts[0])]).first
        var broken = training.batch
        for index in broken.sequences.indices { broken.sequences[index].advantages = broken.sequences[index].advantages.map { _ in .nan } }
        _ = try await server.accumulate(broken, objective: training.objective)
        let step = try await server.step(training.optimizer)
        let published = try await server.publish()
        let after = try await server.sample([request(prompts[0])]).first
        try await train(server)
        let next = try await server.publish()
        let complaints: [(Bool, String)] = [
            (step.applied, "a step with a gradient norm of \(step.gradientNorm) was applied"),
            (published != 0, "version \(published) after a step that was not applied"),
            (before?.tokens != after?.tokens, "other tokens after a step that was not applied"),
            (next != 1, "version \(next) after the step that followed"),
        ]
        return complaints.filter(\.0).map(\.1)
    }

    /// A second server that restores a checkpoint samples and trains on like the one that saved it.
    func restoreContinues(_ server: any ModelServer, in directory: String) async throws -> [String] {
        guard await server.capabilities.resumesExactly else { return [] }
        try await train(server)
        try await server.save(to: directory)
        let other = try await makeServer()
        try await other.restore(from: directory)
        var found: [String] = []
        for round in ["right after", "one update later"] {
            let expected = try await server.sample(prompts.map { request($0) })
            let restored = try await other.sample(prompts.map { request($0) })
            found += zip(expected, restored).compactMap { difference($0, $1).map { "\(round): \($0)" } }
            if expected.map(\.version) != restored.map(\.version) { found.append("\(round): another version") }
            try await train(server)
            try await train(other)
        }
        return found
    }

    private func train(_ server: any ModelServer) async throws {
        guard await server.capabilities.trains, let training else { return }
        _ = try await server.accumulate(training.batch, objective: training.objective)
        _ = try await server.step(training.optimizer)
        _ = try await server.publish()
    }
}
