// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import HoldfastRun

@Suite("TensorBoard event files")
struct TensorBoardTests {
    @Test(
        "the checksum gives the vectors of RFC 3720, appendix B.4",
        arguments: [
            ([UInt8](repeating: 0, count: 32), UInt32(0x8a91_36aa)),
            ([UInt8](repeating: 0xff, count: 32), UInt32(0x62a8_ab43)),
            (Array(0..<32), UInt32(0x46dd_794e)),
            (Array("123456789".utf8), UInt32(0xe306_9283)),
        ])
    func checksums(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32C.checksum(bytes) == checksum)
    }

    @Test("records are found whole, and what was cut off is not")
    func records() {
        let first = TensorBoardEvent.record(TensorBoardEvent.version(time: 1))
        let second = TensorBoardEvent.record(TensorBoardEvent.scalars([("a", 1), ("b", 2)], step: 300, time: 2))
        let all = TensorBoardEvent.records(in: first + second)
        #expect(all.map { TensorBoardEvent.contents(of: $0.data).step } == [0, 300])
        #expect(all.map { TensorBoardEvent.contents(of: $0.data).tag } == [nil, "a"])
        for cut in 1..<second.count {
            #expect(TensorBoardEvent.records(in: Array((first + second).dropLast(cut))).count == 1, "cut by \(cut)")
        }
    }

    @Test("filtering leaves the version record and the records that are kept")
    func filter() throws {
        try withFolder { folder in
            let writer = try TensorBoardWriter(folder: folder, time: 1_700_000_000)
            for step in 0...4 { try writer.append(MetricsRow(step: step, values: ["x": Double(step)]), time: 1) }
            try writer.close()
            try TensorBoardWriter.filter(folder: folder) { step, tag in step <= 2 && tag == "x" }
            let name = try #require(FileSystem.names(in: folder).first)
            let kept = TensorBoardEvent.records(in: try FileSystem.read("\(folder)/\(name)")).map { TensorBoardEvent.contents(of: $0.data).step }
            #expect(kept == [0, 0, 1, 2])
        }
    }

    @Test("a file that was cut off within its first record is removed, any other only loses its torn end")
    func torn() throws {
        let first = TensorBoardEvent.record(TensorBoardEvent.version(time: 1))
        let second = TensorBoardEvent.record(TensorBoardEvent.scalars([("x", 1)], step: 1, time: 2))
        try withFolder { folder in
            let path = "\(folder)/events.out.tfevents.0000000001.holdfast"
            for length in 0..<(first + second).count {
                try FileSystem.write(Array((first + second).prefix(length)), to: path)
                try TensorBoardWriter.filter(folder: folder) { _, _ in true }
                #expect(FileSystem.exists(path) == (length >= first.count), "\(length) bytes")
                if length >= first.count { #expect(try FileSystem.read(path) == first, "\(length) bytes") }
            }
        }
    }

    @Test(
        "the tensorboard package reads what was written",
        .enabled(if: Python.having("tensorboard") != nil, "no Python with tensorboard; set HOLDFAST_PYTHON to one"))
    func readByTensorBoard() throws {
        let python = try #require(Python.having("tensorboard"))
        try withFolder { folder in
            let writer = try TensorBoardWriter(folder: folder, time: 1_700_000_000)
            for step in 1...3 {
                try writer.append(
                    MetricsRow(step: step, values: ["drift/prompt_to_line": 0.25 * Double(step), "bad": .nan]), time: Double(step))
            }
            try writer.close()
            let output = try python.run(
                """
                import sys
                from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
                events = EventAccumulator(sys.argv[1]); events.Reload()
                print(events.Tags()["scalars"], [(e.step, e.value, e.wall_time) for e in events.Scalars("drift/prompt_to_line")])
                """, folder)
            #expect(output == "['drift/prompt_to_line'] [(1, 0.25, 1.0), (2, 0.5, 2.0), (3, 0.75, 3.0)]")
        }
    }
}
