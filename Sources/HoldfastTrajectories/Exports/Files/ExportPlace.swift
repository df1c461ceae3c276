// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Where an export is to lie.
enum ExportPlace {
    /// - Throws: `.file` where something lies there that may not be replaced.
    static func check(_ path: String, replaces: Bool, isFolder: Bool) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw failure(errno, path) }
            return
        }
        let liesFolder = status.st_mode & S_IFMT == S_IFDIR
        guard liesFolder == isFolder, isFolder || status.st_mode & S_IFMT == S_IFREG else {
            throw HoldfastError(.file, "cannot write \(path): \(liesFolder ? "it is a folder; name a file in it" : "a file lies there")")
        }
        guard replaces else { throw HoldfastError(.file, "\(path) is there already; choose another --out, or replace it with --replace") }
    }

    /// Without this the rename itself may be lost in a power cut.
    static func syncFolder(of path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(errno, path) }
    }

    /// What went wrong in the last system call.
    static func failure(_ number: Int32, _ path: String) -> HoldfastError {
        let reason = String(cString: strerror(number)).lowercased()
        switch number {
        case ENOSPC, EDQUOT, EFBIG:
            return HoldfastError(.capacity, "no room for \(path) (\(reason)), and nothing partial was left there; free some space")
        default:
            return HoldfastError(.file, "cannot write \(path): \(reason); name a place in a folder that exists and that you may write to")
        }
    }
}
