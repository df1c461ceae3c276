// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import ServiceLifecycle
import UnixSignals

/// Runs a server. When it is asked to stop, requests that are being answered have so long to finish; then every connection is cut.
struct BoundedShutdown<Server: Service>: Service {
    let server: Server
    let connections: OpenConnections
    let limit: Duration
    /// Signals that, once it stops, end it at once.
    let impatience: [UnixSignal]
    /// Told how many connections were cut.
    let whenOverdue: @Sendable (Int) -> Void

    private enum End { case finished, overdue }

    func run() async throws {
        try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                try await server.run()
                return .finished
            }
            group.addTask {
                // Cancelled, it cuts at once.
                try? await gracefulShutdown()
                await patience()
                return .overdue
            }
            defer { group.cancelAll() }
            guard try await group.next() == .overdue else { return }
            let isCancelled = Task.isCancelled
            whenOverdue(connections.abort())
            group.cancelAll()
            do {
                while try await group.next() != nil {}
            } catch is CancellationError where !isCancelled {}
        }
    }

    /// Ends with the time that is left for requests, or with a signal.
    private func patience() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await ContinuousClock().sleep(for: limit) }
            if !impatience.isEmpty {
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: impatience) { return }
                }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
