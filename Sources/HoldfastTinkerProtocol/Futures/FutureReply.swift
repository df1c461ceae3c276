// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// What `POST /retrieve_future` answers.
    public enum FutureReply<Result: Codable & Hashable & Sendable>: Hashable, Sendable {
        /// The result.
        case ready(Result)
        /// Not yet: ask again at once, the server does the waiting. Status 408 may come with it.
        case tryAgain(requestID: String?, QueueState, reason: String?)
        /// There is a result of so many bytes: fetch it without `allow_metadata_only`.
        case metadata(bytes: Int)
        /// There will be no result.
        case failed(FutureFailure)
    }

    /// Why a result is not there yet.
    public enum QueueState: String, Codable, Sendable, CaseIterable {
        /// It is being worked on.
        case active
        /// The server has no room.
        case pausedCapacity = "paused_capacity"
        /// The client has asked for too much.
        case pausedRateLimit = "paused_rate_limit"
    }

    /// How a request failed, for good. It goes over the wire with status 200.
    public struct FutureFailure: Codable, Hashable, Sendable {
        /// Whose fault it is.
        public enum Category: String, Codable, Sendable, CaseIterable {
            /// The request was wrong.
            case user
            /// The server could not.
            case server
            /// Nobody knows.
            case unknown
        }

        /// For people.
        public var message: String
        /// Whose fault it is.
        public var category: Category

        private enum CodingKeys: String, CodingKey {
            case category
            case message = "error"
        }

        /// A failure.
        public init(message: String, category: Category) { (self.message, self.category) = (message, category) }

        /// Reads the JSON form; a category that is missing or new is `unknown`.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            message = try fields.decode(String.self, forKey: .message)
            category = try fields.decodeIfPresent(String.self, forKey: .category).flatMap(Category.init) ?? .unknown
        }
    }
}

private enum FutureReplyKeys: String, CodingKey {
    case type, status, error
    case requestID = "request_id"
    case queueState = "queue_state"
    case queueStateReason = "queue_state_reason"
    case size = "response_payload_size"
}

extension Tinker.FutureReply: Codable {
    /// Reads the JSON form; a state of the queue that is missing or new is `active`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FutureReplyKeys.self)
        if try fields.decodeIfPresent(String.self, forKey: .type) == "try_again" {
            let state = try fields.decodeIfPresent(String.self, forKey: .queueState).flatMap(Tinker.QueueState.init)
            self = .tryAgain(
                requestID: try fields.decodeIfPresent(String.self, forKey: .requestID), state ?? .active,
                reason: try fields.decodeIfPresent(String.self, forKey: .queueStateReason))
        } else if (try? fields.decodeIfPresent(String.self, forKey: .status)) == "complete_metadata" {
            self = .metadata(bytes: try fields.decode(Int.self, forKey: .size))
        } else if (try? fields.decodeIfPresent(String.self, forKey: .error)) != nil {
            self = .failed(try Tinker.FutureFailure(from: decoder))
        } else {
            self = .ready(try Result(from: decoder))
        }
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .ready(let result): try result.encode(to: encoder)
        case .failed(let failure): try failure.encode(to: encoder)
        case .tryAgain(let requestID, let state, let reason):
            var fields = encoder.container(keyedBy: FutureReplyKeys.self)
            try fields.encode("try_again", forKey: .type)
            try fields.encodeIfPresent(requestID, forKey: .requestID)
            try fields.encode(state, forKey: .queueState)
            try fields.encodeIfPresent(reason, forKey: .queueStateReason)
        case .metadata(let bytes):
            var fields = encoder.container(keyedBy: FutureReplyKeys.self)
            try fields.encode("complete_metadata", forKey: .status)
            try fields.encode(bytes, forKey: .size)
        }
    }
}

extension Tinker.FutureReply where Result: ProtobufMessage {
    /// Reads a protobuf body, which only a result has.
    ///
    /// - Throws: a `HoldfastError` with code `format` that names the byte and the field.
    public init(protobuf body: some Sequence<UInt8>) throws { self = .ready(try Result(protobuf: body)) }
}
