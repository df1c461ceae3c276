// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension CheckpointChoice {
    /// Refuses a choice that a person can better: a file whose rights or disk are wrong for a moment is no reason to train steps again.
    /// - Throws: `file` for a checkpoint that cannot be read, `store` where all that were completed are damaged.
    func requireNothingLost(in root: String) throws {
        let otherwise = "or start a new run directory; nothing was removed"
        if let unreadable { throw HoldfastError(.file, "\(unreadable); make it readable or move its folder away, \(otherwise)") }
        guard checkpoint == nil, passedOverComplete else { return }
        throw HoldfastError(
            .store,
            "none of the checkpoints in \(root) can be used: \(messages.joined(separator: "; ")); put one back as it was written, \(otherwise)")
    }
}
