// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Sealed content on disk, which is there whole or not at all.
enum SealedFile {
    /// Writes beside the final name, brings it to the disk and renames; whatever fails, nothing partial stays behind.
    /// - Throws: `.capacity` when the disk or a quota is full, `.file` for every other reason.
    static func write(_ content: [UInt8], to path: String) throws {
        let temporary = path + ".tmp"
        do {
            try writeAndSync(ContentSeal.seal(content), to: temporary, for: path)
            guard rename(temporary, path) == 0 else { throw failure(errno, writing: path) }
            try syncDirectory(of: path)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Reads the content of a sealed file.
    /// - Throws: `.file` when it cannot be read, `.format` when it is damaged or something else.
    static func read(_ path: String) throws -> [UInt8] {
        // Without waiting: a pipe that nobody writes to would else never open.
        let descriptor = Foundation.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno, reading: path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(errno, reading: path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw HoldfastError(.file, "\(path) is not a file; name a trajectory shard") }
        var problem: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, filled in
            while filled < buffer.count {
                let count = Foundation.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
                if count < 0, errno == EINTR { continue }
                if count < 0 { problem = errno }
                if count <= 0 { break }
                filled += count
            }
        }
        if let problem { throw failure(problem, reading: path) }
        return try ContentSeal.open(bytes, path: path)
    }

    /// What the seal of a file says, `<length> <hash>`, from its last line alone: no look at whether the content fits it.
    /// - Throws: `.file` when it cannot be read, `.format` when it has no seal.
    static func seal(of path: String) throws -> String {
        let descriptor = Foundation.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno, reading: path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(errno, reading: path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw HoldfastError(.file, "\(path) is not a file; name a trajectory shard") }
        var bytes = [UInt8](repeating: 0, count: ContentSeal.length)
        let count = pread(descriptor, &bytes, bytes.count, max(0, status.st_size - off_t(bytes.count)))
        guard count >= 0 else { throw failure(errno, reading: path) }
        guard let text = ContentSeal.text(ofSeal: bytes.prefix(count)) else {
            throw HoldfastError(
                .format, "\(path) is not a complete trajectory shard: its last line is missing; it was cut off or is another file")
        }
        return text
    }

    private static func writeAndSync(_ bytes: [UInt8], to temporary: String, for path: String) throws {
        let descriptor = Foundation.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(errno, writing: path) }
        var isOpen = true
        defer { if isOpen { close(descriptor) } }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + written, bytes.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(errno, writing: path) }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw failure(errno, writing: path) }
        isOpen = false
        guard close(descriptor) == 0 else { throw failure(errno, writing: path) }
    }

    /// Without this the rename itself may be lost in a power cut.
    private static func syncDirectory(of path: String) throws {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = Foundation.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(errno, writing: path) }
    }

    private static func failure(_ number: Int32, writing path: String) -> HoldfastError {
        let reason = String(cString: strerror(number)).lowercased()
        switch number {
        case ENOSPC, EDQUOT, EFBIG:
            return HoldfastError(.capacity, "no room for \(path) (\(reason)), and nothing partial was left there; free some space")
        default:
            return HoldfastError(.file, "cannot write \(path): \(reason); name a file in a folder that exists and that you may write to")
        }
    }

    private static func failure(_ number: Int32, reading path: String) -> HoldfastError {
        let reason = String(cString: strerror(number)).lowercased()
        return HoldfastError(.file, "cannot read \(path): \(reason); name a trajectory shard that exists and that you may read")
    }
}
