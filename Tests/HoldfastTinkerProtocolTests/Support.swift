// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol
import Testing

/// What was recorded from the protocol's own clients and servers, in a folder beside the repository.
enum Recorded {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/servers").standardizedFileURL
    static let isThere = FileManager.default.fileExists(atPath: folder.path)
    static let reason: Comment = "the reference folder is not beside the repository"

    static func golden(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: folder.appendingPathComponent("golden/\(name).bin")))
    }
}

/// Checks that reading a body throws a `HoldfastError` with these words.
func expectRefusal(
    _ words: String, sourceLocation: SourceLocation = #_sourceLocation, _ read: () throws -> some Any
) {
    do {
        let value = try read()
        Issue.record("read as \(value), where \(words.debugDescription) was to be said", sourceLocation: sourceLocation)
    } catch {
        #expect(error is HoldfastError, sourceLocation: sourceLocation)
        #expect("\(error)".contains(words), "\(error)", sourceLocation: sourceLocation)
    }
}

/// A message's JSON read back.
func throughJSON<Message: Codable>(_ message: Message) throws -> Message {
    try Tinker.decode(Message.self, from: Tinker.encode(message))
}

/// The JSON of a message as text.
func json(_ message: some Encodable) throws -> String { String(decoding: try Tinker.encode(message), as: UTF8.self) }

/// A message read from JSON text.
func parse<Message: Decodable>(_ text: String, as type: Message.Type = Message.self) throws -> Message {
    try Tinker.decode(type, from: Data(text.utf8))
}

/// Random messages.
struct Draw {
    var stream: RandomStream

    init(seed: UInt64) { stream = RandomKey(seed: seed, purpose: .text).stream }

    mutating func count(_ limit: Int) -> Int { Int(stream.next() % UInt64(limit)) }
    mutating func word() -> String { String((0...count(8)).map { _ in stream.pick(Array("abcxyz_:é🙂\"\\")) ?? "a" }) }
    mutating func number() -> Float { Float(stream.uniform() * 20 - 10) }
    mutating func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in number() } }
    mutating func tokens(_ limit: Int) -> [Int32] { (0..<count(limit)).map { _ in Int32(truncatingIfNeeded: stream.next()) } }

    mutating func tensor() throws -> Tinker.Tensor {
        let (rows, columns) = (1 + count(4), 1 + count(3))
        switch count(3) {
        case 0: return try Tinker.Tensor(.float32(numbers(rows * columns)), shape: [rows, columns])
        case 1: return Tinker.Tensor((0..<rows).map { _ in Int64(bitPattern: stream.next()) })
        default:
            let kept = (0..<rows * columns).filter { _ in stream.chance(0.5) }
            let starts = (0...rows).map { row in Int64(kept.count { $0 < row * columns }) }
            return try Tinker.Tensor(
                sparse: .float32(kept.map { _ in 1 + abs(number()) }), rowStarts: starts, columns: kept.map { Int64($0 % columns) },
                shape: [rows, columns])
        }
    }

    mutating func tensors() throws -> [String: Tinker.Tensor] {
        var result: [String: Tinker.Tensor] = [:]
        for _ in 0..<count(4) { result[word()] = try tensor() }
        return result
    }

    mutating func request() throws -> Tinker.ForwardBackwardRequest {
        var data: [Tinker.Datum] = []
        for _ in 0..<count(4) {
            let chunks = (0..<count(3)).map { _ in Tinker.Chunk.encodedText(tokens(6)) }
            data.append(Tinker.Datum(modelInput: Tinker.ModelInput(chunks: chunks), lossInputs: try tensors()))
        }
        var settings: [String: Tinker.LossConfigurationValue] = [:]
        for _ in 0..<count(4) { settings[word()] = stream.chance(0.3) ? .text(word()) : .number(Double(number())) }
        return Tinker.ForwardBackwardRequest(
            modelID: word(), sequenceID: 1 + count(1000), data: data, lossFunction: word(), lossConfiguration: settings,
            isForwardOnly: stream.chance(0.5))
    }

    mutating func output() throws -> Tinker.ForwardBackwardOutput {
        var outputs: [[String: Tinker.Tensor]] = []
        for _ in 0..<count(6) {
            if let last = outputs.last, stream.chance(0.5) {
                outputs.append(try last.mapValues { try Tinker.Tensor($0.values(), shape: $0.shape) })
            } else {
                outputs.append(try tensors().mapValues { try Tinker.Tensor($0.values(), shape: $0.shape) })
            }
        }
        return Tinker.ForwardBackwardOutput(outputs: outputs, metrics: ["loss:sum": Double(number()), "x:mean": 0] as [String: Double])
    }

    mutating func samples() -> Tinker.SampleResponse {
        let sequences = (0..<count(4)).map { _ in
            let tokens = tokens(6)
            let top = tokens.map { token in
                [Tinker.TokenLogprob(token: token, logprob: number())] + (0..<count(2)).map { _ in .init(token: 7, logprob: -3) }
            }
            return Tinker.SampledSequence(
                stopReason: stream.chance(0.5) ? .stop : .length, tokens: tokens, logprobs: numbers(tokens.count),
                topLogprobs: stream.chance(0.3) ? Tinker.TopLogprobs(top) : nil)
        }
        let prompt: [Float?]? = stream.chance(0.5) ? [nil] + numbers(count(5)) : nil
        return Tinker.SampleResponse(sequences: sequences, promptLogprobs: prompt, cachedPromptTokens: stream.chance(0.5) ? 3 : nil)
    }
}
