// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Tinker {
    /// What `POST /create_session` asks, as the first call of a client.
    public struct CreateSessionRequest: Codable, Hashable, Sendable {
        /// The client's own words.
        public var tags: [String]
        /// The client's own notes.
        public var userMetadata: AnyJSON?
        /// The client's version.
        public var sdkVersion: String?
        /// What the session belongs to.
        public var projectID: String?
        private let type = "create_session"

        private enum CodingKeys: String, CodingKey {
            case tags, type
            case userMetadata = "user_metadata"
            case sdkVersion = "sdk_version"
            case projectID = "project_id"
        }

        /// A message of these parts.
        public init(tags: [String] = [], userMetadata: AnyJSON? = nil, sdkVersion: String? = nil, projectID: String? = nil) {
            self.tags = tags
            self.userMetadata = userMetadata
            self.sdkVersion = sdkVersion
            self.projectID = projectID
        }

        /// Reads the JSON form; what is missing has the defaults of the other initialiser.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            tags = try fields.value(.tags, or: [])
            userMetadata = try fields.decodeIfPresent(AnyJSON.self, forKey: .userMetadata)
            sdkVersion = try fields.decodeIfPresent(String.self, forKey: .sdkVersion)
            projectID = try fields.decodeIfPresent(String.self, forKey: .projectID)
        }
    }

    /// The reply to a `CreateSessionRequest`. Clients show its messages.
    public struct CreateSessionReply: Codable, Hashable, Sendable {
        /// The session.
        public var sessionID: String
        /// Something to tell.
        public var information: String?
        /// Something to warn of.
        public var warning: String?
        /// Something that is wrong.
        public var problem: String?
        private let type = "create_session"

        private enum CodingKeys: String, CodingKey {
            case type
            case sessionID = "session_id"
            case information = "info_message"
            case warning = "warning_message"
            case problem = "error_message"
        }

        /// A message of these parts.
        public init(sessionID: String, information: String? = nil, warning: String? = nil, problem: String? = nil) {
            self.sessionID = sessionID
            self.information = information
            self.warning = warning
            self.problem = problem
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            sessionID = try fields.decode(String.self, forKey: .sessionID)
            information = try fields.decodeIfPresent(String.self, forKey: .information)
            warning = try fields.decodeIfPresent(String.self, forKey: .warning)
            problem = try fields.decodeIfPresent(String.self, forKey: .problem)
        }
    }
}
