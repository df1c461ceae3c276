// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The name and version of the layout of filter keys, as their file states them in its root attributes.
public enum MaskSchema {
    /// Value of the root attribute `schema`.
    public static let name = "holdfast/masks"
    /// Value of the root attribute `schema_version` that this build writes and reads.
    public static let version = 1

    /// Refuses files of another kind and of a later version.
    static func check(_ file: HDF5Image, path: String) throws {
        guard file.textAttribute(ShardSchema.nameAttribute) == name, let version = file.integerAttribute(ShardSchema.versionAttribute) else {
            throw HoldfastError(.format, "\(path) is an HDF5 file but holds no filter keys: it does not state the schema \(name)")
        }
        guard (1...Self.version).contains(version) else {
            throw HoldfastError(
                .format, "\(path) has schema version \(version) and this Holdfast reads up to \(Self.version); use a newer Holdfast")
        }
    }
}
