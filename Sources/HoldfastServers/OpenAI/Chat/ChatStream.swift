// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// One attempt at a streamed reply.
actor ChatStream {
    private var assembly = ChatAssembly()
    private var told = 0
    private let piece: @Sendable (ChatPiece) async -> Void

    /// - Parameter piece: told of everything that is added.
    init(_ piece: @escaping @Sendable (ChatPiece) async -> Void) { self.piece = piece }

    /// What the events of a stream add up to.
    func completion(
        of connection: ServerConnection, _ question: HTTPQuestion, _ request: ServerRequest, timeout: Duration
    ) async -> Result<ChatCompletion, AttemptFailure> {
        do throws(AttemptFailure) {
            do throws(AttemptFailure) {
                try await connection.stream(question, request, timeout: timeout) { try await self.take($0) }
            } catch {
                // How the connection ends after the last word is no matter of the reply.
                guard assembly.isWhole, error.isRepeatable else { throw error }
            }
            return .success(try assembly.finish())
        } catch {
            return .failure(final(error, connection))
        }
    }

    private func take(_ event: ServerSentEvent) async throws {
        for next in try assembly.take(event) {
            told += 1
            await piece(next)
        }
    }

    /// Text that was told cannot be taken back, so what fails after it is final.
    private func final(_ failure: AttemptFailure, _ connection: ServerConnection) -> AttemptFailure {
        func cleaned(_ failure: AttemptFailure) -> AttemptFailure {
            switch failure {
            case .failedInStream(let message): .failedInStream(connection.clean(message))
            case .status(let code, let message, let wait): .status(code, message: connection.clean(message), retryAfter: wait)
            case .undecodable(let what): .undecodable(connection.clean(what))
            default: failure
            }
        }
        let failure = cleaned(failure)
        guard told > 0, failure.isRepeatable else { return failure }
        switch failure {
        case .connection(let what), .failedInStream(let what): return .brokeOff(what)
        case .status(let code, let message, _): return .brokeOff("status \(code): \(message)")
        case .timedOut: return .brokeOff("it did not end in time")
        case .undecodable, .brokeOff: return failure
        }
    }
}
