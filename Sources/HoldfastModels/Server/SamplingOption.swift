// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Options of sampling that not every server has. Temperature, token limit and stop tokens are everybody's.
public enum SamplingOption: String, Sendable, Codable, CaseIterable {
    /// `SamplingParameters.topP` below 1.
    case topP = "top_p"
    /// `SamplingParameters.topK` above 0.
    case topK = "top_k"
    /// `SamplingParameters.minP` above 0.
    case minP = "min_p"
    /// `SamplingParameters.repetitionPenalty` other than 1.
    case repetitionPenalty = "repetition_penalty"
    /// `SamplingParameters.presencePenalty` other than 0.
    case presencePenalty = "presence_penalty"
    /// `SamplingParameters.frequencyPenalty` other than 0.
    case frequencyPenalty = "frequency_penalty"
    /// `SamplingParameters.stopSequences`.
    case stopSequences = "stop"
    /// `SamplingParameters.topLogprobs` above 0.
    case topLogprobs = "top_logprobs"
}

extension Set<SamplingOption> {
    /// Every option.
    public static let all = Set(SamplingOption.allCases)
    /// Those after which tokens are drawn from another distribution than the model's at the temperature.
    public static let reshaping: Set = [.topP, .topK, .minP, .repetitionPenalty, .presencePenalty, .frequencyPenalty]
}

extension SamplingParameters {
    /// Reporting more than this many of the likeliest tokens is refused.
    public static let mostTopLogprobs = 1024

    /// The options that are not off.
    public var options: Set<SamplingOption> {
        let asked: [(SamplingOption, Bool)] = [
            (.topP, topP != 1), (.topK, topK != 0), (.minP, minP != 0), (.repetitionPenalty, repetitionPenalty != 1),
            (.presencePenalty, presencePenalty != 0), (.frequencyPenalty, frequencyPenalty != 0), (.stopSequences, !stopSequences.isEmpty),
            (.topLogprobs, topLogprobs != 0),
        ]
        return Set(asked.lazy.filter(\.1).map(\.0))
    }

    /// Whether a penalty is on.
    public var penalizes: Bool { repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0 }

    /// Whether tokens are drawn from another distribution than the model's own at this temperature: a penalty is on, or tokens are left
    /// out. Then `SampleReply.modelLogprobs` are needed to train on them.
    public var reshapes: Bool { penalizes || topP != 1 || topK != 0 || minP != 0 }

    /// Every value that is out of range, by its name in configurations and requests, and what it must be.
    public var problems: [(name: String, problem: String)] {
        let checks: [(Bool, String, String)] = [
            (temperature == 0 || (temperature >= 1e-5 && temperature.isFinite), "temperature", "must be 0 (greedy) or at least 0.00001"),
            (topP > 0 && topP <= 1, SamplingOption.topP.rawValue, "must be above 0 and at most 1"),
            (topK >= 0, SamplingOption.topK.rawValue, "must be 0 (all) or more"),
            (minP >= 0 && minP <= 1, SamplingOption.minP.rawValue, "must be between 0 and 1"),
            (repetitionPenalty > 0 && repetitionPenalty.isFinite, SamplingOption.repetitionPenalty.rawValue, "must be a number above 0"),
            ((-2...2).contains(presencePenalty), SamplingOption.presencePenalty.rawValue, "must be between -2 and 2"),
            ((-2...2).contains(frequencyPenalty), SamplingOption.frequencyPenalty.rawValue, "must be between -2 and 2"),
            (!stopSequences.contains(""), SamplingOption.stopSequences.rawValue, "must have no empty text"),
            (
                (0...Self.mostTopLogprobs).contains(topLogprobs), SamplingOption.topLogprobs.rawValue,
                "must be between 0 and \(Self.mostTopLogprobs)"
            ),
        ]
        return checks.filter { !$0.0 }.map { ($0.1, $0.2) }
    }

    /// Refuses what cannot be sampled with.
    /// - Parameters:
    ///   - supported: what the server has.
    ///   - server: its name in the message, such as `the scripted server`.
    /// - Throws: `model`, naming every value that is out of range, or every option that the server lacks.
    public func validate(for supported: Set<SamplingOption>, of server: String) throws {
        let problems = problems
        guard problems.isEmpty else {
            throw HoldfastError(
                .model, "these sampling parameters cannot be used: " + problems.map { "\($0.name) \($0.problem)" }.joined(separator: "; "))
        }
        let lacking = options.subtracting(supported).map(\.rawValue).sorted()
        guard lacking.isEmpty else {
            throw HoldfastError(.model, "\(server) has no \(lacking.joined(separator: ", ")); leave it out or use another server")
        }
    }
}
