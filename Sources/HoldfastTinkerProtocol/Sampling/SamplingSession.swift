// SPDX-License-Identifier: Apache-2.0

extension Tinker {
    /// What `POST /create_sampling_session` asks: a sampler of saved weights or of a model before any training.
    public struct CreateSamplingSessionRequest: Codable, Hashable, Sendable {
        /// The session.
        public var sessionID: String
        /// Counts the session's samplers from 0.
        public var number: Int
        /// The path of weights.
        public var modelPath: String?
        /// The model before any training.
        public var baseModel: String?
        private let type = "create_sampling_session"

        private enum CodingKeys: String, CodingKey {
            case type
            case sessionID = "session_id"
            case number = "sampling_session_seq_id"
            case modelPath = "model_path"
            case baseModel = "base_model"
        }

        /// A message of these parts.
        public init(sessionID: String, number: Int, modelPath: String? = nil, baseModel: String? = nil) {
            self.sessionID = sessionID
            self.number = number
            self.modelPath = modelPath
            self.baseModel = baseModel
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            sessionID = try fields.decode(String.self, forKey: .sessionID)
            number = try fields.decode(Int.self, forKey: .number)
            modelPath = try fields.decodeIfPresent(String.self, forKey: .modelPath)
            baseModel = try fields.decodeIfPresent(String.self, forKey: .baseModel)
        }
    }

    /// The reply to a `CreateSamplingSessionRequest`, at once.
    public struct CreateSamplingSessionReply: Codable, Hashable, Sendable {
        /// The sampler: `Tinker.samplerID(session:number:)`.
        public var samplingSessionID: String
        private let type = "create_sampling_session"

        private enum CodingKeys: String, CodingKey {
            case type
            case samplingSessionID = "sampling_session_id"
        }

        /// A message of these parts.
        public init(samplingSessionID: String) {
            self.samplingSessionID = samplingSessionID
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            samplingSessionID = try fields.decode(String.self, forKey: .samplingSessionID)
        }
    }

    /// The reply to `GET /samplers/{id}`.
    public struct SamplerInformation: Codable, Hashable, Sendable {
        /// The sampler.
        public var id: String
        /// The model that training began from.
        public var baseModel: String
        /// The path of its weights; nil before any training.
        public var modelPath: String?

        private enum CodingKeys: String, CodingKey {
            case id = "sampler_id"
            case baseModel = "base_model"
            case modelPath = "model_path"
        }

        /// A message of these parts.
        public init(id: String, baseModel: String, modelPath: String? = nil) {
            self.id = id
            self.baseModel = baseModel
            self.modelPath = modelPath
        }
    }
}
