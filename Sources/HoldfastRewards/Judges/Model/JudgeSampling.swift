// SPDX-License-Identifier: Apache-2.0

public import HoldfastModels

/// How a judge's replies are drawn.
public struct JudgeSampling: Hashable, Sendable {
    /// Logits are divided by this; 0, the default, takes the likeliest token each time.
    public var temperature: Double
    /// Tokens of a reply at most.
    public var maxTokens: Int
    /// Makes replies repeatable where the model can. Judges that differ in it alone are different judges.
    public var seed: Int

    /// Greedy, with room for a short answer, unless told otherwise.
    public init(temperature: Double = 0, maxTokens: Int = 512, seed: Int = 1) {
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.seed = seed
    }

    /// The same as a model is asked.
    public var parameters: SamplingParameters { SamplingParameters(temperature: Float(temperature), maxTokens: maxTokens) }
}
