// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Opens everything: proves seals, reads every column, builds every episode and holds its parts against each other.
///
/// Files are read and never changed. What a check needs of memory is what the largest file in work needs.
public enum TrajectoryFsck {
    /// Checks files one by one; a bad one hides none of the others.
    /// - Returns: one report per path, in their order.
    public static func check(_ paths: [String]) -> [FileReport] {
        paths.map { check($0) }
    }

    /// Checks files, several at a time, and reports each as soon as it and those before it are done.
    /// - Parameters:
    ///   - folders: where the shards of score files and filter keys are looked for, beside the places where they lie as a rule.
    ///   - width: files in work at the same time, by default as many as there are cores.
    ///   - report: takes the reports, in the order of the paths.
    public static func check(
        _ paths: [String], shardsIn folders: [String] = [], width: Int? = nil, report: (FileReport) async throws -> Void
    ) async throws {
        let width = max(1, width ?? ProcessInfo.processInfo.activeProcessorCount)
        try await withThrowingTaskGroup(of: (Int, FileReport).self) { group in
            var waiting: [Int: FileReport] = [:]
            var next = 0
            for (index, path) in paths.enumerated() {
                if index >= width, let (done, result) = try await group.next() { waiting[done] = result }
                group.addTask { (index, check(path, shardsIn: folders)) }
                while let result = waiting.removeValue(forKey: next) {
                    try await report(result)
                    next += 1
                }
            }
            while let (done, result) = try await group.next() {
                waiting[done] = result
                while let result = waiting.removeValue(forKey: next) {
                    try await report(result)
                    next += 1
                }
            }
        }
    }

    /// Checks one file of any of our schemas.
    /// - Parameter folders: where the shards of score files and filter keys are looked for, beside the places where they lie as a rule.
    public static func check(_ path: String, shardsIn folders: [String] = []) -> FileReport {
        var report = FileReport(path: path)
        do {
            let content = try SealedFile.read(path)
            report.kind = try kind(of: content, path: path)
            do {
                switch report.kind {
                case .shard: try ShardCheck.run(content, into: &report)
                case .scores: try ScoreFileCheck.run(path, shardsIn: folders, into: &report)
                case .masks: try MaskFileCheck.run(path, shardsIn: folders, into: &report)
                case .unknown: break
                }
            } catch {
                report.problem("\(error)")
            }
        } catch {
            // What reading the bytes throws says itself what to do.
            report.problem("\(error)", advice: "")
        }
        return report
    }

    private static func kind(of content: [UInt8], path: String) throws -> FileReport.Kind {
        let schema: String?
        do {
            schema = try HDF5Image(content).textAttribute(ShardSchema.nameAttribute)
        } catch {
            throw error.naming(path)
        }
        switch schema {
        case ShardSchema.name: return .shard
        case ScoreSchema.name: return .scores
        case MaskSchema.name: return .masks
        default:
            throw HoldfastError(
                .format,
                "\(path) is an HDF5 file of another schema\(schema.map { " (\($0))" } ?? ""): neither trajectories nor scores nor filter keys; keep it elsewhere"
            )
        }
    }
}
