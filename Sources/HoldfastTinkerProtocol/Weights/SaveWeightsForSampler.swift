// SPDX-License-Identifier: Apache-2.0

extension Tinker {
    /// What `POST /save_weights_for_sampler` asks: weights to sample from, under a name or for one sampler.
    public struct SaveWeightsForSamplerRequest: Codable, Hashable, Sendable {
        /// The model.
        public var modelID: String
        /// The last part of the path they are saved under; nil where they are for one sampler.
        public var name: String?
        /// The sampler's number in the session; nil where they are saved under a name.
        public var samplingSessionNumber: Int?
        /// `snapshot`, or `inflight` where samples under way may go on with the new weights.
        public var kind: String
        /// Counts a model's training requests.
        public var sequenceID: Int?
        /// How long they are kept, in seconds; nil is for good.
        public var secondsToLive: Int?
        private let type = "save_weights_for_sampler"

        private enum CodingKeys: String, CodingKey {
            case kind, type
            case modelID = "model_id"
            case name = "path"
            case samplingSessionNumber = "sampling_session_seq_id"
            case sequenceID = "seq_id"
            case secondsToLive = "ttl_seconds"
        }

        /// A message of these parts.
        public init(
            modelID: String, name: String? = nil, samplingSessionNumber: Int? = nil, kind: String = "snapshot", sequenceID: Int? = nil,
            secondsToLive: Int? = nil
        ) {
            self.modelID = modelID
            self.name = name
            self.samplingSessionNumber = samplingSessionNumber
            self.kind = kind
            self.sequenceID = sequenceID
            self.secondsToLive = secondsToLive
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            modelID = try fields.decode(String.self, forKey: .modelID)
            name = try fields.decodeIfPresent(String.self, forKey: .name)
            samplingSessionNumber = try fields.decodeIfPresent(Int.self, forKey: .samplingSessionNumber)
            kind = try fields.value(.kind, or: "snapshot")
            sequenceID = try fields.decodeIfPresent(Int.self, forKey: .sequenceID)
            secondsToLive = try fields.decodeIfPresent(Int.self, forKey: .secondsToLive)
        }
    }

    /// The result of a `SaveWeightsForSamplerRequest`: a path or a sampler.
    public struct SaveWeightsForSamplerResult: Codable, Hashable, Sendable {
        /// The path, where they are saved under a name.
        public var path: String?
        /// The sampler, where they are for one.
        public var samplingSessionID: String?
        private let type = "save_weights_for_sampler"

        private enum CodingKeys: String, CodingKey {
            case path, type
            case samplingSessionID = "sampling_session_id"
        }

        /// A message of these parts.
        public init(path: String? = nil, samplingSessionID: String? = nil) {
            self.path = path
            self.samplingSessionID = samplingSessionID
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            path = try fields.decodeIfPresent(String.self, forKey: .path)
            samplingSessionID = try fields.decodeIfPresent(String.self, forKey: .samplingSessionID)
        }
    }
}
