// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct DamageTests {
    @Test func everyTruncationIsRefused() throws {
        try withTemporaryFolder { folder in
            let (path, bytes) = try shard(in: folder)
            for length in Array(stride(from: 0, to: bytes.count, by: 64)) + [bytes.count - 1] {
                try bytes.prefix(length).write(to: URL(filePath: path))
                expectFormatError(path, "truncated to \(length)")
            }
        }
    }

    @Test func flippedBitsAreRefused() throws {
        try withTemporaryFolder { folder in
            let (path, bytes) = try shard(in: folder)
            var random = RandomKey(seed: 5, purpose: .selection).stream
            for _ in 0..<400 {
                var damaged = bytes
                let place = Int(random.next() % UInt64(bytes.count))
                damaged[place] ^= 1 << UInt8(random.next() % 8)
                try damaged.write(to: URL(filePath: path))
                expectFormatError(path, "flip at \(place)")
            }
        }
    }

    @Test func otherFilesAreRefused() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "other.h5").path
            for content in ["", "hello\n", String(repeating: "x", count: 5_000)] {
                try Data(content.utf8).write(to: URL(filePath: path))
                expectFormatError(path, "content of \(content.count)")
                try SealedFile.write(Array(content.utf8), to: path)
                #expect(throws: HoldfastError.self) { try ShardReader(path).episodes() }
            }
            #expect(throws: HoldfastError.self) { try ShardReader(folder.path).episodes() }
            let missing = #expect(throws: HoldfastError.self) { try ShardReader(path + "x").episodes() }
            #expect(missing?.code == .file)
        }
    }

    /// Columns that contradict each other behind a sound seal: what only a faulty writer could make.
    @Test(arguments: Contradiction.allCases)
    func contradictionsAreRefused(_ contradiction: Contradiction) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            try ShardWriter.write(try EpisodeFixture.episodes(8), to: path)
            var columns = try ShardReader(path).columns()
            contradiction.plant(in: &columns)
            let planted = columns
            try SealedFile.write(ShardWriter.image(of: planted, labels: [:]), to: path)
            expectFormatError(path, "\(contradiction)")
            #expect(TrajectoryFsck.check([path])[0].problem?.contains("shard.h5") == true)
        }
    }

    enum Contradiction: CaseIterable {
        case shortColumn, fallingOffsets, offsetsPastTheEnd, negativeOffset, unknownScenario, brokenJSON, illegalMove, lateStatus, turnedRange
        case negativeTurn, hugeTurn, hugeProbe, negativePlace, turnedPlace, tokensPastTheEnd, hugeCall, negativeTokenTurn

        func plant(in columns: inout ShardColumns) {
            switch self {
            case .shortColumn: columns.tokens.logprob.removeLast()
            case .fallingOffsets: columns.episodes.turnOffsets[1] = columns.episodes.turnOffsets[2] + 1
            case .offsetsPastTheEnd: columns.episodes.tokenOffsets[8] += 1_000_000
            case .negativeOffset: columns.episodes.scoreOffsets[0] = -4
            case .unknownScenario: columns.episodes.scenario[0] = 99
            case .brokenJSON: columns.scenarios.json[0] = "{"
            case .illegalMove: columns.changes.from[0] = .complete
            case .lateStatus: columns.components.status[0] = columns.components.status[0] == .aligned ? .misaligned : .aligned
            case .turnedRange: columns.turns.tokenStart[0] = columns.turns.tokenEnd[0] + 1
            case .negativeTurn: columns.turns.index[0] = -1
            case .hugeTurn: columns.turns.index[0] = .max
            case .hugeProbe: columns.probes.turn[0] = 1 << 31
            case .negativePlace: columns.judgements.places.start[0] = -1
            case .turnedPlace: columns.judgements.places.start[0] = columns.judgements.places.end[0] + 1
            case .tokensPastTheEnd: columns.turns.tokenEnd[0] = 90
            case .hugeCall: columns.judgements.calls.promptTokens[0] = .max
            case .negativeTokenTurn: columns.tokens.turn[0] = -2
            }
        }
    }

    @Test func newerSchemaIsNamed() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            let content = try HDF5Session.run { session in
                let file = try HDF5File.create(in: session)
                try file.setAttribute(ShardSchema.nameAttribute, to: ShardSchema.name)
                try file.setAttribute(ShardSchema.versionAttribute, to: ShardSchema.version + 1)
                return try file.image()
            }
            try SealedFile.write(content, to: path)
            let error = #expect(throws: HoldfastError.self) { try ShardReader(path).count() }
            #expect(error?.message.contains("newer Holdfast") == true)
        }
    }

    @Test func fsckReportsEachPath() throws {
        try withTemporaryFolder { folder in
            let (path, bytes) = try shard(in: folder)
            let broken = folder.appending(path: "broken.h5")
            try bytes.dropLast(100).write(to: broken)
            let reports = TrajectoryFsck.check([broken.path, path, path + "x"])
            #expect(reports.map(\.isSound) == [false, true, false])
            #expect(reports[1].summary?.episodes == 2)
        }
    }

    @Test func fsckHoldsLinesAgainstTheTrace() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            let sound = try EpisodeFixture.episodes(1)[0]
            var episode = sound
            episode.episode.turns = [Turn(index: 0, seat: .user, text: "", tokens: 0..<3)]
            try ShardWriter.write([episode], to: path)
            #expect(TrajectoryFsck.check([path])[0].problem?.contains("another turn's") == true)
        }
    }

    private func shard(in folder: URL) throws -> (String, Data) {
        let path = folder.appending(path: "shard.h5").path
        try ShardWriter.write(try EpisodeFixture.episodes(2), to: path)
        return (path, try Data(contentsOf: URL(filePath: path)))
    }

    private func expectFormatError(_ path: String, _ comment: Comment) {
        let error = #expect(throws: HoldfastError.self, comment) { try ShardReader(path).episodes() }
        #expect(error?.code == .format, comment)
        #expect(error?.message.contains(path) == true, comment)
    }
}
