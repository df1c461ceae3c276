// SPDX-License-Identifier: Apache-2.0

extension Tinker {
    /// A model that a server has.
    public struct SupportedModel: Codable, Hashable, Sendable {
        /// The name that clients ask for; older clients look for the tokenizer under it.
        public var name: String
        /// The most tokens of prompt and reply together.
        public var contextLength: Int?
        /// Whether it can be trained.
        public var isTrainable: Bool?
        /// Whether it can be sampled from.
        public var isSampleable: Bool?

        private enum CodingKeys: String, CodingKey {
            case name = "model_name"
            case contextLength = "max_context_length"
            case isTrainable = "trainable"
            case isSampleable = "sampleable"
        }

        /// A message of these parts.
        public init(name: String, contextLength: Int? = nil, isTrainable: Bool? = nil, isSampleable: Bool? = nil) {
            self.name = name
            self.contextLength = contextLength
            self.isTrainable = isTrainable
            self.isSampleable = isSampleable
        }
    }

    /// The reply to `GET /get_server_capabilities`.
    public struct Capabilities: Codable, Hashable, Sendable {
        /// The models.
        public var models: [SupportedModel]
        /// What the server does beyond the protocol, such as those of `Extension`; nil where it says nothing.
        public var extensions: [String]?

        private enum CodingKeys: String, CodingKey {
            case extensions
            case models = "supported_models"
        }

        /// A message of these parts.
        public init(models: [SupportedModel], extensions: [String]? = nil) {
            self.models = models
            self.extensions = extensions
        }
    }

    /// What Holdfast's server does beyond the protocol.
    public enum Extension: String, Sendable, CaseIterable {
        /// A request for samples may name its random stream: `SampleRequest.randomKey`.
        case randomKey = "random_key"
        /// A request with the sequence id of an earlier one is answered and not carried out again.
        case exactlyOnce = "exactly_once"
        /// Metrics have `entropy:sum`: of the model's distributions where weights, or advantages, are not 0, in nats.
        case entropy
    }

    /// The reply to `GET /healthz`.
    public struct Health: Codable, Hashable, Sendable {
        /// `ok` where the server is well.
        public var status: String

        private enum CodingKeys: String, CodingKey {
            case status
        }

        /// A message of these parts.
        public init(status: String = "ok") {
            self.status = status
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            status = try fields.value(.status, or: "ok")
        }
    }
}
