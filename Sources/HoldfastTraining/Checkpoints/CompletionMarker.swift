// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The content of `COMPLETE`, written last: every other file of the checkpoint with its size and checksum.
struct CompletionMarker: Codable, Equatable {
    struct File: Codable, Equatable {
        var path: String
        var bytes: Int
        /// FNV-1a, 64 bits, hexadecimal: finds torn writes, not forgeries.
        var checksum: String
    }

    static let fileName = "COMPLETE"
    var files: [File]

    /// Lists a folder, sub-folders included, in the order of the paths.
    init(describing folder: URL) throws {
        let root = folder.path
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root).sorted()
        files = try paths.compactMap { path in
            var isFolder: ObjCBool = false
            let full = folder.appendingPathComponent(path)
            guard path != Self.fileName, FileManager.default.fileExists(atPath: full.path, isDirectory: &isFolder), !isFolder.boolValue
            else { return nil }
            let data = try Data(contentsOf: full, options: .mappedIfSafe)
            return File(path: path, bytes: data.count, checksum: Self.checksum(data))
        }
    }

    /// Reads the marker of a folder and compares every file with it.
    /// - Throws: `format`, naming the first file that is not what was written; `file`, naming one that is there and cannot be read.
    static func verify(_ folder: URL) throws {
        guard let data = try content(of: fileName, in: folder) else {
            throw HoldfastError(.format, "it has no completion marker \(fileName), so it was not written to its end")
        }
        guard let marker = try? JSONDecoder().decode(CompletionMarker.self, from: data) else {
            throw HoldfastError(.format, "its completion marker is not readable")
        }
        for file in marker.files {
            guard let content = try content(of: file.path, in: folder) else {
                throw HoldfastError(.format, "\(file.path) is missing")
            }
            guard content.count == file.bytes else {
                throw HoldfastError(.format, "\(file.path) has \(content.count) bytes where \(file.bytes) were written")
            }
            guard checksum(content) == file.checksum else {
                throw HoldfastError(.format, "\(file.path) has another checksum than when it was written")
            }
        }
    }

    /// Nil where there is no such file. One that cannot be read may be whole, so it is another matter than one that is missing.
    private static func content(of name: String, in folder: URL) throws -> Data? {
        do {
            return try Data(contentsOf: folder.appendingPathComponent(name), options: .mappedIfSafe)
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile {
            return nil
        } catch {
            throw HoldfastError(.file, "\(name) cannot be read; check its rights and the disk")
        }
    }

    private static func checksum(_ data: Data) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        data.withUnsafeBytes { bytes in
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
