// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol
import Synchronization
import Testing

@testable import HoldfastServers

struct TinkerSessionTests {
    private struct Finish: Decodable {
        struct Reason: Decodable { var type: String }
        var reason: Reason
    }

    private func endings(_ toy: ToyTrainingServer) throws -> [String] {
        try toy.state.withLock { $0.log.filter { $0.path == "/sessions/s/finish" } }.map {
            try JSONDecoder().decode(Finish.self, from: $0.body ?? Data()).reason.type
        }
    }

    @Test func `a session ends as its body did, and its model goes`() async throws {
        struct Trouble: Error {}
        let table: [(String, (any Error)?)] = [
            ("success", nil), ("errored", Trouble()), ("interrupted", CancellationError()),
            ("interrupted", HoldfastError(.interrupted, "stopped")), ("errored", HoldfastError(.server, "down")),
        ]
        for (ending, error) in table {
            let toy = ToyTrainingServer()
            try? await toy.connected(normalization: .sum) { _ in if let error { throw error } }
            #expect(try endings(toy) == [ending])
            #expect(toy.count("/unload_model") == 1 && toy.state.withLock(\.models).isEmpty)
        }
    }

    @Test func `a task that is cancelled ends its session all the same`() async throws {
        let toy = ToyTrainingServer()
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await toy.connected(normalization: .sum) { _ in
                start.finish()
                try await Task.sleep(for: .seconds(86_400))
            }
        }
        for await _ in started {}
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try endings(toy) == ["interrupted"])
        #expect(toy.count("/unload_model") == 1)
    }

    @Test func `the server hears every ten seconds, until it has ended the session itself`() async throws {
        let toy = ToyTrainingServer()
        let sleeps = Mutex<[Duration]>([])
        let time = Timekeeper(
            now: { sleeps.withLock { $0.reduce(.zero, +) } }, sleep: { span in sleeps.withLock { $0.append(span) } },
            date: { Date(timeIntervalSince1970: 0) })
        let connection = try TinkerConnection(TinkerServerConfiguration(url: "http://host:1"), exchange: toy, time: time)
        let session = try await TinkerSession(connection)
        toy.add(ToyTrainingServer.Fault(path: "/session_heartbeat", kind: .refused(404), after: 1))
        toy.add(ToyTrainingServer.Fault(path: "/session_heartbeat", kind: .refused(410), after: 1))
        // A beat that fails is not the end; 410 is, so this returns.
        await session.keepAlive(time)
        #expect(toy.count("/session_heartbeat") == 4)
        #expect(sleeps.withLock(\.self) == [Duration](repeating: .seconds(10), count: 4))
    }
}
