// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Tinker {
    /// What `POST /save_weights` asks: weights and optimizer, to go on from.
    public struct SaveWeightsRequest: Codable, Hashable, Sendable {
        /// The model.
        public var modelID: String
        /// The last part of the path they are saved under; nil leaves it to the server.
        public var name: String?
        /// Counts a model's training requests.
        public var sequenceID: Int?
        /// Whether the name may be taken.
        public var overwrites: Bool
        /// How long they are kept, in seconds; nil is for good.
        public var secondsToLive: Int?
        /// The client's own notes.
        public var userMetadata: AnyJSON?
        private let type = "save_weights"

        private enum CodingKeys: String, CodingKey {
            case type
            case modelID = "model_id"
            case name = "path"
            case sequenceID = "seq_id"
            case overwrites = "overwrite"
            case secondsToLive = "ttl_seconds"
            case userMetadata = "user_metadata"
        }

        /// A message of these parts.
        public init(
            modelID: String, name: String? = nil, sequenceID: Int? = nil, overwrites: Bool = false, secondsToLive: Int? = nil,
            userMetadata: AnyJSON? = nil
        ) {
            self.modelID = modelID
            self.name = name
            self.sequenceID = sequenceID
            self.overwrites = overwrites
            self.secondsToLive = secondsToLive
            self.userMetadata = userMetadata
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            modelID = try fields.decode(String.self, forKey: .modelID)
            name = try fields.decodeIfPresent(String.self, forKey: .name)
            sequenceID = try fields.decodeIfPresent(Int.self, forKey: .sequenceID)
            overwrites = try fields.value(.overwrites, or: false)
            secondsToLive = try fields.decodeIfPresent(Int.self, forKey: .secondsToLive)
            userMetadata = try fields.decodeIfPresent(AnyJSON.self, forKey: .userMetadata)
        }
    }

    /// The result of a `SaveWeightsRequest`.
    public struct SaveWeightsResult: Codable, Hashable, Sendable {
        /// The `TinkerPath`.
        public var path: String
        private let type = "save_weights"

        private enum CodingKeys: String, CodingKey {
            case path, type
        }

        /// A message of these parts.
        public init(path: String) {
            self.path = path
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            path = try fields.decode(String.self, forKey: .path)
        }
    }

    /// What `POST /weights_info` asks.
    public struct WeightsInformationRequest: Codable, Hashable, Sendable {
        /// The `TinkerPath`.
        public var path: String

        private enum CodingKeys: String, CodingKey {
            case path = "tinker_path"
        }

        /// A message of these parts.
        public init(path: String) {
            self.path = path
        }
    }

    /// The reply to a `WeightsInformationRequest`.
    public struct WeightsInformation: Codable, Hashable, Sendable {
        /// The model that training began from.
        public var baseModel: String
        /// Whether they are adapters.
        public var isLoRA: Bool
        /// The adapters' rank.
        public var loraRank: Int?
        /// Whether the last layer has one.
        public var trainsUnembedding: Bool?
        /// Whether feed-forward layers have them.
        public var trainsFeedForward: Bool?
        /// Whether attention layers have them.
        public var trainsAttention: Bool?

        private enum CodingKeys: String, CodingKey {
            case baseModel = "base_model"
            case isLoRA = "is_lora"
            case loraRank = "lora_rank"
            case trainsUnembedding = "train_unembed"
            case trainsFeedForward = "train_mlp"
            case trainsAttention = "train_attn"
        }

        /// A message of these parts.
        public init(
            baseModel: String, isLoRA: Bool, loraRank: Int? = nil, trainsUnembedding: Bool? = nil, trainsFeedForward: Bool? = nil,
            trainsAttention: Bool? = nil
        ) {
            self.baseModel = baseModel
            self.isLoRA = isLoRA
            self.loraRank = loraRank
            self.trainsUnembedding = trainsUnembedding
            self.trainsFeedForward = trainsFeedForward
            self.trainsAttention = trainsAttention
        }
    }
}
