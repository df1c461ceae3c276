// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// The file operations a run needs, each with an error that says what to do.
enum FileSystem {
    /// Makes a folder and the ones above it; an existing one is fine.
    static func makeFolder(_ path: String) throws {
        if isFolder(path) { return }
        if (path as NSString).deletingLastPathComponent != path { try makeFolder(above: path) }
        if mkdir(path, 0o777) != 0, errno != EEXIST { throw SystemError.last(.makeFolder, path) }
        if !isFolder(path) { throw HoldfastError(.file, "cannot make the folder \(path): a file of that name is in the way") }
    }

    /// Makes the folder that `path` lies in, where it is missing.
    static func makeFolder(above path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty { try makeFolder(folder) }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether something lies there, where the answer decides what is done.
    /// - Throws: `file` where the way to it may not be looked into.
    static func surelyExists(_ path: String) throws -> Bool {
        if exists(path) { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw SystemError.last(.read, path) }
        return false
    }

    /// Refuses a path that no file can be written to, before the work of making its content. Leaves everything as it is.
    static func checkPlace(ofFile path: String) throws {
        guard !path.isEmpty else { throw HoldfastError(.usage, "--out is empty; name a file") }
        if isFolder(path) { throw HoldfastError(.file, "cannot write \(path): it is a folder; name a file in it") }
        let beside = path + RunDirectory.unfinished
        let file = open(beside, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw SystemError.last(.write, path) }
        close(file)
        unlink(beside)
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The path itself, with links followed as far as there are files.
    static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }

    /// Names in a folder, sorted; none where it does not exist.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Names in a folder, sorted.
    /// - Throws: `file` where it does not exist or may not be looked into.
    static func contents(of folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw HoldfastError(.file, "cannot look into \(folder); name a folder that exists and that you may read", cause: SystemCause(error))
        }
    }

    static func read(_ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try read(path) { bytes += $0 }
        return bytes
    }

    /// Reads piece by piece, so that a large file is never in memory as a whole.
    static func read(_ path: String, _ body: (ArraySlice<UInt8>) -> Void) throws {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw SystemError.last(.read, path) }
        defer { close(file) }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Foundation.read(file, &chunk, chunk.count)
            if count < 0 { throw SystemError.last(.read, path) }
            if count == 0 { return }
            body(chunk[..<count])
        }
    }

    static func text(_ path: String) throws -> String { String(decoding: try read(path), as: UTF8.self) }

    /// Replaces a file as a whole: written beside, flushed, renamed. A reader sees the old or the new content, never a part.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let beside = path + RunDirectory.unfinished
        do {
            let file = try AppendFile(path: beside, truncate: true)
            try file.append(bytes)
            try file.close()
        } catch {
            unlink(beside)
            throw error
        }
        guard rename(beside, path) == 0 else { throw SystemError.last(.write, path) }
    }

    static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

    static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw SystemError.last(.remove, path) }
    }
}
