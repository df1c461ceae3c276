// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTinkerProtocol

/// A client's session at a server: what it makes there belongs to it, and goes when it ends or falls silent.
struct TinkerSession: Sendable {
    /// How it ended, for the server's records.
    enum End: String, Sendable { case success, errored, interrupted }

    /// How often the server is told that the client is still there.
    static let beat = Duration.seconds(10)
    /// How long its end may take.
    static let farewell = Duration.seconds(15)
    /// The generation of the protocol that is spoken, by the version of its first client.
    static let generation = "0.38.0"

    let id: String
    private let connection: TinkerConnection

    init(_ connection: TinkerConnection) async throws {
        self.connection = connection
        id = try await connection.call(
            "/create_session",
            Tinker.CreateSessionRequest(tags: ["holdfast"], userMetadata: .object([:]), sdkVersion: Self.generation),
            for: Tinker.CreateSessionReply.self
        ).sessionID
    }

    /// Tells the server every ten seconds that the client is there, until the task is cancelled or the server has ended the session.
    ///
    /// A beat that fails is not the end: what needs the session fails by itself, with a better reason.
    func keepAlive(_ time: Timekeeper) async {
        while !Task.isCancelled {
            do {
                try await time.sleep(Self.beat)
                _ = try await connection.call("/session_heartbeat", Tinker.HeartbeatRequest(sessionID: id), for: Tinker.HeartbeatReply.self)
            } catch let error as HoldfastError where error.refusal == 410 {
                return
            } catch {}
        }
    }

    /// Ends the session. Older servers know no such call, and a server that is gone needs none.
    func finish(_ end: End) async {
        _ = try? await connection.call(
            "/sessions/\(id)/finish", Tinker.FinishSessionRequest(reason: .object(["type": .string(end.rawValue)])), for: AnyJSON.self)
    }
}
