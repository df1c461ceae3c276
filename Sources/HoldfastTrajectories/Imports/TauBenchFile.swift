// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// What a trajectory file of tau-bench holds.
public struct TauBenchFile: Hashable, Sendable {
    /// The records that could be read, in their order.
    public var records: [TauBenchRecord]
    /// What is wrong with those that could not; empty unless they were to be left out.
    public var damages: [String]

    /// Reads a file: a JSON list of records, one record a line (JSONL), or tau2-bench's object of `simulations` and `tasks`.
    ///
    /// What may be missing and is missing is absent. What is there and has the wrong shape is an error that names file, record and field.
    /// - Parameter leavesOutDamaged: whether records that cannot be read are left out and listed, instead of ending it all.
    /// - Throws: `.file` where it cannot be read, `.format` where it is no such file, or a record is damaged.
    public init(_ path: String, leavesOutDamaged: Bool = false) throws {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw HoldfastError(.file, exists ? "cannot read \(path): is it a readable file?" : "there is no file \(path)")
        }
        try self.init([UInt8](data), named: path, leavesOutDamaged: leavesOutDamaged)
    }

    /// Reads the content of a file; `name` stands for it in messages.
    public init(_ bytes: [UInt8], named name: String, leavesOutDamaged: Bool = false) throws {
        records = []
        damages = []
        let documents = try Self.documents(bytes, name: name)
        if documents.count == 1, let members = documents[0].object, members["simulations"] != nil {
            try read(Self.list(members, "simulations", name), leavesOutDamaged, name: name, Tau2BenchTasks(members["tasks"], name: name).record)
            return
        }
        let items = documents.count == 1 ? documents[0].array ?? documents : documents
        try read(items, leavesOutDamaged, name: name) { try TauBenchRecordReader(place: $1, number: $2, members: $0).record() }
    }

    private mutating func read(
        _ items: [AnyJSON], _ leavesOutDamaged: Bool, name: String,
        _ record: ([String: AnyJSON], _ place: String, _ number: Int) throws -> TauBenchRecord
    ) throws {
        for (number, item) in items.enumerated() {
            do {
                let place = "\(name), record \(number)"
                guard let members = item.object else { throw HoldfastError(.format, "\(place): it is no object") }
                records.append(try record(members, place, number))
            } catch let error as HoldfastError where leavesOutDamaged {
                damages.append(error.message)
            } catch var error as HoldfastError {
                error.message += "; mend it, or leave such records out with --skip-damaged"
                throw error
            }
        }
    }

    /// The one JSON value of a file, or its lines' values.
    private static func documents(_ bytes: [UInt8], name: String) throws -> [AnyJSON] {
        let advice = "name a trajectory file of tau-bench (JSON list or JSONL) or tau2-bench"
        do {
            return [try AnyJSON(parsing: bytes)]
        } catch let whole as HoldfastError {
            let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }.filter { $0.contains { $0 != 0x20 && $0 != 0x09 } }
            guard lines.count > 1, let first = try? AnyJSON(parsing: Array(lines[0])), first.object != nil else {
                throw HoldfastError(.format, "\(name) is not JSON: \(whole.message); \(advice)")
            }
            return try lines.enumerated().map { number, line in
                do {
                    return try AnyJSON(parsing: Array(line))
                } catch let error as HoldfastError {
                    throw HoldfastError(.format, "\(name), record \(number) is not JSON: \(error.message); \(advice)")
                }
            }
        }
    }

    private static func list(_ members: [String: AnyJSON], _ key: String, _ name: String) throws -> [AnyJSON] {
        guard let list = members[key]?.array else { throw HoldfastError(.format, "\(name): \(key) is no list") }
        return list
    }
}
