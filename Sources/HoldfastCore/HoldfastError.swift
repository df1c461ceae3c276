// SPDX-License-Identifier: Apache-2.0

/// An error a person can act on: what is wrong, where, and what to do.
public struct HoldfastError: Error, Sendable, CustomStringConvertible {
    /// What class of thing went wrong; bounded, so that it can label a metric or choose an exit code.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String { case usage, configuration, file, format, model, server, environment, reward, store, capacity, interrupted }
        private let value: Value
        private init(_ value: Value) { self.value = value }

        /// A command line that cannot be carried out; exit code 2.
        public static let usage = Code(.usage)
        /// A configuration that cannot be decoded or contradicts itself; exit code 2.
        public static let configuration = Code(.configuration)
        /// A file or folder that is missing, unreadable or unwritable.
        public static let file = Code(.file)
        /// A file whose content is not what its name says.
        public static let format = Code(.format)
        /// A model that cannot do what is asked (unknown architecture, vocabulary mismatch).
        public static let model = Code(.model)
        /// A model server that failed.
        public static let server = Code(.server)
        /// A scenario, domain or agent that failed.
        public static let environment = Code(.environment)
        /// A judge or reward module that failed.
        public static let reward = Code(.reward)
        /// The trajectory store.
        public static let store = Code(.store)
        /// Disk or memory is exhausted.
        public static let capacity = Code(.capacity)
        /// Stopped on request.
        public static let interrupted = Code(.interrupted)

        /// The name of the class, such as `configuration`.
        public var description: String { value.rawValue }
    }

    /// What class of thing went wrong; the exit status of the process follows from it.
    public var code: Code
    /// One line for people: what is wrong, where, and what to do.
    public var message: String
    /// What lay behind it, when another error did.
    public var cause: (any Error)?
    /// Where in the source it was made.
    public var location: String

    /// An error with its message. Leave `fileID` and `line` to their defaults, which name the place of the call.
    public init(
        _ code: Code, _ message: String, cause: (any Error)? = nil, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.code = code
        self.message = message
        self.cause = cause
        self.location = "\(fileID):\(line)"
    }

    /// The message, with the cause in parentheses where there is one.
    public var description: String {
        if let cause { "\(message) (\(Self.phrase(of: cause)))" } else { message }
    }

    /// Errors of decoding and encoding describe themselves with a dump of their parts, of which one phrase is for people.
    package static func phrase(of cause: any Error) -> String {
        switch cause {
        case DecodingError.dataCorrupted(let context), DecodingError.keyNotFound(_, let context), DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            phrase(context.debugDescription, at: context.codingPath)
        case EncodingError.invalidValue(_, let context): phrase(context.debugDescription, at: context.codingPath)
        default: "\(cause)"
        }
    }

    private static func phrase(_ sentence: String, at path: [any CodingKey]) -> String {
        let place = path.isEmpty ? "" : "at \(path.map(\.stringValue).joined(separator: ".")): "
        let words = sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...]
        return place + words.prefix(1).lowercased() + words.dropFirst()
    }
}
