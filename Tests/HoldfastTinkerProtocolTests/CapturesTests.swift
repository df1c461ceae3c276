// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol
import Testing

/// Every body that was recorded between the protocol's own clients, of three generations, and servers reads into our messages and is
/// written as an equal value.
@Suite(.enabled(if: Recorded.isThere, Recorded.reason))
struct CapturesTests {
    private struct Entry: Decodable {
        var n: Int
        var method: String
        var path: String
        var status: Int
        var req: AnyJSON?
        var resp: AnyJSON?
        var req_headers: [String: String]
    }

    /// Keys of servers and clients that our messages pass over.
    private static let unknown: Set<String> = [
        "future_id", "record_stability_info", "last_checkpoint", "last_sampler_checkpoint", "process_uuid", "alpha",
    ]

    /// Each message with what its server says besides.
    private static let unknownIn: [String: Set<String>] = [
        "ModelInformation": ["status", "base_model", "lora_config"], "ModelDescription": ["base_model", "lora_config"],
        "Promise": ["status", "base_model", "lora_config"], "FutureReply<CreateModelResult>": ["base_model", "lora_config"],
    ]

    /// What is lost or changed on the way from `old` to `new`; keys that only `new` has are defaults.
    private func differences(_ old: AnyJSON, _ new: AnyJSON, at place: String, passing: Set<String>) -> [String] {
        switch (old, new) {
        case (.object(let before), .object(let after)):
            return before.flatMap { key, value -> [String] in
                if passing.contains(key) && after[key] == nil || value == .null && after[key] == nil { return [] }
                guard let partner = after[key] else { return ["\(place).\(key) is gone"] }
                return differences(value, partner, at: "\(place).\(key)", passing: passing)
            }
        case (.array(let before), .array(let after)):
            guard before.count == after.count else { return ["\(place) has \(after.count) of \(before.count)"] }
            return zip(before, after).enumerated().flatMap { differences($1.0, $1.1, at: "\(place)[\($0)]", passing: passing) }
        case (.integer, .integer), (.string, .string), (.boolean, .boolean), (.null, .null): return old == new ? [] : ["\(place): \(old), \(new)"]
        default:
            func number(_ value: AnyJSON) -> Double? {
                switch value {
                case .integer(let value): Double(value)
                case .number(let value): value
                default: nil
                }
            }
            // Numbers of single precision are written with the fewest digits that tell them apart.
            guard let (before, after) = number(old).flatMap({ before in number(new).map { (before, $0) } }),
                before == after || Float(before) == Float(after)
            else { return ["\(place): \(old), \(new)"] }
            return []
        }
    }

    private func check<Message: Codable>(_ type: Message.Type, _ body: AnyJSON?, _ note: String) throws {
        let body = try #require(body, "\(note)")
        do {
            let message = try Tinker.decode(type, from: Tinker.encode(body))
            let written = try Tinker.decode(AnyJSON.self, from: Tinker.encode(message))
            let found = differences(body, written, at: "\(type)", passing: Self.unknown.union(Self.unknownIn["\(type)"] ?? []))
            #expect(found.isEmpty, "\(note): \(found)")
        } catch {
            Issue.record("\(note): \(error)")
        }
    }

    /// A body that was no JSON, as its recorder kept it.
    private func bytes(_ body: AnyJSON?) -> [UInt8]? {
        guard case .object(let parts)? = body, case .string(let text)? = parts["_b64"] else { return nil }
        return Data(base64Encoded: text).map { [UInt8]($0) }
    }

    /// Clients write the entries of a map in any order, so the same bytes may stand elsewhere.
    private func checkBytes<Message: ProtobufMessage & Equatable>(_ type: Message.Type, _ body: [UInt8], _ note: String) throws {
        do {
            let message = try type.init(protobuf: body)
            let written = try message.protobuf()
            #expect(written.sorted() == body.sorted(), "\(note)")
            #expect(try type.init(protobuf: written) == message, "\(note)")
        } catch {
            Issue.record("\(note): \(error)")
        }
    }

    private func checkResult<Message: Codable & Hashable & Sendable & ProtobufMessage>(
        _ type: Message.Type, _ body: AnyJSON?, _ note: String
    ) throws {
        if let bytes = bytes(body) { return try checkBytes(type, bytes, note) }
        try check(Tinker.FutureReply<Message>.self, body, note)
    }

