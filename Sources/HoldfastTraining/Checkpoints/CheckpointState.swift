// SPDX-License-Identifier: Apache-2.0

/// Which run a checkpoint belongs to.
public struct RunIdentity: Sendable, Hashable, Codable {
    /// Digest of the resolved configuration; a checkpoint of another one is refused.
    public var configurationDigest: String
    /// The commit, or the version where there is none; another one is told on resuming, not refused.
    public var codeRevision: String
    /// Digest of the weights that training started from; a checkpoint of others is refused. Nil where it is not known.
    public var baseDigest: String?

    /// Where both sides leave everything at the defaults, no checkpoint is refused.
    public init(configurationDigest: String = "", codeRevision: String = "", baseDigest: String? = nil) {
        self.configurationDigest = configurationDigest
        self.codeRevision = codeRevision
        self.baseDigest = baseDigest
    }

    enum CodingKeys: String, CodingKey {
        case configurationDigest = "configuration_digest"
        case codeRevision = "code_revision"
        case baseDigest = "base_digest"
    }
}

/// What a trainer needs beside the server's own files to go on: the content of `trainer.json`.
///
/// Random numbers are keyed by seed and place, so the step is the whole state of the generators.
public struct CheckpointState: Sendable, Hashable, Codable {
    /// The last finished step.
    public var step: Int
    /// The weights' version.
    public var version: Int
    /// Whether the evaluation due at the step was made before.
    public var evaluated: Bool
    /// The run that wrote it; compared with the run that wants to continue.
    public var identity: RunIdentity

    /// By default the evaluation due at the step counts as made.
    public init(step: Int, version: Int, evaluated: Bool = true, identity: RunIdentity) {
        self.step = step
        self.version = version
        self.evaluated = evaluated
        self.identity = identity
    }
}

/// A complete checkpoint on disk.
public struct Checkpoint: Sendable, Hashable {
    /// The folder.
    public var path: String
    /// The content of its `trainer.json`.
    public var state: CheckpointState

    /// Where a run continues from here.
    public var resumePoint: ResumePoint {
        ResumePoint(step: state.step, evaluated: state.evaluated, version: state.version, directory: path)
    }
}

/// Which checkpoint was chosen, and what was passed over.
public struct CheckpointChoice: Sendable, Hashable {
    /// Nil where there is none to use.
    public var checkpoint: Checkpoint?
    /// One line per folder that was passed over and one for the choice, for people.
    public var messages: [String]
    /// Whether one that was passed over had been completed, or cannot be read and may have been.
    public var passedOverComplete = false
    /// The newest that was passed over because it cannot be read, and why; nil where there is none.
    public var unreadable: String?
}
