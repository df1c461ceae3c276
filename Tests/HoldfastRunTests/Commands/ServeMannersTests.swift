// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Options of `holdfast serve` that people set who run it for others.
@Suite("A simulator is served with manners", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct ServeMannersTests {
    @Test("each request is one line of JSON, without keys, prompts or lines")
    func logs() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let (errors, keys) = ("\(folder)/errors", "\(folder)/keys")
            try "hf-very-secret-key\n".write(toFile: keys, atomically: true, encoding: .utf8)
            let serving = try ServingProgram(simulator: tiny.simulator, options: ["--log", "json", "--keys", keys], errors: errors)
            let key = "Authorization: Bearer hf-very-secret-key\r\n"
            let chat = #"{"messages": [{"role": "system", "content": "You are Xanthippe."}, {"role": "user", "content": "Zanzibar?"}], "seed": 1"#
            let asked = [
                ("GET", "/health", "", ""), ("POST", "/v1/chat/completions", chat + "}", key + "X-Request-ID: mine-1\r\n"),
                ("POST", "/v1/chat/completions", chat + #", "stream": true}"#, key + "X-Request-ID: not sane\r\n"),
                ("POST", "/v1/completions?key=hf-very-secret-key", #"{"prompt": "Xanthippe", "max_tokens": 3}"#, key),
                ("POST", "/v1/completions", #"{"prompt": "Xanthippe", "max_tokens": -3}"#, key),
                ("GET", "/v1/models", "", "Authorization: Bearer hf-another-secret-key\r\n"),
            ]
            let replies = try asked.map { try LoopbackConnection.ask(serving.url, $0, $1, $2, headers: $3) }
            #expect(serving.stop() == 0)
            let text = try String(contentsOfFile: errors, encoding: .utf8)
            for secret in ["secret", "Xanthippe", "Zanzibar"] { #expect(!text.contains(secret), "\(text)") }
            let lines = try text.split(separator: "\n").map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
            #expect(lines.map { $0["status"] as? Int } == [200, 200, 200, 200, 400, 401], "\(text)")
            #expect(lines.map { $0["path"] as? String } == asked.map { String($0.1.prefix { $0 != "?" }) })
            #expect(lines.map { $0["method"] as? String } == asked.map(\.0))
            #expect(lines.map { $0["prompt_tokens"] != nil && $0["completion_tokens"] != nil } == [false, true, true, true, false, false])
            for (line, reply) in zip(lines, replies) {
                let id = try #require(line["id"] as? String)
                #expect(reply.lowercased().contains("\r\nx-request-id: \(id)\r\n"), "\(id): \(reply.prefix(300))")
                #expect((line["client"] as? String)?.hasPrefix("127.0.0.1:") == true && (line["seconds"] as? Double ?? -1) > 0)
                #expect((line["time"] as? String)?.wholeMatch(of: /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            }
            #expect(lines[1]["id"] as? String == "mine-1" && Set(lines.compactMap { $0["id"] as? String }).count == 6)
            #expect((lines[2]["id"] as? String)?.contains(" ") == false)
        }
    }

    @Test(
        "options that make no sense are one line and status 2",
        arguments: [
            (["--log", "xml"], "json, text, off"), (["--tls-key", "a"], "--tls-certificate too"), (["--tls-certificate", "a"], "--tls-key too"),
            (["--tls-certificate", "/nowhere/a", "--tls-key", "/nowhere/b"], "/nowhere/a, cannot be read"),
            (["--shutdown-seconds", "-1"], "--shutdown-seconds must be between 0 and"), (["--head-seconds", "0"], "--head-seconds"),
            (["--idle-seconds", "0"], "--idle-seconds"), (["--stall-seconds", "nan"], "--stall-seconds"), (["--body-seconds", "1e9"], "86400"),
        ])
    func refused(options: [String], mention: String) throws {
        let (status, _, errors) = try Program.run(["serve", "--simulator", "/nowhere"] + options)
        #expect(status == 2, "\(errors)")
        #expect(errors.contains(mention) && errors.split(separator: "\n").count == 1, "\(errors)")
    }
}
