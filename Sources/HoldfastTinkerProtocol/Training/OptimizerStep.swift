// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Tinker {
    /// What `POST /optim_step` asks: apply the gradients that have added up, and clear them.
    public struct OptimizerStepRequest: Codable, Hashable, Sendable {
        /// The model.
        public var modelID: String
        /// Counts a model's training requests.
        public var sequenceID: Int?
        /// The parameters of AdamW; nil where the step is another optimizer's.
        public var adam: AdamParameters?
        /// The parameters of another optimizer, as they came.
        public var otherOptimizer: AnyJSON?
        private let type = "optim_step"

        private enum CodingKeys: String, CodingKey {
            case type
            case modelID = "model_id"
            case sequenceID = "seq_id"
            case adam = "adam_params"
            case otherOptimizer = "optimizer_params"
        }

        /// A step of AdamW.
        public init(modelID: String, sequenceID: Int?, adam: AdamParameters) {
            self.modelID = modelID
            self.sequenceID = sequenceID
            self.adam = adam
        }

        /// Reads the JSON form; without parameters of any optimizer it is a step of AdamW with its defaults.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            modelID = try fields.decode(String.self, forKey: .modelID)
            sequenceID = try fields.decodeIfPresent(Int.self, forKey: .sequenceID)
            otherOptimizer = try fields.decodeIfPresent(AnyJSON.self, forKey: .otherOptimizer)
            adam = try fields.decodeIfPresent(AdamParameters.self, forKey: .adam) ?? (otherOptimizer == nil ? AdamParameters() : nil)
        }
    }

    /// The result of an `OptimizerStepRequest`.
    public struct OptimizerStepResult: Codable, Hashable, Sendable {
        /// Such as `grad_norm:mean`; nil where the server says nothing.
        public var metrics: [String: Double]?

        private enum CodingKeys: String, CodingKey { case metrics }

        /// A result.
        public init(metrics: [String: Double]?) { self.metrics = metrics }

        /// A result whose metrics have names that clients can take.
        public init(metrics: [MetricKey: Double]) {
            self.metrics = Dictionary(metrics.map { ($0.key.description, $0.value) }) { $1 }
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            metrics = try fields.decodeIfPresent([String: WireNumber].self, forKey: .metrics)?.mapValues(\.value)
        }

        /// Writes the JSON form.
        public func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            if let metrics { try fields.encode(numbers: metrics, forKey: .metrics) }
        }
    }
}
