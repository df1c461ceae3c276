// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// How a request wants to be sampled, checked.
struct SamplingPlan: Sendable {
    var parameters: SamplingParameters
    /// Completions per prompt.
    var count: Int
    var seed: UInt64?
    var returnsTokenIDs: Bool

    /// - Throws: `OpenAIProblem` naming the key that is out of range.
    init(_ fields: SamplingFields, template: any SimulatorTemplate, vocabularySize: Int, configuration: ServingConfiguration) throws {
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
            (maxTokens >= 1, "max_tokens", "must be at least 1"),
            (count >= 1 && count <= configuration.maximumCompletions, "n", "must be between 1 and \(configuration.maximumCompletions)"),
            (
                stopTokens.allSatisfy { $0 >= 0 && $0 < vocabularySize }, "stop_token_ids",
                "must be token ids below \(vocabularySize)"
            ),
        ]
        if let broken = checks.first(where: { !$0.0 }) { throw OpenAIProblem.invalid(broken.1, "`\(broken.1)` \(broken.2)") }
        parameters = SamplingParameters(
            temperature: Float(temperature), topP: Float(topP), maxTokens: maxTokens, stopTokens: stopTokens)
        seed = fields.seed.map { UInt64(bitPattern: $0) }
        returnsTokenIDs = fields.returnTokenIDs ?? false
    }
}
