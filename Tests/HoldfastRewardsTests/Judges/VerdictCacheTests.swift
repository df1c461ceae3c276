// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import HoldfastCore
import HoldfastRewards
import HoldfastTesting
import Testing

struct VerdictCacheTests {
    private func verdict(_ number: Int, evidence: String = "because \u{1F308} \"so\"\n") -> Verdict {
        Verdict(
            criterion: Criterion.promptToLine, outcome: .fail, turn: number, evidence: evidence, places: [1..<4], judge: "j",
            calls: [JudgeCall(judge: "j", outcome: .fail, promptHash: "h", reply: "{\u{0}}", promptTokens: 5, completionTokens: 6)])
    }

    @Test func `verdicts come back as they were, also after the file was closed`() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/cache.sqlite"
            let stored = verdict(1)
            do {
                let cache = try VerdictCache(path: path)
                #expect(try cache.verdict(for: "a") == nil)
                #expect(try cache.store(stored, for: "a") == stored)
            }
            let again = try VerdictCache(path: path)
            #expect(try again.verdict(for: "a") == stored && again.count() == 1)
        }
    }

    @Test func `the first verdict at a place stays`() async throws {
        try await withTemporaryFolder { folder in
            let cache = try VerdictCache(path: "\(folder)/cache.sqlite")
            _ = try cache.store(verdict(1), for: "a")
            #expect(try cache.store(verdict(2), for: "a") == verdict(1))
            #expect(try cache.verdict(for: "a") == verdict(1))
        }
    }

    @Test func `places differ by judge and by everything that is asked, but not by turn`() {
        let question = JudgeFixture.question
        var changed = Array(repeating: question, count: 6)
        changed[0].criterion = Criterion.role
        changed[1].ground += " "
        changed[2].line += "."
        changed[3].dialogue[0].seat = .user
        changed[4].dialogue[0].text += "?"
        changed[5].dialogue.append(JudgedLine(.user, ""))
        let keys = (changed + [question]).map { VerdictCache.key(judge: "j", question: $0) } + [VerdictCache.key(judge: "k", question: question)]
        #expect(Set(keys).count == 8)
        var later = question
        later.turn = 9
        #expect(VerdictCache.key(judge: "j", question: later) == VerdictCache.key(judge: "j", question: question))
        // Texts that run into each other are still two texts.
        let (first, second) = (
            JudgeQuestion(criterion: "c", ground: "a", line: "b1:c"), JudgeQuestion(criterion: "c", ground: "a1:b", line: "c")
        )
        #expect(first.hash != second.hash)
    }

    @Test func `two connections write at once, and lose nothing`() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/cache.sqlite"
            let caches = [try VerdictCache(path: path), try VerdictCache(path: path)]
            try await withThrowingTaskGroup { group in
                for (which, cache) in caches.enumerated() {
                    for number in 0..<60 {
                        group.addTask { _ = try cache.store(verdict(number, evidence: "\(which)"), for: "\(number % 40 + which * 20)") }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try caches[0].count() == 60 && caches[1].count() == 60)
            for number in 20..<40 { #expect(try caches[0].verdict(for: "\(number)") == caches[1].verdict(for: "\(number)")) }
        }
    }

    private static let python = PythonInterpreter.find(importing: "sqlite3")

    @Test(.enabled(if: python != nil, "needs a Python with sqlite3"))
    func `another process writes at the same time`() async throws {
        let python = try #require(Self.python)
        try await withTemporaryFolder { folder in
            let path = "\(folder)/cache.sqlite"
            let cache = try VerdictCache(path: path)
            let script = """
                import sqlite3, sys
                db = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
                for n in range(200):
                    db.execute("BEGIN IMMEDIATE")
                    db.execute("INSERT INTO verdict VALUES (?, 'j', 'c', 'pass', '{}')", (f"other {n}",))
                    db.execute("COMMIT")
                print(db.execute("PRAGMA journal_mode").fetchone()[0])
                """
            async let other = python.runBeside(script, arguments: [path])
            for number in 0..<100 { _ = try cache.store(verdict(number), for: "own \(number)") }
            let mode = try await other
            #expect(mode == "wal\n")
            #expect(try cache.count() == 300)
        }
    }

    @Test func `a file that is no cache, damaged, later or unwritable is one clear error`() async throws {
        try await withTemporaryFolder { folder in
            func message(_ name: String) -> String {
                do {
                    _ = try VerdictCache(path: "\(folder)/\(name)")
                    return "opened"
                } catch let error as HoldfastError {
                    return error.code == .store && error.message.contains("\(folder)/\(name)") ? error.message : "unclear: \(error)"
                } catch {
                    return "\(error)"
                }
            }
            try Data("this is no database, but a file of some length".utf8).write(to: URL(fileURLWithPath: "\(folder)/text.sqlite"))
            #expect(message("text.sqlite").contains("damaged, or no verdict cache; move it away"))
            try execute("CREATE TABLE mine (x)", at: "\(folder)/other.sqlite")
            #expect(message("other.sqlite").contains("is a database, but no verdict cache"))
            do { _ = try VerdictCache(path: "\(folder)/later.sqlite") }
            try execute("PRAGMA user_version = 99", at: "\(folder)/later.sqlite")
            #expect(message("later.sqlite").contains("later version"))
            do {
                let cache = try VerdictCache(path: "\(folder)/cut.sqlite")
                for number in 0..<200 { _ = try cache.store(verdict(number), for: "\(number)") }
            }
            // Closing moved the log into the file; what is now in the middle of it is overwritten.
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/cut.sqlite")))
            #expect(bytes.count > 20_000)
            for place in 4096..<16_384 { bytes[place] = 0xA5 }
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/cut.sqlite"))
            #expect(message("cut.sqlite").contains("damaged") && message("cut.sqlite").contains("move it away"))
            #expect(message("no/folder.sqlite").contains("in a folder that exists"))
        }
    }

    @Test func `a verdict that cannot be read is an error, not a verdict`() async throws {
        try await withTemporaryFolder { folder in
            let cache = try VerdictCache(path: "\(folder)/cache.sqlite")
            _ = try cache.store(verdict(1), for: "a")
            try execute("UPDATE verdict SET verdict = '{'", at: cache.path)
            let error = #expect(throws: HoldfastError.self) { try cache.verdict(for: "a") }
            #expect(error?.message.contains("cannot read the verdict cache") == true)
        }
    }
}

/// Changes a database behind the back of those who use it.
func execute(_ sql: String, at path: String) throws {
    try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
}
