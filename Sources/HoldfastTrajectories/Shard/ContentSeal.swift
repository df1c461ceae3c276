// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// A last line behind the HDF5 content that gives its length and its hash.
///
/// Nothing is read that is not byte for byte what was written, so that damage is one clear error and never a wrong number. HDF5 readers ignore
/// bytes behind the content they know of, so h5py and the HDF5 tools open sealed files as they are.
enum ContentSeal {
    private static let head = "\nholdfast-seal 1 "
    private static let digits = 16

    /// Length of the seal in bytes.
    static let length = head.utf8.count + digits + 1 + digits + 1

    /// The content with its seal behind it.
    static func seal(_ content: [UInt8]) -> [UInt8] {
        content + Array(lastLine(for: content[...]).utf8)
    }

    /// What a seal says of the content, `<length> <hash>`: two files of one seal are the same.
    static func text(of content: [UInt8]) -> String {
        String(lastLine(for: content[...]).dropFirst(head.count).dropLast())
    }

    /// What a seal says, from the last bytes of a file; nil where they are no seal. The content behind it is not looked at.
    static func text(ofSeal bytes: some Collection<UInt8>) -> String? {
        guard bytes.count == length, let line = String(validating: bytes, as: UTF8.self), line.hasPrefix(head), line.hasSuffix("\n") else {
            return nil
        }
        return String(line.dropFirst(head.count).dropLast())
    }

    /// The content without its seal.
    /// - Throws: `.format` when there is no seal, or it does not fit the content.
    static func open(_ sealed: [UInt8], path: String) throws -> [UInt8] {
        let content = sealed.dropLast(length)
        guard sealed.count >= length, content.count + length == sealed.count,
            let text = String(validating: sealed.suffix(length), as: UTF8.self), text.hasPrefix(head)
        else {
            throw HoldfastError(
                .format,
                "\(path) is not a complete trajectory shard: its last line is missing; it was cut off or is another file; restore it, or start a new run"
            )
        }
        guard Array(text.utf8) == Array(lastLine(for: content).utf8) else {
            throw HoldfastError(.format, "\(path) is damaged: its content does not fit the hash in its last line; restore it, or start a new run")
        }
        return Array(content)
    }

    private static func lastLine(for content: ArraySlice<UInt8>) -> String {
        "\(head)\(hexadecimal(UInt64(content.count))) \(hexadecimal(XXHash64.of(content)))\n"
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
