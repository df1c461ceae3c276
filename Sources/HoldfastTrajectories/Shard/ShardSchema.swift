// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The name and version of the layout, as every shard states them in its root attributes.
public enum ShardSchema {
    /// Value of the root attribute `schema`.
    public static let name = "holdfast/trajectories"
    /// Value of the root attribute `schema_version` that this build writes; it reads this one and all before.
    public static let version = 4
    /// The version that brought the places of verdicts and the tokens of probes; older shards have none.
    static let versionWithPlaces = 2
    /// The version that brought the model's log-probabilities; older shards are of samplers that did not reshape them, or lack them.
    static let versionWithModelLogprobs = 3
    /// The version that brought the calls behind verdicts, the reasons of abstentions and the kinds of probes; in older shards judges called
    /// no model, an abstention could not tell, and every probe was an open question.
    static let versionWithJudgeCalls = 4

    static let nameAttribute = "schema"
    static let versionAttribute = "schema_version"
    static let episodesAttribute = "episodes"

    /// Refuses files of another kind and of a later version.
    static func check(_ file: HDF5Image, path: String) throws {
        guard file.textAttribute(nameAttribute) == name, let version = file.integerAttribute(versionAttribute) else {
            throw HoldfastError(.format, "\(path) is an HDF5 file but no trajectory shard: it does not state the schema \(name)")
        }
        guard (1...Self.version).contains(version) else {
            throw HoldfastError(
                .format, "\(path) has schema version \(version) and this Holdfast reads up to \(Self.version); use a newer Holdfast")
        }
    }
}
