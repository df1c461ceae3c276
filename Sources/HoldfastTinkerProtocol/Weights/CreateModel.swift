// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Tinker {
    /// The adapters that are trained beside fixed weights. Their scale is not on the wire: alpha is 32.
    public struct LoRAConfiguration: Codable, Hashable, Sendable {
        /// At least 1.
        public var rank: Int
        /// Of the first weights; nil draws one.
        public var seed: Int?
        /// Whether the last layer, from states to tokens, has one.
        public var trainsUnembedding: Bool
        /// Whether feed-forward layers have them.
        public var trainsFeedForward: Bool
        /// Whether attention layers have them.
        public var trainsAttention: Bool

        private enum CodingKeys: String, CodingKey {
            case rank, seed
            case trainsUnembedding = "train_unembed"
            case trainsFeedForward = "train_mlp"
            case trainsAttention = "train_attn"
        }

        /// A message of these parts.
        public init(rank: Int = 32, seed: Int? = nil, trainsUnembedding: Bool = true, trainsFeedForward: Bool = true, trainsAttention: Bool = true) {
            self.rank = rank
            self.seed = seed
            self.trainsUnembedding = trainsUnembedding
            self.trainsFeedForward = trainsFeedForward
            self.trainsAttention = trainsAttention
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            rank = try fields.value(.rank, or: 32)
            seed = try fields.decodeIfPresent(Int.self, forKey: .seed)
            trainsUnembedding = try fields.value(.trainsUnembedding, or: true)
            trainsFeedForward = try fields.value(.trainsFeedForward, or: true)
            trainsAttention = try fields.value(.trainsAttention, or: true)
        }
    }

    /// The optimizer of a model.
    public struct OptimizerConfiguration: Codable, Hashable, Sendable {
        /// `adamw`; the newest clients may ask for `dimuon`.
        public var type: String

        private enum CodingKeys: String, CodingKey {
            case type
        }

        /// A message of these parts.
        public init(type: String = "adamw") {
            self.type = type
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            type = try fields.value(.type, or: "adamw")
        }
    }

    /// What `POST /create_model` asks: a model to train, whose id is `Tinker.modelID(session:number:)`.
    public struct CreateModelRequest: Codable, Hashable, Sendable {
        /// The session.
        public var sessionID: String
        /// Counts the session's models from 0.
        public var modelSequenceID: Int
        /// The model that training begins from.
        public var baseModel: String
        /// The adapters; nil trains all weights.
        public var lora: LoRAConfiguration?
        /// The client's own notes.
        public var userMetadata: AnyJSON?
        /// The optimizer; nil is AdamW.
        public var optimizer: OptimizerConfiguration?
        private let type = "create_model"

        private enum CodingKeys: String, CodingKey {
            case type
            case sessionID = "session_id"
            case modelSequenceID = "model_seq_id"
            case baseModel = "base_model"
            case lora = "lora_config"
            case userMetadata = "user_metadata"
            case optimizer = "optimizer_config"
        }

        /// A message of these parts.
        public init(
            sessionID: String, modelSequenceID: Int, baseModel: String, lora: LoRAConfiguration? = nil, userMetadata: AnyJSON? = nil,
            optimizer: OptimizerConfiguration? = nil
        ) {
            self.sessionID = sessionID
            self.modelSequenceID = modelSequenceID
            self.baseModel = baseModel
            self.lora = lora
            self.userMetadata = userMetadata
            self.optimizer = optimizer
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            sessionID = try fields.decode(String.self, forKey: .sessionID)
            modelSequenceID = try fields.decode(Int.self, forKey: .modelSequenceID)
            baseModel = try fields.decode(String.self, forKey: .baseModel)
            lora = try fields.decodeIfPresent(LoRAConfiguration.self, forKey: .lora)
            userMetadata = try fields.decodeIfPresent(AnyJSON.self, forKey: .userMetadata)
            optimizer = try fields.decodeIfPresent(OptimizerConfiguration.self, forKey: .optimizer)
        }
    }

    /// The result of a `CreateModelRequest`.
    public struct CreateModelResult: Codable, Hashable, Sendable {
        /// The model.
        public var modelID: String
        private let type = "create_model"

        private enum CodingKeys: String, CodingKey {
            case type
            case modelID = "model_id"
        }

        /// A message of these parts.
        public init(modelID: String) {
            self.modelID = modelID
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            modelID = try fields.decode(String.self, forKey: .modelID)
        }
    }
}
