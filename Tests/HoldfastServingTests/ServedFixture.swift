// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastServing

/// A scripted simulator, and a way to have it served while a test runs.
struct ServedFixture {
    let tokenizer: ByteLevelBPETokenizer
    let template: DialogueTemplate

    init() throws {
        let texts = ["you are ann. you want a train to ely at noon.", "yes please, two people", "no thanks, that is all. goodbye"]
        tokenizer = try ByteLevelBPETokenizer.train(texts: texts, vocabularySize: 300)
        template = try DialogueTemplate(tokenizer: tokenizer)
    }

    var prompts: [[Int32]] { ["You are Ann.", "You are Ben, and in a hurry."].map { template.prompt($0) + template.userCue } }
    var parameters: SamplingParameters { SamplingParameters(maxTokens: 12, stopTokens: template.stopTokens) }

    func request(_ prompt: Int = 0, turn: Int = 0) -> SampleRequest {
        SampleRequest(prompt: prompts[prompt], parameters: parameters, randomKey: RandomKey(seed: 1, turn: turn, purpose: .sampling))
    }

    /// Writes a line that depends on prompt and key, at times too long and at times the last.
    func scripted(contextLength: Int = 400, faults: [ScriptedCall: Set<Int>] = [:]) -> ScriptedModelServer {
        ScriptedModelServer(tokenizer: tokenizer, template: template, contextLength: contextLength, faults: faults) { prompt, key in
            var stream = key.stream
            let words = (0...(stream.next() % 4)).map { _ in stream.pick(["yes", "the", "train", "at", "noon"]) ?? "" }
            return (words.joined(separator: " ") + " \(prompt.count)", stream.chance(0.3))
        }
    }

    /// Serves on a free port of loopback as long as the body runs.
    func serving<Result: Sendable>(
        _ server: any ModelServer, configuration: ServingConfiguration = ServingConfiguration(port: 0),
        knowledge: (any ScenarioKnowledge)? = nil, users: UserServiceConfiguration = UserServiceConfiguration(),
        training: (source: any ModelSource, configuration: TrainingServiceConfiguration)? = nil,
        _ body: @escaping @Sendable (_ url: String) async throws -> Result
    ) async throws -> Result {
        let service = try await SimulatorService(
            server: server, tokenizer: tokenizer, configuration: configuration, knowledge: knowledge, users: users, training: training)
        let (urls, ready) = AsyncStream.makeStream(of: String.self)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                defer { ready.finish() }
                do {
                    try await service.run(stopsAtSignals: false) { ready.yield($0) }
                } catch is CancellationError {}
                return nil
            }
            group.addTask {
                for await url in urls { return try await body(url) }
                throw HoldfastError(.server, "the service ended before it listened")
            }
            defer { group.cancelAll() }
            for try await result in group {
                if let result { return result }
            }
            throw HoldfastError(.server, "the service ended before the body did")
        }
    }
}
