// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The name and version of the layout of rescored episodes, as every score file states them in its root attributes.
public enum ScoreSchema {
    /// Value of the root attribute `schema`.
    public static let name = "holdfast/scores"
    /// Value of the root attribute `schema_version` that this build writes and reads.
    public static let version = 1

    /// The version of the trajectories' layout that the tables they share have in each version of this one.
    static let judgementsVersion = 4

    static let sourceAttribute = "source"
    static let sealAttribute = "source_seal"
    static let digestAttribute = "configuration_digest"

    /// Refuses files of another kind and of a later version.
    static func check(_ file: HDF5Image, path: String) throws {
        guard file.textAttribute(ShardSchema.nameAttribute) == name, let version = file.integerAttribute(ShardSchema.versionAttribute) else {
            throw HoldfastError(.format, "\(path) is an HDF5 file but holds no scores: it does not state the schema \(name)")
        }
        guard (1...Self.version).contains(version) else {
            throw HoldfastError(
                .format, "\(path) has schema version \(version) and this Holdfast reads up to \(Self.version); use a newer Holdfast")
        }
    }
}
