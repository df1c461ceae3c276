// SPDX-License-Identifier: Apache-2.0

import HoldfastModels
import HoldfastTesting
import Testing

@testable import HoldfastEngine

/// The conformance suite finds an engine that samples otherwise than it was asked to.
struct SamplingFaultTests {
    enum Fault: CaseIterable {
        case ignoredTopK, ignoredTopP, ignoredMinP, ignoredPenalties, penalizedPrompt, wholeLogprobs, shortTop, shiftedTop, wrongModelLogprobs

        var promise: String {
            switch self {
            case .shortTop, .shiftedTop: "the likeliest tokens agree with the drawn ones"
            case .ignoredTopK, .ignoredTopP, .ignoredMinP, .wholeLogprobs: "only the kept set is drawn from"
            case .ignoredPenalties, .penalizedPrompt: "penalties act on the tokens they are about"
            case .wrongModelLogprobs: "score agrees with sample"
            }
        }
    }

    /// An embedded engine with one of the faults.
    private struct Faulty: ModelServer {
        let base: EmbeddedServer
        let fault: Fault

        var capabilities: ServerCapabilities { base.capabilities }

        func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] {
            var requests = requests
            for index in requests.indices {
                let asked = requests[index].parameters
                switch fault {
                // Values out of range are still refused.
                case .ignoredTopK where asked.topK > 0: requests[index].parameters.topK = 0
                case .ignoredTopP where asked.topP > 0.5 && asked.topP < 1: requests[index].parameters.topP = 1
                case .ignoredMinP where asked.minP > 0 && asked.minP <= 0.5: requests[index].parameters.minP = 0
                case .ignoredPenalties where asked.presencePenalty == 0.5: requests[index].parameters.presencePenalty = 0
                case .penalizedPrompt where asked.presencePenalty == 0.5: requests[index].parameters.repetitionPenalty = 1.4
                default: break
                }
            }
            var replies = try await base.sample(requests)
            for index in replies.indices {
                switch fault {
                case .wholeLogprobs where requests[index].parameters.topK > 0:
                    var whole = requests[index]
                    whole.parameters.topK = 0
                    replies[index].topLogprobs = try await base.sample([whole])[0].topLogprobs
                case .shortTop: replies[index].topLogprobs = TopLogprobs(replies[index].topLogprobs.map { Array($0.dropLast()) })
                case .shiftedTop:
                    replies[index].topLogprobs = TopLogprobs(
                        replies[index].topLogprobs.map { $0.map { TokenLogprob(token: $0.token, logprob: $0.logprob - 0.01) } })
                case .wrongModelLogprobs: replies[index].modelLogprobs = []
                default: break
                }
            }
            return replies
        }

        func score(_ sequences: [[Int32]], temperature: Float, weights: WeightSet) async throws -> [[Float]] {
            try await base.score(sequences, temperature: temperature, weights: weights)
        }
        func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
            try await base.accumulate(batch, objective: objective)
        }
        func step(_ optimizer: OptimizerStep) async throws -> StepReport { await base.step(optimizer) }
        func publish() async throws -> Int { await base.publish() }
        func release(sessions: [String]) async { await base.release(sessions: sessions) }
        func save(to directory: String) async throws { try await base.save(to: directory) }
        func restore(from directory: String) async throws { try await base.restore(from: directory) }
    }

    private func suite(_ fault: Fault?) -> ModelServerConformance {
        ModelServerConformance(
            prompts: [TestModels.tokens(9, seed: 1), TestModels.tokens(6, seed: 2), [5]],
            parameters: SamplingParameters(topP: 0.8, topK: 20, repetitionPenalty: 1.2, maxTokens: 12, stopTokens: [3, 4]),
            spelling: TestModels.spelling, tolerance: 2e-5
        ) {
            let server = try TestModels.server(configuration: EngineConfiguration(keepsBase: true))
            return if let fault { Faulty(base: server, fault: fault) } else { server }
        }
    }

    @Test func `an engine that truncates and penalises keeps every promise`() async {
        #expect(await suite(nil).violations() == [])
    }

    @Test(arguments: Fault.allCases) func `every fault is found`(_ fault: Fault) async {
        let found = await suite(fault).violations()
        #expect(found.contains { $0.promise == fault.promise }, "\(fault): \(found)")
    }
}
