// SPDX-License-Identifier: Apache-2.0

public import Foundation
import HoldfastCore

/// The messages of the Tinker training protocol, as they go over the wire, for a client and a server alike.
///
/// Three generations of clients are understood: those that write JSON and leave out what nobody set, those that write JSON in full,
/// and those that write protobuf where tensors travel. Fields that are not known are passed over.
public enum Tinker {
    /// Where all of the protocol's addresses begin.
    public static let pathPrefix = "/api/v1"
    /// The content type of protobuf bodies.
    public static let protobufContentType = "application/x-protobuf"

    /// Reads a JSON body. Beside strict JSON it takes `NaN`, `Infinity` and `-Infinity` as numbers, which Python writes.
    ///
    /// - Throws: a `HoldfastError` with code `format` that says what is wrong and where.
    public static func decode<Message: Decodable>(_ type: Message.Type, from body: Data) throws -> Message {
        do {
            do {
                return try JSONDecoder().decode(type, from: body)
            } catch DecodingError.dataCorrupted where ["NaN", "Infinity"].contains(where: { body.range(of: Data($0.utf8)) != nil }) {
                let decoder = JSONDecoder()
                decoder.allowsJSON5 = true
                return try decoder.decode(type, from: body)
            }
        } catch {
            throw HoldfastError(.format, "the JSON body of \(body.count) bytes does not read as \(type)", cause: error)
        }
    }

    /// The JSON body of a message: what is nil is left out, keys are in order, and numbers that JSON lacks are strings (`"NaN"`).
    ///
    /// - Throws: a `HoldfastError` with code `format` where a part has no form in the protocol.
    public static func encode(_ message: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(message)
        } catch {
            throw HoldfastError(.format, "a \(type(of: message)) cannot be written as JSON", cause: error)
        }
    }

    /// The id of a session's model: clients compute it themselves in this form.
    public static func modelID(session: String, number: Int) -> String { "\(session):train:\(number)" }

    /// The id of a session's sampler.
    public static func samplerID(session: String, number: Int) -> String { "\(session):sample:\(number)" }

    /// The id of one of the sequences that a request for samples asks for.
    public static func sequenceID(sampler: String, request: Int, index: Int) -> String { "\(sampler):\(request):\(index)" }
}

extension KeyedDecodingContainer {
    /// The value of a key, or `standard` where it is missing or null.
    func value<Value: Decodable>(_ key: Key, or standard: Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? standard
    }
}
