// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels

extension ModelServerConformance {
    /// How many of the likeliest tokens the checks of options ask for; every server of the OpenAI protocol gives so many.
    private var reported: Int { 8 }

    /// A check of one option, left out where the server lacks it or the log-probabilities that show its effect.
    func applies(_ options: SamplingOption..., to server: any ModelServer) async -> Bool {
        await checked(server).isSuperset(of: options)
    }

    private func checked(_ server: any ModelServer) async -> Set<SamplingOption> {
        if let options { options } else { await server.capabilities.sampling }
    }

    var sampledTemperature: Float { parameters.temperature > 0 ? parameters.temperature : 1 }

    func sample(
        _ server: any ModelServer, tokens: Int = 1, rollouts: Int = 1, _ change: (inout SamplingParameters) -> Void
    ) async throws -> [SampleReply] {
        var parameters = SamplingParameters(temperature: sampledTemperature, maxTokens: tokens, topLogprobs: reported)
        change(&parameters)
        return try await server.sample(
            prompts.flatMap { prompt in
                (0..<rollouts).map { rollout in
                    var request = request(prompt, rollout: rollout)
                    request.parameters = parameters
                    return request
                }
            })
    }

    /// Values out of range, and options that the server says it lacks, are refused.
    func refusesWhatItCannot(_ server: any ModelServer) async throws -> [String] {
        let changes: [(SamplingOption, (inout SamplingParameters) -> Void)] = [
            (.topP, { $0.topP = 0.5 }), (.topK, { $0.topK = 3 }), (.minP, { $0.minP = 0.5 }),
            (.repetitionPenalty, { $0.repetitionPenalty = 1.5 }), (.presencePenalty, { $0.presencePenalty = 1 }),
            (.frequencyPenalty, { $0.frequencyPenalty = 1 }), (.stopSequences, { $0.stopSequences = ["a"] }), (.topLogprobs, { $0.topLogprobs = 2 }),
        ]
        let supported = await checked(server)
        let impossible: [(String, (inout SamplingParameters) -> Void)] = [
            ("a temperature of -1", { $0.temperature = -1 }), ("a temperature that is no number", { $0.temperature = .nan }),
            ("top_p 0", { $0.topP = 0 }), ("top_p 1.5", { $0.topP = 1.5 }), ("top_k -2", { $0.topK = -2 }), ("min_p 2", { $0.minP = 2 }),
            ("a repetition penalty of 0", { $0.repetitionPenalty = 0 }), ("a presence penalty of 3", { $0.presencePenalty = 3 }),
            ("a frequency penalty of -3", { $0.frequencyPenalty = -3 }), ("an empty stop sequence", { $0.stopSequences = [""] }),
            ("-1 top log-probabilities", { $0.topLogprobs = -1 }),
        ]
        let refusals = impossible + changes.filter { !supported.contains($0.0) }.map { ("\($0.0.rawValue), which it lacks", $0.1) }
        var found: [String] = []
        for (name, change) in refusals {
            do {
                _ = try await sample(server) {
                    $0.topLogprobs = 0
                    change(&$0)
                }
                found.append("sampled with \(name)")
            } catch {}
        }
        return found
    }

