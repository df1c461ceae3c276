// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Synchronization
import Testing

@testable import HoldfastServing

/// Lines about requests, and their names.
@Suite struct RequestLogTests {
    private func line(_ format: RequestLogFormat, _ fields: Logger.Metadata) -> String {
        let lines = Mutex<[String]>([])
        withExtendedLifetime(lines) {
            let logger = Logger(label: "test") { _ in
                RequestLogHandler(format, clock: { 1_700_000_000.25 }) { line in lines.withLock { $0.append(line) } }
            }
            logger.info("request", metadata: fields)
        }
        return lines.withLock { $0.joined() }
    }

    @Test func `JSON has numbers as numbers, and one line whatever is in it`() throws {
        let text = line(
            .json, ["id": "a", "status": .stringConvertible(200), "seconds": .stringConvertible(0.25), "path": "/a\n\"b\"\u{0}\u{2028}"])
        #expect(text.filter { $0 == "\n" }.count == 1 && text.hasSuffix("\n"))
        let found = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(found["time"] as? String == "2023-11-14T22:13:20.250Z")
        #expect(found["status"] as? Int == 200 && found["seconds"] as? Double == 0.25 && found["id"] as? String == "a")
        #expect(found["path"] as? String == "/a\n\"b\"\u{0}\u{2028}")
    }

    @Test func `text is one line of fields, and off is nothing`() {
        #expect(
            line(.text, ["status": .stringConvertible(200), "path": "/a b\nc"])
                == "2023-11-14T22:13:20.250Z request path=/a%20b%0Ac status=200\n")
        #expect(line(.off, ["path": "/"]) == "")
    }

    @Test(
        arguments: [
            ("abc-1_2.3:4", true), (String(repeating: "x", count: 128), true), ("", false), (String(repeating: "x", count: 129), false),
            ("a b", false), ("a\nb", false), ("a\"b", false), ("é", false), ("a{b}", false), ("a@b", false), ("a[b", false),
        ]) func `a client's own name for its request is kept where it is a sane one`(name: String, isKept: Bool)
    {
        let names = RequestNames(start: "here")
        #expect((names.name(asked: name) == name) == isKept)
        #expect(names.name(asked: nil) == (isKept ? "here-1" : "here-2"))
    }
}
