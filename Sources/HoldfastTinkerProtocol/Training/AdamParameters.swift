// SPDX-License-Identifier: Apache-2.0

extension Tinker {
    /// What an AdamW step is taken with. Older clients leave out what nobody set; the initialiser's defaults stand for it.
    public struct AdamParameters: Codable, Hashable, Sendable {
        /// At least 0.
        public var learningRate: Double
        /// Decay of the mean of gradients, in [0, 1).
        public var beta1: Double
        /// Decay of the mean of their squares, in [0, 1).
        public var beta2: Double
        /// Added to the root of that mean; above 0.
        public var epsilon: Double
        /// Decoupled from the gradient; 0 is off.
        public var weightDecay: Double
        /// The norm that gradients are scaled down to; 0 is off.
        public var gradientClipNorm: Double

        private enum CodingKeys: String, CodingKey {
            case beta1, beta2
            case learningRate = "learning_rate"
            case epsilon = "eps"
            case weightDecay = "weight_decay"
            case gradientClipNorm = "grad_clip_norm"
        }

        /// Parameters of a step.
        public init(
            learningRate: Double = 1e-4, beta1: Double = 0.9, beta2: Double = 0.95, epsilon: Double = 1e-12, weightDecay: Double = 0,
            gradientClipNorm: Double = 0
        ) {
            self.learningRate = learningRate
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.weightDecay = weightDecay
            self.gradientClipNorm = gradientClipNorm
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            let standard = AdamParameters()
            learningRate = try fields.number(.learningRate, or: standard.learningRate)
            beta1 = try fields.number(.beta1, or: standard.beta1)
            beta2 = try fields.number(.beta2, or: standard.beta2)
            epsilon = try fields.number(.epsilon, or: standard.epsilon)
            weightDecay = try fields.number(.weightDecay, or: standard.weightDecay)
            gradientClipNorm = try fields.number(.gradientClipNorm, or: standard.gradientClipNorm)
        }
    }
}
