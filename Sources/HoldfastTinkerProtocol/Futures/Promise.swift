// SPDX-License-Identifier: Apache-2.0

extension Tinker {
    /// What every heavy call answers at once: the result is to be fetched under this id.
    public struct Promise: Codable, Hashable, Sendable {
        /// The id.
        public var requestID: String
        /// The model, where the call is about one.
        public var modelID: String?
        /// An id for each sequence of a request for samples; newer clients insist on them.
        public var sampleSequenceIDs: [String]?

        private enum CodingKeys: String, CodingKey {
            case requestID = "request_id"
            case modelID = "model_id"
            case sampleSequenceIDs = "sample_sequence_ids"
        }

        /// A message of these parts.
        public init(requestID: String, modelID: String? = nil, sampleSequenceIDs: [String]? = nil) {
            self.requestID = requestID
            self.modelID = modelID
            self.sampleSequenceIDs = sampleSequenceIDs
        }
    }

    /// What `POST /retrieve_future` asks: a result. The server holds it for less than 45 seconds.
    public struct RetrieveFutureRequest: Codable, Hashable, Sendable {
        /// The id.
        public var requestID: String
        /// Whether the size may be told first; on the second fetch it may not.
        public var allowsMetadata: Bool

        private enum CodingKeys: String, CodingKey {
            case requestID = "request_id"
            case allowsMetadata = "allow_metadata_only"
        }

        /// A message of these parts.
        public init(requestID: String, allowsMetadata: Bool = false) {
            self.requestID = requestID
            self.allowsMetadata = allowsMetadata
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            requestID = try fields.decode(String.self, forKey: .requestID)
            allowsMetadata = try fields.value(.allowsMetadata, or: false)
        }
    }

    /// What `POST /cancel_future` asks: give a result up.
    public struct CancelFutureRequest: Codable, Hashable, Sendable {
        /// The id.
        public var requestID: String

        private enum CodingKeys: String, CodingKey {
            case requestID = "request_id"
        }

        /// A message of these parts.
        public init(requestID: String) {
            self.requestID = requestID
        }
    }
}
