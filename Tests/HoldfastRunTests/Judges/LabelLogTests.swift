// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import Testing

@testable import HoldfastRun

struct LabelLogTests {
    private func write(_ items: [CalibrationItem], in folder: String) throws -> String {
        try JSONLines.write(items, to: "\(folder)/items.jsonl")
        return "\(folder)/items.jsonl"
    }

    private func append(_ text: String, to path: String) throws {
        let file = try AppendFile(path: path)
        try file.append(Array(text.utf8))
        try file.close()
    }

    @Test func `labels of all raters are read with the items, the last of an item counts, and the items' file stays`() throws {
        try withFolder { folder in
            let path = try write(
                [LabelSessionTests.item("a", labels: [ItemLabel(rater: "ann", outcome: .abstain)]), LabelSessionTests.item("b")], in: folder)
            let before = try FileSystem.read(path)
            let hash = try CalibrationItemFile(path: path).hash
            let ann = try LabelLog(items: path, rater: "ann")
            try ann.append(LabelLog.Entry(item: "a", rater: "ann", outcome: .pass))
            try ann.append(LabelLog.Entry(item: "b", rater: "ann", outcome: .pass))
            try ann.append(LabelLog.Entry(item: "b", rater: "ann", outcome: nil))
            let ben = try LabelLog(items: path, rater: "ben / x")
            try ben.append(LabelLog.Entry(item: "b", rater: "ben / x", outcome: .fail))
            let items = try CalibrationItemFile(path: path).items
            #expect(items[0].labels == [ItemLabel(rater: "ann", outcome: .pass)] && items[1].labels == [ItemLabel(rater: "ben / x", outcome: .fail)])
            #expect(try CalibrationItemFile(path: path).hash != hash)
            #expect(try FileSystem.read(path) == before)
        }
    }

    @Test func `what a crash left of a line is no label, and the next one is whole`() throws {
        try withFolder { folder in
            let path = try write([LabelSessionTests.item("a"), LabelSessionTests.item("b")], in: folder)
            let log = LabelLog.path(items: path, rater: "ann")
            try append(#"{"item":"a","outcome":"pass","rater":"ann"}"# + "\n" + #"{"item":"b","outco"#, to: log)
            #expect(try CalibrationItemFile(path: path).items.map(\.labels.count) == [1, 0])
            let again = try LabelLog(items: path, rater: "ann")
            try again.append(LabelLog.Entry(item: "b", rater: "ann", outcome: .fail))
            #expect(try CalibrationItemFile(path: path).items.flatMap(\.labels).map(\.outcome) == [.pass, .fail])
        }
    }

    @Test func `damaged files are one error with their line`() throws {
        try withFolder { folder in
            let path = try write([LabelSessionTests.item("a"), LabelSessionTests.item("a")], in: folder)
            let twice = #expect(throws: HoldfastError.self) { try CalibrationItemFile(path: path) }
            #expect(twice?.message.contains("\(path):2: the item `a` stands here a second time") == true)
            try FileSystem.write("\n{\"id\": 1}\n", to: path)
            let wrong = #expect(throws: HoldfastError.self) { try CalibrationItemFile(path: path) }
            #expect(wrong?.message.contains("\(path):2: this line is no calibration item") == true)
            try FileSystem.write("\n", to: path)
            #expect(throws: HoldfastError.self) { try CalibrationItemFile(path: path) }
            _ = try write([LabelSessionTests.item("a")], in: folder)
            try append("nonsense\n", to: LabelLog.path(items: path, rater: "ann"))
            let label = #expect(throws: HoldfastError.self) { try LabelLog(items: path, rater: "ann") }
            #expect(label?.message.contains(":1: this line is no label") == true)
        }
    }
}
