// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Which weights a server samples with, and who may use them now: requests together, an update alone.
///
/// Without that, a reply could be half of one version and half of the next, and would be stored under one of them.
actor ServedWeights {
    /// What a request needs to know.
    struct Current: Sendable, Hashable {
        /// The name to ask for: the model's, or that of its adapters.
        var name: String
        var version: Int
    }

    private(set) var current: Current
    /// Adapters that an update loaded.
    private(set) var adapter: String?
    /// Why nobody knows which weights the server has; nil where that is known.
    private var doubt: String?
    private var sampling = 0
    private var isUpdating = false
    private var waitingRequests: [CheckedContinuation<Void, Never>] = []
    private var waitingUpdates: [CheckedContinuation<Void, Never>] = []

    init(name: String) { current = Current(name: name, version: 0) }

    /// Samples with the current weights; waits while they are replaced.
    /// - Throws: `server` after an update whose outcome is unknown, and what the body throws.
    nonisolated func use<Result: Sendable>(_ body: @Sendable (Current) async throws -> Result) async throws -> Result {
        let current = try await enter()
        do {
            let result = try await body(current)
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    /// Replaces the weights when the requests in flight are answered.
    /// - Parameter body: gets what is there, and returns the name to ask for and the adapters that are loaded then.
    /// - Throws: `model` for a version that is none of a later update; what the body throws, the weights being as before, unless it is
    ///   `Uncertain`.
    nonisolated func update(
        to version: Int, _ body: @Sendable (Current, _ adapter: String?) async throws -> (name: String, adapter: String?)
    ) async throws {
        let before = try await beginUpdate(to: version)
        do {
            let (name, adapter) = try await body(before.current, before.adapter)
            await endUpdate(.success((Current(name: name, version: version), adapter)))
        } catch let uncertain as Uncertain {
            await endUpdate(.failure(uncertain))
            throw uncertain.error
        } catch {
            await endUpdate(nil)
            throw error
        }
    }

    /// An update that may have happened or not.
    struct Uncertain: Error { var error: HoldfastError }

    private func enter() async throws -> Current {
        while isUpdating || !waitingUpdates.isEmpty { await withCheckedContinuation { waitingRequests.append($0) } }
        if let doubt {
            throw HoldfastError(.server, "nobody knows which weights the server has, because an update failed on its way (\(doubt)); update it again")
        }
        sampling += 1
        return current
    }

    private func leave() {
        sampling -= 1
        if sampling == 0, !waitingUpdates.isEmpty { waitingUpdates.removeFirst().resume() }
    }

    private func beginUpdate(to version: Int) async throws -> (current: Current, adapter: String?) {
        while isUpdating || sampling > 0 { await withCheckedContinuation { waitingUpdates.append($0) } }
        guard version > current.version else {
            wake()
            throw HoldfastError(
                .model, "the server has weights of version \(current.version) already; version \(version) is no update of them")
        }
        isUpdating = true
        return (current, adapter)
    }

    private func endUpdate(_ outcome: Result<(Current, String?), Uncertain>?) {
        isUpdating = false
        switch outcome {
        case .success((let current, let adapter))?:
            (self.current, self.adapter, doubt) = (current, adapter, nil)
        case .failure(let uncertain)?: doubt = uncertain.error.message
        case nil: break
        }
        wake()
    }

    private func wake() {
        if !waitingUpdates.isEmpty {
            waitingUpdates.removeFirst().resume()
        } else {
            for request in waitingRequests { request.resume() }
            waitingRequests = []
        }
    }
}
