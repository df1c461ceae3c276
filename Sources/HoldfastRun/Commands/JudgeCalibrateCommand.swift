// SPDX-License-Identifier: Apache-2.0

import Foundation
public import HoldfastAnalysis
import HoldfastCore
import HoldfastRewards

/// `holdfast judge calibrate`.
public struct JudgeCalibrateCommand: Sendable {
    var items: String
    var judge: String
    var output: String
    var json: Bool

    /// - Parameters:
    ///   - items: file of calibration items (.jsonl), with labels in it or beside it.
    ///   - judge: configuration file with a `judge` section.
    ///   - output: calibration file to write (.json).
    public init(items: String, judge: String, output: String, json: Bool) {
        self.items = items
        self.judge = judge
        self.output = output
        self.json = json
    }

    /// Puts all items to the judge, and writes and prints how it does against the labels.
    public func run() async throws {
        let section = try JudgeConfiguration.load(file: judge)
        let file = try CalibrationItemFile(path: items)
        guard file.items.contains(where: { !$0.labels.isEmpty }) else {
            throw HoldfastError(.format, "no item of \(items) has a label; label some with: holdfast judge label --items \(items) --rater NAME")
        }
        try FileSystem.makeFolder(above: output)
        try FileSystem.checkPlace(ofFile: output)
        let report = try await Self.report(
            of: try await JudgeFactory.judge(from: section), on: file, date: WallClock.day,
            concurrency: section.members.map(\.concurrency).reduce(section.concurrency, max))
        try FileSystem.write(Self.text(report), to: output)
        try Output.write(json ? Self.text(report) : CalibrationText(report).text)
    }

    /// Holds a judge, and the members of a panel, against the labels of a file.
    static func report(of judge: any Judge, on file: CalibrationItemFile, date: String, concurrency: Int) async throws -> CalibrationReport {
        let verdicts = await CalibrationRun.verdicts(of: judge, on: file.items, concurrency: concurrency)
        func rated(_ outcome: (Verdict) -> VerdictOutcome?) -> [RatedItem] {
            zip(file.items, verdicts).compactMap { item, verdict in
                outcome(verdict).map { RatedItem(criterion: item.question.criterion, labels: item.labels.map(\.outcome), judge: $0) }
            }
        }
        var members: [String] = []
        for rater in verdicts.flatMap(\.answers).map(\.rater) where rater != judge.identity && !members.contains(rater) { members.append(rater) }
        let calibrations =
            [JudgeCalibration(judge: judge.identity, items: rated(\.outcome))]
            + members.map { member in
                JudgeCalibration(judge: member, items: rated { verdict in verdict.answers.first { $0.rater == member }?.outcome })
            }
        return CalibrationReport(date: date, items: file.path, itemsHash: try file.hash, judges: calibrations)
    }

    /// The content of a calibration file.
    static func text(_ report: CalibrationReport) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
    }
}

/// Reads calibration files.
public enum CalibrationFile {
    /// The report in a file that `holdfast judge calibrate` wrote.
    /// - Throws: `file` where it cannot be read, `format` where it is another file, or one of a later version.
    public static func read(_ path: String) throws -> CalibrationReport {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let data = Data(try FileSystem.read(path))
        struct Layout: Decodable { var version: Int }
        guard let layout = try? decoder.decode(Layout.self, from: data) else {
            throw HoldfastError(.format, "\(path) is no calibration file; write one with `holdfast judge calibrate`")
        }
        guard layout.version <= CalibrationReport.currentVersion else {
            throw HoldfastError(.format, "\(path) was written by a later version of Holdfast; use that one, or calibrate again")
        }
        do {
            return try decoder.decode(CalibrationReport.self, from: data)
        } catch {
            throw HoldfastError(.format, "\(path) is no calibration file (\(HoldfastError.phrase(of: error))); calibrate again")
        }
    }
}
