// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// How many of the likeliest tokens a request asks for, under the key it has for that.
struct AlternativesField: Sendable, Hashable {
    var key: String
    var count: Int
    /// OpenAI's and vLLM's limit.
    static let most = 20
}

/// How a request wants to be sampled, checked.
struct SamplingPlan: Sendable {
    var parameters: SamplingParameters
    /// Completions per prompt.
    var count: Int
    var seed: UInt64?
    var returnsTokenIDs: Bool
    var spellsTokensAsIDs: Bool
    private static let mostStops = 64

    /// - Throws: `OpenAIProblem` naming the key that is out of range, or that the server behind the service lacks.
    init(
        _ fields: SamplingFields, alternatives: AlternativesField, template: any SimulatorTemplate, capabilities: ServerCapabilities,
        configuration: ServingConfiguration
    ) throws {
        let vocabularySize = capabilities.vocabularySize
        if let model = fields.model, model != configuration.model {
            throw OpenAIProblem.unknownModel(model, served: configuration.model)
        }
        let temperature = fields.temperature ?? 1
        let topP = fields.topP ?? 1
        let maxTokens = fields.maxTokens ?? configuration.maximumTokens
        count = fields.n ?? 1
        let stopTokens = fields.stopTokenIDs ?? template.stopTokens
        let checks: [(Bool, String, String)] = [
            (temperature.isFinite && (0...2).contains(temperature), "temperature", "must be between 0 and 2"),
            (topP > 0 && topP <= 1, "top_p", "must be above 0 and at most 1"),
            (fields.topK.map { $0 >= -1 } ?? true, "top_k", "must be 0 or -1 (all), or how many to keep"),
            (fields.stop.count <= Self.mostStops, "stop", "must be at most \(Self.mostStops) texts"),
            (
                (0...AlternativesField.most).contains(alternatives.count), alternatives.key,
                "must be between 0 and \(AlternativesField.most)"
            ),
            (maxTokens >= 1, "max_tokens", "must be at least 1"),
            (count >= 1 && count <= configuration.maximumCompletions, "n", "must be between 1 and \(configuration.maximumCompletions)"),
            (
                stopTokens.allSatisfy { $0 >= 0 && $0 < vocabularySize }, "stop_token_ids",
                "must be token ids below \(vocabularySize)"
            ),
        ]
        if let broken = checks.first(where: { !$0.0 }) { throw OpenAIProblem.invalid(broken.1, "`\(broken.1)` \(broken.2)") }
        parameters = SamplingParameters(
            temperature: Float(temperature), topP: Float(topP), topK: max(0, fields.topK ?? 0), minP: Float(fields.minP ?? 0),
            repetitionPenalty: Float(fields.repetitionPenalty ?? 1), presencePenalty: Float(fields.presencePenalty ?? 0),
            frequencyPenalty: Float(fields.frequencyPenalty ?? 0), maxTokens: maxTokens, stopTokens: stopTokens, stopSequences: fields.stop,
            topLogprobs: alternatives.count)
        if let problem = parameters.problems.first { throw OpenAIProblem.invalid(problem.name, "`\(problem.name)` \(problem.problem)") }
        let lacking = parameters.options.subtracting(capabilities.sampling)
        if let option = SamplingOption.allCases.first(where: lacking.contains) {
            throw OpenAIProblem.unsupported(
                option == .topLogprobs ? alternatives.key : option.rawValue, "the server of this model does not have it")
        }
        seed = fields.seed.map { UInt64(bitPattern: $0) }
        returnsTokenIDs = fields.returnTokenIDs ?? false
        spellsTokensAsIDs = fields.spellsTokensAsIDs ?? false
    }
}
