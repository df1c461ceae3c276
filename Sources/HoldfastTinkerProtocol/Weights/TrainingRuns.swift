// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Tinker {
    /// A model in a list of all.
    public struct TrainingRun: Codable, Hashable, Sendable {
        /// The model's id.
        public var id: String
        /// The model that training began from.
        public var baseModel: String
        /// Whose it is.
        public var owner: String
        /// Whether adapters are trained.
        public var isLoRA: Bool
        /// The adapters' rank.
        public var loraRank: Int?
        /// Whether it can no longer be used.
        public var isCorrupted: Bool
        /// In the form of ISO 8601.
        public var lastRequestTime: String
        /// The client's own notes.
        public var userMetadata: AnyJSON?

        private enum CodingKeys: String, CodingKey {
            case id = "training_run_id"
            case baseModel = "base_model"
            case owner = "model_owner"
            case isLoRA = "is_lora"
            case loraRank = "lora_rank"
            case isCorrupted = "corrupted"
            case lastRequestTime = "last_request_time"
            case userMetadata = "user_metadata"
        }

        /// A message of these parts.
        public init(
            id: String, baseModel: String, owner: String, isLoRA: Bool, loraRank: Int? = nil, isCorrupted: Bool = false, lastRequestTime: String,
            userMetadata: AnyJSON? = nil
        ) {
            self.id = id
            self.baseModel = baseModel
            self.owner = owner
            self.isLoRA = isLoRA
            self.loraRank = loraRank
            self.isCorrupted = isCorrupted
            self.lastRequestTime = lastRequestTime
            self.userMetadata = userMetadata
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            id = try fields.decode(String.self, forKey: .id)
            baseModel = try fields.decode(String.self, forKey: .baseModel)
            owner = try fields.decode(String.self, forKey: .owner)
            isLoRA = try fields.decode(Bool.self, forKey: .isLoRA)
            loraRank = try fields.decodeIfPresent(Int.self, forKey: .loraRank)
            isCorrupted = try fields.value(.isCorrupted, or: false)
            lastRequestTime = try fields.decode(String.self, forKey: .lastRequestTime)
            userMetadata = try fields.decodeIfPresent(AnyJSON.self, forKey: .userMetadata)
        }
    }

    /// Where in a list a page is.
    public struct Cursor: Codable, Hashable, Sendable {
        /// How many come before.
        public var offset: Int
        /// The most of a page.
        public var limit: Int
        /// How many there are.
        public var total: Int

        private enum CodingKeys: String, CodingKey {
            case offset, limit
            case total = "total_count"
        }

        /// A message of these parts.
        public init(offset: Int, limit: Int, total: Int) {
            self.offset = offset
            self.limit = limit
            self.total = total
        }
    }

    /// The reply to `GET /training_runs`.
    public struct TrainingRunList: Codable, Hashable, Sendable {
        /// The models of this page.
        public var runs: [TrainingRun]
        /// Which page this is.
        public var cursor: Cursor?

        private enum CodingKeys: String, CodingKey {
            case cursor
            case runs = "training_runs"
        }

        /// A message of these parts.
        public init(runs: [TrainingRun], cursor: Cursor? = nil) {
            self.runs = runs
            self.cursor = cursor
        }
    }

    /// Saved weights in a list.
    public struct Checkpoint: Codable, Hashable, Sendable {
        /// Kind and name; older servers leave the kind out.
        public var id: String
        /// `training` or `sampler`.
        public var kind: String
        /// When they were saved, in the form of ISO 8601.
        public var time: String
        /// The `TinkerPath`.
        public var path: String

        private enum CodingKeys: String, CodingKey {
            case time
            case id = "checkpoint_id"
            case kind = "checkpoint_type"
            case path = "tinker_path"
        }

        /// A message of these parts.
        public init(id: String, kind: String, time: String, path: String) {
            self.id = id
            self.kind = kind
            self.time = time
            self.path = path
        }
    }

    /// The reply to `GET /training_runs/{id}/checkpoints`.
    public struct CheckpointList: Codable, Hashable, Sendable {
        /// The model's.
        public var checkpoints: [Checkpoint]

        private enum CodingKeys: String, CodingKey {
            case checkpoints
        }

        /// A message of these parts.
        public init(checkpoints: [Checkpoint]) {
            self.checkpoints = checkpoints
        }
    }
}
