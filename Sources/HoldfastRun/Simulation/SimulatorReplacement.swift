// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// Puts a new simulator where its folder shall be. It is written beside that place and then put there in one step of the system:
/// whenever the process is killed, the folder holds the former simulator or the new one as a whole.
struct SimulatorReplacement: Sendable {
    private let target: SimulatorFolder
    private let beside: SimulatorFolder

    /// - Parameter path: where links lead, so that a folder is replaced and not the link to it.
    init(at path: String) {
        let followed = realpath(path, nil)
        defer { free(followed) }
        let path = followed.map { String(cString: $0) } ?? URL(fileURLWithPath: path).standardizedFileURL.path
        target = SimulatorFolder(path: path)
        beside = SimulatorFolder(path: path + ".partial")
    }

    /// Refuses a place where no simulator can be put, before the work of making one. Leaves everything as it is.
    /// - Throws: `file`, saying what stands in the way.
    func check() throws {
        let missing = sequence(first: (target.path as NSString).deletingLastPathComponent) { ($0 as NSString).deletingLastPathComponent }
            .prefix { !FileSystem.exists($0) }
        defer { for folder in missing { rmdir(folder) } }
        try makeFolderBeside()
        defer { try? FileManager.default.removeItem(atPath: beside.path) }
        if try targetExists() { try SimulatorReplacementCheck(target: target, beside: beside).run() }
    }

    /// Writes a simulator. What else lies in the folder is kept.
    /// - Parameter body: writes the simulator's files into the folder it is given.
    /// - Throws: what `body` throws, `file` or `capacity`; the folder is then as it was.
    func write(_ body: (SimulatorFolder) async throws -> Void) async throws {
        try makeFolderBeside()
        do {
            try await body(beside)
        } catch {
            try? FileManager.default.removeItem(atPath: beside.path)
            throw error
        }
        do {
            if try targetExists() { try keepOtherFiles() }
            if FileSystem.names(in: target.path).isEmpty { try move() } else { try FolderExchange.exchange(beside.path, target.path) }
        } catch {
            throw HoldfastError(
                .file, "cannot put the simulator into \(target.path); it lies whole in \(beside.path), move it from there",
                cause: SystemCause(error))
        }
        guard FileSystem.exists(beside.path) else { return }
        do {
            try FileManager.default.removeItem(atPath: beside.path)
        } catch {
            throw HoldfastError(
                .file, "the simulator is written to \(target.path), but the former one still lies in \(beside.path); remove that folder",
                cause: SystemCause(error))
        }
    }

    private func targetExists() throws -> Bool {
        if FileSystem.isFolder(target.path) { return true }
        guard (try? FileManager.default.attributesOfItem(atPath: target.path)) == nil else {
            throw HoldfastError(.file, "cannot make the folder \(target.path): a file of that name is in the way")
        }
        return false
    }

    /// What a killed process left there is taken away first.
    private func makeFolderBeside() throws {
        do {
            if FileSystem.exists(beside.path) { try FileManager.default.removeItem(atPath: beside.path) }
        } catch {
            throw HoldfastError(.file, "cannot remove \(beside.path), which an earlier run left", cause: SystemCause(error))
        }
        try FileSystem.makeFolder(beside.path)
    }

    /// Onto nothing, or onto an empty folder.
    private func move() throws {
        guard rename(beside.path, target.path) == 0 else { throw SystemCause(number: errno) }
    }

    private func keepOtherFiles() throws {
        let written = Set(FileSystem.names(in: beside.path))
        for name in FileSystem.names(in: target.path) where !written.contains(name) {
            try FileManager.default.copyItem(atPath: "\(target.path)/\(name)", toPath: "\(beside.path)/\(name)")
        }
        let folder = URL(fileURLWithPath: target.path).resolvingSymlinksInPath().path
        let permissions = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions]
        if let permissions { try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: beside.path) }
    }
}
