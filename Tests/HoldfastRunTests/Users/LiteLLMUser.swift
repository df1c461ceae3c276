// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTesting
import Testing

/// A user simulator as tau2-bench has one: litellm, asked for one line after the other in a process of its own.
///
/// The dialogue is kept on this side in tau2-bench's roles (the agent is the assistant) and flipped for each request.
final class LiteLLMUser {
    struct Line: Decodable {
        var content: String
        var report: Report?
        /// The message as the client hands it out, with all its keys: what goes back in the history.
        var message: AnyJSON

        struct Report: Decodable {
            var understood: String
            var turn: Int
            var ended: Bool
            var ended_by: String?
            var resampled: Bool
            var goal_state: Goal?
            var flags: [Flag]
            var dialogue: String
            var user: String
            struct Goal: Decodable {
                var settled: Bool
                var open: [String]
                var success: Double
            }
            struct Flag: Decodable { var kind: String }
        }
    }

    private static let program = """
        import json, os, sys
        os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
        import litellm
        for call in sys.stdin:
            reply = litellm.completion(api_base=sys.argv[1] + "/v1", api_key="sk-x", **json.loads(call))
            message = reply.choices[0].message
            print(json.dumps({"content": message.content, "message": message.model_dump(), "report": reply.model_dump().get("holdfast")}), flush=True)
        """

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var read = Data()

    init(_ python: PythonInterpreter, url: String) throws {
        process.executableURL = URL(fileURLWithPath: python.path)
        process.arguments = ["-c", Self.program, url]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// The next line. The keys are those of tau2-bench's requests.
    func line(system: String, history: [AnyJSON], seed: Int) throws -> Line {
        let tool = AnyJSON.object([
            "type": .string("function"),
            "function": .object([
                "name": .string("check_status"), "description": .string("Look at the screen."),
                "parameters": .object(["properties": .object([:]), "title": .string("parameters"), "type": .string("object")]),
            ]),
        ])
        let call = AnyJSON.object([
            "model": .string("openai/base"), "temperature": .number(1), "seed": .integer(Int64(seed)), "tools": .array([tool]),
            "tool_choice": .string("auto"),
            "messages": .array([.object(["role": .string("system"), "content": .string(system)])] + history),
        ])
        try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(call) + Data("\n".utf8))
        while !read.contains(UInt8(ascii: "\n")) {
            let more = output.fileHandleForReading.availableData
            try #require(!more.isEmpty, "litellm ended")
            read += more
        }
        let end = try #require(read.firstIndex(of: UInt8(ascii: "\n")))
        defer { read = Data(read[(end + 1)...]) }
        return try JSONDecoder().decode(Line.self, from: read[..<end])
    }
}
