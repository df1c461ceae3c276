// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// One row of `metrics.jsonl`.
public struct MetricsRow: Sendable, Hashable {
    /// From 1; of an evaluation the step after which it was made, 0 before the first.
    public var step: Int
    /// What a resumed run reproduces exactly.
    public var values: [String: Double]
    /// Seconds and rates; their names begin with `time/` or `perf/`.
    public var times: [String: Double]

    /// A row of numbers by name; `times` takes the names that `isWallTime` knows.
    public init(step: Int, values: [String: Double], times: [String: Double] = [:]) {
        self.step = step
        self.values = values
        self.times = times
    }

    /// Whether a name is of wall time, which differs from run to run.
    public static func isWallTime(_ name: String) -> Bool { name.hasPrefix("time/") || name.hasPrefix("perf/") }

    /// Whether a name is of an evaluation.
    public static func isEvaluation(_ name: String) -> Bool { name.hasPrefix("eval/") }

    /// Whether the row is of an evaluation and not of a step.
    public var isEvaluation: Bool { values.keys.contains(where: MetricsRow.isEvaluation) }

    /// One line without its break: `step`, then the values and then the times by name. What is not finite is left out and counted.
    public var line: String {
        var members = [JSONValue.Member("step", .integer(step))]
        let finite = values.filter(\.value.isFinite)
        members += finite.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .double($0.value)) }
        if finite.count < values.count { members.append(JSONValue.Member("metrics/dropped", .integer(values.count - finite.count))) }
        members += times.filter(\.value.isFinite).sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .double($0.value)) }
        return JSONValue.object(members).line
    }
}

/// The file `metrics.jsonl`: one row a step, appended and flushed.
public struct MetricsLog: Sendable {
    private let file: AppendFile

    /// Opens the file for appending.
    public init(path: String) throws { file = try AppendFile(path: path) }

    /// Appends a row and brings it to the disk.
    public func append(_ row: MetricsRow) throws { try file.append(Array((row.line + "\n").utf8)) }

    /// Closes the file; nothing can be appended after that.
    public func close() throws { try file.close() }

    /// The rows of a file. A last line without its break is a write that was cut off, and is left out.
    /// - Throws: `format` with the line that is no row.
    public static func rows(_ path: String) throws -> [MetricsRow] {
        try lines(path).map(\.row)
    }

    /// Rows written to their end; 0 where there is no file yet.
    static func count(_ path: String) throws -> Int {
        FileSystem.exists(path) ? try FileSystem.read(path).count { $0 == UInt8(ascii: "\n") } : 0
    }

    /// Leaves the rows that a predicate keeps, byte for byte; the file is replaced as a whole.
    static func filter(_ path: String, keeping isKept: (MetricsRow) -> Bool) throws {
        guard FileSystem.exists(path) else { return }
        let kept = try lines(path).filter { isKept($0.row) }
        try FileSystem.write(kept.map { $0.text + "\n" }.joined(), to: path)
    }

    private static func lines(_ path: String) throws -> [(text: String, row: MetricsRow)] {
        var lines = try FileSystem.text(path).lineFeedSeparated
        // What follows the last break is empty, or a row that was cut off.
        lines.removeLast()
        return try lines.enumerated().map { index, line in
            let row: ConfigurationNode
            do {
                row = try YAMLSource.parse(String(line), name: path)
            } catch {
                throw HoldfastError(.format, "\(path):\(index + 1): this is no row of metrics; put the file back as it was written")
            }
            return (String(line), try decoded(row, path: path, line: index + 1))
        }
    }

    private static func decoded(_ node: ConfigurationNode, path: String, line: Int) throws -> MetricsRow {
        var row = MetricsRow(step: -1, values: [:])
        for entry in node.entries {
            guard case .scalar(let text, quoted: false) = entry.value.content, let number = Double(text) else { continue }
            if entry.key == "step" {
                row.step = Int(exactly: number) ?? -1
            } else if MetricsRow.isWallTime(entry.key) {
                row.times[entry.key] = number
            } else {
                row.values[entry.key] = number
            }
        }
        guard row.step >= 0 else { throw HoldfastError(.format, "\(path):\(line): this row of metrics has no step") }
        return row
    }
}
