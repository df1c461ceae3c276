// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// The frozen models that are in memory: the last ones used, read again when they are asked for later.
actor SamplerPool {
    private let source: any ModelSource
    private let most: Int
    private var open: [String: Task<any ModelServer, any Error>] = [:]
    /// The last one used is the last.
    private var order: [String] = []

    /// How many there are.
    var count: Int { open.count }

    init(source: any ModelSource, most: Int) {
        self.source = source
        self.most = most
    }

    /// - Parameter folder: nil for the base model.
    func server(_ folder: String?) async throws -> any ModelServer {
        let key = folder ?? ""
        order.removeAll { $0 == key }
        order.append(key)
        let opening: Task<any ModelServer, any Error>
        if let known = open[key] {
            opening = known
        } else {
            opening = Task { [source] in try await source.sampled(from: folder) }
            open[key] = opening
            while order.count > most { open[order.removeFirst()] = nil }
        }
        do {
            return try await opening.value
        } catch {
            forget(folder)
            throw error
        }
    }

    /// For what has been replaced or removed.
    func forget(_ folder: String?) {
        open[folder ?? ""] = nil
        order.removeAll { $0 == folder ?? "" }
    }
}
