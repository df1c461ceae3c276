// SPDX-License-Identifier: Apache-2.0

/// How a simulator is served.
public struct ServingConfiguration: Sendable, Hashable {
    /// Address to listen on; loopback is reached from this machine alone.
    public var host: String
    /// 0 takes a free one.
    public var port: Int
    /// What the model is called in requests and replies.
    public var model: String
    /// Seed of completions whose request names none.
    public var seed: UInt64
    /// Longest body of a request, in bytes.
    public var bodyLimit: Int
    /// Tokens of a line whose request names no limit.
    public var maximumTokens: Int
    /// Completions that one request may ask for, prompts times `n`.
    public var maximumCompletions: Int
    /// Requests that are answered at once; others get status 429.
    public var maximumRequests: Int
    /// After so many seconds a connection on which nothing is asked and nothing answered is closed.
    public var idleSeconds: Int
    /// How long clients may take to send a request and to take a reply.
    public var timeouts: ConnectionTimeouts
    /// When the service is asked to stop, requests that are being answered have so many seconds.
    public var shutdownSeconds: Double
    /// What it shows to clients over TLS; nil listens without.
    public var identity: ServerIdentity?
    /// How requests are told on standard error.
    public var log: RequestLogFormat
    /// Who may ask; by default everybody.
    public var keys: AccessKeys
    /// Put behind the last line of a chat when the user ends the dialogue; empty for nothing. `###STOP###` is what tau-bench and
    /// tau2-bench look for.
    public var endMarker: String

    /// By default reached from this machine alone, at port 8000, with the end marker of tau-bench.
    public init(
        host: String = "127.0.0.1", port: Int = 8000, model: String = "simulator", seed: UInt64 = 1, bodyLimit: Int = 4 << 20,
        maximumTokens: Int = 64, maximumCompletions: Int = 256, maximumRequests: Int = 4096, idleSeconds: Int = 75,
        timeouts: ConnectionTimeouts = ConnectionTimeouts(), shutdownSeconds: Double = 30, identity: ServerIdentity? = nil,
        log: RequestLogFormat = .off, keys: AccessKeys = .open, endMarker: String = "###STOP###"
    ) {
        self.host = host
        self.port = port
        self.model = model
        self.seed = seed
        self.bodyLimit = bodyLimit
        self.maximumTokens = maximumTokens
        self.maximumCompletions = maximumCompletions
        self.maximumRequests = maximumRequests
        self.idleSeconds = idleSeconds
        self.timeouts = timeouts
        self.shutdownSeconds = shutdownSeconds
        self.identity = identity
        self.log = log
        self.keys = keys
        self.endMarker = endMarker
    }
}
