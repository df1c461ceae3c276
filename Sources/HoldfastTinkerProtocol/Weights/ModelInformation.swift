// SPDX-License-Identifier: Apache-2.0

extension Tinker {
    /// What `POST /get_info` asks, once for each model.
    public struct GetInformationRequest: Codable, Hashable, Sendable {
        /// The model.
        public var modelID: String
        private let type = "get_info"

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

    /// What kind of model it is.
    public struct ModelDescription: Codable, Hashable, Sendable {
        /// Such as `qwen3`.
        public var architecture: String?
        /// The name it is known by.
        public var modelName: String?
        /// The name or folder of its tokenizer; nil is the name of the model.
        public var tokenizerID: String?

        private enum CodingKeys: String, CodingKey {
            case architecture = "arch"
            case modelName = "model_name"
            case tokenizerID = "tokenizer_id"
        }

        /// A message of these parts.
        public init(architecture: String? = nil, modelName: String? = nil, tokenizerID: String? = nil) {
            self.architecture = architecture
            self.modelName = modelName
            self.tokenizerID = tokenizerID
        }
    }

    /// The reply to a `GetInformationRequest`.
    public struct ModelInformation: Codable, Hashable, Sendable {
        /// The model.
        public var modelID: String
        /// What kind of model it is.
        public var model: ModelDescription
        /// Whether adapters are trained.
        public var isLoRA: Bool?
        /// The adapters' rank.
        public var loraRank: Int?
        /// The name that training began from.
        public var modelName: String?
        private let type = "get_info"

        private enum CodingKeys: String, CodingKey {
            case type
            case modelID = "model_id"
            case model = "model_data"
            case isLoRA = "is_lora"
            case loraRank = "lora_rank"
            case modelName = "model_name"
        }

        /// A message of these parts.
        public init(modelID: String, model: ModelDescription, isLoRA: Bool? = nil, loraRank: Int? = nil, modelName: String? = nil) {
            self.modelID = modelID
            self.model = model
            self.isLoRA = isLoRA
            self.loraRank = loraRank
            self.modelName = modelName
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            modelID = try fields.decode(String.self, forKey: .modelID)
            model = try fields.decode(ModelDescription.self, forKey: .model)
            isLoRA = try fields.decodeIfPresent(Bool.self, forKey: .isLoRA)
            loraRank = try fields.decodeIfPresent(Int.self, forKey: .loraRank)
            modelName = try fields.decodeIfPresent(String.self, forKey: .modelName)
        }
    }

    /// What `POST /unload_model` asks of older clients.
    public struct UnloadModelRequest: Codable, Hashable, Sendable {
        /// The model.
        public var modelID: String
        private let type = "unload_model"

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

    /// The result of an `UnloadModelRequest`.
    public struct UnloadModelResult: Codable, Hashable, Sendable {
        /// The model.
        public var modelID: String
        private let type = "unload_model"

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
