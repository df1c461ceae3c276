// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HoldfastServers

struct ServerSentEventsTests {
    private static let table: [(String, String, [ServerSentEvent])] = [
        ("nothing", "", []),
        ("one message", "data: a\n\n", [.init(data: "a")]),
        ("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", [.init(data: "a"), .init(data: "b")]),
        ("CR", "data: a\r\rdata: b\r\r", [.init(data: "a"), .init(data: "b")]),
        ("mixed ends", "data: a\r\n\ndata: b\r\n\r\n", [.init(data: "a"), .init(data: "b")]),
        ("comments keep a connection open", ": ping\n\n:\ndata: a\n: more\n\n", [.init(data: "a")]),
        ("no space", "data:a\n\n", [.init(data: "a")]),
        ("one space is none of the data, two are one", "data:  a\n\n", [.init(data: " a")]),
        ("several lines", "data: a\ndata\ndata: b\n\n", [.init(data: "a\n\nb")]),
        (
            "types, ids and retry times", "id: 7\nretry: 10\nevent: error\ndata: a\n\ndata: b\n\n",
            [.init(name: "error", data: "a"), .init(data: "b")]
        ),
        ("a type without data is none", "event: ping\n\ndata: a\n\n", [.init(data: "a")]),
        ("unknown fields", "colour: red\ndata: a\n\n", [.init(data: "a")]),
        ("empty data", "data:\n\n", [.init(data: "")]),
        ("a byte order mark", "\u{FEFF}data: a\n\n", [.init(data: "a")]),
        ("letters of several bytes", "data: {\"é\": \"日本\u{1F600}\"}\n\n", [.init(data: "{\"é\": \"日本\u{1F600}\"}")]),
        ("colons in the data", "data: a: b\n\n", [.init(data: "a: b")]),
        ("the end mark", "data: {}\n\ndata: [DONE]\n\n", [.init(data: "{}"), .init(data: "[DONE]")]),
        ("an early end tells no half event", "data: a\n\ndata: b\n", [.init(data: "a")]),
        ("an early end within a line", "data: a\n\ndata: {\"cho", [.init(data: "a")]),
    ]

    @Test(arguments: table) func `the table of streams, cut at every byte`(name: String, text: String, events: [ServerSentEvent]) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var reader = ServerSentEvents()
            #expect(reader.append(bytes[..<cut]) + reader.append(bytes[cut...]) == events, "\(name), cut at \(cut)")
        }
        var reader = ServerSentEvents()
        #expect(bytes.flatMap { reader.append([$0]) } == events, "\(name), byte by byte")
    }
}
