// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
public import HoldfastCore

/// Verdicts on disk, by judge and question: one SQLite file, which several tasks and processes may use at once.
///
/// A verdict is stored under a digest of the judge's identity and of the whole question. The identity holds model, prompts, sampling, seed
/// and form, so that whatever changes the request changes the place. The first verdict stored at a place stays there: all who look get the
/// same one.
public final class VerdictCache: Sendable {
    /// Marks the file as a verdict cache ("HFvc").
    private static let application = 0x4846_7663
    /// Counts the layouts of the file.
    private static let version = 1

    /// Where the file lies.
    public let path: String
    private let database: DatabasePool

    /// Opens the file, or makes it, and looks through it for damage.
    /// - Parameter patience: how long to wait for another process that writes.
    /// - Throws: `store` where it cannot be opened or is damaged, is no verdict cache, or is one of a later version.
    public init(path: String, patience: Duration = .seconds(30)) throws {
        self.path = path
        var configuration = Configuration()
        configuration.busyMode = .timeout(Double(patience.components.seconds))
        do {
            database = try DatabasePool(path: path, configuration: configuration)
            try database.writeWithoutTransaction { db in
                try Self.check(db, path: path)
                try db.inTransaction(.immediate) {
                    try Self.prepare(db)
                    return .commit
                }
            }
        } catch let error as HoldfastError {
            throw error
        } catch {
            throw Self.failure("open", path, error)
        }
    }

    private static func check(_ db: Database, path: String) throws {
        let found = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? ""
        guard found == "ok" else {
            throw HoldfastError(.store, "the verdict cache \(path) is damaged (\(found)); move it away, and its verdicts will be asked for again")
        }
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard application == Self.application || (application == 0 && tables == 0) else {
            throw HoldfastError(.store, "\(path) is a database, but no verdict cache; name another file")
        }
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= Self.version else {
            throw HoldfastError(.store, "the verdict cache \(path) was written by a later version of Holdfast; use that one, or another file")
        }
    }

    private static func prepare(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS verdict (
                    key TEXT PRIMARY KEY NOT NULL, judge TEXT NOT NULL, criterion TEXT NOT NULL, outcome TEXT NOT NULL, verdict TEXT NOT NULL
                ) WITHOUT ROWID
                """)
        try db.execute(
            sql: "CREATE TABLE IF NOT EXISTS judge (description TEXT PRIMARY KEY NOT NULL, identity TEXT NOT NULL) WITHOUT ROWID")
        try db.execute(sql: "PRAGMA application_id = \(application)")
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }

    /// The place of a judge's verdict on a question.
    public static func key(judge: String, question: JudgeQuestion) -> String { SHA256.hexadecimal("\(judge)\n\(question.hash)") }

    /// How many verdicts there are.
    /// - Throws: `store` where the file cannot be read.
    public func count() throws -> Int {
        do {
            return try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM verdict") ?? 0 }
        } catch {
            throw Self.failure("read", path, error)
        }
    }

    /// The stored verdict, or nil.
    /// - Throws: `store` where the file, or the verdict in it, cannot be read.
    public func verdict(for key: String) throws -> Verdict? {
        do {
            return try database.read { db in
                try Data.fetchOne(db, sql: "SELECT verdict FROM verdict WHERE key = ?", arguments: [key]).map {
                    try JSONDecoder().decode(Verdict.self, from: $0)
                }
            }
        } catch {
            throw Self.failure("read", path, error)
        }
    }

    /// Stores a verdict, unless there is one.
    /// - Returns: the verdict that is there now.
    /// - Throws: `store` where the file cannot be written.
    public func store(_ verdict: Verdict, for key: String) throws -> Verdict {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let text = String(decoding: try encoder.encode(verdict), as: UTF8.self)
            let isNew = try database.write { db in
                try db.execute(
                    sql: "INSERT INTO verdict VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    arguments: [key, verdict.judge, verdict.criterion, verdict.outcome.rawValue, text])
                return db.changesCount > 0
            }
            return isNew ? verdict : try self.verdict(for: key) ?? verdict
        } catch let error as HoldfastError {
            throw error
        } catch {
            throw Self.failure("write", path, error)
        }
    }

    /// The identity of the judge that was last made from a description; nil where none was.
    /// - Throws: `store` where the file cannot be read.
    public func identity(of description: String) throws -> String? {
        do {
            return try database.read {
                try String.fetchOne($0, sql: "SELECT identity FROM judge WHERE description = ?", arguments: [description])
            }
        } catch {
            throw Self.failure("read", path, error)
        }
    }

    /// Keeps which judge a description led to, so that its verdicts can be found when it cannot be reached.
    /// - Throws: `store` where the file cannot be written.
    public func keep(_ identity: String, of description: String) throws {
        do {
            try database.write { db in
                try db.execute(
                    sql: "INSERT INTO judge VALUES (?, ?) ON CONFLICT (description) DO UPDATE SET identity = excluded.identity",
                    arguments: [description, identity])
            }
        } catch {
            throw Self.failure("write", path, error)
        }
    }

    private static func failure(_ attempt: String, _ path: String, _ error: any Error) -> HoldfastError {
        let code = (error as? DatabaseError)?.resultCode
        let advice =
            switch code {
            case .SQLITE_CORRUPT?, .SQLITE_NOTADB?: "it is damaged, or no verdict cache; move it away, and its verdicts will be asked for again"
            case .SQLITE_BUSY?: "another process holds it; wait for it"
            case .SQLITE_FULL?: "the disk is full; free some space"
            case .SQLITE_CANTOPEN?, .SQLITE_READONLY?, .SQLITE_PERM?: "choose a file in a folder that exists and that you may write to"
            default: "move it away, and its verdicts will be asked for again"
            }
        let reason = (error as? DatabaseError)?.message ?? HoldfastError.phrase(of: error)
        return HoldfastError(.store, "cannot \(attempt) the verdict cache \(path): \(reason); \(advice)")
    }
}
