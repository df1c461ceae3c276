// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

extension OpenAIModelServer {
    /// Has the server sample with weights that were trained elsewhere. Requests in flight are answered with the old weights first, later
    /// ones wait for the new; replies carry the version of the weights they were sampled with.
    /// - Throws: `model` for a version that is not above the current one; `server` where the update is refused, the weights being as before,
    ///   or where its answer was lost: then every request is refused until an update succeeds.
    public func update(_ update: WeightUpdate) async throws {
        try await weights.update(to: update.version) { current, adapter in
            switch update.source {
            case .adapter(let name, let folder):
                try await load(AdapterLoad(name: name, folder: folder, replaces: lists(name)))
                if let adapter, adapter != name { try await unload(adapter) }
                return (name, name)
            case .model(let folder):
                try await replace(DiskUpdate(folder: folder, version: String(update.version)))
                return (current.name, adapter)
            }
        }
    }

    /// The version of the weights that are sampled with: 0 until the first update.
    public var version: Int { get async { await weights.current.version } }

    private func load(_ body: AdapterLoad) async throws {
        do {
            try await tell("/v1/load_lora_adapter", body) { _ in }
        } catch let failure as HoldfastError {
            // A repeated request is refused where the first one was carried out and its answer lost.
            if !body.replaces, try await lists(body.name) { return }
            throw failure.isRefusal ? failure : ServedWeights.Uncertain(error: failure) as any Error
        }
        guard try await lists(body.name) else {
            throw HoldfastError(
                .server, "the model server at \(host) took the adapters `\(body.name)` and does not list them; see its own log")
        }
    }

    /// Old adapters that stay cost memory there and nothing here.
    private func unload(_ name: String) async throws {
        do {
            try await tell("/v1/unload_lora_adapter", AdapterUnload(name: name)) { _ in }
        } catch let failure as HoldfastError {
            if try await lists(name) { throw ServedWeights.Uncertain(error: failure) }
        }
    }

    private func replace(_ body: DiskUpdate) async throws {
        let reply: DiskUpdateReply
        do {
            reply = try await tell("/update_weights_from_disk", body) { try JSONDecoder().decode(DiskUpdateReply.self, from: $0.body) }
        } catch let failure as HoldfastError {
            throw failure.isRefusal ? failure : ServedWeights.Uncertain(error: failure) as any Error
        }
        guard reply.success else {
            throw HoldfastError(
                .server, "the model server at \(host) did not take the weights in \(body.folder): \(reply.message ?? "no reason given")")
        }
    }

    private func tell<Reply: Sendable>(
        _ path: String, _ body: some Encodable, _ read: @escaping @Sendable (HTTPAnswer) throws -> Reply
    ) async throws -> Reply {
        try await connection.ask(
            ServerRequest(path: path, body: try JSONEncoder().encode(body)), jitter: RandomKey(seed: seed, purpose: .retry), read)
    }

    private func lists(_ name: String) async throws -> Bool {
        try await connection.models(seed: seed).data.contains { $0.id == name }
    }
}

extension HoldfastError {
    /// Whether a server said no, so that nothing happened there.
    fileprivate var isRefusal: Bool {
        guard let failure = cause as? RetryFailure, case .status(let code, _, _) = failure.last else { return false }
        return (400...499).contains(code)
    }
}
