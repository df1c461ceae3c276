// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import Testing

@Suite struct MultiWOZDatabasesTests {
    /// A folder with the smallest corpus that can be read.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-multiwoz-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: "\(folder)/db", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for domain in ["restaurant", "hotel", "attraction", "train"] {
            try Data(#"[{"name": "the \#(domain)", "area": "centre"}]"#.utf8).write(to: URL(fileURLWithPath: "\(folder)/db/\(domain)_db.json"))
        }
        try body(folder)
    }

    @Test func filesOfTheSideDomainsMayBeMissing() throws {
        try withFolder { folder in
            let databases = try MultiWOZDatabases(folder: folder)
            #expect(databases.rows[.hotel]?.count == 1)
            #expect(databases.rows[.taxi]?.count == 1)
            #expect(databases.rows[.police] == nil)
            #expect(databases.ontology.isEmpty)
        }
    }

    @Test func aMissingMainDatabaseIsNamed() throws {
        try withFolder { folder in
            try FileManager.default.removeItem(atPath: "\(folder)/db/train_db.json")
            let error = #expect(throws: HoldfastError.self) { try MultiWOZDatabases(folder: folder) }
            #expect(error?.code == .file)
            #expect(error?.message.contains("\(folder)/db/train_db.json") == true)
        }
    }

    /// Cut off, of another shape, not text at all: each is said, and none reads as an empty file.
    @Test(
        arguments: [
            "db/hotel_db.json", "db/train_db.json", "db/taxi_db.json", "db/hospital_db.json", "db/police_db.json", "ontology.json",
        ], ["", "[{\"name\": \"x\"", "7", "[\"x\"]", "{\"a\": 1}", "\u{0}\u{1}"])
    func aBrokenFileIsNamed(file: String, content: String) throws {
        try withFolder { folder in
            try Data(content.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
            let error = #expect(throws: HoldfastError.self, "\(content)") { try MultiWOZDatabases(folder: folder) }
            #expect(error?.code == .format)
            #expect(error?.message.contains("\(folder)/\(file) is not a JSON ") == true, "\(error?.message ?? "")")
        }
    }
}
