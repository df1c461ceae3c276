// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Tinker {
    /// What `POST /load_weights` asks: go on from saved weights, in a model there is or in a new one.
    public struct LoadWeightsRequest: Hashable, Sendable {
        /// Which model takes the weights.
        public enum Destination: Hashable, Sendable {
            /// One that there is, as older clients have it, and the count of its training requests.
            case model(id: String, sequenceID: Int?)
            /// A new one, `Tinker.modelID(session:number:)`, as newer clients have it.
            case session(id: String, modelSequenceID: Int)

            /// The model's id.
            public var modelID: String {
                switch self {
                case .model(let id, _): id
                case .session(let id, let number): Tinker.modelID(session: id, number: number)
                }
            }
        }

        /// Which model takes the weights.
        public var destination: Destination
        /// The `TinkerPath` of the weights.
        public var path: String
        /// Whether the optimizer's state comes with them.
        public var loadsOptimizer: Bool
        /// The model that training began from, where the client says it.
        public var baseModel: String?
        /// The client's own notes.
        public var userMetadata: AnyJSON?
        /// The optimizer; nil is AdamW.
        public var optimizer: OptimizerConfiguration?
        /// What lets one load the weights of others.
        public var accessToken: String?

        /// A request.
        public init(
            destination: Destination, path: String, loadsOptimizer: Bool, baseModel: String? = nil, userMetadata: AnyJSON? = nil,
            optimizer: OptimizerConfiguration? = nil, accessToken: String? = nil
        ) {
            self.destination = destination
            self.path = path
            self.loadsOptimizer = loadsOptimizer
            self.baseModel = baseModel
            self.userMetadata = userMetadata
            self.optimizer = optimizer
            self.accessToken = accessToken
        }
    }
}

extension Tinker.LoadWeightsRequest: Codable {
    private enum CodingKeys: String, CodingKey {
        case path, type
        case modelID = "model_id"
        case sequenceID = "seq_id"
        case sessionID = "session_id"
        case modelSequenceID = "model_seq_id"
        case loadsOptimizer = "optimizer"
        case baseModel = "base_model"
        case userMetadata = "user_metadata"
        case optimizer = "optimizer_config"
        case accessToken = "weights_access_token"
    }

    /// Reads the JSON form of either generation.
    ///
    /// - Throws: an error also where neither a model nor a session is named, or both are.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        switch (try fields.decodeIfPresent(String.self, forKey: .modelID), try fields.decodeIfPresent(String.self, forKey: .sessionID)) {
        case (let model?, nil): destination = .model(id: model, sequenceID: try fields.decodeIfPresent(Int.self, forKey: .sequenceID))
        case (nil, let session?): destination = .session(id: session, modelSequenceID: try fields.decode(Int.self, forKey: .modelSequenceID))
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .modelID, in: fields, debugDescription: "write either model_id, or session_id and model_seq_id")
        }
        path = try fields.decode(String.self, forKey: .path)
        loadsOptimizer = try fields.value(.loadsOptimizer, or: false)
        baseModel = try fields.decodeIfPresent(String.self, forKey: .baseModel)
        userMetadata = try fields.decodeIfPresent(AnyJSON.self, forKey: .userMetadata)
        optimizer = try fields.decodeIfPresent(Tinker.OptimizerConfiguration.self, forKey: .optimizer)
        accessToken = try fields.decodeIfPresent(String.self, forKey: .accessToken)
    }

    /// Writes the JSON form of the destination's generation.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        switch destination {
        case .model(let id, let sequence):
            try fields.encode(id, forKey: .modelID)
            try fields.encodeIfPresent(sequence, forKey: .sequenceID)
        case .session(let id, let number):
            try fields.encode(id, forKey: .sessionID)
            try fields.encode(number, forKey: .modelSequenceID)
        }
        try fields.encode(path, forKey: .path)
        try fields.encode(loadsOptimizer, forKey: .loadsOptimizer)
        try fields.encodeIfPresent(baseModel, forKey: .baseModel)
        try fields.encodeIfPresent(userMetadata, forKey: .userMetadata)
        try fields.encodeIfPresent(optimizer, forKey: .optimizer)
        try fields.encodeIfPresent(accessToken, forKey: .accessToken)
        try fields.encode("load_weights", forKey: .type)
    }
}

extension Tinker {
    /// The result of a `LoadWeightsRequest`; older servers say nothing in it.
    public struct LoadWeightsResult: Codable, Hashable, Sendable {
        /// The path of the weights.
        public var path: String?
        /// The model that took them.
        public var modelID: String?
        private let type = "load_weights"

        private enum CodingKeys: String, CodingKey {
            case path, type
            case modelID = "model_id"
        }

        /// A result.
        public init(path: String?, modelID: String?) { (self.path, self.modelID) = (path, modelID) }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            path = try fields.decodeIfPresent(String.self, forKey: .path)
            modelID = try fields.decodeIfPresent(String.self, forKey: .modelID)
        }
    }
}
