// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One version of the layout of shards.
public struct SchemaVersion: Hashable, Sendable {
    /// Counted from 1.
    public let number: Int
    /// What it brought, in words.
    public let brought: String
    /// The columns that it brought; of the first version none, because all others are its.
    public let columns: [String]
    /// What is read from older shards in their place.
    public let inOlderShards: String
}

/// The name and version of the layout, as every shard states them in its root attributes.
public enum ShardSchema {
    /// Value of the root attribute `schema`.
    public static let name = "holdfast/trajectories"
    /// Value of the root attribute `schema_version` that this build writes; it reads this one and all before.
    public static let version = 4

    /// All versions and what they brought, oldest first.
    ///
    /// A migration is reading: the tables of columns fill in what an older shard has not, and `ShardMerge` writes the result in the
    /// version of today. No version ever took a column away.
    public static let history = [
        SchemaVersion(
            number: 1, brought: "episodes, tokens, turns, goals, verdicts, scores, probes and scenarios", columns: [], inOlderShards: ""),
        SchemaVersion(
            number: versionWithPlaces, brought: "the places of verdicts and the tokens of probes",
            columns: [
                "verdicts/place_offsets", "verdicts/places/start", "verdicts/places/end", "probes/start", "probes/token_offsets",
                "probes/tokens/id", "probes/tokens/logprob", "probes/tokens/mask",
            ],
            inOlderShards: "verdicts have no places; probes have no tokens and start at 0"),
        SchemaVersion(
            number: versionWithModelLogprobs, brought: "the model's log-probabilities beside those sampled from",
            columns: ["tokens/model_logprob", "probes/tokens/model_logprob"],
            inOlderShards: "the model's log-probabilities are those sampled from"),
        SchemaVersion(
            number: versionWithJudgeCalls, brought: "the calls behind verdicts, the reasons of abstentions and the kinds of probes",
            columns: [
                "verdicts/abstention", "verdicts/call_offsets", "verdicts/calls/judge", "verdicts/calls/outcome",
                "verdicts/calls/prompt_hash", "verdicts/calls/reply", "verdicts/calls/prompt_tokens", "verdicts/calls/completion_tokens",
                "probes/kind", "probes/options", "probes/sample",
            ],
            inOlderShards: "judges called no model, an abstention could not tell, and every probe is an open question, asked once"),
    ]
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
