// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Tinker {
    /// What `POST /session_heartbeat` says every ten seconds: the client is still there.
    public struct HeartbeatRequest: Codable, Hashable, Sendable {
        /// The session.
        public var sessionID: String
        private let type = "session_heartbeat"

        private enum CodingKeys: String, CodingKey {
            case type
            case sessionID = "session_id"
        }

        /// A message of these parts.
        public init(sessionID: String) {
            self.sessionID = sessionID
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            sessionID = try fields.decode(String.self, forKey: .sessionID)
        }
    }

    /// The reply to a `HeartbeatRequest`. A status of 410 in its stead ends the beat.
    public struct HeartbeatReply: Codable, Hashable, Sendable {
        private let type = "session_heartbeat"

        private enum CodingKeys: String, CodingKey { case type }

        /// A message of these parts.
        public init() {
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
        }
    }

    /// What `POST /sessions/{id}/finish` says: the client is done.
    public struct FinishSessionRequest: Codable, Hashable, Sendable {
        /// An object whose `type` is `success`, `errored` or `interrupted`.
        public var reason: AnyJSON?
        /// What else the client says.
        public var detail: AnyJSON?

        private enum CodingKeys: String, CodingKey {
            case reason, detail
        }

        /// A message of these parts.
        public init(reason: AnyJSON? = nil, detail: AnyJSON? = nil) {
            self.reason = reason
            self.detail = detail
        }
    }

    /// What `POST /telemetry` reports.
    public struct TelemetryRequest: Codable, Hashable, Sendable {
        /// The events, as they came.
        public var events: [AnyJSON]
        /// The client's system.
        public var platform: String?
        /// The client's version.
        public var sdkVersion: String?
        /// The session.
        public var sessionID: String?

        private enum CodingKeys: String, CodingKey {
            case events, platform
            case sdkVersion = "sdk_version"
            case sessionID = "session_id"
        }

        /// A message of these parts.
        public init(events: [AnyJSON] = [], platform: String? = nil, sdkVersion: String? = nil, sessionID: String? = nil) {
            self.events = events
            self.platform = platform
            self.sdkVersion = sdkVersion
            self.sessionID = sessionID
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            events = try fields.value(.events, or: [])
            platform = try fields.decodeIfPresent(String.self, forKey: .platform)
            sdkVersion = try fields.decodeIfPresent(String.self, forKey: .sdkVersion)
            sessionID = try fields.decodeIfPresent(String.self, forKey: .sessionID)
        }
    }

    /// The reply to a `TelemetryRequest`.
    public struct TelemetryReply: Codable, Hashable, Sendable {
        /// `accepted`.
        public var status: String

        private enum CodingKeys: String, CodingKey {
            case status
        }

        /// A message of these parts.
        public init(status: String = "accepted") {
            self.status = status
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            status = try fields.value(.status, or: "accepted")
        }
    }
}
