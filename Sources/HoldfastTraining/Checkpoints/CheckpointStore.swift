// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// The checkpoints of a run: folders `step_000010`, each written beside as `step_000010.partial`, renamed, and then completed by a
/// marker that names every file with its size and checksum. A folder without a valid marker does not count.
///
/// A checkpoint that is replaced by one of the same step stays as `step_000010.replaced` until the new one is complete, and counts in
/// its place until then: at every moment of a write, what was there before can be resumed from.
public struct CheckpointStore: Sendable {
    /// The folder that holds the checkpoints; made when the first one is written.
    public let root: String
    private static let stateFile = "trainer.json"
    private static let prefix = "step_"
    private static let partial = ".partial"
    private static let replaced = ".replaced"

    /// Names the folder; nothing is read or made.
    public init(root: String) {
        self.root = root
    }

    /// Writes a checkpoint; one of the same step is replaced.
    /// - Parameter save: writes the server's files into the folder it is given.
    /// - Throws: `capacity` when the disk is full, else `file` with the path, and what `save` throws. Whatever was complete before can still be opened then.
    public func write(_ state: CheckpointState, save: (_ directory: String) async throws -> Void) async throws -> Checkpoint {
        let files = FileManager.default
        let target = folder(of: state.step)
        let partial = folder(of: state.step, Self.partial)
        let replaced = folder(of: state.step, Self.replaced)
        do {
            try? files.removeItem(at: partial)
            try files.createDirectory(at: partial, withIntermediateDirectories: true)
        } catch {
            throw HoldfastError.writing(
                "cannot make the checkpoint folder \(partial.path)", advice: "check that \(root) can be written to", cause: error)
        }
        try await save(partial.path)
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try AtomicFile.write(encoder.encode(state), to: partial.appendingPathComponent(Self.stateFile).path)
            let marker = try encoder.encode(CompletionMarker(describing: partial))
            try setAside(target, as: replaced)
            try files.moveItem(at: partial, to: target)
            try AtomicFile.write(marker, to: target.appendingPathComponent(CompletionMarker.fileName).path)
            if files.fileExists(atPath: replaced.path) { try files.removeItem(at: replaced) }
        } catch let error as HoldfastError {
            throw error
        } catch {
            throw HoldfastError.writing("cannot write the checkpoint \(target.path)", advice: "check the rights of the folder", cause: error)
        }
        return Checkpoint(path: target.path, state: state)
    }

    /// The newest checkpoint that is complete and undamaged, with a line about each newer folder that is not.
    /// - Throws: `file` when the folder exists and cannot be read.
    public func latestComplete() throws -> CheckpointChoice {
        var choice = CheckpointChoice(checkpoint: nil, messages: [])
        for step in try steps().reversed() {
            do {
                let checkpoint = try open(step: step)
                choice.checkpoint = checkpoint
                choice.messages.append("continuing from \(checkpoint.path): it is the newest complete checkpoint")
                return choice
            } catch let error as HoldfastError {
                choice.messages.append("passing over \(error.message)")
                if error.code == .file { choice.unreadable = choice.unreadable ?? error.message }
                if error.code == .file || isMarked(step: step) { choice.passedOverComplete = true }
            }
        }
        choice.messages.append("no complete checkpoint in \(root)")
        return choice
    }

    /// Moves an older checkpoint of the same step out of the way; of two, the complete one.
    private func setAside(_ target: URL, as replaced: URL) throws {
        let files = FileManager.default
        guard files.fileExists(atPath: target.path) else { return }
        guard files.fileExists(atPath: replaced.path) else { return try files.moveItem(at: target, to: replaced) }
        if Self.isMarked(target) {
            try files.removeItem(at: replaced)
            try files.moveItem(at: target, to: replaced)
        } else {
            try files.removeItem(at: target)
        }
    }

    /// The checkpoint of a step, verified.
    /// - Throws: `format`, saying what is wrong with it; `file` where a file of it is there and cannot be read.
    public func open(step: Int) throws -> Checkpoint {
        do {
            return try open(folder(of: step))
        } catch {
            let replaced = folder(of: step, Self.replaced)
            guard FileManager.default.fileExists(atPath: replaced.path), let checkpoint = try? open(replaced) else { throw error }
            return checkpoint
        }
    }

    private func open(_ folder: URL) throws -> Checkpoint {
        do {
            try CompletionMarker.verify(folder)
            let data = try Data(contentsOf: folder.appendingPathComponent(Self.stateFile))
            return Checkpoint(path: folder.path, state: try JSONDecoder().decode(CheckpointState.self, from: data))
        } catch let error as HoldfastError {
            throw HoldfastError(error.code, "\(folder.path): \(error.message)")
        } catch {
            throw HoldfastError(.format, "\(folder.path): \(Self.stateFile) is not readable", cause: SystemCause(error))
        }
    }

    /// Where a run of this identity continues, or nil where there is no complete checkpoint; the messages say what was chosen and why.
    /// - Throws: `configuration` when the newest complete checkpoint was made with another configuration or from another base; `file` and
    ///   `store` when going on from an older one, or from the beginning, would throw away what may be put right.
    public func resumePoint(for identity: RunIdentity) throws -> (point: ResumePoint?, messages: [String]) {
        let choice = try latestComplete()
        try choice.requireNothingLost(in: root)
        guard let checkpoint = choice.checkpoint else { return (nil, choice.messages) }
        let stored = checkpoint.state.identity
        guard stored.configurationDigest == identity.configurationDigest else {
            throw HoldfastError(
                .configuration,
                "\(checkpoint.path) was made with the configuration \(stored.configurationDigest), this is \(identity.configurationDigest); "
                    + "resume with the run's own configuration or start a new run directory"
            )
        }
        if let base = stored.baseDigest, let given = identity.baseDigest, base != given {
            throw HoldfastError(
                .configuration,
                "\(checkpoint.path) was trained from a base simulator with the digest \(base), the one named now has \(given); "
                    + "put the base simulator back as it was, or start a new run directory"
            )
        }
        var messages = choice.messages
        if stored.codeRevision != identity.codeRevision {
            messages.append(
                "the checkpoint was made by code revision \(stored.codeRevision), this is \(identity.codeRevision); "
                    + "numbers may differ from those of an uninterrupted run")
        }
        return (checkpoint.resumePoint, messages)
    }

    /// Removes all but the newest complete checkpoints, and what a killed run left beside complete ones.
    ///
    /// A folder of full name without a marker is left for people to look at; it never counts.
    /// - Parameter keepLast: 0 keeps all complete ones.
    public func prune(keepLast: Int) throws {
        guard FileManager.default.fileExists(atPath: root) else { return }
        let complete = try steps().filter { Self.isMarked(folder(of: $0)) }
        let needless = Set(complete.map { folder(of: $0, Self.replaced).lastPathComponent })
        do {
            // Renamed before it is removed: what a kill leaves of it is then known to be needless.
            for step in complete.dropLast(keepLast > 0 ? keepLast : complete.count) { try retire(step) }
            try removeFolders { name in name.hasSuffix(Self.partial) || needless.contains(name) }
        } catch {
            throw HoldfastError(.file, "cannot remove an old checkpoint in \(root); check the rights of the folder", cause: SystemCause(error))
        }
    }

    /// Removes what a killed run had not finished to write or to remove. None of it ever counts.
    /// - Throws: `file` where it cannot be removed.
    public func removeUnfinished() throws {
        guard FileManager.default.fileExists(atPath: root) else { return }
        do {
            try removeFolders { $0.hasSuffix(Self.partial) }
        } catch {
            throw HoldfastError(
                .file, "cannot remove what is left of a checkpoint in \(root); check the rights of the folder", cause: SystemCause(error))
        }
    }

    private func retire(_ step: Int) throws {
        let partial = folder(of: step, Self.partial)
        if FileManager.default.fileExists(atPath: partial.path) { try FileManager.default.removeItem(at: partial) }
        try FileManager.default.moveItem(at: folder(of: step), to: partial)
    }

    private func removeFolders(where isNeedless: (String) -> Bool) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: root) where isNeedless(name) {
            try FileManager.default.removeItem(at: URL(fileURLWithPath: root).appendingPathComponent(name))
        }
    }

    /// Steps that have a folder, complete or not, in rising order.
    private func steps() throws -> [Int] {
        guard FileManager.default.fileExists(atPath: root) else { return [] }
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: root)
            let steps = names.compactMap { name -> Int? in
                guard name.hasPrefix(Self.prefix) else { return nil }
                return Int(name.dropFirst(Self.prefix.count).dropLast(name.hasSuffix(Self.replaced) ? Self.replaced.count : 0))
            }
            return Set(steps).sorted()
        } catch {
            throw HoldfastError(.file, "cannot list the checkpoints in \(root); check the rights of the folder", cause: SystemCause(error))
        }
    }

    private func folder(of step: Int, _ suffix: String = "") -> URL {
        let digits = String(step)
        let name = Self.prefix + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + suffix
        return URL(fileURLWithPath: root).appendingPathComponent(name)
    }

    private func isMarked(step: Int) -> Bool { Self.isMarked(folder(of: step)) || Self.isMarked(folder(of: step, Self.replaced)) }

    private static func isMarked(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(CompletionMarker.fileName).path)
    }
}
