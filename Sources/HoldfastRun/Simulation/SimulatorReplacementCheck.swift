// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// Whether an existing folder may and can be replaced by another one, found out without touching it.
struct SimulatorReplacementCheck {
    let target: SimulatorFolder
    /// An empty folder beside it, to try things in.
    let beside: SimulatorFolder

    func run() throws {
        guard access(target.path, R_OK | W_OK | X_OK) == 0 else { throw SystemError.last(.write, target.path) }
        let names = FileSystem.names(in: target.path)
        guard names.isEmpty || target.isWhole else {
            throw HoldfastError(.file, "\(target.path) is not empty and holds no simulator (\(names[0]) lies there); choose another --out")
        }
        let folders = ["\(beside.path)/first", "\(beside.path)/second"]
        for folder in folders { try FileSystem.makeFolder(folder) }
        try requireMovable()
        if !names.isEmpty { try requireExchange(folders[0], folders[1]) }
    }

    /// The system never renames a folder onto one that is not empty. Why it refuses says whether it could move this one at all: a mount
    /// point, or a folder in a lower layer of a container, it cannot.
    private func requireMovable() throws {
        if rename(target.path, beside.path) == 0 {
            guard rename(beside.path, target.path) == 0 else { throw SystemError.last(.write, target.path) }
            throw unsafe("it puts folders in the place of others that are not empty")
        }
        guard errno == ENOTEMPTY || errno == EEXIST else {
            throw HoldfastError(
                .file, "\(target.path) cannot be replaced by another folder; name a new folder for --out, such as \(target.path)/simulator",
                cause: SystemCause(number: errno))
        }
    }

    private func requireExchange(_ first: String, _ second: String) throws {
        do {
            try FolderExchange.exchange(first, second)
        } catch {
            throw unsafe("it cannot exchange two folders in one step")
        }
    }

    private func unsafe(_ reason: String) -> HoldfastError {
        HoldfastError(.file, "the file system of \(target.path) cannot replace a simulator safely: \(reason); name a new folder for --out")
    }
}
