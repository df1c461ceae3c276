// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// A folder of new scores under a name, which is there whole or not at all.
struct RescoredFolder: Sendable, Hashable {
    /// Folder of all names, such as `runs/quickstart/rescored`.
    let parent: String
    let name: String

    var path: String { "\(parent)/\(name)" }
    private var unfinished: String { path + RunDirectory.unfinished }

    /// - Throws: `file` where the name is taken and must not be replaced.
    func check(replaces: Bool) throws {
        guard try !replaces && FileSystem.surelyExists(path) else { return }
        throw HoldfastError(.file, "\(path) is there already; choose another --name, or replace it with --replace")
    }

    /// Fills the folder beside its place and puts it there when the body has returned. What stood there stays until then, and stays
    /// where the body throws.
    func fill<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result {
        // A leftover of a killed process.
        try removeUnfinished()
        try FileSystem.makeFolder(unfinished)
        do {
            let result = try await body(unfinished)
            try takePlace()
            return result
        } catch {
            try removeUnfinished()
            throw error
        }
    }

    private func takePlace() throws {
        if FileSystem.exists(path) {
            try FolderExchange.exchange(unfinished, path)
            try removeUnfinished()
        } else if rename(unfinished, path) != 0 {
            throw SystemError.last(.write, path)
        }
    }

    private func removeUnfinished() throws {
        guard FileSystem.exists(unfinished) else { return }
        do {
            try FileManager.default.removeItem(atPath: unfinished)
        } catch {
            throw HoldfastError(.file, "cannot remove \(unfinished), which a stopped process left; remove it by hand", cause: error)
        }
    }
}
