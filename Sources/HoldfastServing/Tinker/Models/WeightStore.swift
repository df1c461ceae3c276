// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol

/// Saved weights: `FOLDER/<model>/<kind>/<name>`, each a folder of the model's own format with a note of what it is.
struct WeightStore: Sendable {
    /// What is known of saved weights.
    struct Note: Codable, Hashable, Sendable {
        var baseModel: String
        var adapters: Tinker.LoRAConfiguration?
        /// Seconds since 1970.
        var saved: Double
        /// When they may be removed, in the same seconds.
        var expires: Double?
    }

    static let noteName = "tinker.json"
    let folder: String

    func place(of path: TinkerPath) -> String { "\(folder)/\(path.modelID)/\(path.kind.rawValue)/\(path.name)" }

    /// Nil where there is nothing under that path, or it has expired.
    func note(of path: TinkerPath, now: Double) -> Note? {
        guard let data = FileManager.default.contents(atPath: "\(place(of: path))/\(Self.noteName)"),
            let note = try? JSONDecoder().decode(Note.self, from: data)
        else { return nil }
        return note.expires.map { $0 > now } ?? true ? note : nil
    }

    /// Saves weights; whoever looks sees all of them or none.
    /// - Throws: `usage` where there are some under that name already and they are not to be replaced; `file`, and what `write` throws.
    func save(_ path: TinkerPath, _ note: Note, replaces: Bool, write: (String) async throws -> Void) async throws {
        let place = place(of: path)
        let partial = place + ".partial"
        let files = FileManager.default
        guard replaces || !files.fileExists(atPath: place) || self.note(of: path, now: note.saved) == nil else {
            throw HoldfastError(.usage, "there are weights at \(path) already; choose another name, or overwrite them")
        }
        do {
            try? files.removeItem(atPath: partial)
            try files.createDirectory(atPath: partial, withIntermediateDirectories: true)
        } catch {
            throw HoldfastError(.file, "cannot make a folder for \(path) in \(folder)", cause: error)
        }
        do {
            try await write(partial)
            try JSONEncoder().encode(note).write(to: URL(fileURLWithPath: "\(partial)/\(Self.noteName)"))
            if files.fileExists(atPath: place) { try files.removeItem(atPath: place) }
            try files.moveItem(atPath: partial, toPath: place)
        } catch {
            try? files.removeItem(atPath: partial)
            throw error is HoldfastError ? error : HoldfastError(.file, "cannot write \(path) into \(folder)", cause: error)
        }
    }

    /// False where there is nothing under that path.
    func remove(_ path: TinkerPath) throws -> Bool {
        guard FileManager.default.fileExists(atPath: place(of: path)) else { return false }
        do {
            try FileManager.default.removeItem(atPath: place(of: path))
        } catch {
            throw HoldfastError(.file, "cannot remove \(path) from \(folder)", cause: error)
        }
        return true
    }

    /// Models that saved anything, in the order of their names.
    var models: [String] { names("").filter { !$0.hasPrefix(".") } }

    /// What a model saved, the oldest first.
    func saved(by model: String, now: Double) -> [(path: TinkerPath, note: Note)] {
        TinkerPath.Kind.allCases.flatMap { kind in
            names("/\(model)/\(kind.rawValue)").compactMap { name in
                guard let path = try? TinkerPath(modelID: model, kind: kind, name: name), let note = note(of: path, now: now) else { return nil }
                return (path, note)
            }
        }
        .sorted { ($0.note.saved, $0.path.description) < ($1.note.saved, $1.path.description) }
    }

    private func names(_ part: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder + part)) ?? []).sorted()
    }
}
