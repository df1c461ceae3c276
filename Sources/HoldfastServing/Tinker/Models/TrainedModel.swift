// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol
import Synchronization

/// A model that a client trains. What is asked of it happens in the order it came.
final class TrainedModel: Sendable {
    let id: String
    let session: String
    /// Nil where all weights are trained.
    let adapters: Tinker.LoRAConfiguration?
    let work = SerialWork()
    private let server = Mutex<(any LossEvaluating)?>(nil)

    init(id: String, session: String, adapters: Tinker.LoRAConfiguration?) {
        self.id = id
        self.session = session
        self.adapters = adapters
    }

    func use(_ opened: any LossEvaluating) { server.withLock { $0 = opened } }

    /// Its memory is free once what it is doing is done.
    func unload() { server.withLock { $0 = nil } }

    /// - Throws: `usage` before it is made, after that failed, and once it is unloaded.
    func opened() throws -> any LossEvaluating {
        guard let opened = server.withLock(\.self) else {
            throw HoldfastError(.usage, "the model \(id) is not loaded; create it again, or load what it saved")
        }
        return opened
    }
}

extension AdapterRequest {
    init(_ asked: Tinker.LoRAConfiguration) {
        self.init(
            rank: asked.rank, seed: asked.seed.map { UInt64(bitPattern: Int64($0)) }, attention: asked.trainsAttention,
            feedForward: asked.trainsFeedForward)
    }
}
