// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// A folder that is filled beside its place and put there when it is whole. Its name is hidden until then.
final class UnfinishedFolder {
    private let path: String
    /// Where it is filled.
    let beside: String
    private let aside: String
    /// The folders above that were made for it, the highest first.
    private let made: [String]

    /// Makes the folder, and those above it.
    /// - Throws: `.file` where something lies at the place already that may not be replaced, or the folder cannot be made.
    init(at path: String, replaces: Bool) throws {
        try ExportPlace.check(path, replaces: replaces, isFolder: true)
        let place = path as NSString
        let above = place.deletingLastPathComponent
        self.path = path
        beside = "\(above)/.\(place.lastPathComponent).tmp"
        aside = "\(above)/.\(place.lastPathComponent).old"
        made = sequence(first: above) { folder in
            let above = (folder as NSString).deletingLastPathComponent
            return above.isEmpty || above == folder ? nil : above
        }.prefix { access($0, F_OK) != 0 }.reversed()
        try Self.remove(beside)
        try Self.make(beside, for: path)
    }

    /// Makes a folder in it.
    func make(_ name: String) throws { try Self.make("\(beside)/\(name)", for: path) }

    /// Writes a file in it.
    func write(_ text: String, to name: String) throws {
        let file = try UnfinishedFile(at: "\(beside)/\(name)", replaces: true)
        do {
            try file.append(text)
            try file.finish()
        } catch {
            file.abandon()
            throw error
        }
    }

    /// Puts the folder in its place. What lay there is moved aside first and removed last.
    func finish() throws {
        try Self.remove(aside)
        let isThere = rename(path, aside) == 0
        if !isThere, errno != ENOENT { throw ExportPlace.failure(errno, path) }
        guard rename(beside, path) == 0 else {
            let number = errno
            if isThere { rename(aside, path) }
            throw ExportPlace.failure(number, path)
        }
        try ExportPlace.syncFolder(of: path)
        try Self.remove(aside)
    }

    /// Removes what was written, and the folders that were made for it.
    func abandon() {
        try? Self.remove(beside)
        for folder in made.reversed() { rmdir(folder) }
    }

    private static func make(_ folder: String, for path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ExportPlace.failure(errno, path)
        }
    }

    private static func remove(_ folder: String) throws {
        guard access(folder, F_OK) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            throw HoldfastError(.file, "cannot remove \(folder), which a stopped process left; remove it by hand", cause: error)
        }
    }
}
