// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastRun

@Suite("metrics.jsonl")
struct MetricsLogTests {
    @Test("a row has a stable order, drops what is not finite and counts it")
    func line() {
        let row = MetricsRow(step: 3, values: ["b": 0.5, "a": 1, "c": .nan, "d": .infinity], times: ["time/step": 2.5])
        #expect(row.line == #"{"step": 3, "a": 1.0, "b": 0.5, "metrics/dropped": 2, "time/step": 2.5}"#)
    }

    @Test("what was appended reads back; a row cut off at the end is left out")
    func roundTrip() throws {
        try withFolder { folder in
            let path = "\(folder)/metrics.jsonl"
            let rows = (1...3).map { MetricsRow(step: $0, values: ["x": 1 / Double($0)], times: ["time/step": 1]) }
            let log = try MetricsLog(path: path)
            for row in rows { try log.append(row) }
            try log.close()
            #expect(try MetricsLog.rows(path) == rows)

            let whole = try FileSystem.text(path)
            for cut in 1..<30 {
                try FileSystem.write(String(whole.dropLast(cut)), to: path)
                #expect(try MetricsLog.rows(path) == Array(rows.prefix(2)), "cut by \(cut)")
            }
        }
    }

    @Test("filtering leaves the bytes of the rows that are kept")
    func filter() throws {
        try withFolder { folder in
            let path = "\(folder)/metrics.jsonl"
            let log = try MetricsLog(path: path)
            try log.append(MetricsRow(step: 0, values: ["x": 0.1]))
            try log.append(MetricsRow(step: 1, values: ["x": 0.2]))
            let before = try FileSystem.text(path)
            try log.append(MetricsRow(step: 2, values: ["x": 0.3]))
            try log.close()
            try MetricsLog.filter(path) { $0.step <= 1 }
            #expect(try FileSystem.text(path) == before)
        }
    }

    @Test("a broken row in the middle is reported with its line and left as it lies")
    func broken() throws {
        try withFolder { folder in
            let path = "\(folder)/metrics.jsonl"
            let text = "{\"step\": 1}\n{\"step\": \n{\"step\": 3}\n"
            try FileSystem.write(text, to: path)
            let error = try #require(throws: HoldfastError.self) { try MetricsLog.filter(path) { _ in true } }
            #expect(error.message.hasPrefix("\(path):2: "))
            #expect(try FileSystem.text(path) == text)
        }
    }
}
