// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Writes scalars as TensorBoard event files, tags and steps as in `metrics.jsonl`.
public struct TensorBoardWriter: Sendable {
    private static let prefix = "events.out.tfevents."
    private let file: AppendFile

    /// Opens a new event file in a folder.
    /// - Parameter time: seconds since 1970, part of the name by which TensorBoard orders the files of a run.
    public init(folder: String, time: Double) throws {
        let stamp = String(Int(time))
        let padded = String(repeating: "0", count: max(0, 10 - stamp.count)) + stamp
        var path = "\(folder)/\(TensorBoardWriter.prefix)\(padded).holdfast"
        var attempt = 1
        while FileSystem.exists(path) {
            path = "\(folder)/\(TensorBoardWriter.prefix)\(padded).holdfast.\(attempt)"
            attempt += 1
        }
        file = try AppendFile(path: path)
        try file.append(TensorBoardEvent.record(TensorBoardEvent.version(time: time)))
    }

    /// Appends the finite values of a row.
    /// - Parameter time: seconds since 1970.
    public func append(_ row: MetricsRow, time: Double) throws {
        let values = row.values.merging(row.times) { value, _ in value }.filter(\.value.isFinite)
            .sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        try file.append(TensorBoardEvent.record(TensorBoardEvent.scalars(values, step: row.step, time: time)))
    }

    /// Closes the file; nothing can be appended after that.
    public func close() throws { try file.close() }

    /// Leaves the records that a predicate keeps in every event file of a folder, and drops records that were cut off. A file that was
    /// cut off within its first record, which says that it is an event file at all, is removed.
    /// - Parameter isKept: of a step and the first tag recorded with it.
    static func filter(folder: String, keeping isKept: (_ step: Int, _ tag: String) -> Bool) throws {
        for name in FileSystem.names(in: folder) where name.hasPrefix(prefix) && !name.hasSuffix(RunDirectory.unfinished) {
            let path = "\(folder)/\(name)"
            let bytes = try FileSystem.read(path)
            let kept = TensorBoardEvent.records(in: bytes).filter { _, data in
                let event = TensorBoardEvent.contents(of: data)
                // Without a tag it is the version record that every file begins with.
                return event.tag.map { isKept(event.step, $0) } ?? true
            }
            let left = kept.flatMap(\.record)
            if left.isEmpty {
                try FileSystem.remove(path)
            } else if left.count < bytes.count {
                try FileSystem.write(left, to: path)
            }
        }
    }
}
