// SPDX-License-Identifier: Apache-2.0

extension Tinker {
    /// Whose results are waited for.
    public struct FuturesTarget: Codable, Hashable, Sendable {
        /// The sampler.
        public var samplingSessionID: String
        /// Which of those that share it.
        public var clone: Int?
        private let type = "sampling_session"

        private enum CodingKeys: String, CodingKey {
            case type
            case samplingSessionID = "sampling_session_id"
            case clone = "cloned_sampler_id"
        }

        /// A message of these parts.
        public init(samplingSessionID: String, clone: Int? = nil) {
            self.samplingSessionID = samplingSessionID
            self.clone = clone
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            samplingSessionID = try fields.decode(String.self, forKey: .samplingSessionID)
            clone = try fields.decodeIfPresent(Int.self, forKey: .clone)
        }
    }

    /// What `POST /retrieve_futures` asks: which results of a sampler have come since a place. The server holds it for up to 30 seconds.
    public struct RetrieveFuturesRequest: Codable, Hashable, Sendable {
        /// Whose results are waited for.
        public var target: FuturesTarget
        /// The place of the last reply.
        public var previousCursor: Int
        /// What has been fetched since.
        public var retrieved: [String]
        /// How long to wait at most, in seconds; 0 is not at all.
        public var timeout: Double?

        private enum CodingKeys: String, CodingKey {
            case target, timeout
            case previousCursor = "prev_cursor"
            case retrieved = "retrieved_request_ids"
        }

        /// A message of these parts.
        public init(target: FuturesTarget, previousCursor: Int = 0, retrieved: [String] = [], timeout: Double? = nil) {
            self.target = target
            self.previousCursor = previousCursor
            self.retrieved = retrieved
            self.timeout = timeout
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            target = try fields.decode(FuturesTarget.self, forKey: .target)
            previousCursor = try fields.value(.previousCursor, or: 0)
            retrieved = try fields.value(.retrieved, or: [])
            timeout = try fields.decodeIfPresent(Double.self, forKey: .timeout)
        }
    }

    /// A result that has come.
    public struct Completion: Codable, Hashable, Sendable {
        /// How a request went.
        public enum State: String, Codable, Sendable {
            /// There is a result.
            case finished
            /// There is an error.
            case failed
        }

        /// How it went.
        public var state: State
        /// Under which id to fetch it.
        public var requestID: String
        /// Its size.
        public var bytes: Int?

        private enum CodingKeys: String, CodingKey {
            case state
            case requestID = "request_id"
            case bytes = "response_payload_uncompressed_size"
        }

        /// A message of these parts.
        public init(state: State, requestID: String, bytes: Int? = nil) {
            self.state = state
            self.requestID = requestID
            self.bytes = bytes
        }
    }

    /// The reply to a `RetrieveFuturesRequest`.
    public struct RetrieveFuturesReply: Codable, Hashable, Sendable {
        /// What has come.
        public var completions: [Completion]
        /// The place to ask from next.
        public var cursor: Int

        private enum CodingKeys: String, CodingKey {
            case completions, cursor
        }

        /// A message of these parts.
        public init(completions: [Completion], cursor: Int) {
            self.completions = completions
            self.cursor = cursor
        }
    }
}
