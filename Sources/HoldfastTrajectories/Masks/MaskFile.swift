// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// The filter keys of a run, or of a folder of shards, in a file of their own.
///
/// `docs/trajectories.md` describes every column. A value that holds only the path, as `ShardReader` does.
public struct MaskFile: Sendable, Hashable {
    /// The folder of the keys, in a run directory or beside shards.
    public static let folderName = "masks"
    /// Name of the file in it.
    public static let fileName = "keys.h5"

    /// Where the file lies, and what errors call it.
    public let path: String

    /// Nothing is opened yet.
    public init(_ path: String) {
        self.path = path
    }

    /// The keys of a run directory or a folder of shards. Nothing is opened yet.
    public init(in folder: String) {
        self.init("\(folder)/\(Self.folderName)/\(Self.fileName)")
    }

    /// The keys that a shard is among: those in its own folder, else those in the folder above, which is the run's.
    /// - Throws: `.usage` where there are none.
    public static func nearest(to shard: String) throws -> MaskFile {
        let folder = URL(fileURLWithPath: shard).deletingLastPathComponent()
        for place in [folder, folder.deletingLastPathComponent()] {
            let file = MaskFile(in: place.path)
            if file.exists { return file }
        }
        throw HoldfastError(.usage, "there are no filter keys for \(shard); make some with `holdfast split`")
    }

    /// Whether there is such a file.
    public var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// Whether the file states the schema of filter keys.
    /// - Throws: `.file` where it cannot be read, `.format` where it is damaged.
    public var isMaskFile: Bool {
        get throws {
            try HDF5Image(try SealedFile.read(path)).textAttribute(ShardSchema.nameAttribute) == MaskSchema.name
        }
    }

    /// Replaces all keys: written beside, then brought to the disk and renamed, so that a reader sees the old keys or the new ones.
    /// - Throws: `.usage` for a name that cannot be or is there twice, `.capacity` when the disk is full, `.file` when the path cannot be
    ///   written. In every case nothing partial stays behind.
    public func write(_ masks: [EpisodeMask]) throws {
        for (index, mask) in masks.enumerated() {
            try EpisodeMask.check(key: mask.key)
            guard !masks[..<index].contains(where: { $0.key == mask.key }) else {
                throw HoldfastError(.usage, "the filter key \(mask.key) is there twice; name each once")
            }
        }
        var columns = MaskFileColumns(masks)
        let all = ColumnWriter.Columns()
        try columns.exchange { group in ColumnWriter(columns: all, group: group, version: ShardSchema.version) }
        let packed = ColumnPacker.pack(all.all)
        let content = try HDF5Session.run { session in
            let file = try HDF5File.create(in: session)
            try file.setAttribute(ShardSchema.nameAttribute, to: MaskSchema.name)
            try file.setAttribute(ShardSchema.versionAttribute, to: MaskSchema.version)
            for column in packed { try file.write(column) }
            return try file.image()
        }
        try SealedFile.write(content, to: path)
    }

    /// All keys, in the order in which they were written.
    public func masks() throws -> [EpisodeMask] {
        let content = try SealedFile.read(path)
        do {
            let file = try HDF5Image(content)
            try MaskSchema.check(file, path: path)
            var columns = MaskFileColumns()
            try columns.exchange { group in try ColumnReader(file: file, group: group, version: ShardSchema.version) }
            return try columns.masks()
        } catch {
            throw error.naming(path)
        }
    }

    /// The key of a name.
    /// - Throws: `.usage` naming the keys there are where there is no such one; what reading throws.
    public func mask(_ key: String) throws -> EpisodeMask {
        let all = try masks()
        if let mask = all.first(where: { $0.key == key }) { return mask }
        throw HoldfastError(
            .usage, "\(path) holds no filter key \(key); there are \(all.isEmpty ? "none" : all.map(\.key).joined(separator: ", "))")
    }
}