    private func checkResult(of kind: String, _ body: AnyJSON?, _ note: String) throws {
        switch kind {
        case "CreateModel": try check(Tinker.FutureReply<Tinker.CreateModelResult>.self, body, note)
        case "ForwardBackward", "Forward": try checkResult(Tinker.ForwardBackwardOutput.self, body, note)
        case "OptimStep": try check(Tinker.FutureReply<Tinker.OptimizerStepResult>.self, body, note)
        case "SaveWeights": try check(Tinker.FutureReply<Tinker.SaveWeightsResult>.self, body, note)
        case "LoadWeights": try check(Tinker.FutureReply<Tinker.LoadWeightsResult>.self, body, note)
        case "SaveWeightsForSampler": try check(Tinker.FutureReply<Tinker.SaveWeightsForSamplerResult>.self, body, note)
        case "Sample": try checkResult(Tinker.SampleResponse.self, body, note)
        default: Issue.record("\(note): results of \(kind) are not known")
        }
    }

    private func check(_ entry: Entry, _ note: String) throws {
        let path = entry.path.prefix { $0 != "?" }.dropFirst(Tinker.pathPrefix.count)
        let answers = entry.status < 400
        if !answers { try check(Tinker.Refusal.self, entry.resp, note) }
        func promise(_ type: (some Codable).Type) throws {
            try check(type, entry.req, note)
            if answers { try check(Tinker.Promise.self, entry.resp, note) }
        }
        func direct(_ type: (some Codable).Type, _ reply: (some Codable).Type) throws {
            try check(type, entry.req, note)
            if answers { try check(reply, entry.resp, note) }
        }
        switch path {
        case "/client/config": try direct(Tinker.ClientConfigurationRequest.self, Tinker.ClientConfiguration.self)
        case "/client/dynamic_config": try direct(Tinker.ClientConfigurationRequest.self, Tinker.DynamicConfiguration.self)
        case "/create_session": try direct(Tinker.CreateSessionRequest.self, Tinker.CreateSessionReply.self)
        case "/session_heartbeat": try direct(Tinker.HeartbeatRequest.self, Tinker.HeartbeatReply.self)
        case "/telemetry": try direct(Tinker.TelemetryRequest.self, Tinker.TelemetryReply.self)
        case "/get_info": try direct(Tinker.GetInformationRequest.self, Tinker.ModelInformation.self)
        case "/create_sampling_session": try direct(Tinker.CreateSamplingSessionRequest.self, Tinker.CreateSamplingSessionReply.self)
        case "/weights_info": try direct(Tinker.WeightsInformationRequest.self, Tinker.WeightsInformation.self)
        case "/create_model": try promise(Tinker.CreateModelRequest.self)
        case "/optim_step": try promise(Tinker.OptimizerStepRequest.self)
        case "/save_weights": try promise(Tinker.SaveWeightsRequest.self)
        case "/save_weights_for_sampler": try promise(Tinker.SaveWeightsForSamplerRequest.self)
        case "/load_weights": try promise(Tinker.LoadWeightsRequest.self)
        case "/unload_model": try promise(Tinker.UnloadModelRequest.self)
        case "/asample": try promise(Tinker.SampleRequest.self)
        case "/forward_backward", "/forward":
            guard let bytes = bytes(entry.req) else { return try promise(Tinker.ForwardBackwardRequest.self) }
            try checkBytes(Tinker.ForwardBackwardRequest.self, bytes, note)
            if answers { try check(Tinker.Promise.self, entry.resp, note) }
        case "/retrieve_future":
            try check(Tinker.RetrieveFutureRequest.self, entry.req, note)
            let kind = entry.req_headers.first { $0.key.lowercased() == "x-tinker-request-type" }?.value ?? ""
            if answers { try checkResult(of: kind, entry.resp, note) }
        case "/get_server_capabilities": try check(Tinker.Capabilities.self, entry.resp, note)
        case "/training_runs": try check(Tinker.TrainingRunList.self, entry.resp, note)
        case _ where path.hasSuffix("/checkpoints"): try check(Tinker.CheckpointList.self, entry.resp, note)
        case _ where path.hasPrefix("/training_runs/"): try check(Tinker.TrainingRun.self, entry.resp, note)
        case _ where path.hasPrefix("/samplers/"): try check(Tinker.SamplerInformation.self, entry.resp, note)
        default: Issue.record("\(note): the address is not known")
        }
    }

    @Test(arguments: ["tx030_sdk0161", "skyrl030_sdk0241", "mini_sdk038"]) func `every body reads and is written the same`(_ name: String) throws {
        let file = Recorded.folder.appendingPathComponent("captures/\(name).jsonl")
        var (read, damaged) = (0, 0)
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line.utf8)) else {
                damaged += 1
                continue
            }
            read += 1
            try check(entry, "\(name), \(entry.n), \(entry.path)")
        }
        // One line of telemetry was cut in the middle when it was recorded.
        #expect(read >= 60 && damaged <= 1, "\(read) read, \(damaged) damaged")
    }
}