    /// The likeliest tokens stand in falling order, and the one that was drawn has the log-probability that is reported with it.
    func topLogprobsAgree(_ server: any ModelServer) async throws -> [String] {
        guard await applies(.topLogprobs, to: server) else { return [] }
        let count = min(reported, await server.capabilities.vocabularySize)
        var found: [String] = []
        for (index, reply) in try await sample(server, tokens: parameters.maxTokens, rollouts: 4, { _ in }).enumerated() {
            guard reply.topLogprobs.count == reply.tokens.count else {
                found.append("reply \(index) has top log-probabilities of \(reply.topLogprobs.count) places for \(reply.tokens.count) tokens")
                continue
            }
            for (place, top) in reply.topLogprobs.enumerated() {
                let drawn = TokenLogprob(token: reply.tokens[place], logprob: reply.logprobs[place])
                let entry = top.first { $0.token == drawn.token }
                let complaints: [(Bool, String)] = [
                    (top.count != count, "\(top.count) of the likeliest tokens and not \(count)"),
                    (Set(top.map(\.token)).count != top.count, "a token twice among the likeliest"),
                    (zip(top, top.dropFirst()).contains { $0.logprob < $1.logprob }, "likeliest tokens that are not in falling order"),
                    (
                        entry.map { abs($0.logprob - drawn.logprob) > tolerance } ?? ((top.last?.logprob ?? 0) < drawn.logprob - tolerance),
                        "a drawn token of log-probability \(drawn.logprob) that the likeliest do not agree with"
                    ),
                ]
                found += complaints.filter(\.0).map { "reply \(index) has at place \(place) \($0.1)" }
            }
        }
        return found
    }

    /// Only tokens of the kept set are drawn, and their log-probabilities are those of the kept set, which sum to one.
    func truncationIsExact(_ server: any ModelServer) async throws -> [String] {
        guard await applies(.topK, .topLogprobs, to: server) else { return [] }
        let supported = await checked(server)
        let whole = try await sample(server) { $0.topK = 0 }
        var found: [String] = []
        let cuts: [(SamplingOption, Int, Float, Float)] = [
            (.topK, 3, 1, 0), (.topK, 1, 1, 0), (.topP, reported, 0.6, 0), (.minP, reported, 1, 0.4),
        ]
        for (option, topK, topP, minP) in cuts where supported.contains(option) {
            let replies = try await sample(server, rollouts: 12) { ($0.topK, $0.topP, $0.minP) = (topK, topP, minP) }
            for (index, reply) in replies.enumerated() {
                guard let top = reply.topLogprobs.first, let all = whole[index / 12].topLogprobs.first, let drawn = reply.tokens.first else {
                    found.append("\(option.rawValue): reply \(index) has no token with top log-probabilities")
                    continue
                }
                let kept = Self.cut(Array(all), topK: topK, topP: topP, minP: minP)
                let sum = top.reduce(0.0) { $0 + exp(Double($1.logprob)) }
                let worst = zip(top, kept).map { abs(Double($0.logprob) - $1.logprob) }.max() ?? .infinity
                let complaints: [(Bool, String)] = [
                    (top.map(\.token) != kept.map(\.token), "keeps \(top.map(\.token)) and not \(kept.map(\.token))"),
                    (!kept.contains { $0.token == drawn }, "draws \(drawn), which is not among \(kept.map(\.token))"),
                    (abs(sum - 1) > Double(max(tolerance, 1e-5)), "keeps a probability of \(sum) in all"),
                    (worst > Double(max(tolerance, 1e-5)), "has log-probabilities that are off by \(worst)"),
                    (
                        !reply.modelLogprobs.isEmpty
                            && abs(reply.modelLogprobs[0] - (all.first { $0.token == drawn }?.logprob ?? 0)) > max(tolerance, 1e-5),
                        "reports \(reply.modelLogprobs) as the model's log-probabilities"
                    ),
                ]
                found += complaints.filter(\.0).map { "\(option.rawValue): reply \(index) \($0.1)" }
            }
        }
        return found
    }

    /// What is left of the likeliest tokens, with its log-probabilities.
    private static func cut(_ all: [TokenLogprob], topK: Int, topP: Float, minP: Float) -> [(token: Int32, logprob: Double)] {
        var kept = all.prefix(topK).map { (token: $0.token, weight: exp(Double($0.logprob))) }
        var total = kept.reduce(0) { $0 + $1.weight }
        var mass = 0.0
        kept = kept.filter { entry in
            defer { mass += entry.weight }
            return mass < Double(topP) * total && entry.weight >= Double(minP) * (kept.first?.weight ?? 0)
        }
        total = kept.reduce(0) { $0 + $1.weight }
        return kept.map { ($0.token, log($0.weight / total)) }
    }
}
