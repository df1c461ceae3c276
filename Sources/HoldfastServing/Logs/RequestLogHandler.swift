// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging

/// How requests are told on standard error.
public enum RequestLogFormat: String, Sendable, Hashable, CaseIterable {
    /// One object a line.
    case json
    /// One line for people.
    case text
    /// Not at all.
    case off
}

/// Writes events as lines with the time and what goes with them.
struct RequestLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()
    let format: RequestLogFormat
    /// Seconds since 1970.
    let clock: @Sendable () -> Double
    let write: @Sendable (_ line: String) -> Void

    init(
        _ format: RequestLogFormat, clock: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 },
        write: @escaping @Sendable (String) -> Void = Self.standardError
    ) {
        self.format = format
        self.clock = clock
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
        switch format {
        case .json:
            var line = fields.mapValues(JSONField.init)
            line["time"] = .text(time)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            guard let bytes = try? encoder.encode(line) else { return }
            write(String(decoding: bytes, as: UTF8.self) + "\n")
        case .text:
            let told = fields.sorted { $0.key < $1.key }.map { "\($0)=\(Self.plain("\($1)"))" }
            write(([time, "\(event.message)"] + told).joined(separator: " ") + "\n")
        case .off: break
        }
    }

    private var time: String {
        Date(timeIntervalSince1970: clock()).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// A text that cannot be taken for more than one field.
    private static func plain(_ text: String) -> String {
        text.unicodeScalars.map { $0.value > 0x20 && $0.value < 0x7F ? String($0) : String(format: "%%%02X", $0.value) }.joined()
    }

    /// Who cannot be told is served all the same.
    private static func standardError(_ line: String) { try? FileHandle.standardError.write(contentsOf: Data(line.utf8)) }

    /// Numbers stay numbers.
    private enum JSONField: Encodable {
        case number(Int)
        case decimal(Double)
        case text(String)

        init(_ value: Logger.MetadataValue) {
            switch value {
            case .stringConvertible(let number as Int): self = .number(number)
            case .stringConvertible(let number as Double): self = .decimal(number)
            default: self = .text("\(value)")
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let value): try container.encode(value)
            case .decimal(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            }
        }
    }
}
